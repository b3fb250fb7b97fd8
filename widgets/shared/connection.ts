/** The thin driver between a protocol client and a WebSocket: reconnects, keeps time. */

import type { ProtocolClient } from "./client.ts";
import { CLOSE_BAD_FRAME, CLOSE_SILENT, SUBPROTOCOL } from "./frames.gen.ts";
import type { Told } from "./told.ts";

/**
 * How the connection stands.
 *
 * `closed` is final: signed out, refused, or replaced; everything else mends itself.
 */
export type Link = "connecting" | "live" | "offline" | "closed";

/** What the connection needs of a WebSocket, or of what takes its place. */
export interface Wire {
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  send(text: string): void;
  close(): void;
}

/** Another way for networks that break WebSocket, and the words that tell of it. */
export interface Detour {
  new (address: string, protocol: string, connection: Connection): Wire;
  readonly words: string;
}

export interface Watcher {
  told(news: Told): void;
  /** `code` is the close code when the link is `closed`, else 0. */
  linked(link: Link, code: number): void;
}

/** Bounds of the pause before the next try, seconds; full jitter below the growing bound. */
const FIRST_PAUSE = 0.5;
const LONGEST_PAUSE = 30;
/** `WebSocket.OPEN`, in fewer bytes. */
const OPEN = 1;
/** Until the welcome; a network may also open a socket and let nothing through it. */
const OPEN_WITHIN = 15;
/** NUL, halves of characters: a frame with them would close the connection for good. */
const UNFIT = /[\0\p{Surrogate}]/gu;

const fit = (_: string, value: unknown) =>
  typeof value === "string" ? value.replace(UNFIT, "") : value;

export class Connection {
  link: Link = "connecting";
  /** What is taken instead of a WebSocket, if anything; the script of the detour sets it. */
  detour: Detour | null = null;
  private socket: Wire | null = null;
  private tries = 0;
  private openedAt = 0;
  private retry = 0; // timer
  private readonly ticking: number;

  /** `address` is the path of the socket, on this origin; nothing happens before `open`. */
  constructor(
    private readonly address: string,
    readonly client: ProtocolClient,
    private readonly watcher: Watcher,
  ) {
    const wake = () => this.hurry();
    addEventListener("online", wake);
    addEventListener("pageshow", wake);
    addEventListener("offline", () => this.lost(CLOSE_SILENT));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") wake();
    });
    this.ticking = window.setInterval(() => this.tick(), 1000);
  }

  /** Connect now. */
  open(): void {
    clearTimeout(this.retry);
    if (this.link === "closed") return;
    this.become("connecting");
    const address = new URL(this.address, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket: Wire = new (this.detour ?? WebSocket)(address.href, SUBPROTOCOL, this);
    this.socket = socket;
    this.openedAt = seconds();
    socket.onopen = () => {
      this.client.connect(seconds());
      this.drain();
    };
    socket.onmessage = (message: MessageEvent<string>) => {
      this.client.receive(message.data, seconds());
      this.drain();
    };
    socket.onclose = (closed: CloseEvent) => this.lost(closed.code);
  }

  /** Send what the client has to send, tell what it has to tell; call it after every verb. */
  drain(): void {
    const frames = this.client.outgoing();
    if (this.socket?.readyState === OPEN) {
      for (const frame of frames) this.socket.send(JSON.stringify(frame, fit));
    }
    for (const news of this.client.told()) this.hear(news);
  }

  /** Connect anew now, for instance in another language. */
  restart(): void {
    this.detach();
    this.client.disconnect(CLOSE_SILENT);
    this.tries = 0;
    this.open();
  }

  /** Leave for good: whatever the browser tells afterwards changes nothing. */
  stop(code = 0): void {
    clearInterval(this.ticking);
    this.detach();
    this.client.disconnect(CLOSE_SILENT);
    clearTimeout(this.retry);
    this.become("closed", code);
  }

  private hear(news: Told): void {
    if (news.what === "welcome") {
      this.tries = 0;
      this.become("live");
    }
    if (news.what === "silent") this.lost(CLOSE_SILENT);
    if (news.what === "broken") this.lost(CLOSE_BAD_FRAME);
    this.watcher.told(news);
  }

  /** The socket is gone or given up: come back after a pause unless that is of no use. */
  private lost(code: number): void {
    if (this.link === "closed") return;
    this.detach();
    if (!this.client.disconnect(code)) return this.stop(code);
    // Never welcomed: a page that names a detour takes turns until one of both works.
    const { detour } = document.body.dataset;
    if (this.tries && detour) import(detour).then(({ turn }) => turn(this), String);
    const bound = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.tries++);
    this.become(navigator.onLine ? "connecting" : "offline");
    clearTimeout(this.retry);
    const pause = Math.max(FIRST_PAUSE, Math.random() * bound);
    this.retry = window.setTimeout(() => this.open(), 1000 * pause);
  }

  private detach(): void {
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** The page is looked at again or the network is back: do not wait for the timer. */
  private hurry(): void {
    if (this.link === "closed") return;
    this.tick();
    if (!this.socket) {
      this.tries = 0;
      this.open();
    }
  }

  private tick(): void {
    const late = this.socket && this.link !== "live" && seconds() - this.openedAt > OPEN_WITHIN;
    if (late) return this.lost(CLOSE_SILENT);
    this.client.tick(seconds());
    this.drain();
  }

  private become(link: Link, code = 0): void {
    if (this.link === link && link !== "closed") return;
    this.link = link;
    this.watcher.linked(link, code);
  }
}

/** Seconds on the wall clock: the steady one of the browser stands still while a device sleeps. */
function seconds(): number {
  return Date.now() / 1000;
}
