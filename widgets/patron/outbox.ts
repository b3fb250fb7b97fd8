/** What the patron has sent and cannot yet see in the conversation, kept past a page change. */

import type { CommandFrame } from "../shared/pending.ts";
import type { Storage } from "../shared/storage.ts";

/**
 * One command with its fate: `pending` until the server has it, `sent` until its event is shown,
 * `failed` when it was refused for good; `why` says so in words.
 */
export interface Echo {
  readonly command: CommandFrame;
  readonly at: number; // milliseconds, this device's clock
  readonly state: "pending" | "sent" | "failed";
  readonly why: string;
  readonly seq: number; // of its last event, once acknowledged
}

const PREFIX = "command.";

/** Each command has a key of its own, so that two tabs of one patron never overwrite each other. */
export class Outbox {
  echoes: readonly Echo[];

  constructor(private readonly storage: Storage) {
    this.echoes = storage
      .keys(PREFIX)
      .map((key) => storage.get<Echo>(key))
      .filter((echo): echo is Echo => echo !== undefined)
      .sort((one, other) => one.at - other.at);
  }

  /** What the protocol client has to send again. */
  pending(): CommandFrame[] {
    return this.echoes.filter((echo) => echo.state === "pending").map((echo) => echo.command);
  }

  add(command: CommandFrame, at: number): void {
    const last = this.echoes[this.echoes.length - 1]?.at ?? 0;
    const echo: Echo = { command, at: Math.max(at, last + 1), state: "pending", why: "", seq: 0 };
    this.echoes = [...this.echoes, echo];
    this.storage.set(PREFIX + command.cid, echo);
  }

  /** The server has it: nothing to send again, but shown until its last event `seq` is here. */
  sent(cid: string, seq: number): void {
    this.storage.remove(PREFIX + cid);
    this.change(cid, (echo) => ({ ...echo, state: "sent", seq }));
  }

  /** The conversation is held up to `head`: what was sent and is in it needs no echo. */
  shown(conversation: string, head: number): void {
    this.echoes = this.echoes.filter(({ command, state, seq }) => {
      const inside = "conversation" in command && command.conversation === conversation;
      return !(state === "sent" && seq <= head && (inside || command.type === "open"));
    });
  }

  failed(cid: string, why: string): void {
    this.change(cid, (echo) => {
      const failed: Echo = { ...echo, state: "failed", why };
      this.storage.set(PREFIX + cid, failed);
      return failed;
    });
  }

  /** Its event is here, or it was given up. */
  drop(cid: string): void {
    this.storage.remove(PREFIX + cid);
    this.echoes = this.echoes.filter((echo) => echo.command.cid !== cid);
  }

  /** Commands that waited for `from` to be opened belong to `to` now. */
  opened(from: string, to: string): void {
    this.echoes = this.echoes.map((echo) => {
      const { command } = echo;
      if (!("conversation" in command) || command.conversation !== from) return echo;
      const moved = { ...echo, command: { ...command, conversation: to } };
      if (echo.state !== "sent") this.storage.set(PREFIX + command.cid, moved);
      return moved;
    });
  }

  private change(cid: string, change: (echo: Echo) => Echo): void {
    this.echoes = this.echoes.map((echo) => (echo.command.cid === cid ? change(echo) : echo));
  }
}
