/** What the knowledge base offers for a question, with the patron's verdict on it. */

import { useEffect, useRef } from "preact/hooks";
import type { RecordedEvent } from "../shared/frames.gen.ts";
import type { Conversation } from "../shared/reduce.ts";
import { t } from "../shared/strings.ts";
import { Answer } from "./answers.tsx";
import { isUnderWay } from "./view.ts";
import type { View } from "./view.ts";
import type { Visit } from "./visit.ts";

interface Props {
  readonly visit: Visit;
  readonly view: View;
  readonly state: Conversation;
  readonly event: RecordedEvent;
}

export function Suggested({ visit, view, state, event }: Props) {
  const newest = state.suggested?.of === (event.of ?? 0);
  const unclaimed = state.stage === "waiting" || state.stage === "asked";
  const open = newest && unclaimed && !state.judged && !isUnderWay(view, "judge");
  const offers = event.offers ?? [];
  const box = useRef<HTMLDivElement>(null);
  useKeptFocus(box, open);
  return (
    <div class="suggested" ref={box} tabIndex={-1}>
      <p class="lead">{t("Mungkin ini menjawab pertanyaan Anda:")}</p>
      {offers.map((offer, place) => (
        <Answer key={`${offer.entry} ${open}`} offer={offer} open={open && place === 0}>
          {open && (
            <button type="button" class="main" onClick={() => visit.judge("helped", offer.entry)}>
              {t("Ini menjawab pertanyaan saya")}
            </button>
          )}
        </Answer>
      ))}
      {open && (
        <button type="button" class="second" onClick={() => visit.judge("unhelped")}>
          {t("Tanya pustakawan saja")}
        </button>
      )}
    </div>
  );
}

/** When the buttons go, the focus that was on one of them stays here instead of getting lost. */
function useKeptFocus(box: { current: HTMLElement | null }, open: boolean): void {
  const was = useRef(open);
  useEffect(() => {
    if (was.current && !open && document.activeElement === document.body) {
      box.current?.focus({ preventScroll: true });
    }
    was.current = open;
  }, [open]);
}
