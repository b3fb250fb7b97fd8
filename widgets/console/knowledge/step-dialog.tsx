/** What a step of the editorial flow asks before it is taken. */

import { useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import { Dialog } from "../dialog.tsx";
import type { EntryFile, Step, Version } from "./entry-types.ts";
import { langName, stepName } from "./entry-words.ts";

interface Props {
  readonly file: EntryFile;
  readonly step: Step;
  readonly langs: readonly Version[];
  readonly go: (body: object, done: string) => Promise<boolean>;
  readonly close: () => void;
}

export function StepDialog({ file, step, langs, go, close }: Props) {
  const [chosen, choose] = useState<readonly string[]>(langs.map((one) => one.lang));
  const [busy, setBusy] = useState(false);
  const dated = step === "published" || step === "confirmed";
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const taken = langs.filter((one) => chosen.includes(one.lang));
    const base = Object.fromEntries(taken.map((one) => [one.lang, one.revision]));
    const note = String(form.get("note") ?? "");
    const review_by = String(form.get("review_by") ?? "");
    setBusy(true);
    await go({ step, base, note, review_by }, doneText(step));
    close(); // what was refused is told above the form
  }
  return (
    <Dialog title={stepName(step)} close={close}>
      <form class="step-form" onSubmit={(event) => void submit(event)}>
        <p>{explained(step)}</p>
        {langs.length > 1 && (
          <fieldset>
            <legend>{t("Bahasa")}</legend>
            {langs.map(({ lang }) => (
              <label key={lang} class="tick">
                <input
                  type="checkbox"
                  checked={chosen.includes(lang)}
                  onChange={() => choose(toggled(chosen, lang))}
                />
                {langName(lang)}
              </label>
            ))}
          </fieldset>
        )}
        {dated && (
          <label>
            {t("Tinjau lagi paling lambat")}
            <input
              type="date"
              name="review_by"
              required
              min={day(1)}
              defaultValue={file.review_by > day(0) ? file.review_by : day(365)}
            />
          </label>
        )}
        <label>
          {step === "returned" ? t("Apa yang perlu diperbaiki?") : t("Catatan (boleh kosong)")}
          <textarea name="note" rows={2} maxLength={1000} required={step === "returned"} />
        </label>
        <button type="submit" class="primary" disabled={busy || chosen.length === 0}>
          {stepName(step)}
        </button>
      </form>
    </Dialog>
  );
}

function toggled(chosen: readonly string[], lang: string): readonly string[] {
  return chosen.includes(lang) ? chosen.filter((one) => one !== lang) : [...chosen, lang];
}

/** The date so many days from now. */
function day(days: number): string {
  const then = new Date(Date.now() + days * 86_400_000);
  const part = (n: number) => String(n).padStart(2, "0");
  return `${then.getFullYear()}-${part(then.getMonth() + 1)}-${part(then.getDate())}`;
}

function explained(step: Step): string {
  const texts: Record<Step, string> = {
    submitted: t("Editor atau koordinator memeriksa draf ini sebelum terbit."),
    returned: t("Entri kembali menjadi draf, dengan catatan Anda untuk penulisnya."),
    published: t("Pembaca melihatnya saat ini juga, dan disarankan kepada pemustaka."),
    confirmed: t("Anda sudah memeriksa isinya dan masih benar; tanggal tinjau diperbarui."),
    retired: t("Pembaca tidak melihatnya lagi. Isinya tetap tersimpan dan dapat dipulihkan."),
    revived: t("Isinya kembali sebagai draf; terbitkan bila sudah siap dibaca."),
    discarded: t("Draf ini dibuang; yang sudah terbit tetap terbit. Isinya tetap ada di riwayat."),
  };
  return texts[step];
}

function doneText(step: Step): string {
  const texts: Record<Step, string> = {
    submitted: t("Dikirim untuk ditinjau."),
    returned: t("Dikembalikan kepada penulis."),
    published: t("Terbit: pembaca melihatnya sekarang."),
    confirmed: t("Dicatat: masih benar."),
    retired: t("Ditarik dari pembaca."),
    revived: t("Dipulihkan sebagai draf."),
    discarded: t("Draf dibuang."),
  };
  return texts[step];
}
