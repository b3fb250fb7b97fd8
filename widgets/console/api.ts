/** The console's calls to the server that are not part of a conversation. */

import type { Offer, RecordedEvent } from "../shared/frames.gen.ts";
import { t } from "../shared/strings.ts";
import type { Me } from "./state.ts";

/** The server refused or could not be reached; the message is for people. */
export class Refused extends Error {
  /** `status` is 0 when the server could not be reached. */
  constructor(
    message: string,
    readonly status: number,
    readonly code: string,
    readonly key = "",
  ) {
    super(message);
  }
}

export interface Choice {
  readonly value: string | number;
  readonly label: string;
  readonly hint?: string;
}

/** What a conversation is coded with, labelled in the reader's language. */
export interface Codes {
  readonly read_levels: readonly Choice[];
  readonly question_types: readonly Choice[];
  readonly outcomes: readonly Choice[];
  readonly notice: string;
}

/** What a token in a message stands for. */
export interface Original {
  readonly n: number;
  readonly kind: string;
  readonly value: string;
}

/** One transcript in a list; times in milliseconds, 0 for never. */
export interface TranscriptRow {
  readonly conversation: string;
  readonly stage: string;
  readonly channel: string;
  readonly language: string;
  readonly name: string;
  readonly question: string;
  readonly librarian: string;
  readonly messages: number;
  readonly opened_at: number;
  readonly ended_at: number;
  readonly read_level: number;
  readonly question_type: string;
  readonly outcome: string;
  readonly rating: number;
  readonly purged: boolean;
}

/** `next` leads to the page after, "" after the last; only the first page counts. */
export interface TranscriptPage {
  readonly count: number;
  readonly rows: readonly TranscriptRow[];
  readonly next: string;
  readonly unsearched: number;
}

/** A whole conversation as staff see it. */
export interface Transcript {
  readonly row: TranscriptRow;
  readonly events: readonly RecordedEvent[];
}

const WITHIN = 15_000;

export class Api {
  /** `lang` is the language of labels and errors, `csrf` the token of the sign-in. */
  constructor(
    private readonly lang: string,
    private readonly csrf = "",
  ) {}

  me(): Promise<Me> {
    return this.call("/api/me");
  }

  /** `code` is that of the second factor, "" before it was asked for. */
  signIn(login: string, password: string, code: string): Promise<Me> {
    return this.call("/api/sign-in", { login, password, code });
  }

  async signOut(): Promise<void> {
    await this.call("/api/sign-out", {});
  }

  codes(): Promise<Codes> {
    return this.call("/api/codes");
  }

  /** Entries of the knowledge base, those for staff included. */
  async search(q: string, language: string): Promise<readonly Offer[]> {
    const found = await this.call<{ offers: readonly Offer[] }>(
      `/api/kb/staff-search?${new URLSearchParams({ q, lang: language })}`,
    );
    return found.offers;
  }

  /** Personal data behind the tokens of a message; each call is audited. */
  async originals(conversation: string, seq: number): Promise<readonly Original[]> {
    const address = `/api/conversations/${encodeURIComponent(conversation)}/sealed`;
    return (await this.call<{ originals: readonly Original[] }>(address, { seq })).originals;
  }

  transcripts(filters: URLSearchParams): Promise<TranscriptPage> {
    return this.call(`/api/transcripts?${filters}`);
  }

  /** `reason` is why it is opened, where it is of another desk. */
  transcript(conversation: string, reason = ""): Promise<Transcript> {
    const headers = reason ? { "X-Reason": encodeURIComponent(reason) } : {};
    return this.call(`/api/transcripts/${encodeURIComponent(conversation)}`, undefined, headers);
  }

  /** A file that a POST makes; throws Refused. */
  async file(address: string): Promise<Blob> {
    return (await this.reach(address, {}, {})).blob();
  }

  /** A GET, or with `body` a POST; throws Refused. */
  async call<T>(address: string, body?: object, headers: HeadersInit = {}): Promise<T> {
    return (await (await this.reach(address, body, headers)).json()) as T;
  }

  private async reach(
    address: string,
    body: object | undefined,
    headers: HeadersInit,
  ): Promise<Response> {
    const url = new URL(address, location.origin);
    if (!url.searchParams.has("lang")) url.searchParams.set("lang", this.lang);
    const response = await fetch(url, this.request(body, headers)).catch(() => null);
    if (response === null) {
      throw new Refused(t("Server tidak terjangkau. Periksa jaringan, lalu coba lagi."), 0, "");
    }
    if (response.ok) return response;
    const answer: unknown = await response.json().catch(() => null);
    const { text, code, key } = (answer ?? {}) as Partial<Record<"text" | "code" | "key", string>>;
    throw new Refused(
      text ?? t("Server menjawab dengan galat {status}.", { status: response.status }),
      response.status,
      code ?? "",
      key ?? "",
    );
  }

  private request(body: object | undefined, more: HeadersInit): RequestInit {
    const signal = AbortSignal.timeout(WITHIN);
    if (!body) return { headers: more, signal };
    const headers = { "X-CSRF": this.csrf, "Content-Type": "application/json", ...more };
    return { method: "POST", headers, body: JSON.stringify(body), signal };
  }
}
