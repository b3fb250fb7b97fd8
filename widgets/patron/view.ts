/** What the panel shows: one frozen value, replaced with every change. */

import type { Detour, Link } from "../shared/connection.ts";
import type { DeskState, Head, ServerFrame } from "../shared/frames.gen.ts";
import { blank, reduce, withMarks } from "../shared/reduce.ts";
import type { Conversation } from "../shared/reduce.ts";
import { t } from "../shared/strings.ts";
import type { Told } from "../shared/told.ts";
import type { Echo } from "./outbox.ts";

export interface Code {
  readonly code: string;
  readonly until: number; // milliseconds
}

export interface View {
  readonly link: Link;
  readonly detour: Detour | null;
  /** The server has been reached since the page was loaded. */
  readonly met: boolean;
  readonly desk: DeskState | null;
  /** The conversation on screen; null on the first screen. */
  readonly conversation: Conversation | null;
  /** Everything of it up to now is here. */
  readonly caughtUp: boolean;
  readonly echoes: readonly Echo[];
  /** Conversations this patron may go back to, newest first. */
  readonly mine: readonly Head[];
  /** Name of the librarian who is writing now, "" for nobody. */
  readonly writing: string;
  readonly code: Code | null;
  /** Something to tell in words, "" for nothing. */
  readonly word: string;
}

/** What changes in the view by this news; pure. */
export function heard(view: View, news: Told): Partial<View> {
  switch (news.what) {
    case "welcome":
      return { met: true, mine: news.frame.mine ?? [] };
    case "event":
      return {
        ...withConversation(view, news.conversation, (state) => reduce(state, news.event)),
        writing: news.event.by === "staff" ? "" : view.writing,
      };
    case "live":
      return {
        ...withConversation(view, news.conversation, (s) => withMarks(s, news.frame.marks ?? [])),
        caughtUp: true,
      };
    case "reset":
      return {
        ...withConversation(view, news.conversation, (state) => blank(state.id)),
        word: news.reason === "purged" ? t("Percakapan ini sudah dihapus dari server.") : "",
      };
    case "refused":
      return isText(news.command.type) ? {} : { word: news.frame.text ?? "" };
    case "frame":
      return told(view, news.frame);
    default:
      return {};
  }
}

/** What changes in the view when the patron goes to a conversation, or to the first screen. */
export function entered(view: View, id: string | null): Partial<View> {
  const { conversation: before, mine } = view;
  const others = mine.filter((head) => head.conversation !== before?.id);
  return {
    conversation: id ? blank(id) : null,
    caughtUp: false,
    writing: "",
    word: "",
    mine: before?.opened ? [headOf(before, before.opened.at), ...others] : mine,
  };
}

function headOf(state: Conversation, openedAt: number): Head {
  return { conversation: state.id, head: state.head, stage: state.stage, opened_at: openedAt };
}

/** The texts on their way that belong to the conversation on screen. */
export function echoesOf(view: View): readonly Echo[] {
  const id = view.conversation?.id ?? "";
  return view.echoes.filter(({ command }) =>
    command.type === "open"
      ? id === `@${command.cid}` || view.conversation?.head === 0
      : command.type === "say" && command.conversation === id,
  );
}

/** Whether a command of this type is on its way for the conversation on screen. */
export function isUnderWay(view: View, type: Echo["command"]["type"]): boolean {
  return view.echoes.some(
    ({ command }) =>
      command.type === type &&
      "conversation" in command &&
      command.conversation === view.conversation?.id,
  );
}

function isText(type: string): boolean {
  return type === "open" || type === "say";
}

function withConversation(
  view: View,
  id: string,
  change: (state: Conversation) => Conversation,
): Partial<View> {
  const state = view.conversation;
  return state?.id === id ? { conversation: change(state) } : {};
}

function told(view: View, frame: ServerFrame): Partial<View> {
  switch (frame.type) {
    case "state":
      return frame.desk ? { desk: frame.desk } : {};
    case "typing":
      return frame.conversation === view.conversation?.id && frame.by === "staff"
        ? { writing: frame.name || t("Pustakawan") }
        : {};
    case "return_code":
      return frame.conversation === view.conversation?.id
        ? { code: { code: frame.code, until: frame.until } }
        : {};
    case "error":
      return { word: frame.text ?? "" };
    default:
      return {};
  }
}
