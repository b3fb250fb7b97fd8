/** The librarian's desk in the page: one connection, one state, the librarian's verbs. */

import { newCid } from "../shared/chance.ts";
import { ProtocolClient } from "../shared/client.ts";
import { Connection } from "../shared/connection.ts";
import type { Link } from "../shared/connection.ts";
import { CLOSE_REPLACED, CLOSE_UNAUTHORIZED } from "../shared/frames.gen.ts";
import type { CommandFrame } from "../shared/pending.ts";
import { openStorage } from "../shared/storage.ts";
import type { Storage } from "../shared/storage.ts";
import type { Told } from "../shared/told.ts";
import { serverNow, serverSays } from "./ages.ts";
import { Drafts } from "./drafts.ts";
import { echoOf, isEcho, without } from "./echoes.ts";
import type { Echo } from "./echoes.ts";
import { Followed } from "./followed.ts";
import { apart, heard } from "./hearing.ts";
import { holds, newTalk, START, withTalk, withTold } from "./state.ts";
import type { DeskState, Me } from "./state.ts";

const SIGNED_OUT = [CLOSE_UNAUTHORIZED, CLOSE_REPLACED];

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** A command of the librarian's, without the id that the desk gives it. */
export type Wish = Without<CommandFrame, "cid">;

export class Desk {
  state: DeskState = START;
  readonly storage: Storage;
  readonly drafts: Drafts;
  readonly followed: Followed;
  private readonly client: ProtocolClient;
  private readonly connection: Connection;
  private readonly listeners = new Set<() => void>();
  private readonly flushing: number;
  private told = 0; // when typing was last told, milliseconds

  /** Connects at once; `signedOut` is called when the server does not know us any more. */
  constructor(
    readonly me: Me,
    lang: string,
    build: string,
    private readonly signedOut: () => void,
  ) {
    this.storage = openStorage(`refdesk.console.${me.id}.`);
    this.drafts = new Drafts(this.storage);
    this.followed = new Followed(this.storage);
    const pending = this.storage.get<CommandFrame[]>("pending") ?? [];
    this.client = new ProtocolClient({ type: "hello", build, lang }, { cursors: {}, pending });
    for (const list of ["line", "mine", "asked", "duty"] as const) this.client.watch(list);
    this.restoreEchoes(pending);
    for (const id of this.followed.uncoded) this.follow(id);
    this.connection = new Connection("/ws/staff", this.client, {
      told: (news) => this.hear(news),
      linked: (link, code) => this.linked(link, code),
    });
    this.connection.open();
    this.flushing = window.setInterval(() => this.confirmDelivery(), 2000);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  stop(): void {
    clearInterval(this.flushing);
    this.connection.stop();
  }

  /** Try to connect now instead of at the next try. */
  hurry(): void {
    this.connection.restart();
  }

  /** Read a conversation until another is looked at. */
  lookAt(id: string): void {
    this.followed.shown = id;
    if (id) this.follow(id);
    for (const one of this.state.told) {
      if (one.conversation === id && one.cause === "handed") this.dismiss(one.id);
    }
    this.letGo();
    this.connection.drain();
  }

  /** Give a command; it is kept and sent again until the server has it. */
  wish(wish: Wish): string {
    const command = { ...wish, cid: newCid() } as CommandFrame;
    if (isEcho(command)) {
      this.change(
        withTalk(this.state, command.conversation, (talk) => ({
          echoes: [...talk.echoes, echoOf(command)],
        })),
      );
    }
    if (command.type === "claim") this.follow(command.conversation);
    this.client.command(command);
    this.drained();
    return command.cid;
  }

  /** Send a failed text again, under a new id and the present fence. */
  again(echo: Echo): void {
    const { cid: _, ...command } = echo.command;
    this.forget(echo);
    const fence = this.state.talks[command.conversation]?.conversation.fence ?? 0;
    this.wish(command.type === "note" ? command : { ...command, fence });
  }

  /** Drop a failed text. */
  forget(echo: Echo): void {
    const { conversation, cid } = echo.command;
    this.change(
      withTalk(this.state, conversation, (talk) => ({ echoes: without(talk.echoes, cid) })),
    );
    this.keepFailed();
  }

  setDuty(on: boolean): void {
    this.change({ ...this.state, dutyWanted: on });
    this.client.passOn({ type: "duty", on });
    this.connection.drain();
  }

  /** Tell the patron that somebody writes, at most every 3 s. */
  typing(conversation: string): void {
    if (Date.now() - this.told < 3000) return;
    this.told = Date.now();
    this.client.passOn({ type: "typing", conversation });
    this.connection.drain();
  }

  suggest(conversation: string): void {
    this.client.passOn({ type: "suggest", conversation });
    this.connection.drain();
  }

  reject(conversation: string, entry: string): void {
    this.change(
      withTalk(this.state, conversation, (talk) => ({ rejected: [...talk.rejected, entry] })),
    );
    this.wish({ type: "judge", conversation, verdict: "rejected", entry });
  }

  /** Everything of this conversation has been looked at; only the holder's look counts. */
  seen(id: string): void {
    const talk = this.state.talks[id];
    if (talk === undefined || !holds(talk, this.me) || talk.seen >= talk.conversation.head) return;
    const seq = talk.conversation.head;
    this.change(withTalk(this.state, id, () => ({ seen: seq })));
    this.client.passOn({ type: "seen", conversation: id, seq, delivered: seq });
    this.followed.delivered(id, seq);
    this.connection.drain();
  }

  /** Tell the librarian something about a key or button that found nothing to do. */
  tell(text: string): void {
    this.change(withTold(this.state, "info", text));
  }

  dismiss(id: number): void {
    this.change({ ...this.state, told: this.state.told.filter((one) => one.id !== id) });
  }

  private hear(news: Told): void {
    if (news.what === "welcome") serverSays(news.frame.at);
    const before = this.state;
    this.state = heard(before, news, this.me, serverNow());
    this.settle(news);
    if (this.state !== before || news.what === "welcome") this.changed();
  }

  /** What else follows from the news: who is followed, what is kept. */
  private settle(news: Told): void {
    if (news.what === "frame" && news.frame.type === "state" && news.frame.what === "mine") {
      for (const row of news.frame.rows ?? []) this.follow(row.conversation);
      this.letGo();
      this.connection.drain();
    }
    if (news.what === "event") {
      this.followed.heed(news.conversation, news.event, this.me.id);
    }
    if (news.what === "acknowledged" || news.what === "refused") this.drained();
    if (news.what === "refused") this.keepFailed();
  }

  private linked(link: Link, code: number): void {
    const before = this.state;
    this.state = { ...(link === "live" ? before : apart(before)), link, code };
    this.changed();
    if (SIGNED_OUT.includes(code)) this.signedOut();
  }

  private follow(id: string): void {
    if (this.state.talks[id] === undefined) {
      this.state = { ...this.state, talks: { ...this.state.talks, [id]: newTalk(id) } };
      this.changed();
    }
    this.client.follow(id);
  }

  /** Stop following what is neither the librarian's nor looked at. */
  private letGo(): void {
    const mine = new Set(this.state.lists.mine.rows.map((row) => row.conversation));
    const talks = Object.entries(this.state.talks).filter(([id, talk]) => {
      const unsent = talk.echoes.length > 0;
      const stays = mine.has(id) || unsent || holds(talk, this.me) || this.followed.keeps(id);
      if (!stays) this.client.unfollow(id);
      return stays;
    });
    this.change({ ...this.state, talks: Object.fromEntries(talks) });
  }

  /** Tell that messages of conversations not looked at have arrived here. */
  private confirmDelivery(): void {
    for (const [id, talk] of Object.entries(this.state.talks)) {
      const { head } = talk.conversation;
      if (!talk.live || !holds(talk, this.me) || !this.followed.delivered(id, head)) continue;
      this.client.passOn({ type: "seen", conversation: id, seq: talk.seen, delivered: head });
    }
    this.connection.drain();
  }

  private drained(): void {
    this.storage.set("pending", this.client.kept().pending);
    this.connection.drain();
  }

  private restoreEchoes(pending: readonly CommandFrame[]): void {
    const failed = this.storage.get<Echo[]>("failed") ?? [];
    for (const echo of [...pending.filter(isEcho).map(echoOf), ...failed]) {
      const id = echo.command.conversation;
      this.client.follow(id);
      const talk = this.state.talks[id] ?? newTalk(id);
      const echoes = [...talk.echoes, echo];
      this.state = { ...this.state, talks: { ...this.state.talks, [id]: { ...talk, echoes } } };
    }
  }

  private keepFailed(): void {
    const echoes = Object.values(this.state.talks).flatMap((talk) => talk.echoes);
    this.storage.set(
      "failed",
      echoes.filter((echo) => echo.state === "failed"),
    );
  }

  private change(state: DeskState): void {
    this.state = state;
    this.changed();
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}
