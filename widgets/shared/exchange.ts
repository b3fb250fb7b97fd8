/**
 * The exchange in the place of a WebSocket, for networks that let none through.
 *
 * A file of its own, loaded only where it is needed. It tries the WebSocket again by itself.
 */

import type { Connection, Detour, Wire } from "./connection.ts";
import {
  CLOSE_BAD_FRAME,
  CLOSE_GOING_AWAY,
  CLOSE_UNAUTHORIZED,
  EXCHANGE_BYTES,
  EXCHANGE_FRAMES,
  EXCHANGE_HOLD,
  RETRYABLE,
} from "./frames.gen.ts";
import type { HelloFrame, ServerFrame } from "./frames.gen.ts";
import type { ClientFrame } from "./pending.ts";
import { t } from "./strings.ts";

/** The answer to an exchange. */
interface Answer {
  readonly frames: readonly ServerFrame[];
  readonly known: Readonly<Record<string, string>>;
  readonly close: number;
}

/** Seconds between looks for a WebSocket, at first and at most. */
const SOCKET_AGAIN = 60;
const SOCKET_SELDOM = 1800;
/** What frames may take of a body; a character takes up to three bytes. The rest is for cursors. */
const LETTERS = EXCHANGE_BYTES / 6;
const STATUSES: Readonly<Record<number, number>> = {
  400: CLOSE_BAD_FRAME,
  401: CLOSE_UNAUTHORIZED,
};

/** Frames by exchange; the connection's client tells how far they have come. */
class Exchange implements Wire {
  static readonly words = t(
    "Jaringan Anda menahan percakapan langsung; pesan lewat jalur lain yang lebih lambat.",
  );
  readyState: number = WebSocket.CONNECTING;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  private hello: HelloFrame | null = null;
  private known: Answer["known"] = {};
  private readonly watched = new Map<string, ClientFrame>();
  private waiting: ClientFrame[] = [];
  private asked: ClientFrame[] = [];
  private request: AbortController | null = null;
  private met = false;
  /** cid of the command that has to come again before any other. */
  private refused = "";
  private probe: WebSocket | null = null;
  private timer = 0;

  constructor(
    private readonly socket: string,
    private readonly protocol: string,
    private readonly connection: Connection,
  ) {
    this.look(SOCKET_AGAIN);
    // Like a socket: nothing happens before its owner has had time to listen.
    queueMicrotask(() => {
      if (this.readyState !== WebSocket.CONNECTING) return;
      this.readyState = WebSocket.OPEN;
      this.onopen?.();
      void this.run();
    });
  }

  send(text: string): void {
    const frame = JSON.parse(text) as ClientFrame;
    if (frame.type === "hello") this.hello = frame;
    else if (frame.type === "watch") this.watched.set(frame.what, frame);
    else if (frame.type === "unwatch") this.watched.delete(frame.what);
    else if (UNHEARD.includes(frame.type)) return;
    else if (frame.type !== "follow" && this.inTurn(frame)) this.waiting.push(frame);
    // An exchange that only listens makes room for what does not wait.
    if (this.met && frame.type !== "seen" && this.asked.every(isUnhurried)) this.request?.abort();
  }

  close(): void {
    this.readyState = WebSocket.CLOSED;
    this.request?.abort();
    this.probe?.close();
    clearTimeout(this.timer);
  }

  /** One exchange after the other, until one does not arrive. */
  private async run(): Promise<void> {
    while (this.readyState === WebSocket.OPEN) {
      const code = await this.exchange().catch(() => CLOSE_GOING_AWAY);
      if (code) this.over(code);
    }
  }

  /** Hold one exchange; gives the code to close with, 0 to go on. */
  private async exchange(): Promise<number> {
    this.asked = this.fitting();
    this.waiting = this.waiting.slice(this.asked.length);
    const request = (this.request = new AbortController());
    try {
      const response = await fetch("/exchange", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        credentials: "omit",
        cache: "no-store",
        body: JSON.stringify(this.body()),
        signal: request.signal,
      });
      if (!response.ok) return STATUSES[response.status] ?? CLOSE_GOING_AWAY;
      return this.answered((await response.json()) as Answer);
    } catch (error) {
      if (!request.signal.aborted) throw error;
      this.waiting = [...this.asked, ...this.waiting];
      return 0;
    } finally {
      this.request = null;
    }
  }

  private body(): object {
    const { token, build, lang } = this.hello ?? {};
    return {
      token,
      build,
      lang,
      cursors: this.connection.client.kept().cursors,
      frames: [...this.watched.values(), ...this.asked],
      known: this.known,
      hold: this.met && this.waiting.length === 0 ? EXCHANGE_HOLD : 0,
    };
  }

  private answered({ frames, known, close }: Answer): number {
    const again = this.met;
    this.met = true;
    this.known = known;
    this.asked = [];
    this.request = null;
    for (const frame of frames) {
      if (frame.type !== "error" || !RETRYABLE.includes(frame.code)) continue;
      this.refused ||= frame.cid ?? "";
    }
    this.waiting = this.waiting.filter((frame) => this.inTurn(frame));
    for (const frame of frames) {
      if (again && frame.type === "welcome") continue;
      this.onmessage?.({ data: JSON.stringify(frame) });
    }
    return close;
  }

  /** No command overtakes one refused for now; the client sends that again, then all after it. */
  private inTurn(frame: ClientFrame): boolean {
    const cid = "cid" in frame ? frame.cid : "";
    if (cid === this.refused) this.refused = "";
    return !cid || !this.refused;
  }

  /** What goes along with the next exchange: at least one frame, in order. */
  private fitting(): ClientFrame[] {
    const found: ClientFrame[] = [];
    let letters = 0;
    for (const frame of this.waiting.slice(0, EXCHANGE_FRAMES - this.watched.size)) {
      letters += JSON.stringify(frame).length;
      if (found.length > 0 && letters > LETTERS) break;
      found.push(frame);
    }
    return found;
  }

  private over(code: number): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.close();
    this.onclose?.({ code });
  }

  /** After a while see whether a WebSocket gets through by now; then be the way no longer. */
  private look(pause: number): void {
    this.timer = window.setTimeout(() => {
      const probe = (this.probe = new WebSocket(this.socket, this.protocol));
      probe.onopen = () => probe.send(JSON.stringify({ ...this.hello, conversations: {} }));
      probe.onmessage = () => {
        this.connection.detour = null;
        this.over(CLOSE_GOING_AWAY);
      };
      probe.onclose = () => {
        if (this.readyState === WebSocket.OPEN) this.look(Math.min(2 * pause, SOCKET_SELDOM));
      };
    }, pause * 1000);
  }
}

/** Of no use to an exchange: the next one names what is followed. */
const UNHEARD = ["pong", "typing", "unfollow"];

function isUnhurried(frame: ClientFrame): boolean {
  return frame.type === "seen";
}

const DETOUR: Detour = Exchange;

/** The way that was taken last did not work: take the other one. */
export function turn(connection: Connection): void {
  connection.detour = connection.detour ? null : DETOUR;
}
