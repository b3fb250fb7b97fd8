/** One transcript to read, print, code. */

import { useEffect, useState } from "preact/hooks";
import { reduce } from "../shared/reduce.ts";
import { t } from "../shared/strings.ts";
import { stamp } from "./ages.ts";
import { Refused } from "./api.ts";
import type { Transcript as Found } from "./api.ts";
import { CodingPanel } from "./coding.tsx";
import { useConsole } from "./context.ts";
import { Items } from "./log.tsx";
import { mayCode, mayWriteEntries } from "./roles.ts";
import { toEntryFrom, toTranscripts } from "./route.ts";
import { newTalk } from "./state.ts";
import type { Talk } from "./state.ts";
import { channelName, languageName, patronName, stageName } from "./words.ts";

export function Transcript({ id }: { id: string }) {
  const { me } = useConsole();
  const [reason, setReason] = useState("");
  const { found, fault, why } = useTranscript(id, reason);
  const talk = found && talkOf(id, found);
  const ended = talk?.conversation.stage === "ended";
  return (
    <main class="transcript" tabIndex={-1}>
      <p class="no-print">
        <a href={toTranscripts}>‹ {t("Semua transkrip")}</a>
      </p>
      {!talk && !why && <p role="status">{fault || t("Memuat…")}</p>}
      {!talk && why && <Why words={fault} give={setReason} />}
      {found && <Head row={found.row} id={id} />}
      {talk && (
        <div class="transcript-items">
          <Items items={talk.conversation.items} talk={talk} />
        </div>
      )}
      {talk && ended && mayCode(me) && <CodingPanel talk={talk} />}
    </main>
  );
}

/** Asks why somebody opens what is of another desk. */
function Why({ words, give }: { words: string; give: (reason: string) => void }) {
  const [reason, setReason] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    if (reason.trim()) give(reason.trim());
  };
  return (
    <form class="filters" onSubmit={submit}>
      <p role="alert">{words}</p>
      <label>
        {t("Alasan membuka")}
        <input
          required
          maxLength={300}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="primary">
        {t("Buka transkrip")}
      </button>
    </form>
  );
}

function Head({ row, id }: { row: Found["row"]; id: string }) {
  const { me } = useConsole();
  return (
    <header>
      <h2>{patronName(row.name)}</h2>
      <p class="soft">
        {[
          stamp(row.opened_at),
          channelName(row.channel),
          languageName(row.language),
          stageName(row.stage),
          row.librarian,
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <p class="soft">{id}</p>
      <div class="transcript-acts no-print">
        <button type="button" onClick={() => window.print()}>
          {t("Cetak")}
        </button>
        {mayWriteEntries(me) && (
          <a class="button" href={toEntryFrom(id)}>
            {t("Jadikan FAQ")}
          </a>
        )}
      </div>
    </header>
  );
}

function talkOf(id: string, found: Found): Talk {
  const talk = newTalk(id);
  return { ...talk, conversation: found.events.reduce(reduce, talk.conversation) };
}

/** The transcript, read again when the conversation was coded here. */
function useTranscript(id: string, reason: string) {
  const { api, state } = useConsole();
  const [found, set] = useState<Found | null>(null);
  const [fault, setFault] = useState("");
  const [why, setWhy] = useState(false);
  const coded = state.acknowledged;
  useEffect(() => {
    let current = true;
    api.transcript(id, reason).then(
      (transcript) => current && set(transcript),
      (error: unknown) => {
        if (!current) return;
        setFault(error instanceof Error ? error.message : "");
        setWhy(error instanceof Refused && error.key === "reason_needed_here");
      },
    );
    return () => {
      current = false;
    };
  }, [api, id, coded, reason]);
  return { found, fault, why };
}
