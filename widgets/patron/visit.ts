/** A patron's visit: one connection, one conversation at a time, what must outlive the page. */

import { newCid, newToken } from "../shared/chance.ts";
import { ProtocolClient } from "../shared/client.ts";
import { Connection } from "../shared/connection.ts";
import type { Link } from "../shared/connection.ts";
import type { AckFrame, PatronFrame, ServerFrame } from "../shared/frames.gen.ts";
import { conversationOf, isUnopened } from "../shared/pending.ts";
import type { CommandFrame } from "../shared/pending.ts";
import { blank, markOf, messages } from "../shared/reduce.ts";
import type { Storage } from "../shared/storage.ts";
import type { Refusal, Told } from "../shared/told.ts";
import { Outbox } from "./outbox.ts";
import { redeem, transcript } from "./requests.ts";
import { language } from "./times.ts";
import { entered, heard } from "./view.ts";
import type { Code, View } from "./view.ts";

/** What the page's template says. */
export interface Setting {
  readonly build: string;
  readonly page: string; // title of the page the patron came from
  readonly source: string; // campaign tag
}

const TYPING_EVERY = 3000; // milliseconds
const TYPING_LASTS = 6000;

export class Visit {
  view: View;
  private readonly outbox: Outbox;
  private readonly client: ProtocolClient;
  private readonly connection: Connection;
  private readonly listeners = new Set<() => void>();
  readonly token: string;
  private seen = 0;
  private marked: readonly [number, number] = [0, 0]; // seen and delivered, as the server knows them
  private typedAt = 0;
  private writingTimer = 0;

  constructor(
    readonly storage: Storage,
    private readonly setting: Setting,
  ) {
    this.token = storage.get<string>("token") ?? newToken();
    storage.set("token", this.token); // before the first frame: it is the key to all that follows
    this.outbox = new Outbox(storage);
    const current = this.lastConversation();
    this.view = {
      link: "connecting",
      detour: null,
      met: false,
      desk: null,
      conversation: current ? blank(current) : null,
      caughtUp: false,
      echoes: this.outbox.echoes,
      mine: [],
      writing: "",
      code: current ? this.keptCode(current) : null,
      word: "",
    };
    const known = current && !isUnopened(current) ? { [current]: [0, ""] as const } : {};
    this.client = new ProtocolClient(
      { type: "hello", build: setting.build, token: this.token, lang: language() },
      { cursors: known, pending: this.outbox.pending() },
    );
    this.client.watch("desk");
    this.connection = new Connection("/ws/patron", this.client, {
      told: (news) => this.told(news),
      linked: (link) => this.linked(link),
    });
    this.connection.open();
  }

  /** Call `listener` after each change of `view`; gives the way to stop. */
  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Begin a conversation. */
  ask(body: string, name: string, previous = ""): void {
    const cid = newCid();
    const { page, source } = this.setting;
    const lang = language();
    this.enter(conversationOf(cid));
    this.give({ type: "open", cid, body: body.trim(), lang, name, page, source, previous });
  }

  say(body: string): void {
    const conversation = this.view.conversation?.id;
    if (!conversation) return;
    if (isUnopened(conversation) && !this.isOpening(conversation)) return this.ask(body, "");
    this.give({ type: "say", cid: newCid(), conversation, body: body.trim() });
  }

  /** Send a refused text again, where it can still be said. */
  resend(cid: string): void {
    const command = this.outbox.echoes.find((echo) => echo.command.cid === cid)?.command;
    this.outbox.drop(cid);
    if (command?.type === "open") this.ask(command.body, command.name ?? "", command.previous);
    else if (command?.type !== "say") this.change({ echoes: this.outbox.echoes });
    else if (this.view.conversation?.stage !== "ended") this.say(command.body);
    else this.ask(command.body, "", command.conversation);
  }

  judge(verdict: "helped" | "unhelped", entry = ""): void {
    const conversation = this.view.conversation?.id;
    if (conversation) this.give({ type: "judge", cid: newCid(), conversation, verdict, entry });
  }

  end(): void {
    const conversation = this.view.conversation?.id;
    if (conversation) this.give({ type: "end", cid: newCid(), conversation });
  }

  rate(score: number, comment: string): void {
    const conversation = this.view.conversation?.id;
    if (!conversation) return;
    this.give({ type: "rate", cid: newCid(), conversation, score, comment: comment.trim() });
  }

  /** Ask for a return code unless a valid one is shown already. */
  askCode(): void {
    const conversation = this.view.conversation?.id ?? "@";
    if (!isUnopened(conversation) && !this.view.code) this.pass({ type: "ask_code", conversation });
  }

  /** The patron is writing. */
  typing(): void {
    const conversation = this.view.conversation?.id ?? "@";
    if (isUnopened(conversation) || Date.now() - this.typedAt < TYPING_EVERY) return;
    this.typedAt = Date.now();
    this.pass({ type: "typing", conversation });
  }

  /** Everything that has arrived; what is shown counts as seen while the patron looks. */
  look(looking: boolean): void {
    const { conversation: state, link } = this.view;
    if (!state || state.head === 0 || link !== "live") return;
    if (looking) this.seen = state.head;
    const { seen, marked } = this;
    if (marked[0] === seen && marked[1] === state.head) return;
    this.marked = [seen, state.head];
    this.pass({ type: "seen", conversation: state.id, seq: seen, delivered: state.head });
  }

  /** Librarians' messages that came while the patron was not looking. */
  unread(): number {
    const state = this.view.conversation;
    if (!state) return 0;
    const seen = Math.max(this.seen, markOf(state, "patron").seen ?? 0);
    return messages(state).filter((item) => item.by === "staff" && item.seq > seen).length;
  }

  /** Go to a conversation, or with null to the first screen. */
  enter(id: string | null): void {
    const before = this.view.conversation?.id;
    if (before && before !== id) this.client.unfollow(before);
    if (id) this.storage.set("current", id);
    else this.storage.remove("current");
    this.seen = 0;
    this.marked = [0, 0];
    this.change({ ...entered(this.view, id), code: id ? this.keptCode(id) : null });
    if (id && !isUnopened(id)) this.client.follow(id);
    this.connection.drain();
  }

  /** Go on with a conversation begun elsewhere; throws Error with words for the patron. */
  async redeem(code: string): Promise<void> {
    this.enter(await redeem(this.token, code));
  }

  /** The transcript as a file; throws Error with words for the patron. */
  transcript(): Promise<Blob> {
    return transcript(this.token, this.view.conversation?.id ?? "");
  }

  /** Connect now instead of at the next try. */
  reconnect(): void {
    this.connection.restart();
  }

  /** Leave nothing on this device. */
  forget(): void {
    this.connection.stop();
    for (const key of this.storage.keys("")) this.storage.remove(key);
  }

  private give(command: CommandFrame & PatronFrame): void {
    this.outbox.add(command, Date.now());
    this.client.command(command);
    this.change({ echoes: this.outbox.echoes, word: "" });
    this.connection.drain();
  }

  private pass(frame: PatronFrame): void {
    this.client.passOn(frame);
    this.connection.drain();
  }

  private told(news: Told): void {
    if (news.what === "event") this.outbox.drop(news.event.cid ?? "");
    if (news.what === "acknowledged") this.acknowledged(news.command, news.frame);
    if (news.what === "refused") this.refused(news);
    if (news.what === "frame") this.noticed(news.frame);
    const changes = heard(this.view, news);
    const state = changes.conversation ?? this.view.conversation;
    if (state) this.outbox.shown(state.id, state.head);
    this.change({ ...changes, echoes: this.outbox.echoes });
    if (news.what === "reset" && news.reason === "purged") this.leave(news.conversation);
  }

  private acknowledged(command: CommandFrame, frame: AckFrame): void {
    this.outbox.sent(command.cid, frame.seq);
    if (command.type !== "open") return;
    const before = conversationOf(command.cid);
    this.outbox.opened(before, frame.conversation);
    if (this.view.conversation?.id !== before) return;
    this.storage.set("current", frame.conversation);
    this.change({ conversation: { ...this.view.conversation, id: frame.conversation } });
    if (this.storage.lasts === "page") this.askCode();
  }

  private refused({ command, cid, frame }: Refusal): void {
    if (command.type === "open" || command.type === "say") this.outbox.failed(cid, frame.text ?? "");
    else this.outbox.drop(cid);
  }

  private noticed(frame: ServerFrame): void {
    if (frame.type === "reload") this.renew();
    if (frame.type === "return_code") {
      this.storage.set(`code.${frame.conversation}`, { code: frame.code, until: frame.until });
    }
    if (frame.type === "error" && frame.code === "forbidden_or_absent") {
      this.leave(frame.conversation ?? "");
    }
    if (frame.type === "typing") {
      clearTimeout(this.writingTimer);
      this.writingTimer = window.setTimeout(() => this.change({ writing: "" }), TYPING_LASTS);
    }
  }

  /** The conversation on screen is no more. */
  private leave(conversation: string): void {
    if (conversation !== this.view.conversation?.id) return;
    const { word } = this.view;
    this.enter(null);
    this.change({ word });
  }

  /** Load the page anew for a newer server, once, when nothing would be lost by it. */
  private renew(): void {
    const { build } = this.setting;
    const waiting = this.outbox.echoes.some((echo) => echo.state === "pending");
    if (waiting || this.storage.lasts === "page" || this.storage.get("renewed") === build) return;
    this.storage.set("renewed", build);
    location.reload();
  }

  private linked(link: Link): void {
    const { detour } = this.connection;
    this.change({ link, detour, caughtUp: this.view.caughtUp && link === "live" });
  }

  /** The conversation to go on with, unless it never got as far as being sent. */
  private lastConversation(): string | undefined {
    const last = this.storage.get<string>("current");
    return last && isUnopened(last) && !this.isOpening(last) ? undefined : last;
  }

  private isOpening(conversation: string): boolean {
    const { echoes } = this.outbox;
    return echoes.some(({ command, state }) => {
      return conversationOf(command.cid) === conversation && state !== "failed";
    });
  }

  private keptCode(conversation: string): Code | null {
    const code = this.storage.get<Code>(`code.${conversation}`);
    return code && code.until > Date.now() ? code : null;
  }

  private change(changes: Partial<View>): void {
    this.view = { ...this.view, ...changes };
    for (const listener of this.listeners) listener();
  }
}
