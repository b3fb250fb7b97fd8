/** Commands that the server has not acknowledged yet, in the order they were given. */

import { UNACKNOWLEDGED_LIMIT } from "./frames.gen.ts";
import type { PatronFrame, StaffFrame } from "./frames.gen.ts";

export type ClientFrame = PatronFrame | StaffFrame;
/** A frame that is kept and sent again until it is acknowledged. */
export type CommandFrame = Extract<ClientFrame, { readonly cid: string }>;

/** Stands before the cid of an `open` where the conversation has no id yet. */
const UNOPENED = "@";

/** The conversation that the not yet acknowledged `open` with this cid will begin. */
export function conversationOf(openCid: string): string {
  return UNOPENED + openCid;
}

/** Whether the conversation has no id of the server yet. */
export function isUnopened(conversation: string): boolean {
  return conversation.startsWith(UNOPENED);
}

export class Pending {
  private commands: CommandFrame[];
  private sent = 0; // commands of this connection that wait for their acknowledgement
  private sendAfter = 0;

  constructor(kept: readonly CommandFrame[]) {
    this.commands = [...kept];
  }

  all(): readonly CommandFrame[] {
    return [...this.commands];
  }

  add(command: CommandFrame): void {
    this.commands.push(command);
  }

  find(cid: string): CommandFrame | undefined {
    return this.commands.find((command) => command.cid === cid);
  }

  /** A new connection knows nothing of what the last one sent. */
  restart(): void {
    this.sent = 0;
    this.sendAfter = 0;
  }

  /** Send nothing before `time`; then all again, from the first. */
  holdUntil(time: number): void {
    this.sendAfter = time;
    this.sent = 0;
  }

  /** Take what may be sent now: at most 8 unanswered, none that waits for its conversation. */
  due(now: number): CommandFrame[] {
    const frames: CommandFrame[] = [];
    if (now < this.sendAfter) return frames;
    while (this.sent < Math.min(this.commands.length, UNACKNOWLEDGED_LIMIT)) {
      const next = this.commands[this.sent];
      if (next === undefined || ("conversation" in next && isUnopened(next.conversation))) break;
      frames.push(next);
      this.sent += 1;
    }
    return frames;
  }

  /** Remove an answered command. */
  settle(cid: string): void {
    const place = this.commands.findIndex((command) => command.cid === cid);
    if (place < 0) return;
    if (place < this.sent) this.sent -= 1;
    this.commands.splice(place, 1);
  }

  /** Give the commands that waited for the conversation of `open` its id. */
  opened(openCid: string, conversation: string): void {
    const from = conversationOf(openCid);
    this.commands = this.commands.map((command) =>
      "conversation" in command && command.conversation === from
        ? { ...command, conversation }
        : command,
    );
  }

  /** The commands that can never be sent, because their `open` was refused. */
  orphans(openCid: string): readonly CommandFrame[] {
    const from = conversationOf(openCid);
    return this.commands.filter((c) => "conversation" in c && c.conversation === from);
  }
}
