/** What is said once the crisis text was sent: who knows of it, and where nobody does, that first. */

import { t, tn } from "../shared/strings.ts";

export interface Help {
  readonly text: string;
  readonly contact: string;
  readonly phone: string;
}

/** Who knows of it: coordinators who sit at an open console, and ways to the named person. */
export interface Told {
  readonly consoles: number;
  readonly reached: readonly string[];
  readonly failed: readonly string[];
}

/** `alone`: nobody knows of it but the librarian. */
export interface Outcome {
  readonly alone: boolean;
  readonly title: string;
  readonly lines: readonly string[];
}

export function outcomeOf(help: Help, told: Told): Outcome {
  const named = help.contact || t("kontak darurat");
  const ways = (some: readonly string[]) => some.map((way) => WAYS()[way] ?? way).join(", ");
  if (told.consoles === 0 && told.reached.length === 0) {
    const remedy = help.phone
      ? t("Telepon sekarang; jangan menunggu.")
      : t("Cari koordinator sekarang; dalam bahaya nyata telepon 112.");
    const title = t("Teks darurat terkirim kepada pemustaka, tetapi belum ada rekan yang terhubung.");
    return { alone: true, title, lines: [remedy] };
  }
  const lines: string[] = [];
  if (told.consoles > 0) lines.push(tn("{n} koordinator punya konsol terbuka.", told.consoles));
  if (told.reached.length > 0) {
    lines.push(t("{named} diberi tahu: {ways}.", { named, ways: ways(told.reached) }));
  }
  if (told.failed.length > 0) {
    lines.push(t("{named} tidak terjangkau: {ways}.", { named, ways: ways(told.failed) }));
  }
  return { alone: false, title: t("Teks darurat terkirim."), lines };
}

const WAYS = (): Readonly<Record<string, string>> => ({ mail: t("surel"), telegram: "Telegram" });
