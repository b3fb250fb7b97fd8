/** What the protocol client tells its owner. */

import type {
  AckFrame,
  ErrorCode,
  ErrorFrame,
  LiveFrame,
  RecordedEvent,
  ResetFrame,
  ServerFrame,
  WelcomeFrame,
} from "./frames.gen.ts";
import type { CommandFrame } from "./pending.ts";

/** A command that was refused, for now (`delayed`: the client itself tries again) or for good. */
export interface Refusal {
  readonly what: "delayed" | "refused";
  readonly cid: string;
  readonly code: ErrorCode;
  readonly command: CommandFrame;
  readonly frame: ErrorFrame;
}

/** A new event, told exactly once, in order. */
export interface News {
  readonly what: "event";
  readonly conversation: string;
  readonly seq: number;
  readonly event: RecordedEvent;
}

/** Everything of the conversation up to `head` is here. */
export interface CaughtUp {
  readonly what: "live";
  readonly conversation: string;
  readonly head: number;
  readonly frame: LiveFrame;
}

export type Told =
  | News
  | CaughtUp
  | Refusal
  | { readonly what: "welcome"; readonly frame: WelcomeFrame }
  | {
      readonly what: "reset";
      readonly conversation: string;
      readonly reason: ResetFrame["reason"];
    }
  | {
      readonly what: "acknowledged";
      readonly cid: string;
      readonly command: CommandFrame;
      readonly frame: AckFrame;
    }
  | { readonly what: "frame"; readonly type: string; readonly frame: ServerFrame }
  | { readonly what: "silent" }
  | { readonly what: "broken" };
