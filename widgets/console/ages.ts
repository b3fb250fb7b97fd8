/** How long things have been waiting, by the server's time, ticking once a second. */

import { useEffect, useState } from "preact/hooks";
import { localeOf, momentOf, timeOf } from "../shared/clock.ts";
import { t } from "../shared/strings.ts";

let ahead = 0; // milliseconds that the server's clock is ahead of this machine's
let timer = 0;
const listeners = new Set<(at: number) => void>();

export function serverSays(at: number): void {
  ahead = at - Date.now();
}

/** Milliseconds since 1970 on the server's clock. */
export function serverNow(): number {
  return Date.now() + ahead;
}

/** The server's time; the component is drawn again every second. */
export function useNow(): number {
  const [now, tick] = useState(serverNow);
  useEffect(() => {
    listeners.add(tick);
    if (listeners.size === 1) timer = window.setInterval(tickAll, 1000);
    return () => {
      listeners.delete(tick);
      if (listeners.size === 0) clearInterval(timer);
    };
  }, []);
  return now;
}

function tickAll(): void {
  const now = serverNow();
  for (const tick of listeners) tick(now);
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span of milliseconds in short words. */
export function span(length: number): string {
  const ms = Math.max(0, length);
  if (ms < MINUTE) return t("{n} dtk", { n: Math.floor(ms / SECOND) });
  if (ms < HOUR) return t("{n} mnt", { n: Math.floor(ms / MINUTE) });
  if (ms < DAY) {
    const m = Math.floor((ms % HOUR) / MINUTE);
    return t("{h} j {m} mnt", { h: Math.floor(ms / HOUR), m });
  }
  return t("{n} hari", { n: Math.floor(ms / DAY) });
}

export function clockTime(at: number): string {
  return timeOf(at, language());
}

/** Day with time, in words. */
export function moment(at: number): string {
  return momentOf(at, language(), serverNow());
}

/** Date with year, and time: "24 Nov 2026 07.30". */
export function stamp(at: number): string {
  const date = new Intl.DateTimeFormat(localeOf(language()), { dateStyle: "medium" }).format(at);
  return `${date} ${clockTime(at)}`;
}

export function language(): string {
  return document.documentElement.lang || "id";
}
