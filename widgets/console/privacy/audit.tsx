/** The audit: who read, exported, changed what, and why; never a text of a message. */

import { useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import { stamp } from "../ages.ts";
import { Exports } from "../exporting.tsx";
import { useAsked } from "../fetching.ts";
import { PlaceTabs } from "./place-tabs.tsx";

interface Row {
  readonly id: number;
  readonly at: number;
  readonly actor: string;
  readonly name: string;
  readonly action: string;
  readonly target: string;
  readonly detail: string;
}

interface Page {
  readonly rows: readonly Row[];
  readonly next: number;
  readonly actions: readonly string[];
}

export function Audit() {
  const [filters, setFilters] = useState("");
  const [trail, setTrail] = useState<readonly number[]>([0]);
  const [actions, setActions] = useState<readonly string[]>([]);
  const before = trail.at(-1) ?? 0;
  const query = new URLSearchParams(filters);
  if (before) query.set("before", String(before));
  const { found, fault } = useAsked<Page>(`/api/audit?${query}`);
  if (found && found.actions.length > actions.length) setActions(found.actions);
  return (
    <main class="transcripts" tabIndex={-1}>
      <h2>{t("Jejak audit")}</h2>
      <PlaceTabs at="audit" />
      <Filters
        actions={actions}
        use={(chosen) => {
          setFilters(chosen);
          setTrail([0]);
        }}
      />
      <div class="transcripts-bar">
        <p role="status">{fault || (found ? counted(found) : t("Memuat…"))}</p>
        <Exports table="/api/audit" filters={new URLSearchParams(filters)} />
      </div>
      {found && found.rows.length > 0 && <Table rows={found.rows} />}
      {found && (trail.length > 1 || found.next > 0) && (
        <nav class="pager" aria-label={t("Halaman daftar")}>
          <button
            type="button"
            disabled={trail.length === 1}
            onClick={() => setTrail(trail.slice(0, -1))}
          >
            {t("Lebih baru")}
          </button>
          <button
            type="button"
            disabled={!found.next}
            onClick={() => setTrail([...trail, found.next])}
          >
            {t("Lebih lama")}
          </button>
        </nav>
      )}
    </main>
  );
}

function counted(page: Page): string {
  return page.rows.length === 0 ? t("Tidak ada yang cocok.") : t("Yang terbaru di atas.");
}

interface FiltersProps {
  readonly actions: readonly string[];
  readonly use: (filters: string) => void;
}

function Filters({ actions, use }: FiltersProps) {
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const filled = [...form].filter(([, value]) => value !== "");
    use(new URLSearchParams(filled.map(([name, value]) => [name, String(value)])).toString());
  }
  return (
    <form class="filters" onSubmit={submit} role="search" aria-label={t("Saring jejak audit")}>
      <label>
        {t("Dari tanggal")}
        <input type="date" name="since" />
      </label>
      <label>
        {t("Sampai tanggal")}
        <input type="date" name="until" />
      </label>
      <label>
        {t("Nomor akun pelaku")}
        <input name="actor" autocomplete="off" />
      </label>
      <label>
        {t("Tindakan")}
        <select name="action">
          <option value="">{t("Semua")}</option>
          {actions.map((name) => (
            <option key={name} value={name}>
              {actionName(name)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("Nomor percakapan atau objek")}
        <input name="target" autocomplete="off" />
      </label>
      <button type="submit" class="primary">
        {t("Saring")}
      </button>
    </form>
  );
}

function Table({ rows }: { rows: readonly Row[] }) {
  return (
    <table class="transcript-table">
      <thead>
        <tr>
          <th scope="col">{t("Tindakan")}</th>
          <th scope="col">{t("Waktu")}</th>
          <th scope="col">{t("Pelaku")}</th>
          <th scope="col">{t("Objek")}</th>
          <th scope="col">{t("Keterangan")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td data-title={t("Tindakan")}>{actionName(row.action)}</td>
            <td data-title={t("Waktu")}>{stamp(row.at)}</td>
            <td data-title={t("Pelaku")}>{who(row)}</td>
            <td class="long" data-title={t("Objek")}>
              {row.target || "–"}
            </td>
            <td class="long" data-title={t("Keterangan")}>
              {brief(row.detail) || "–"}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function who(row: Row): string {
  if (row.actor === "patron") return t("pemustaka sendiri");
  return row.name === row.actor ? row.actor : `${row.name} (${row.actor})`;
}

/** A detail with the first of many conversations only; the exports have all of them. */
function brief(detail: string): string {
  return detail.replace(/(only:(?:[^,\s]+,){2}[^,\s]+),\S+/, "$1,…");
}

/** What an action is called; of another release's actions the plain name. */
function actionName(action: string): string {
  const names: Record<string, string> = {
    transcript_read: t("membaca transkrip"),
    transcripts_listed: t("melihat daftar transkrip"),
    transcripts_exported: t("mengekspor transkrip"),
    sealed_seen: t("melihat data tersegel"),
    audit_exported: t("mengekspor jejak audit"),
    request_registered: t("mencatat permintaan data"),
    request_named: t("menandai data siapa"),
    request_closed: t("menutup permintaan data"),
    data_given: t("memberi salinan data"),
    data_taken_out: t("mengambil berkas data"),
    data_corrected: t("membetulkan data"),
    data_restricted: t("membatasi data"),
    data_released: t("mencabut pembatasan"),
    erased: t("menghapus percakapan"),
    consent_given: t("memberi izin"),
    consent_refused: t("menolak izin"),
    alarmed: t("mengirim teks darurat"),
    help_called: t("memanggil bantuan"),
  };
  return names[action] ?? action;
}
