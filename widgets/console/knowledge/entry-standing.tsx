/** Where an entry stands, and the steps that lead on from there. */

import { useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import { stamp } from "../ages.ts";
import { useConsole } from "../context.ts";
import { mayPublish, mayWriteEntries } from "../roles.ts";
import type { EntryFile, State, Step, Version } from "./entry-types.ts";
import { langName, stateName, stepDone, stepName } from "./entry-words.ts";
import { useRegained } from "./regaining.ts";
import { StepDialog } from "./step-dialog.tsx";

interface Move {
  readonly step: Step;
  readonly from: readonly State[];
  readonly publishing: boolean;
}

const MOVES: readonly Move[] = [
  { step: "published", from: ["draft", "review"], publishing: true },
  { step: "submitted", from: ["draft"], publishing: false },
  { step: "returned", from: ["review"], publishing: true },
  { step: "confirmed", from: ["live", "due"], publishing: true },
  { step: "revived", from: ["retired"], publishing: false },
  { step: "discarded", from: ["draft", "review"], publishing: false },
  { step: "retired", from: ["live", "due"], publishing: true },
];

interface Props {
  readonly file: EntryFile;
  readonly dirty: boolean;
  readonly save: () => Promise<EntryFile | null>;
  readonly step: (body: object, done: string) => Promise<boolean>;
}

export function EntryStanding({ file, dirty, save, step }: Props) {
  const { me } = useConsole();
  const [chosen, choose] = useState<Step | "">("");
  const place = useRegained<HTMLElement>(file);
  const open = MOVES.filter(
    (move) =>
      (move.publishing ? mayPublish(me) : mayWriteEntries(me)) && ready(file, move.step).length > 0,
  );
  /** A step is about what is on the screen: what was typed is saved before it. */
  async function begin(wanted: Step): Promise<void> {
    if (dirty && wanted !== "discarded" && (await save()) === null) return;
    choose(wanted);
  }
  return (
    <section class="entry-standing" aria-label={t("Keadaan")} tabIndex={-1} ref={place}>
      <ul>
        {file.versions.map((one) => (
          <Standing key={one.lang} version={one} />
        ))}
      </ul>
      {file.doubts.map((one) => (
        <p key={one.text} class="entry-doubt">
          <b>{langName(one.lang)}:</b> {one.text}
        </p>
      ))}
      <div class="entry-steps">
        {open.map(({ step: one }, place) => (
          <button
            key={one}
            type="button"
            class={place === 0 ? "strong" : ""}
            onClick={() => void begin(one)}
          >
            {stepName(one)}
          </button>
        ))}
      </div>
      {!mayPublish(me) && <p class="soft">{t("Editor atau koordinator menerbitkan entri.")}</p>}
      {chosen && (
        <StepDialog
          file={file}
          step={chosen}
          langs={ready(file, chosen)}
          go={step}
          close={() => choose("")}
        />
      )}
    </section>
  );
}

/** The versions that a step is open for. */
function ready(file: EntryFile, step: Step): readonly Version[] {
  const from = MOVES.find((move) => move.step === step)?.from ?? [];
  return file.versions.filter((one) => from.includes(one.state));
}

function Standing({ version }: { version: Version }) {
  const { state, has_readers, stale, step, remark } = version;
  const draft = state === "draft" || state === "review";
  return (
    <li>
      <b>{langName(version.lang)}</b>{" "}
      <span class="entry-state" data-state={state}>
        {stateName(state)}
      </span>{" "}
      {draft && has_readers && <span>{t("Pembaca masih melihat versi sebelumnya.")} </span>}
      {stale && <span class="entry-stale">{t("Terjemahan tertinggal dari bahasa lain.")} </span>}
      <span class="soft">
        {stepDone(step)} · {version.changed_by} · {stamp(version.changed_at)}
      </span>
      {remark && step !== "restored" && <q class="entry-remark">{remark}</q>}
    </li>
  );
}
