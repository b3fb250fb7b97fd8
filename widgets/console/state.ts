/** What the console knows, as frozen values, with the questions that its views ask of it. */

import type { Link } from "../shared/connection.ts";
import type { Offer, OnDuty, Row } from "../shared/frames.gen.ts";
import { blank, markOf, messages } from "../shared/reduce.ts";
import type { Conversation } from "../shared/reduce.ts";
import type { Echo } from "./echoes.ts";

/** Who is signed in, as `GET /api/me` says it. */
export interface Me {
  readonly id: string;
  readonly name: string;
  readonly login: string;
  readonly roles: readonly string[];
  readonly csrf: string;
  /** what has to be done before anything else: "password", "second_factor" */
  readonly owes: readonly string[];
}

export type ListName = "line" | "mine" | "asked";

/** A watched list; not `fresh` from the loss of a connection until the server told it again. */
export interface Listed {
  readonly rows: readonly Row[];
  readonly count: number;
  readonly fresh: boolean;
}

/** A followed conversation. */
export interface Talk {
  readonly conversation: Conversation;
  /** nothing is missing, as far as this connection knows */
  readonly live: boolean;
  /** the librarian has looked at everything up to this seq */
  readonly seen: number;
  readonly suggested: { readonly of: number; readonly offers: readonly Offer[] } | null;
  /** entries waved away here */
  readonly rejected: readonly string[];
  readonly writes: { readonly name: string; readonly by: string; readonly until: number } | null;
  readonly echoes: readonly Echo[];
}

/** Why something is told: it is moot once that is over; "" is never. */
export type Cause = "lost" | "handed" | "off_duty" | "";

/** Something the librarian is told beside the conversation; a warning is shown longer. */
export interface Told {
  readonly id: number;
  readonly weight: "info" | "warning";
  readonly text: string;
  readonly conversation: string;
  readonly cause: Cause;
}

export interface DeskState {
  readonly link: Link;
  /** close code once the link is closed for good, else 0 */
  readonly code: number;
  readonly lists: Readonly<Record<ListName, Listed>>;
  readonly duty: { readonly people: readonly OnDuty[]; readonly fresh: boolean };
  /** where the crisis text was given, as coordinators were told */
  readonly alarms: readonly string[];
  /** what the librarian asked for and the server has not shown yet */
  readonly dutyWanted: boolean | null;
  readonly talks: Readonly<Record<string, Talk>>;
  readonly told: readonly Told[];
  /** how many things were ever told: the next one's id */
  readonly tellings: number;
  readonly outdated: boolean;
  /** how many commands the server has acknowledged on this page */
  readonly acknowledged: number;
}

const NONE: Listed = { rows: [], count: 0, fresh: false };

export const START: DeskState = {
  link: "connecting",
  code: 0,
  lists: { line: NONE, mine: NONE, asked: NONE },
  duty: { people: [], fresh: false },
  alarms: [],
  dutyWanted: null,
  talks: {},
  told: [],
  tellings: 0,
  outdated: false,
  acknowledged: 0,
};

export function newTalk(id: string, echoes: readonly Echo[] = []): Talk {
  return {
    conversation: blank(id),
    live: false,
    seen: 0,
    suggested: null,
    rejected: [],
    writes: null,
    echoes,
  };
}

/** The state with one talk changed; a conversation that is not followed changes nothing. */
export function withTalk(
  state: DeskState,
  id: string,
  change: (talk: Talk) => Partial<Talk>,
): DeskState {
  const talk = state.talks[id];
  if (talk === undefined) return state;
  return { ...state, talks: { ...state.talks, [id]: { ...talk, ...change(talk) } } };
}

export function withTold(
  state: DeskState,
  weight: Told["weight"],
  text: string,
  conversation = "",
  cause: Cause = "",
): DeskState {
  if (state.told.some((one) => one.text === text && one.conversation === conversation)) {
    return state;
  }
  const id = state.tellings + 1;
  const told = [...state.told, { id, weight, text, conversation, cause }];
  return { ...state, told, tellings: id };
}

/** The state without what is told of something that is over. */
export function withoutMoot(state: DeskState, me: Me): DeskState {
  const told = state.told.filter((one) => !isMoot(one, state, me));
  return told.length === state.told.length ? state : { ...state, told };
}

function isMoot({ cause, conversation }: Told, state: DeskState, me: Me): boolean {
  const talk = state.talks[conversation];
  const ended = talk?.conversation.stage === "ended";
  switch (cause) {
    case "lost":
      return ended || holds(talk, me);
    case "handed":
      return talk?.live === true && !holds(talk, me);
    case "off_duty":
      return onDuty(state, me);
    default:
      return false;
  }
}

export function onDuty(state: DeskState, me: Me): boolean {
  return state.duty.people.some((person) => person.staff === me.id);
}

export function rowOf(state: DeskState, id: string): Row | undefined {
  const { mine, line, asked } = state.lists;
  return [...mine.rows, ...line.rows, ...asked.rows].find((row) => row.conversation === id);
}

export function holds(talk: Talk | undefined, me: Me): boolean {
  return talk?.conversation.holder?.id === me.id;
}

/** Patron messages that the librarian has not looked at. */
export function unread(talk: Talk | undefined): number {
  if (talk === undefined) return 0;
  const seen = Math.max(talk.seen, markOf(talk.conversation, "staff").seen ?? 0);
  return messages(talk.conversation).filter((one) => one.by === "patron" && one.seq > seen).length;
}

/** Why nothing can be sent to the patron now, "" when it can. */
export type Hindrance = "" | "apart" | "behind" | "ended" | "unclaimed" | "elsewhere";

export function hindrance(state: DeskState, id: string, me: Me): Hindrance {
  const talk = state.talks[id];
  if (state.link !== "live") return "apart";
  if (talk === undefined || !talk.live || !state.lists.mine.fresh) return "behind";
  if (talk.conversation.stage === "ended") return "ended";
  if (talk.conversation.holder === null) return "unclaimed";
  return holds(talk, me) ? "" : "elsewhere";
}

/** Offered to this librarian and taken by nobody yet. */
export function offers(state: DeskState): readonly Row[] {
  return state.lists.line.rows.filter((row) => row.offered);
}

/** Conversations of this librarian's that ended while they were followed, still to be coded. */
export function uncoded(state: DeskState, kept: readonly string[]): readonly Talk[] {
  return kept.flatMap((id) => {
    const talk = state.talks[id];
    const open = talk?.conversation.stage === "ended" && talk.conversation.coded === null;
    return talk && open ? [talk] : [];
  });
}
