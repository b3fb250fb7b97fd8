/** Questions that found no answer, in groups by meaning: one click to a draft, or none of ours. */

import { useId, useState } from "preact/hooks";
import { t, tn } from "../../shared/strings.ts";
import { useConsole } from "../context.ts";
import { mayWriteEntries } from "../roles.ts";
import { toEntry, toEntryForGap } from "../route.ts";
import { newForm, withTexts } from "./entry-form.ts";
import type { Form } from "./entry-types.ts";
import { messageOf, useAsked } from "../fetching.ts";
import { GapTrend } from "./gap-trend.tsx";
import { useRegained } from "./regaining.ts";

interface Gap {
  readonly gap: string;
  readonly state: string;
  readonly language: string;
  readonly count: number;
  readonly rejected: number;
  readonly trend: readonly number[];
  readonly examples: readonly { readonly text: string }[];
  readonly entry: string;
  readonly published: boolean;
  readonly decided_name: string;
  readonly reason: string;
}

export interface GapList {
  readonly gaps: readonly Gap[];
}

type Decide = (gap: Gap, decision: object, done: string) => Promise<void>;

const SHOWN = 3; // examples of a group
const LONGEST = 200; // characters of a question that becomes a title
const UNDONE = "";

export function Gaps() {
  const { api, announce } = useConsole();
  const [state, show] = useState(UNDONE);
  const [again, ask] = useState(0);
  const [refused, refuse] = useState("");
  const { found, fault } = useAsked<GapList>(`/api/kb/gaps?state=${state}`, again);
  const undone = useAsked<GapList>("/api/kb/gaps", again).found?.gaps.length ?? "…";
  const summary = useRegained<HTMLElement>(found);
  const decide: Decide = async (one, decision, done) => {
    refuse("");
    try {
      await api.call(`/api/kb/gaps/${one.gap}`, decision);
      announce(done);
    } catch (error) {
      refuse(messageOf(error));
    }
    ask(again + 1);
  };
  return (
    <details class="try-out">
      <summary ref={summary}>
        {t("Pertanyaan yang belum ada jawabannya")} ({undone})
      </summary>
      <label class="gap-states">
        {t("Tampilkan")}
        <select value={state} onChange={(event) => show(event.currentTarget.value)}>
          <option value={UNDONE}>{t("Yang belum terjawab")}</option>
          <option value="closed">{t("Yang sudah terjawab")}</option>
          <option value="dismissed">{t("Yang bukan untuk kami")}</option>
        </select>
      </label>
      {(refused || fault) && <p role="alert">{refused || fault}</p>}
      {found?.gaps.length === 0 && (
        <p>
          {state === UNDONE
            ? t("Belum ada: semua pertanyaan menemukan jawaban.")
            : t("Belum ada di bagian ini.")}
        </p>
      )}
      <ul class="entry-lines">
        {found?.gaps.map((one) => (
          <Group key={one.gap} one={one} decide={decide} />
        ))}
      </ul>
    </details>
  );
}

function Group({ one, decide }: { one: Gap; decide: Decide }) {
  const { me } = useConsole();
  return (
    <li>
      <p>
        <b>{tn("{n} kali ditanyakan", one.count)}</b>
        {one.rejected > 0 && ` · ${tn("{n} kali saran ditolak", one.rejected)}`}
      </p>
      <GapTrend weeks={one.trend} />
      {one.examples.slice(0, SHOWN).map(({ text }, place) => (
        <q key={place} class="entry-remark">
          {text}
        </q>
      ))}
      {one.entry && <Answer one={one} />}
      {one.state === "dismissed" && (
        <p class="soft">
          {t("Bukan untuk kami, kata {name}: {reason}", {
            name: one.decided_name || t("seorang rekan"),
            reason: one.reason || t("tanpa alasan"),
          })}
        </p>
      )}
      {mayWriteEntries(me) && <Acts one={one} decide={decide} />}
    </li>
  );
}

/** The entry that is to answer the group, and how far it has come. */
function Answer({ one }: { one: Gap }) {
  if (one.state === "drafted" && one.published) {
    return (
      <p class="entry-hint">
        {t("Entrinya sudah terbit, tetapi pertanyaan ini belum menemukannya.")}{" "}
        <a href={toEntry(one.entry)}>{t("Tambahkan cara bertanyanya")}</a>
      </p>
    );
  }
  return (
    <p>
      <a href={toEntry(one.entry)}>
        {one.state === "drafted" ? t("Buka drafnya") : t("Buka jawabannya")}
      </a>
    </p>
  );
}

function Acts({ one, decide }: { one: Gap; decide: Decide }) {
  const [asking, ask] = useState(false);
  if (one.state === "dismissed") {
    return (
      <button
        type="button"
        onClick={() => void decide(one, { state: "open" }, t("Kembali di daftar."))}
      >
        {t("Kembalikan ke daftar")}
      </button>
    );
  }
  if (one.state === "closed") return null;
  if (asking) return <Dismissing one={one} decide={decide} cancel={() => ask(false)} />;
  return (
    <p class="gap-acts">
      {!one.entry && (
        <a class="button" href={toEntryForGap(one.gap)}>
          {t("Tulis jawabannya")}
        </a>
      )}
      <button type="button" onClick={() => ask(true)}>
        {t("Bukan untuk kami")}
      </button>
    </p>
  );
}

interface DismissingProps {
  readonly one: Gap;
  readonly decide: Decide;
  readonly cancel: () => void;
}

/** Why a group is none of ours: told to whoever thinks of it again. */
function Dismissing({ one, decide, cancel }: DismissingProps) {
  const hint = useId();
  function submit(event: Event): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const decision = { state: "dismissed", reason: String(form.get("reason") ?? "").trim() };
    void decide(one, decision, t("Disisihkan. Dapat dikembalikan dari bagian “bukan untuk kami”."));
  }
  return (
    <form class="try-form" onSubmit={submit}>
      <label>
        {t("Mengapa bukan untuk kami?")}
        <input
          name="reason"
          maxLength={300}
          required
          aria-describedby={hint}
          ref={(field) => field?.focus()}
        />
        <small id={hint}>{t("Misalnya: urusan dinas lain, atau bukan pertanyaan.")}</small>
      </label>
      <button type="submit">{t("Sisihkan")}</button>
      <button type="button" class="plain" onClick={cancel}>
        {t("Batal")}
      </button>
    </form>
  );
}

/** A form that begins with the questions as patrons asked them. */
export function formForGap(gap: Gap | undefined): Form {
  const [title = "", ...alternatives] = (gap?.examples ?? []).map((one) => one.text);
  const lang = gap?.language === "en" ? "en" : "id";
  const blank = { ...newForm("faq"), texts: {} };
  return withTexts(blank, lang, { title: title.slice(0, LONGEST), alternatives });
}
