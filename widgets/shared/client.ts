/**
 * One client's end of the protocol, with no socket in sight.
 *
 * The owner says what happens (`connect`, `receive`, `command`, `tick`, `disconnect`), then drains
 * `outgoing()` onto the socket and `told()` into the page. Times are seconds on any clock.
 * The Python end and this one play the same scripts, see `tests/scripts/README.md`.
 */

import { Cursors } from "./cursors.ts";
import type { Cursor } from "./cursors.ts";
import {
  CLOSE_BAD_FRAME,
  CLOSE_REPLACED,
  CLOSE_UNAUTHORIZED,
  PING_EVERY,
  PONG_WITHIN,
  RETRYABLE,
} from "./frames.gen.ts";
import type {
  AckFrame,
  ErrorFrame,
  EventsFrame,
  HelloFrame,
  LiveFrame,
  PingFrame,
  ResetFrame,
  ServerFrame,
  WatchFrame,
  WelcomeFrame,
} from "./frames.gen.ts";
import { Pending } from "./pending.ts";
import type { ClientFrame, CommandFrame } from "./pending.ts";
import type { Told } from "./told.ts";

export type List = WatchFrame["what"];

/** What outlives a page: where the client was, what is not acknowledged. */
export interface Kept {
  readonly cursors: Readonly<Record<string, Cursor>>;
  readonly pending: readonly CommandFrame[];
}

/** Seconds without a byte after which the server counts as gone. */
const SILENCE = PING_EVERY + PONG_WITHIN + 5;
/** Frames that are for the owner as they are. */
const PASSED = ["state", "suggestions", "typing", "return_code", "reload"];
const FINAL = [CLOSE_BAD_FRAME, CLOSE_UNAUTHORIZED, CLOSE_REPLACED];

export class ProtocolClient {
  private phase: "away" | "greeting" | "live" = "away";
  private readonly cursors: Cursors;
  private readonly pending: Pending;
  private readonly watches = new Set<List>();
  private heardAt = 0;
  private now = 0;
  private out: ClientFrame[] = [];
  /** What is asked for between the hello and the welcome. */
  private later: ClientFrame[] = [];
  private news: Told[] = [];

  /** `hello` names the client; its `conversations` are filled in from the cursors. */
  constructor(
    private hello: HelloFrame,
    kept: Kept = { cursors: {}, pending: [] },
  ) {
    this.cursors = new Cursors(kept.cursors);
    this.pending = new Pending(kept.pending);
  }

  /** The part to keep for the next page or start. */
  kept(): Kept {
    return { cursors: this.cursors.all(), pending: this.pending.all() };
  }

  /** Take the frames to send, in order. */
  outgoing(): ClientFrame[] {
    const frames = this.out;
    this.out = [];
    return frames;
  }

  /** Take what there is to tell, in order. */
  told(): Told[] {
    const news = this.news;
    this.news = [];
    return news;
  }

  /** Say hello in another language from the next connection on. */
  speak(lang: string): void {
    this.hello = { ...this.hello, lang };
  }

  /** The transport is open. */
  connect(now: number): void {
    this.now = this.heardAt = now;
    this.phase = "greeting";
    this.pending.restart();
    this.cursors.restart();
    this.later = [];
    this.out = [{ ...this.hello, conversations: this.cursors.all() }];
  }

  /** The transport is closed; tells whether to come back with what there is. */
  disconnect(code: number): boolean {
    this.phase = "away";
    this.out = [];
    return !FINAL.includes(code);
  }

  /** A command, kept until it is acknowledged or refused for good. */
  command(frame: CommandFrame): void {
    this.pending.add(frame);
    this.flush();
  }

  /** A frame without cid (typing, seen, …): sent now or never. */
  passOn(frame: ClientFrame): void {
    if (this.phase === "live") this.out.push(frame);
  }

  follow(conversation: string): void {
    if (this.cursors.has(conversation)) return;
    this.cursors.begin(conversation);
    this.askFor(conversation);
  }

  unfollow(conversation: string): void {
    if (!this.cursors.has(conversation)) return;
    this.cursors.drop(conversation);
    this.insist({ type: "unfollow", conversation });
  }

  watch(what: List): void {
    if (this.watches.has(what)) return;
    this.watches.add(what);
    this.passOn({ type: "watch", what });
  }

  unwatch(what: List): void {
    if (this.watches.delete(what)) this.passOn({ type: "unwatch", what });
  }

  /** Time passes: sends what had to wait, notices a silent server. */
  tick(now: number): void {
    this.now = now;
    this.flush();
    if (this.phase === "away" || now - this.heardAt < SILENCE) return;
    this.heardAt = now;
    this.news.push({ what: "silent" });
  }

  /** A text from the server. */
  receive(text: string, now: number): void {
    this.now = this.heardAt = now;
    const frame = parsed(text);
    if (frame === null) this.news.push({ what: "broken" });
    else this.take(frame);
  }

  private take(frame: ServerFrame): void {
    switch (frame.type) {
      case "welcome":
        return this.welcomed(frame);
      case "events":
        return this.page(frame);
      case "live":
        return this.live(frame);
      case "reset":
        return this.reset(frame);
      case "ack":
        return this.acknowledged(frame);
      case "error":
        return this.refused(frame);
      case "ping":
        return this.pinged(frame);
      default:
        // A kind of a later server is stepped over.
        if (PASSED.includes(frame.type)) this.pass(frame);
    }
  }

  private pass(frame: ServerFrame): void {
    this.news.push({ what: "frame", type: frame.type, frame });
  }

  private welcomed(frame: WelcomeFrame): void {
    this.phase = "live";
    this.news.push({ what: "welcome", frame });
    this.flush();
    this.out.push(...this.later);
    for (const what of this.watches) this.out.push({ type: "watch", what });
  }

  private page({ conversation, events }: EventsFrame): void {
    for (const event of events) {
      const place = this.cursors.take(conversation, event);
      if (place === "gap") return this.askFor(conversation);
      if (place === "new") {
        this.news.push({ what: "event", conversation, seq: event.seq, event });
      }
    }
  }

  private live(frame: LiveFrame): void {
    const { conversation, head } = frame;
    if (!this.cursors.has(conversation)) return;
    this.cursors.heard(conversation);
    if (!this.cursors.reaches(conversation, head)) this.askFor(conversation);
    else this.news.push({ what: "live", conversation, head, frame });
  }

  private pinged(frame: PingFrame): void {
    this.out.push({ type: "pong" });
    for (const [conversation, head] of Object.entries(frame.heads ?? {})) {
      if (this.cursors.has(conversation) && !this.cursors.reaches(conversation, head)) {
        this.askFor(conversation);
      }
    }
  }

  /** A frame of which the next hello would tell: sent now or after the welcome. */
  private insist(frame: ClientFrame): void {
    if (this.phase === "live") this.out.push(frame);
    else this.later.push(frame);
  }

  private askFor(conversation: string): void {
    const after = this.cursors.missing(conversation);
    if (after !== null) this.insist({ type: "follow", conversation, after });
  }

  private reset({ conversation, reason }: ResetFrame): void {
    if (reason === "rewound") this.cursors.begin(conversation);
    else this.cursors.drop(conversation);
    this.news.push({ what: "reset", conversation, reason });
  }

  private acknowledged(frame: AckFrame): void {
    const command = this.pending.find(frame.cid);
    if (command === undefined) return;
    this.pending.settle(frame.cid);
    if (command.type === "open") {
      if (!this.cursors.has(frame.conversation)) this.cursors.begin(frame.conversation);
      this.pending.opened(command.cid, frame.conversation);
    }
    this.news.push({ what: "acknowledged", cid: frame.cid, command, frame });
    this.flush();
  }

  private refused(frame: ErrorFrame): void {
    const command = this.pending.find(frame.cid ?? "");
    if (command === undefined) {
      this.pass(frame);
    } else if (RETRYABLE.includes(frame.code)) {
      this.pending.holdUntil(this.now + Math.max(1, frame.retry_after ?? 0));
      this.news.push({ what: "delayed", cid: command.cid, code: frame.code, command, frame });
    } else {
      for (const lost of [command, ...this.pending.orphans(command.cid)]) {
        this.pending.settle(lost.cid);
        this.news.push({ what: "refused", cid: lost.cid, code: frame.code, command: lost, frame });
      }
    }
    this.flush();
  }

  private flush(): void {
    if (this.phase === "live") this.out.push(...this.pending.due(this.now));
  }
}

function parsed(text: string): ServerFrame | null {
  try {
    const frame = JSON.parse(text) as ServerFrame | null;
    return typeof frame?.type === "string" ? frame : null;
  } catch {
    return null;
  }
}
