/** What states, steps and fields of an entry are called. */

import { t } from "../../shared/strings.ts";
import type { Kind, Lang, State, Step } from "./entry-types.ts";

export function stateName(state: State): string {
  const names: Record<State, string> = {
    draft: t("Draf"),
    review: t("Menunggu tinjauan"),
    live: t("Terbit"),
    due: t("Perlu ditinjau lagi"),
    retired: t("Ditarik"),
  };
  return names[state];
}

export function kindName(kind: Kind): string {
  const names: Record<Kind, string> = {
    faq: t("Tanya jawab"),
    pathfinder: t("Panduan pustaka"),
    canned: t("Balasan siap pakai"),
    fact: t("Fakta layanan"),
  };
  return names[kind];
}

export function langName(lang: Lang): string {
  return lang === "en" ? t("Bahasa Inggris") : t("Bahasa Indonesia");
}

export function stepName(step: Step): string {
  const names: Record<Step, string> = {
    submitted: t("Kirim untuk ditinjau"),
    returned: t("Kembalikan dengan catatan"),
    published: t("Terbitkan"),
    confirmed: t("Masih benar"),
    retired: t("Tarik dari pembaca"),
    revived: t("Pulihkan sebagai draf"),
    discarded: t("Buang draf"),
  };
  return names[step];
}

/** What happened, in the history. */
export function stepDone(step: string): string {
  const names: Record<string, string> = {
    imported: t("Diimpor"),
    saved: t("Disimpan"),
    submitted: t("Dikirim untuk ditinjau"),
    returned: t("Dikembalikan"),
    published: t("Diterbitkan"),
    confirmed: t("Diperiksa, masih benar"),
    retired: t("Ditarik"),
    revived: t("Dipulihkan sebagai draf"),
    discarded: t("Draf dibuang"),
    restored: t("Isi lama dikembalikan"),
  };
  return names[step] ?? step;
}

export function fieldName(field: string): string {
  const names: Record<string, string> = {
    title: t("Pertanyaan atau judul"),
    answer: t("Jawaban"),
    alternatives: t("Cara bertanya lain"),
    keywords: t("Kata kunci"),
    scope: t("Cakupan"),
    for_whom: t("Untuk siapa"),
    search_terms: t("Kata kunci penelusuran"),
    sources: t("Sumber"),
    audience: t("Pembaca"),
    owner: t("Penanggung jawab"),
    topics: t("Topik"),
    related: t("Entri terkait"),
    review_by: t("Tinjau lagi"),
    words: t("Pertanyaan"),
  };
  return names[field] ?? field;
}
