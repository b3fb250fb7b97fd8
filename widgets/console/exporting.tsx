/** The ways to take a table along as a file. */

import { t } from "../shared/strings.ts";

interface Props {
  /** the address of the table without its ending, e.g. "/api/transcripts" */
  readonly table: string;
  readonly filters: URLSearchParams;
}

/** Excel set to Indonesian reads semicolons; a workbook reads the same everywhere. */
export function Exports({ table, filters }: Props) {
  const address = (ending: string, more: Readonly<Record<string, string>> = {}) => {
    const query = new URLSearchParams(filters);
    const all = { lang: document.documentElement.lang, ...more };
    for (const [name, value] of Object.entries(all)) query.set(name, value);
    return `${table}.${ending}?${query}`;
  };
  return (
    <div class="exports" role="group" aria-label={t("Unduh tabel")}>
      <a class="button" href={address("xlsx")} download>
        {t("Unduh Excel")}
      </a>
      <a class="button" href={address("csv")} download>
        {t("Unduh CSV")}
      </a>
      <a class="button" href={address("csv", { separator: "semicolon" })} download>
        {t("CSV titik koma")}
      </a>
    </div>
  );
}
