/** Where in the console the librarian is, as the part of the address after "#". */

import { useEffect, useState } from "preact/hooks";

export type Route =
  | { readonly at: "lists" }
  | { readonly at: "conversation"; readonly id: string; readonly side: boolean }
  | { readonly at: "transcripts" }
  | { readonly at: "transcript"; readonly id: string }
  | { readonly at: "requests" }
  | { readonly at: "audit" }
  | { readonly at: "account" }
  | { readonly at: "staff" }
  | { readonly at: "webhooks" }
  | { readonly at: "knowledge"; readonly view: KnowledgeView; readonly id: string };

/** `id` is an entry, the kind of a new one, the conversation or the gap that one is made from. */
export type KnowledgeView = "list" | "new" | "from" | "gap" | "entry" | "history";

const VIEWS: Readonly<Record<string, KnowledgeView>> = {
  baru: "new",
  dari: "from",
  celah: "gap",
  entri: "entry",
  riwayat: "history",
};
const ID = "([A-Za-z0-9_-]{1,64})";

export function parsed(hash: string): Route {
  const talk = new RegExp(`^#/c/${ID}(/saran)?$`).exec(hash);
  if (talk?.[1]) return { at: "conversation", id: talk[1], side: talk[2] !== undefined };
  const transcript = new RegExp(`^#/transkrip/${ID}$`).exec(hash);
  if (transcript?.[1]) return { at: "transcript", id: transcript[1] };
  const knowledge = new RegExp(`^#/pengetahuan(?:/(baru|dari|celah|entri|riwayat)/${ID})?$`).exec(hash);
  if (knowledge) {
    const view = VIEWS[knowledge[1] ?? ""] ?? "list";
    return { at: "knowledge", view, id: knowledge[2] ?? "" };
  }
  if (hash === toAccount) return { at: "account" };
  if (hash === toStaff) return { at: "staff" };
  if (hash === toWebhooks) return { at: "webhooks" };
  if (hash === toRequests) return { at: "requests" };
  if (hash === toAudit) return { at: "audit" };
  return hash.startsWith("#/transkrip") ? { at: "transcripts" } : { at: "lists" };
}

export const toLists = "#/";
export const toTranscripts = "#/transkrip";
export const toRequests = "#/permintaan";
export const toAudit = "#/audit";

export const toAccount = "#/akun";
export const toStaff = "#/staf";
export const toWebhooks = "#/webhook";
export const toKnowledge = "#/pengetahuan";

export function toNewEntry(kind: string): string {
  return `${toKnowledge}/baru/${kind}`;
}

/** A new entry made from a conversation. */
export function toEntryFrom(conversation: string): string {
  return `${toKnowledge}/dari/${conversation}`;
}

/** A new entry that answers a group of questions. */
export function toEntryForGap(gap: string): string {
  return `${toKnowledge}/celah/${gap}`;
}

export function toEntry(id: string): string {
  return `${toKnowledge}/entri/${id}`;
}

export function toHistory(id: string): string {
  return `${toKnowledge}/riwayat/${id}`;
}

export function toConversation(id: string, side = false): string {
  return `#/c/${id}${side ? "/saran" : ""}`;
}

export function toTranscript(id: string): string {
  return `${toTranscripts}/${id}`;
}

export function go(hash: string): void {
  location.hash = hash;
}

export function useRoute(): Route {
  const [route, set] = useState(() => parsed(location.hash));
  useEffect(() => {
    const change = () => set(parsed(location.hash));
    addEventListener("hashchange", change);
    return () => removeEventListener("hashchange", change);
  }, []);
  return route;
}
