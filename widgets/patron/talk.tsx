/** A conversation: what was said, how it stands, what the patron may do next. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../shared/reduce.ts";
import { t, tn } from "../shared/strings.ts";
import { Closing } from "./closing.tsx";
import { CodeCard } from "./code.tsx";
import { Composer } from "./composer.tsx";
import { Echoes, Timeline } from "./timeline.tsx";
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
  const box = useScroll(state, view);
  const log = useRef<HTMLDivElement>(null);
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
          <Echoes
            visit={visit}
            echoes={echoesOf(view)}
            stage={state.stage}
            language={view.language}
          />
        </div>
        <Standing view={view} state={state} />
        {view.code && needsCode && <CodeCard code={view.code} language={view.language} />}
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
      {(!ended || again) && <Composer visit={visit} focus={again} />}
    </div>
  );
}

/** How the conversation stands, told aloud when it changes. */
function Standing({ view, state }: { view: View; state: Conversation }) {
  const words = standingWords(view, state);
  return (
    <div class="standing" role="status">
      {view.writing ? (
        <p class="writing">{t("{name} sedang menulis…", { name: view.writing })}</p>
      ) : (
        words.map((word) => <p>{word}</p>)
      )}
    </div>
  );
}

function standingWords(view: View, state: Conversation): string[] {
  if (state.head === 0 || state.stage !== "waiting") return [];
  const place = view.desk?.position ?? 0;
  if (place === 0) return [t("Mencarikan pustakawan untuk Anda…")];
  const wait = view.desk?.wait ?? 0;
  return [
    t("Anda nomor {place} dalam antrean.", { place }),
    ...(wait > 0 ? [tn("Perkiraan tunggu: {n} menit.", Math.ceil(wait / 60))] : []),
  ];
}

/** Keep the newest in sight, unless the patron reads further up. */
function useScroll(state: Conversation, view: View) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    const element = box.current;
    const note = () => {
      if (element) atEnd.current = below(element) < 80;
    };
    element?.addEventListener("scroll", note, { passive: true });
    return () => element?.removeEventListener("scroll", note);
  }, []);
  useLayoutEffect(() => {
    const element = box.current;
    if (element && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [state.items.length, view.echoes.length, state.stage, view.writing, view.code]);
  return box;
}

/** Pixels of content below what is in sight. */
function below(element: HTMLElement): number {
  return element.scrollHeight - element.scrollTop - element.clientHeight;
}
