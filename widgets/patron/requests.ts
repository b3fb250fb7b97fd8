/** What a patron asks of the server outside the socket; refusals come as Errors in words. */

import type { Offer } from "../shared/frames.gen.ts";
import { t } from "../shared/strings.ts";
import { language } from "./times.ts";

const WITHIN = 15_000; // milliseconds

/** Exchange a return code for access by `token`; gives the conversation. */
export async function redeem(token: string, code: string): Promise<string> {
  const answer = await post("/api/patron/redeem", { code, token });
  return ((await answer.json()) as { conversation: string }).conversation;
}

/** The transcript of a conversation as a text file. */
export async function transcript(token: string, id: string): Promise<Blob> {
  const body = { token, conversation: id, lang: language() };
  return (await post("/api/patron/transcript", body)).blob();
}

/** Entries of the knowledge base for a question. */
export async function lookUp(question: string): Promise<readonly Offer[]> {
  const query = new URLSearchParams({ q: question.slice(0, 300), lang: language() });
  const answer = await reach(`/api/kb/search?${query}`, {});
  return ((await answer.json()) as { offers: readonly Offer[] }).offers;
}

function post(address: string, body: object): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return reach(address, { method: "POST", headers, body: JSON.stringify(body) });
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), WITHIN);
  const headers = { ...init.headers, "Accept-Language": language() };
  const request = { ...init, headers, credentials: "omit" as const, signal: giveUp.signal };
  const answer = await fetch(address, request).catch(() => null);
  clearTimeout(timer);
  if (answer?.ok) return answer;
  const refusal = (await answer?.json().catch(() => null)) as { text?: string } | null | undefined;
  throw new Error(refusal?.text || t("Server belum dapat dihubungi. Coba lagi sebentar lagi."));
}
