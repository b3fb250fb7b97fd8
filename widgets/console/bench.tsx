/** One conversation at work: its head, log and composer, with the knowledge base beside it. */

import { useEffect, useState } from "preact/hooks";
import type { Offer } from "../shared/frames.gen.ts";
import { t } from "../shared/strings.ts";
import { CodingPanel } from "./coding.tsx";
import { Composer } from "./composer.tsx";
import { useConsole } from "./context.ts";
import { EMPTY, inserted } from "./drafts.ts";
import type { Draft } from "./drafts.ts";
import { Crisis } from "./crisis.tsx";
import { Ending } from "./ending.tsx";
import { useKeys } from "./keys.ts";
import type { Actions } from "./keys.ts";
import { Log } from "./log.tsx";
import { Returning } from "./returning.tsx";
import { go, toConversation, useRoute } from "./route.ts";
import { Side } from "./side.tsx";
import { hindrance, holds, newTalk } from "./state.ts";
import { standing } from "./suggesting.ts";
import { TalkHead } from "./talk-head.tsx";
import type { TalkDialog } from "./talk-head.tsx";
import { Transferring } from "./transferring.tsx";

const COMPOSER = "composer";

export function Bench({ id }: { id: string }) {
  const { desk, state, me, settings, announce } = useConsole();
  const talk = state.talks[id] ?? newTalk(id);
  const [draft, change] = useDraft(id);
  const [dialog, open] = useState<TalkDialog>("");
  const route = useRoute();
  const free = hindrance(state, id, me) === "";
  useSeen(id);
  useOwnFocus(holds(talk, me));

  const insert = (offer: Offer): void => {
    change((now) => inserted(now, offer, insertable(offer), caret(now)));
    focusComposer();
    if (route.at === "conversation" && route.side) {
      go(toConversation(id)); // where only one of the two is shown
      setTimeout(focusComposer, 100);
    }
  };
  const reject = (offer: Offer): void => {
    desk.reject(id, offer.entry);
    announce(t("Ditolak: {title}", { title: offer.title }));
  };
  const { stage, fence } = talk.conversation;
  const turn = (): void => {
    desk.wish({ type: stage === "held" ? "resume" : "hold", conversation: id, fence });
  };
  useKeys(
    {
      ...(free ? talkKeys(turn, open) : {}),
      ...insertKeys(standing(talk), insert),
      ...(free ? rejectKey(standing(talk)[0], reject) : {}),
      write: focusComposer,
      note: () => {
        change((now) => ({ ...now, mode: now.mode === "note" ? "say" : "note" }));
        focusComposer();
      },
    },
    settings.singleKeys,
  );
  const close = (): void => open("");
  return (
    <>
      <main class="bench" tabIndex={-1}>
        <section class="talk" aria-label={t("Percakapan")}>
          <TalkHead talk={talk} open={open} />
          <Log talk={talk} edit={(body, of) => change(() => correction(body, of))} />
          {stage === "ended" && talk.live && <CodingPanel talk={talk} />}
          <Composer id={COMPOSER} talk={talk} draft={draft} change={change} />
        </section>
        <Side talk={talk} insert={insert} mayInsert={holds(talk, me)} />
      </main>
      {dialog === "end" && <Ending talk={talk} close={close} />}
      {dialog === "transfer" && <Transferring talk={talk} close={close} />}
      {dialog === "crisis" && <Crisis talk={talk} close={close} />}
      {dialog === "return" && <Returning talk={talk} close={close} />}
    </>
  );
}

/** The draft of a conversation, kept as it changes. */
function useDraft(id: string): [Draft, (change: (now: Draft) => Draft) => void] {
  const { desk } = useConsole();
  const [draft, set] = useState(() => desk.drafts.of(id));
  const change = (step: (now: Draft) => Draft): void =>
    set((now) => {
      const next = step(now);
      desk.drafts.keep(id, next);
      return next;
    });
  return [draft, change];
}

/** What is on a screen that is looked at counts as seen. */
function useSeen(id: string): void {
  const { desk, state } = useConsole();
  const head = state.talks[id]?.conversation.head ?? 0;
  useEffect(() => {
    const look = () => {
      if (!document.hidden && document.hasFocus()) desk.seen(id);
    };
    look();
    addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      removeEventListener("focus", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, [desk, id, head, state.link]);
}

/** A claim takes its own button away: the focus goes on to the composer, but no phone's keys. */
function useOwnFocus(mine: boolean): void {
  useEffect(() => {
    const lost = document.activeElement?.matches("body, main") ?? true;
    if (mine && lost && matchMedia("(pointer: fine)").matches) focusComposer();
  }, [mine]);
}

function talkKeys(hold: () => void, open: (dialog: TalkDialog) => void): Actions {
  return {
    hold,
    transfer: () => open("transfer"),
    return: () => open("return"),
    end: () => open("end"),
    crisis: () => open("crisis"),
  };
}

function insertKeys(offers: readonly Offer[], insert: (offer: Offer) => void): Actions {
  const at = (place: number) => {
    const offer = offers[place];
    return offer && (() => insert(offer));
  };
  return { insert1: at(0), insert2: at(1), insert3: at(2) };
}

function rejectKey(first: Offer | undefined, reject: (offer: Offer) => void): Actions {
  return { reject: first && (() => reject(first)) };
}

/** The entry's text with the address of its public page, which the patron can open. */
function insertable(offer: Offer): string {
  const address = offer.url ? new URL(offer.url, location.origin).href : "";
  return [offer.text || offer.title, address].filter(Boolean).join("\n");
}

function correction(body: string, of: number): Draft {
  focusComposer();
  return { ...EMPTY, text: body, of };
}

function composer(): HTMLTextAreaElement | null {
  return document.querySelector<HTMLTextAreaElement>(`#${COMPOSER}`);
}

function focusComposer(): void {
  composer()?.focus();
}

function caret(draft: Draft): number {
  return composer()?.selectionStart ?? draft.text.length;
}
