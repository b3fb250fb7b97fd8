/** The bar below the form: whether all is saved, and saving. */

import { useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import type { EntryFile, Form, Lang } from "./entry-types.ts";
import { langName } from "./entry-words.ts";

/** How a form is saved, beside what is in it. */
export interface How {
  readonly minor?: boolean;
  readonly settled?: readonly Lang[];
  readonly note?: string;
}

interface Props {
  readonly file: EntryFile | null;
  readonly form: Form;
  readonly dirty: boolean;
  readonly save: (how: How) => Promise<EntryFile | null>;
}

export function SaveBar({ file, form, dirty, save }: Props) {
  const [minor, setMinor] = useState(false);
  const [busy, setBusy] = useState(false);
  const both = form.texts.id !== undefined && form.texts.en !== undefined;
  const stale = file?.versions.filter((one) => one.stale).map((one) => one.lang) ?? [];
  async function run(how: How): Promise<void> {
    setBusy(true);
    await save(how);
    setBusy(false);
    setMinor(false);
  }
  return (
    <div class="save-bar">
      <p role="status">
        {dirty
          ? t("Ada perubahan yang belum disimpan.")
          : file
            ? t("Semua tersimpan.")
            : t("Draf belum terlihat oleh pembaca.")}
      </p>
      {dirty && file && both && (
        <label class="tick">
          <input type="checkbox" checked={minor} onChange={() => setMinor(!minor)} />
          {t("Perubahan kecil: terjemahan tidak perlu diubah")}
        </label>
      )}
      {!dirty &&
        stale.map((lang) => (
          <button
            key={lang}
            type="button"
            disabled={busy}
            onClick={() => void run({ settled: [lang] })}
          >
            {t("{lang} sudah sesuai", { lang: langName(lang) })}
          </button>
        ))}
      <button
        type="button"
        class="primary"
        disabled={busy || !dirty}
        onClick={() => void run({ minor })}
      >
        {t("Simpan draf")}
      </button>
    </div>
  );
}
