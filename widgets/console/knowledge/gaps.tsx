/** Questions that found no answer, in groups by meaning: one click to a draft. */

import { t, tn } from "../../shared/strings.ts";
import { useConsole } from "../context.ts";
import { mayWriteEntries } from "../roles.ts";
import { toEntry, toEntryForGap } from "../route.ts";
import { newForm, withTexts } from "./entry-form.ts";
import type { Form } from "./entry-types.ts";
import { useAsked } from "./fetching.ts";

interface Gap {
  readonly gap: string;
  readonly state: string;
  readonly language: string;
  readonly count: number;
  readonly rejected: number;
  readonly examples: readonly { readonly text: string }[];
  readonly entry: string;
}

export interface GapList {
  readonly gaps: readonly Gap[];
}

const SHOWN = 3; // examples of a group
const LONGEST = 200; // characters of a question that becomes a title

export function Gaps() {
  const { found, fault } = useAsked<GapList>("/api/kb/gaps");
  return (
    <details class="try-out">
      <summary>
        {t("Pertanyaan yang belum ada jawabannya")} ({found?.gaps.length ?? "…"})
      </summary>
      {fault && <p role="status">{fault}</p>}
      {found?.gaps.length === 0 && <p>{t("Belum ada: semua pertanyaan menemukan jawaban.")}</p>}
      <ul class="entry-lines">
        {found?.gaps.map((one) => (
          <Group key={one.gap} one={one} />
        ))}
      </ul>
    </details>
  );
}

function Group({ one }: { one: Gap }) {
  const { me } = useConsole();
  return (
    <li>
      <p>
        <b>{tn("{n} kali ditanyakan", one.count)}</b>
        {one.rejected > 0 && ` · ${tn("{n} kali saran ditolak", one.rejected)}`}
      </p>
      {one.examples.slice(0, SHOWN).map(({ text }, place) => (
        <q key={place} class="entry-remark">
          {text}
        </q>
      ))}
      {one.entry ? (
        <a href={toEntry(one.entry)}>{t("Buka drafnya")}</a>
      ) : (
        mayWriteEntries(me) && (
          <a class="button" href={toEntryForGap(one.gap)}>
            {t("Tulis jawabannya")}
          </a>
        )
      )}
    </li>
  );
}

/** A form that begins with the questions as patrons asked them. */
export function formForGap(gap: Gap | undefined): Form {
  const [title = "", ...alternatives] = (gap?.examples ?? []).map((one) => one.text);
  const lang = gap?.language === "en" ? "en" : "id";
  const blank = { ...newForm("faq"), texts: {} };
  return withTexts(blank, lang, { title: title.slice(0, LONGEST), alternatives });
}
