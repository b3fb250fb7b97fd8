/** Two people changed one entry: what each wrote, side by side, to choose from. */

import { useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import { formOf, joined, valueAt, yielding } from "./entry-form.ts";
import type { Place } from "./entry-form.ts";
import type { EntryFile, Form } from "./entry-types.ts";
import { fieldName, langName } from "./entry-words.ts";
import type { Unsaved } from "./unsaved.ts";

interface Props {
  readonly unsaved: Unsaved;
  readonly theirs: EntryFile;
  readonly use: (form: Form) => void;
}

export function Collision({ unsaved, theirs, use }: Props) {
  const there = formOf(theirs);
  const { form, clashes } = joined(unsaved.was, unsaved.form, there);
  const [yielded, set] = useState<readonly string[]>([]);
  const last = [...theirs.versions].sort((a, b) => b.changed_at - a.changed_at)[0];
  const result = clashes
    .filter((place) => yielded.includes(keyOf(place)))
    .reduce((so_far, place) => yielding(so_far, there, place), form);
  return (
    <section class="collision" role="alertdialog" aria-label={t("Dua orang mengubah entri ini")}>
      <h3>{t("Dua orang mengubah entri ini")}</h3>
      <p>
        {t("{name} menyimpan lebih dulu. Tulisan Anda masih ada; belum ada yang ditimpa.", {
          name: last?.changed_by ?? "",
        })}
      </p>
      {clashes.length === 0 && (
        <p>{t("Anda berdua mengubah bagian yang berbeda, jadi keduanya dapat digabung.")}</p>
      )}
      {clashes.map((place) => (
        <fieldset key={keyOf(place)} class="clash">
          <legend>
            {fieldName(place.field)}
            {place.lang && ` (${langName(place.lang)})`}
          </legend>
          <Side
            name={keyOf(place)}
            title={t("Tulisan Anda")}
            text={written(valueAt(unsaved.form, place))}
            chosen={!yielded.includes(keyOf(place))}
            choose={() => set(yielded.filter((one) => one !== keyOf(place)))}
          />
          <Side
            name={keyOf(place)}
            title={t("Tulisan rekan Anda")}
            text={written(valueAt(there, place))}
            chosen={yielded.includes(keyOf(place))}
            choose={() => set([...yielded, keyOf(place)])}
          />
        </fieldset>
      ))}
      <div class="entry-steps">
        <button type="button" class="primary" onClick={() => use(result)}>
          {t("Pakai pilihan ini, lanjut menyunting")}
        </button>
        <button type="button" onClick={() => use(there)}>
          {t("Buang tulisan saya, pakai versi rekan")}
        </button>
      </div>
    </section>
  );
}

interface SideProps {
  readonly name: string;
  readonly title: string;
  readonly text: string;
  readonly chosen: boolean;
  readonly choose: () => void;
}

function Side({ name, title, text, chosen, choose }: SideProps) {
  return (
    <label class="clash-side" data-chosen={chosen}>
      <span>
        <input type="radio" name={name} checked={chosen} onChange={choose} /> {title}
      </span>
      <span class="clash-text">{text || t("(kosong)")}</span>
    </label>
  );
}

function keyOf({ lang, field }: Place): string {
  return `${lang}.${field}`;
}

function written(value: unknown): string {
  if (!Array.isArray(value)) return String(value ?? "");
  return value
    .map((one: unknown) => (typeof one === "string" ? one : Object.values(one as object).join(" · ")))
    .join("\n");
}
