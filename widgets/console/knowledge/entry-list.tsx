/** The list of entries with its filters; in front of it what waits for somebody. */

import { useRef, useState } from "preact/hooks";
import { t, tn } from "../../shared/strings.ts";
import { stamp } from "../ages.ts";
import { useConsole } from "../context.ts";
import { maySetFacts, mayWriteEntries } from "../roles.ts";
import { toEntry, toNewEntry } from "../route.ts";
import type { Choices, EntryLine, EntryPage, State } from "./entry-types.ts";
import { kindName, stateName } from "./entry-words.ts";
import { useAsked } from "../fetching.ts";
import { Exports } from "../exporting.tsx";
import { Gaps } from "./gaps.tsx";
import { useRegained } from "./regaining.ts";
import { TryOutBox } from "./try-out.tsx";

const PAGE = 50;
const STATES: readonly State[] = ["draft", "review", "live", "due", "retired"];
const KEPT = "kb.filters";

export function EntryList() {
  const { desk } = useConsole();
  const main = useRegained<HTMLElement>("list");
  const [filters, setFilters] = useState(desk.storage.get<string>(KEPT) ?? "");
  const [offset, setOffset] = useState(0);
  const query = new URLSearchParams(filters);
  query.set("offset", String(offset));
  const { found, fault } = useAsked<EntryPage>(`/api/kb/entries?${query}`);
  const results = useRef<HTMLParagraphElement>(null);
  /** On a phone what was found lies below the fold. */
  const use = (chosen: URLSearchParams) => {
    const top = results.current?.getBoundingClientRect().top ?? 0;
    if (top > innerHeight / 2) results.current?.scrollIntoView();
    desk.storage.set(KEPT, String(chosen));
    setFilters(String(chosen));
    setOffset(0);
  };
  return (
    <main class="knowledge" tabIndex={-1} ref={main}>
      <Head />
      <Gaps />
      <TryOutBox />
      <States counts={found?.states} chosen={query.get("state") ?? ""} filters={filters} use={use} />
      <Filters key={filters} filters={filters} use={use} />
      <p role="status" ref={results}>
        {fault || (found ? tn("{n} entri", found.count) : t("Memuat…"))}
      </p>
      <ul class="entry-lines">
        {found?.rows.map((row) => (
          <Line key={row.id} row={row} />
        ))}
      </ul>
      {found && found.count > PAGE && (
        <nav class="pager" aria-label={t("Halaman daftar")}>
          <button type="button" disabled={offset === 0} onClick={() => setOffset(offset - PAGE)}>
            {t("Sebelumnya")}
          </button>
          <button
            type="button"
            disabled={offset + PAGE >= found.count}
            onClick={() => setOffset(offset + PAGE)}
          >
            {t("Berikutnya")}
          </button>
        </nav>
      )}
      {found && found.count > 0 && (
        <Exports table="/api/kb/entries" filters={new URLSearchParams(filters)} />
      )}
    </main>
  );
}

function Head() {
  const { me } = useConsole();
  return (
    <div class="knowledge-head">
      <h2>{t("Pengetahuan")}</h2>
      {mayWriteEntries(me) && (
        <div class="knowledge-new">
          <a class="button primary" href={toNewEntry("faq")}>
            {t("Tulis tanya jawab")}
          </a>
          <a class="button" href={toNewEntry("pathfinder")}>
            {t("Tulis panduan pustaka")}
          </a>
          <details class="knowledge-more">
            <summary class="button">{t("Tulis yang lain")}</summary>
            <a class="button" href={toNewEntry("canned")}>
              {t("Balasan siap pakai")}
            </a>
            <a class="button" href={toNewEntry("fact")}>
              {t("Fakta layanan")}
            </a>
          </details>
          {maySetFacts(me) && (
            <a class="button" href="/fakta">
              {t("Fakta perpustakaan")}
            </a>
          )}
        </div>
      )}
    </div>
  );
}

interface StatesProps {
  readonly counts: EntryPage["states"] | undefined;
  readonly chosen: string;
  readonly filters: string;
  readonly use: (filters: URLSearchParams) => void;
}

/** How many entries stand where; each is a filter. */
function States({ counts, chosen, filters, use }: StatesProps) {
  const choose = (state: string) => {
    const query = new URLSearchParams(filters);
    if (state === chosen) query.delete("state");
    else query.set("state", state);
    use(query);
  };
  return (
    <div class="entry-states" role="group" aria-label={t("Keadaan")}>
      {STATES.map((state) => (
        <button
          key={state}
          type="button"
          data-state={state}
          aria-pressed={state === chosen}
          onClick={() => choose(state)}
        >
          {stateName(state)} <b>{counts?.[state] ?? "…"}</b>
        </button>
      ))}
    </div>
  );
}

function Filters({ filters, use }: { filters: string; use: (filters: URLSearchParams) => void }) {
  const now = new URLSearchParams(filters);
  const { found } = useAsked<Choices>("/api/kb/choices");
  const narrowed = ["kind", "owner", "translation", "audience", "use"].some((name) => now.has(name));
  function submit(event: Event): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const query = new URLSearchParams(
      [...form].filter(([, value]) => value !== "").map(([name, value]) => [name, String(value)]),
    );
    const state = now.get("state");
    if (state) query.set("state", state);
    use(query);
  }
  return (
    <form class="entry-filters" role="search" aria-label={t("Cari entri")} onSubmit={submit}>
      <label class="entry-search">
        {t("Cari dalam entri")}
        <input type="search" name="q" defaultValue={now.get("q") ?? ""} />
      </label>
      <button type="submit" class="primary">
        {t("Cari")}
      </button>
      <details open={narrowed}>
        <summary>{t("Saringan lain")}</summary>
        <div class="filters">
          <Choose name="kind" title={t("Jenis")} now={now} options={kinds()} />
          <Choose
            name="owner"
            title={t("Penanggung jawab")}
            now={now}
            options={(found?.owners ?? []).map((owner) => [owner, owner])}
          />
          <Choose name="translation" title={t("Terjemahan")} now={now} options={translations()} />
          <Choose
            name="use"
            title={t("Pemakaian")}
            now={now}
            options={[["never", t("Belum pernah dipakai")]]}
          />
          <Choose
            name="audience"
            title={t("Pembaca")}
            now={now}
            options={[
              ["public", t("Umum")],
              ["staff", t("Staf saja")],
            ]}
          />
        </div>
      </details>
      {String(now) !== "" && (
        <button type="button" onClick={() => use(new URLSearchParams())}>
          {t("Tampilkan semua")}
        </button>
      )}
    </form>
  );
}

type Option = readonly [value: string, words: string];

const kinds = (): Option[] => [
  ["faq", kindName("faq")],
  ["pathfinder", kindName("pathfinder")],
  ["canned", kindName("canned")],
  ["fact", kindName("fact")],
];

const translations = (): Option[] => [
  ["stale", t("Terjemahan tertinggal")],
  ["no-en", t("Belum ada bahasa Inggris")],
  ["no-id", t("Belum ada bahasa Indonesia")],
];

interface ChooseProps {
  readonly name: string;
  readonly title: string;
  readonly now: URLSearchParams;
  readonly options: readonly Option[];
}

function Choose({ name, title, now, options }: ChooseProps) {
  return (
    <label>
      {title}
      <select name={name} value={now.get(name) ?? ""}>
        <option value="">{t("Semua")}</option>
        {options.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

function Line({ row }: { row: EntryLine }) {
  return (
    <li>
      <a href={toEntry(row.id)}>{row.title}</a>
      <p class="entry-langs">
        {row.langs.map((one) => (
          <span key={one.lang} class="entry-state" data-state={one.state}>
            {one.lang.toUpperCase()}: {stateName(one.state)}
            {one.stale && ` · ${t("tertinggal")}`}
          </span>
        ))}
      </p>
      <p class="soft">
        {[
          kindName(row.kind),
          row.audience === "staff" && t("staf saja"),
          row.owner,
          row.viewed > 0 && tn("dibaca {n} kali dalam 12 bulan", row.viewed),
          row.offered > 0 && tn("disarankan {n} kali dalam 12 bulan", row.offered),
          row.helped > 0 && tn("menjawab {n} orang", row.helped),
          row.unhelped > 0 && tn("tidak menjawab {n} orang", row.unhelped),
          t("diubah {when} oleh {who}", { when: stamp(row.changed_at), who: row.changed_by }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </li>
  );
}
