/** Times in words, on the reader's own clock. */

import { t } from "./strings.ts";

const DAY = 86_400_000; // milliseconds

/** The locale whose words fit a language of the interface. */
export function localeOf(language: string): string {
  return language === "id" ? "id-ID" : "en-GB";
}

/** "14.05" or "14:05"; `more` may ask for the zone. */
export function timeOf(at: number, language: string, more?: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    ...more,
  }).format(at);
}

/** "Hari ini", "Kemarin", "Besok", else "Senin, 5 Mei". */
export function dayOf(at: number, language: string, now: number): string {
  const days = Math.round((midnight(at) - midnight(now)) / DAY);
  if (days === 0) return t("Hari ini");
  if (days === 1) return t("Besok");
  if (days === -1) return t("Kemarin");
  const shape: Intl.DateTimeFormatOptions = { weekday: "long", day: "numeric", month: "long" };
  return new Intl.DateTimeFormat(localeOf(language), shape).format(at);
}

/** "hari ini pukul 14.05", "Senin, 5 Mei pukul 09.00". */
export function momentOf(
  at: number,
  language: string,
  now: number,
  more?: Intl.DateTimeFormatOptions,
): string {
  const day = dayOf(at, language, now);
  const near = Math.abs(midnight(at) - midnight(now)) <= DAY + DAY / 12;
  return t("{day} pukul {time}", {
    day: near ? day.toLowerCase() : day,
    time: timeOf(at, language, more),
  });
}

/** Whether two moments are on the same day. */
export function isSameDay(one: number, other: number): boolean {
  return midnight(one) === midnight(other);
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
