/** A conversation: what was said, how it stands, what the patron may do next. */

import { useEffect, useState } from "preact/hooks";
import type { Conversation } from "../shared/reduce.ts";
import { t, tn } from "../shared/strings.ts";
import { Closing } from "./closing.tsx";
import { CodeCard } from "./code.tsx";
import { Composer } from "./composer.tsx";
import { useScroll } from "./scrolling.ts";
import { Echoes, Timeline } from "./timeline.tsx";
import { momentOf } from "./times.ts";
import { useNow } from "./use_view.ts";
import { echoesOf } from "./view.ts";
import type { View } from "./view.ts";
import type { Visit } from "./visit.ts";

/** How long an ended conversation may be gone on with; the server has the last word. */
const REOPEN_WITHIN = 30 * 60_000; // milliseconds

export function Talk({ visit, view }: { visit: Visit; view: View }) {
  const state = view.conversation as Conversation;
  const [again, setAgain] = useState(false);
  const now = useNow(30);
  const { box, log } = useScroll(view);
  // Not the composer: on a phone its keyboard would cover what is suggested.
  useEffect(() => {
    if (view.met) log.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    if (state.stage === "asked") visit.askCode();
    setAgain(false);
  }, [state.id, state.stage]);
  const ended = state.stage === "ended";
  const needsCode = state.stage === "asked" || (visit.storage.lasts === "page" && !ended);
  const mayGoOn = ended && now - state.endedAt < REOPEN_WITHIN && !state.forgotten;
  return (
    <div class="talk">
      <div class="scroll" ref={box}>
        <div
          class="log"
          ref={log}
          role="log"
          aria-label={t("Percakapan")}
          aria-busy={state.head > 0 && !view.caughtUp}
          tabIndex={0}
        >
          <Timeline visit={visit} view={view} state={state} />
          <Echoes visit={visit} echoes={echoesOf(view)} stage={state.stage} />
        </div>
        {view.code && needsCode && <CodeCard code={view.code} />}
        {ended && (
          <Closing visit={visit} view={view} state={state}>
            {mayGoOn && !again && (
              <button type="button" class="second" onClick={() => setAgain(true)}>
                {t("Tulis lagi di percakapan ini")}
              </button>
            )}
          </Closing>
        )}
      </div>
      <Standing view={view} state={state} />
      {(!ended || again) && <Composer visit={visit} focus={again} />}
    </div>
  );
}

/** How the conversation stands, always in sight, told aloud when it changes. */
function Standing({ view, state }: { view: View; state: Conversation }) {
  return (
    <div class="standing" role="status">
      {standingWords(view, state).map((word) => (
        <p>{word}</p>
      ))}
    </div>
  );
}

function standingWords(view: View, state: Conversation): string[] {
  if (view.writing) return [t("{name} sedang menulis…", { name: view.writing })];
  if (state.stage === "asked") return [askedWords(state.promisedAt)];
  if (state.head === 0 || state.stage !== "waiting") return [];
  const place = view.desk?.position ?? 0;
  if (place === 0) return [t("Mencarikan pustakawan untuk Anda…")];
  const wait = view.desk?.wait ?? 0;
  return [
    t("Anda nomor {place} dalam antrean.", { place }),
    ...(wait > 0 ? [tn("Perkiraan tunggu: {n} menit.", Math.ceil(wait / 60))] : []),
  ];
}

function askedWords(promisedAt: number): string {
  const when = momentOf(promisedAt);
  return t("Pertanyaan Anda disimpan dan dijawab paling lambat {when}.", { when });
}
