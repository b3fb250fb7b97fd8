/** The list of transcripts with its filters and the export. */

import { useEffect, useState } from "preact/hooks";
import { t, tn } from "../shared/strings.ts";
import { stamp } from "./ages.ts";
import type { TranscriptPage, TranscriptRow } from "./api.ts";
import { useConsole } from "./context.ts";
import { Exports } from "./exporting.tsx";
import { PlaceTabs } from "./privacy/place-tabs.tsx";
import { mayExport } from "./roles.ts";
import { toTranscript } from "./route.ts";
import { channelName, labelOf, patronName, stageName } from "./words.ts";

const PAGE = 50;
const COUNTED = 1000; // the server counts no further

export function Transcripts() {
  const { me } = useConsole();
  const [filters, setFilters] = useState(new URLSearchParams());
  // Where each page up to the open one begins; the first at the newest.
  const [trail, setTrail] = useState<readonly string[]>([""]);
  const { page, count, unsearched, fault } = usePage(filters, trail.at(-1) ?? "");
  return (
    <main class="transcripts" tabIndex={-1}>
      <h2>{t("Transkrip")}</h2>
      <PlaceTabs at="transcripts" />
      <Filters
        use={(chosen) => {
          setFilters(chosen);
          setTrail([""]);
        }}
      />
      <div class="transcripts-bar">
        <p role="status">
          {fault || (page ? counted(count) : t("Memuat…"))}
          {!fault && unsearched > 0 && ` ${tn("Isi {n} percakapan belum dapat dicari.", unsearched)}`}
        </p>
        {mayExport(me) ? (
          <Exports table="/api/transcripts" filters={filters} />
        ) : (
          <p class="soft">{t("Tabel diunduh oleh koordinator, evaluator, atau admin.")}</p>
        )}
      </div>
      {page && page.rows.length > 0 && <Table rows={page.rows} />}
      {page && <Pager page={page} count={count} trail={trail} go={setTrail} />}
    </main>
  );
}

function counted(count: number): string {
  return count < COUNTED ? tn("{n} percakapan", count) : t("1.000 percakapan atau lebih");
}

interface Known {
  readonly page: TranscriptPage | null;
  readonly count: number;
  readonly unsearched: number;
}

function usePage(filters: URLSearchParams, after: string) {
  const { api } = useConsole();
  const [known, set] = useState<Known>({ page: null, count: 0, unsearched: 0 });
  const [fault, setFault] = useState("");
  useEffect(() => {
    let current = true;
    const query = new URLSearchParams(filters);
    if (after) query.set("after", after);
    query.set("limit", String(PAGE));
    api.transcripts(query).then(
      (page) => {
        if (!current) return;
        // Only the first page counts.
        set((before) => (after ? { ...before, page } : { ...page, page }));
        setFault("");
      },
      (error: unknown) => current && setFault(error instanceof Error ? error.message : ""),
    );
    return () => {
      current = false;
    };
  }, [api, filters, after]);
  return { ...known, fault };
}

function Filters({ use }: { use: (filters: URLSearchParams) => void }) {
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const filled = [...form].filter(([, value]) => value !== "");
    use(new URLSearchParams(filled.map(([name, value]) => [name, String(value)])));
  }
  return (
    <form class="filters" onSubmit={submit} role="search" aria-label={t("Saring transkrip")}>
      <label>
        {t("Dari tanggal")}
        <input type="date" name="since" />
      </label>
      <label>
        {t("Sampai tanggal")}
        <input type="date" name="until" />
      </label>
      <Choose name="channel" title={t("Saluran")} options={channels()} />
      <Choose name="stage" title={t("Keadaan")} options={stages()} />
      <Choose
        name="coded"
        title={t("Kode")}
        options={[
          ["yes", t("Sudah dikodekan")],
          ["no", t("Belum dikodekan")],
        ]}
      />
      <label>
        {t("Kata dalam percakapan")}
        <input type="search" name="q" />
      </label>
      <button type="submit" class="primary">
        {t("Saring")}
      </button>
    </form>
  );
}

type Option = readonly [string, string];

function channels(): Option[] {
  return ["web", "telegram", "terminal", "form"].map((name) => [name, channelName(name)]);
}

function stages(): Option[] {
  const names = ["waiting", "offered", "active", "held", "asked", "ended"];
  return names.map((name) => [name, stageName(name)]);
}

function Choose(props: { name: string; title: string; options: readonly Option[] }) {
  return (
    <label>
      {props.title}
      <select name={props.name}>
        <option value="">{t("Semua")}</option>
        {props.options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

function Table({ rows }: { rows: readonly TranscriptRow[] }) {
  return (
    <table class="transcript-table">
      <thead>
        <tr>
          <th scope="col">{t("Percakapan")}</th>
          <th scope="col">{t("Dibuka")}</th>
          <th scope="col">{t("Saluran")}</th>
          <th scope="col">{t("Keadaan")}</th>
          <th scope="col">{t("Pustakawan")}</th>
          <th scope="col">{t("Kode")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Line key={row.conversation} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Line({ row }: { row: TranscriptRow }) {
  const { codes } = useConsole();
  const code = row.read_level
    ? `READ ${row.read_level} · ${labelOf(codes?.question_types, row.question_type)}`
    : t("belum");
  return (
    <tr>
      <td data-title={t("Percakapan")}>
        <a href={toTranscript(row.conversation)}>{row.question || patronName(row.name)}</a>
        <span class="soft">
          {patronName(row.name)} · {tn("{n} pesan", row.messages)}
          {row.rating > 0 && ` · ${t("nilai {n}", { n: row.rating })}`}
        </span>
      </td>
      <td data-title={t("Dibuka")}>{stamp(row.opened_at)}</td>
      <td data-title={t("Saluran")}>{channelName(row.channel)}</td>
      <td data-title={t("Keadaan")}>{stageName(row.stage)}</td>
      <td data-title={t("Pustakawan")}>{row.librarian || "–"}</td>
      <td data-title={t("Kode")}>{code}</td>
    </tr>
  );
}

interface PagerProps {
  readonly page: TranscriptPage;
  readonly count: number;
  readonly trail: readonly string[];
  readonly go: (trail: readonly string[]) => void;
}

function Pager({ page, count, trail, go }: PagerProps) {
  const first = trail.length === 1;
  if (first && !page.next) return null;
  const before = (trail.length - 1) * PAGE;
  const all = count < COUNTED ? String(count) : t("1.000 atau lebih");
  return (
    <nav class="pager" aria-label={t("Halaman daftar")}>
      <button type="button" disabled={first} onClick={() => go(trail.slice(0, -1))}>
        {t("Lebih baru")}
      </button>
      <span>
        {t("{from}–{to} dari {count}", {
          from: before + 1,
          to: before + page.rows.length,
          count: all,
        })}
      </span>
      <button type="button" disabled={!page.next} onClick={() => go([...trail, page.next])}>
        {t("Lebih lama")}
      </button>
    </nav>
  );
}
