/**
 * The frames of the protocol, from `refdesk/protocol`: made by `python -m refdesk.cli.documents`.
 *
 * A field with a "?" is left out of the frame when it has its default. Frames are discriminated by
 * `type`; a client ignores unknown fields and steps over unknown types.
 */

export const SUBPROTOCOL = "refdesk.1";
/** characters of one text */
export const BODY_LIMIT = 4000;
/** commands a client keeps in flight */
export const UNACKNOWLEDGED_LIMIT = 8;
/** seconds */
export const PING_EVERY = 25.0;
/** seconds */
export const PONG_WITHIN = 10.0;
/** the server stops; come back after a jittered pause */
export const CLOSE_GOING_AWAY = 1001;
/** a frame over 64 KiB */
export const CLOSE_TOO_LARGE = 1009;
/** not JSON, unknown type, unknown or wrong field, out of order */
export const CLOSE_BAD_FRAME = 4400;
/** no or bad proof of who you are; do not come back with the same */
export const CLOSE_UNAUTHORIZED = 4401;
/** the sign-in ended, the staff account was disabled, or the part was taken */
export const CLOSE_REPLACED = 4409;
/** no hello in time, or no pong in time */
export const CLOSE_SILENT = 4408;
/** too much unread output; come back and resume */
export const CLOSE_LAGGING = 4429;
/** too many frames in flight */
export const CLOSE_FLOODING = 4430;
/** frames of one exchange */
export const EXCHANGE_FRAMES = 8;
/** bytes of the body that asks for one */
export const EXCHANGE_BYTES = 65536;
/** seconds an exchange waits for news */
export const EXCHANGE_HOLD = 25;

/** Why a frame was refused: a closed set. */
export type ErrorCode =
  | "bad_request"
  | "unauthorized"
  | "forbidden_or_absent"
  | "conflict"
  | "rate_limited"
  | "busy"
  | "storage_full"
  | "unavailable"
  | "lost_claim"
  | "too_large";
/** Refusals that pass: keep the command, send it again later. */
export const RETRYABLE: readonly ErrorCode[] = ["busy", "rate_limited", "storage_full", "unavailable"];

/** A conversation in which the crisis text was given, for coordinators. */
export interface Alarmed {
  readonly conversation: string;
  readonly at: number;
  /** the librarian's */
  readonly name?: string;
}

/** What the patron is told about the desk. */
export interface DeskState {
  /** somebody is on duty */
  readonly open: boolean;
  /** next opening, milliseconds; 0 when open or unknown */
  readonly opens_at?: number;
  /** when a question asked now is promised an answer */
  readonly promised_at?: number;
  /** place in line of the patron's waiting conversation, from 1; 0 none */
  readonly position?: number;
  /** honest estimate in seconds from the last hours; 0 unknown */
  readonly wait?: number;
  /** today's hours in words, reader's language */
  readonly hours?: string;
}

/**
 * One event of a conversation as its reader may see it. `seq` is the number in the reader's own
 * sequence: the public one for a patron or channel, the full one for staff. Which of the later
 * fields are present depends on `kind`, see PROTOCOL.md. A client steps over a `kind` it does not
 * know, keeping `seq`.
 */
export interface RecordedEvent {
  readonly seq: number;
  readonly id: string;
  /** milliseconds since 1970, server's clock */
  readonly at: number;
  readonly kind: string;
  readonly by: "patron" | "staff" | "system";
  /** staff id, only told to staff */
  readonly who?: string;
  /** the name to show */
  readonly name?: string;
  /** told to the sender's own connections: pairs with the local echo */
  readonly cid?: string;
  readonly body?: string;
  /** the seq (reader's own) of the event this one is about */
  readonly of?: number;
  readonly staff_only?: boolean;
  readonly entry?: string;
  readonly verdict?: string;
  readonly offers?: readonly Offer[];
  readonly to?: readonly string[];
  readonly why?: string;
  readonly promised_at?: number;
  readonly language?: string;
  readonly channel?: string;
  readonly page?: string;
  readonly source?: string;
  readonly previous?: string;
  readonly read_level?: number;
  readonly question_type?: string;
  readonly outcome?: string;
  readonly score?: number;
  /** only told to staff: a patron's words that may mean danger */
  readonly danger?: boolean;
}

/** A conversation the connection may follow and its present head. */
export interface Head {
  readonly conversation: string;
  readonly head: number;
  readonly stage: string;
  readonly opened_at?: number;
  readonly channel?: string;
}

/** How far a reader has received and seen a conversation, in the receiver's own numbers. */
export interface Mark {
  readonly reader: "patron" | "staff";
  readonly delivered?: number;
  readonly seen?: number;
}

/** A suggested entry: `entry` and `language` name it, `title` and `answer` are shown. */
export interface Offer {
  readonly entry: string;
  readonly language: string;
  readonly title: string;
  readonly kind?: string;
  /** safe HTML, for the patron's panel and the console */
  readonly answer?: string;
  /** the same as plain text, for Telegram, terminal and insert */
  readonly text?: string;
  /** public page, relative to the server's address */
  readonly url?: string;
  readonly score?: number;
  /** matched words, for librarians */
  readonly why?: string;
}

/** A librarian on duty and their load. */
export interface OnDuty {
  readonly staff: string;
  readonly name: string;
  readonly connected: boolean;
  readonly load: number;
  readonly capacity: number;
}

/** One conversation in a watched list. */
export interface Row {
  readonly conversation: string;
  readonly stage: string;
  readonly channel: string;
  readonly language: string;
  readonly head: number;
  /** waiting (or unanswered, or asked) since, milliseconds */
  readonly since?: number;
  /** the beginning of the newest patron text */
  readonly preview?: string;
  /** the patron's, if given */
  readonly name?: string;
  /** staff id */
  readonly holder?: string;
  readonly holder_name?: string;
  readonly promised_at?: number;
  /** offered to the receiver */
  readonly offered?: boolean;
  readonly unanswered?: boolean;
  /** only where the receiver holds the claim */
  readonly fence?: number;
  /** the knowledge base offered something */
  readonly suggested?: boolean;
  /** the preview holds words that may mean danger; earlier texts do not count */
  readonly danger?: boolean;
}

/** The first frame of a patron (with `token`) or of staff (without: the cookie speaks). */
export interface HelloFrame {
  readonly type: "hello";
  readonly build: string;
  /** 256 random bits, base64url without padding, made by the browser */
  readonly token?: string;
  readonly lang?: string;
  readonly conversations?: Readonly<Record<string, readonly [number, string]>>;
}

/** Begin a conversation; the conversation's id comes with the acknowledgement. */
export interface OpenFrame {
  readonly type: "open";
  readonly cid: string;
  readonly body: string;
  readonly lang?: string;
  readonly name?: string;
  readonly page?: string;
  readonly source?: string;
  readonly previous?: string;
}

/** Write a text. Staff prove the claim by `fence`; `entry` names an inserted suggestion. */
export interface SayFrame {
  readonly type: "say";
  readonly cid: string;
  readonly conversation: string;
  readonly body: string;
  readonly fence?: number;
  readonly entry?: string;
  readonly edited?: boolean;
}

/** Correct one's own message `of` (reader's own seq). */
export interface EditFrame {
  readonly type: "edit";
  readonly cid: string;
  readonly conversation: string;
  readonly of: number;
  readonly body: string;
  readonly fence?: number;
}

/** Say what a suggestion was worth: patrons helped/unhelped, staff rejected. */
export interface JudgeFrame {
  readonly type: "judge";
  readonly cid: string;
  readonly conversation: string;
  readonly verdict: "edited" | "helped" | "inserted" | "rejected" | "unhelped";
  readonly entry?: string;
}

/** End the conversation. */
export interface EndFrame {
  readonly type: "end";
  readonly cid: string;
  readonly conversation: string;
  readonly fence?: number;
}

/** Rate the ended conversation, 1 (bad) to 5 (very good). */
export interface RateFrame {
  readonly type: "rate";
  readonly cid: string;
  readonly conversation: string;
  readonly score: number;
  readonly comment?: string;
}

/** Ask for a return code, to continue elsewhere. */
export interface AskCodeFrame {
  readonly type: "ask_code";
  readonly conversation: string;
}

/** Send what follows `after` in this conversation, and all that comes; also to ask for a gap. */
export interface FollowFrame {
  readonly type: "follow";
  readonly conversation: string;
  readonly after?: readonly [number, string];
}

/** Stop sending this conversation. */
export interface UnfollowFrame {
  readonly type: "unfollow";
  readonly conversation: string;
}

/** Answer with the whole state of a list, now and after each change. */
export interface WatchFrame {
  readonly type: "watch";
  readonly what: "asked" | "desk" | "duty" | "line" | "mine";
}

/** Stop sending this list. */
export interface UnwatchFrame {
  readonly type: "unwatch";
  readonly what: "asked" | "desk" | "duty" | "line" | "mine";
}

/** The sender is writing; at most one every 3 s, droppable. */
export interface TypingFrame {
  readonly type: "typing";
  readonly conversation: string;
}

/** The reader has everything up to `delivered` and looked at everything up to `seq`. */
export interface SeenFrame {
  readonly type: "seen";
  readonly conversation: string;
  readonly seq: number;
  readonly delivered?: number;
}

/** Answer to a ping, at once. */
export interface PongFrame {
  readonly type: "pong";
}

/** Take the conversation; the acknowledgement's `seq` is the fence. */
export interface ClaimFrame {
  readonly type: "claim";
  readonly cid: string;
  readonly conversation: string;
}

/** Pass on an offer. */
export interface DeclineFrame {
  readonly type: "decline";
  readonly cid: string;
  readonly conversation: string;
}

/** Put a claimed conversation back into the line. */
export interface ReturnFrame {
  readonly type: "return";
  readonly cid: string;
  readonly conversation: string;
  readonly fence: number;
}

/** Hand a claimed conversation to a colleague, with a note. */
export interface TransferFrame {
  readonly type: "transfer";
  readonly cid: string;
  readonly conversation: string;
  readonly fence: number;
  readonly to: string;
  readonly note: string;
}

/** Tell the patron that the search takes a while. */
export interface HoldFrame {
  readonly type: "hold";
  readonly cid: string;
  readonly conversation: string;
  readonly fence: number;
}

/** Go on after holding. */
export interface ResumeFrame {
  readonly type: "resume";
  readonly cid: string;
  readonly conversation: string;
  readonly fence: number;
}

/** Leave a remark the patron never sees. */
export interface NoteFrame {
  readonly type: "note";
  readonly cid: string;
  readonly conversation: string;
  readonly body: string;
}

/** Code the conversation: READ level 1-6, operational question type, outcome. */
export interface CodeFrame {
  readonly type: "code";
  readonly cid: string;
  readonly conversation: string;
  readonly read_level: number;
  readonly question_type: string;
  readonly outcome?: string;
}

/** Go on or off duty. */
export interface DutyFrame {
  readonly type: "duty";
  readonly on: boolean;
}

/** Ask for suggestions for the patron's latest message of a conversation, again. */
export interface SuggestFrame {
  readonly type: "suggest";
  readonly conversation: string;
}

/** The hello is accepted. `mine` are the conversations this connection may follow. */
export interface WelcomeFrame {
  readonly type: "welcome";
  readonly build: string;
  readonly at: number;
  readonly role: "channel" | "patron" | "staff";
  readonly id?: string;
  readonly name?: string;
  readonly roles?: readonly string[];
  readonly on_duty?: boolean;
  readonly mine?: readonly Head[];
}

/** Events in order; `more` says that the next page follows. */
export interface EventsFrame {
  readonly type: "events";
  readonly conversation: string;
  readonly events: readonly RecordedEvent[];
  readonly more?: boolean;
}

/** The reader has everything up to `head`; sent again when marks change. */
export interface LiveFrame {
  readonly type: "live";
  readonly conversation: string;
  readonly head: number;
  readonly stage?: string;
  /** for the librarian who holds the claim */
  readonly fence?: number;
  readonly marks?: readonly Mark[];
}

/** Drop what is held of this conversation: the log is not the one the reader knew. */
export interface ResetFrame {
  readonly type: "reset";
  readonly conversation: string;
  readonly reason: "purged" | "rewound";
}

/** The command is durable: `seq` is that of its last event for this reader. */
export interface AckFrame {
  readonly type: "ack";
  readonly cid: string;
  readonly conversation: string;
  readonly seq: number;
  readonly at: number;
  /** of that event; only told to staff */
  readonly id?: string;
}

/** A command (`cid`) or frame was refused; nothing was kept. `text` is for people. */
export interface ErrorFrame {
  readonly type: "error";
  readonly code: ErrorCode;
  readonly text?: string;
  readonly key?: string;
  readonly cid?: string;
  readonly conversation?: string;
  /** seconds */
  readonly retry_after?: number;
}

/** The whole state of a watched list; only the field of `what` is filled. */
export interface StateFrame {
  readonly type: "state";
  readonly what: "asked" | "desk" | "duty" | "line" | "mine";
  readonly version: number;
  readonly count?: number;
  readonly rows?: readonly Row[];
  readonly duty?: readonly OnDuty[];
  /** beside `duty`, for coordinators: of the last 24 hours */
  readonly alarms?: readonly Alarmed[];
  readonly desk?: DeskState | null;
}

/** Suggestions for the librarian, for the patron's message `of`; empty means silence. */
export interface SuggestionsFrame {
  readonly type: "suggestions";
  readonly conversation: string;
  readonly of: number;
  readonly offers?: readonly Offer[];
}

/** Somebody is writing in this conversation; forget it after 6 s. */
export interface WritesFrame {
  readonly type: "typing";
  readonly conversation: string;
  readonly by: "patron" | "staff";
  readonly name?: string;
}

/** A return code, shown once: 10 base-32 characters, valid until `until`. */
export interface ReturnCodeFrame {
  readonly type: "return_code";
  readonly conversation: string;
  readonly code: string;
  readonly until: number;
}

/** Answer with pong; `heads` are the heads of the followed conversations. */
export interface PingFrame {
  readonly type: "ping";
  readonly heads?: Readonly<Record<string, number>>;
}

/** The page is older than the server: renew it when nothing is unsent. */
export interface ReloadFrame {
  readonly type: "reload";
}

export type PatronFrame =
  | HelloFrame
  | OpenFrame
  | SayFrame
  | EditFrame
  | JudgeFrame
  | EndFrame
  | RateFrame
  | AskCodeFrame
  | FollowFrame
  | UnfollowFrame
  | WatchFrame
  | UnwatchFrame
  | TypingFrame
  | SeenFrame
  | PongFrame;

export type StaffFrame =
  | HelloFrame
  | SayFrame
  | EditFrame
  | JudgeFrame
  | EndFrame
  | ClaimFrame
  | DeclineFrame
  | ReturnFrame
  | TransferFrame
  | HoldFrame
  | ResumeFrame
  | NoteFrame
  | CodeFrame
  | DutyFrame
  | SuggestFrame
  | FollowFrame
  | UnfollowFrame
  | WatchFrame
  | UnwatchFrame
  | TypingFrame
  | SeenFrame
  | PongFrame;

export type ServerFrame =
  | WelcomeFrame
  | EventsFrame
  | LiveFrame
  | ResetFrame
  | AckFrame
  | ErrorFrame
  | StateFrame
  | SuggestionsFrame
  | WritesFrame
  | ReturnCodeFrame
  | PingFrame
  | ReloadFrame;
