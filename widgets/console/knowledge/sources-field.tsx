/** Sources: a title each, with a call number or a link where there is one. */

import { t } from "../../shared/strings.ts";
import type { Lang, Source } from "./entry-types.ts";

interface Props {
  readonly lang: Lang;
  readonly value: readonly Source[];
  readonly set: (value: readonly Source[]) => void;
}

const NEW: Source = { title: "", call_number: "", link: "" };

export function SourcesField({ lang, value, set }: Props) {
  const change = (place: number, changed: Partial<Source>) =>
    set(value.map((one, at) => (at === place ? { ...one, ...changed } : one)));
  return (
    <fieldset class="sources-field">
      <legend>{t("Sumber")}</legend>
      {value.map((one, place) => (
        <div key={place} class="source-row" role="group" aria-label={t("Sumber {n}", { n: place + 1 })}>
          <label>
            {t("Judul sumber")}
            <input
              lang={lang}
              value={one.title}
              onInput={(event) => change(place, { title: event.currentTarget.value })}
            />
          </label>
          <label>
            {t("No. panggil")}
            <input
              value={one.call_number}
              onInput={(event) => change(place, { call_number: event.currentTarget.value })}
            />
          </label>
          <label>
            {t("Tautan sumber")}
            <input
              value={one.link}
              placeholder="https://"
              onInput={(event) => change(place, { link: event.currentTarget.value.trim() })}
            />
          </label>
          <button type="button" onClick={() => set(value.filter((_, at) => at !== place))}>
            {t("Hapus sumber {n}", { n: place + 1 })}
          </button>
        </div>
      ))}
      <button type="button" onClick={() => set([...value, NEW])}>
        {t("Tambah sumber")}
      </button>
    </fieldset>
  );
}
