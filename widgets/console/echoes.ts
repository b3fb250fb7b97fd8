/** What the librarian wrote, shown before the server has confirmed it. */

import type { CommandFrame } from "../shared/pending.ts";
import type { Conversation } from "../shared/reduce.ts";

export type EchoCommand = Extract<CommandFrame, { readonly type: "say" | "note" | "edit" }>;

export interface Echo {
  readonly command: EchoCommand;
  readonly state: "pending" | "failed";
  /** the seq of the acknowledgement, 0 before */
  readonly seq: number;
  /** why it failed or has to wait, in words */
  readonly reason: string;
}

export function isEcho(command: CommandFrame): command is EchoCommand {
  return ["say", "note", "edit"].includes(command.type);
}

export function echoOf(command: EchoCommand): Echo {
  return { command, state: "pending", seq: 0, reason: "" };
}

export function acknowledged(echoes: readonly Echo[], cid: string, seq: number): readonly Echo[] {
  return echoes.map((echo) => (echo.command.cid === cid ? { ...echo, seq } : echo));
}

export function delayed(echoes: readonly Echo[], cid: string, reason: string): readonly Echo[] {
  return echoes.map((echo) => (echo.command.cid === cid ? { ...echo, reason } : echo));
}

export function failed(echoes: readonly Echo[], cid: string, reason: string): readonly Echo[] {
  return echoes.map((echo) =>
    echo.command.cid === cid ? { ...echo, state: "failed", reason } : echo,
  );
}

export function without(echoes: readonly Echo[], cid: string): readonly Echo[] {
  return echoes.filter((echo) => echo.command.cid !== cid);
}

/** The echoes whose event has not come yet. */
export function remaining(echoes: readonly Echo[], conversation: Conversation): readonly Echo[] {
  const shown = new Set(
    conversation.items.map((item) => (item.type === "message" ? item.cid : item.event.cid)),
  );
  return echoes.filter((echo) => {
    const confirmed = echo.seq > 0 && echo.seq <= conversation.head;
    return !confirmed && !shown.has(echo.command.cid);
  });
}
