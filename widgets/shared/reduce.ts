/**
 * The state of a conversation as a page shows it: one reducer for panel, console and tests.
 *
 * Pure; unknown kinds are stepped over. Numbers are those of the reader's own sequence.
 */

import type { Mark, Offer, RecordedEvent } from "./frames.gen.ts";

export type Stage = "waiting" | "offered" | "active" | "held" | "asked" | "ended";

/** Something somebody wrote, or a note of staff. */
export interface Message {
  readonly type: "message";
  readonly seq: number;
  readonly id: string;
  readonly at: number;
  readonly by: RecordedEvent["by"];
  readonly who: string;
  readonly name: string;
  readonly cid: string;
  readonly body: string;
  readonly earlier: readonly string[]; // versions before an edit, oldest first
  readonly note: boolean; // the patron never sees it
  readonly entry: string; // the suggestion it came from
  readonly redacted: boolean;
  readonly danger: boolean; // only known to staff: the words may mean danger
}

/** Something that happened and is no message. */
export interface Notice {
  readonly type: "notice";
  readonly seq: number;
  readonly at: number;
  readonly event: RecordedEvent;
}

export type Item = Message | Notice;

export interface Conversation {
  readonly id: string;
  readonly head: number;
  readonly stage: Stage;
  readonly items: readonly Item[];
  readonly opened: RecordedEvent | null; // channel, language, page, source, previous, name
  readonly holder: { readonly id: string; readonly name: string } | null;
  readonly fence: number; // only right for staff, whose numbers are the full ones
  readonly promisedAt: number;
  readonly endedAt: number;
  readonly endedWhy: string;
  readonly suggested: { readonly of: number; readonly offers: readonly Offer[] } | null;
  readonly judged: RecordedEvent | null; // the patron's last verdict on the suggestions
  readonly rated: RecordedEvent | null;
  readonly coded: RecordedEvent | null;
  readonly marks: readonly Mark[];
  readonly forgotten: boolean;
}

/** A conversation of which nothing is known yet. */
export function blank(id: string): Conversation {
  return {
    id,
    head: 0,
    stage: "waiting",
    items: [],
    opened: null,
    holder: null,
    fence: 0,
    promisedAt: 0,
    endedAt: 0,
    endedWhy: "",
    suggested: null,
    judged: null,
    rated: null,
    coded: null,
    marks: [],
    forgotten: false,
  };
}

/** Fold one event in; an event held already changes nothing. */
export function reduce(state: Conversation, event: RecordedEvent): Conversation {
  if (event.seq <= state.head) return state;
  const fold = FOLDS[event.kind];
  const changes = fold ? fold(state, event) : {};
  return { ...state, ...changes, head: event.seq };
}

/** The state with the watermarks of a `live` frame. */
export function withMarks(state: Conversation, marks: readonly Mark[]): Conversation {
  return { ...state, marks };
}

/** What the other side has received and seen of the reader's own messages. */
export function markOf(state: Conversation, reader: Mark["reader"]): Mark {
  return state.marks.find((mark) => mark.reader === reader) ?? { reader };
}

export function messages(state: Conversation): Message[] {
  return state.items.filter((item): item is Message => item.type === "message");
}

/** The patron's newest message, for which suggestions are made. */
export function lastQuestion(state: Conversation): Message | undefined {
  return messages(state)
    .filter((message) => message.by === "patron")
    .pop();
}

type Changes = Partial<Conversation>;
type Fold = (state: Conversation, event: RecordedEvent) => Changes;

function message(event: RecordedEvent, note: boolean): Message {
  return {
    type: "message",
    seq: event.seq,
    id: event.id,
    at: event.at,
    by: event.by,
    who: event.who ?? "",
    name: event.name ?? "",
    cid: event.cid ?? "",
    body: event.body ?? "",
    earlier: [],
    note,
    entry: event.entry ?? "",
    redacted: false,
    danger: !!event.danger,
  };
}

function notice(state: Conversation, event: RecordedEvent): readonly Item[] {
  return [...state.items, { type: "notice", seq: event.seq, at: event.at, event }];
}

/** A notice that also changes something. */
function noticed(changes: (event: RecordedEvent) => Changes): Fold {
  return (state, event) => ({ items: notice(state, event), ...changes(event) });
}

function changed(
  state: Conversation,
  seq: number | undefined,
  change: (message: Message) => Message,
): Changes {
  const items = state.items.map((item) =>
    item.type === "message" && item.seq === seq ? change(item) : item,
  );
  return { items };
}

function emptied(item: Message): Message {
  return { ...item, body: "", earlier: [], redacted: true };
}

const said = (note: boolean): Fold => (state, event) => ({
  items: [...state.items, message(event, note)],
});

const FOLDS: Readonly<Record<string, Fold>> = {
  opened: noticed((event) => ({ opened: event, stage: "waiting" })),
  said: said(false),
  noted: said(true),
  edited: (state, event) =>
    changed(state, event.of, (item) => ({
      ...item,
      body: event.body ?? "",
      earlier: item.redacted ? [] : [...item.earlier, item.body],
      redacted: false,
    })),
  redacted: (state, event) => changed(state, event.of, emptied),
  forgotten: (state, event) => ({
    forgotten: true,
    items: notice(state, event).map((item) => (item.type === "message" ? emptied(item) : item)),
  }),
  suggested: noticed((event) => ({
    suggested: { of: event.of ?? 0, offers: event.offers ?? [] },
    judged: null,
  })),
  judged: noticed((event) => ({ judged: event })),
  staff_judged: noticed(() => ({})),
  offered: noticed(() => ({ stage: "offered" })),
  declined: noticed(() => ({})),
  lapsed: noticed(() => ({ stage: "waiting" })),
  asked: noticed((event) => ({ stage: "asked", promisedAt: event.promised_at ?? 0 })),
  claimed: noticed((event) => ({
    stage: "active",
    fence: event.seq,
    holder: { id: event.who ?? "", name: event.name ?? "" },
  })),
  transferred: noticed((event) => ({
    stage: "active",
    fence: event.seq,
    holder: { id: event.to?.[0] ?? "", name: event.name ?? "" },
  })),
  returned: noticed((event) => ({ stage: "waiting", fence: event.seq, holder: null })),
  held: noticed(() => ({ stage: "held" })),
  resumed: noticed(() => ({ stage: "active" })),
  ended: noticed((event) => ({
    stage: "ended",
    holder: null,
    endedAt: event.at,
    endedWhy: event.why ?? "",
  })),
  reopened: noticed(() => ({ stage: "waiting", endedAt: 0, endedWhy: "", promisedAt: 0 })),
  coded: noticed((event) => ({ coded: event })),
  rated: noticed((event) => ({ rated: event })),
  restricted: noticed(() => ({})),
  alarmed: noticed(() => ({})),
};
