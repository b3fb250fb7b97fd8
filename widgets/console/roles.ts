/** What the librarian's roles let them do here; the server decides, this only hides the rest. */

import type { Me } from "./state.ts";

const ANSWERING = ["librarian", "mentor", "coordinator", "admin"];

/** Take questions: duty, claims, replies. */
export function mayAnswer(me: Me): boolean {
  return has(me, ANSWERING);
}

export function mayReadTranscripts(me: Me): boolean {
  return has(me, [...ANSWERING, "evaluator"]);
}

export function mayExport(me: Me): boolean {
  return has(me, ["coordinator", "evaluator", "admin"]);
}

export function mayCode(me: Me): boolean {
  return has(me, [...ANSWERING, "evaluator"]);
}

/** Write entries of the knowledge base, submit them. */
export function mayWriteEntries(me: Me): boolean {
  return has(me, ["librarian", "mentor", "coordinator", "editor", "admin"]);
}

/** Publish entries, return them, retire them. */
export function mayPublish(me: Me): boolean {
  return has(me, ["coordinator", "editor", "admin"]);
}

/** Answer what patrons ask about their data, read the audit. */
export function mayAnswerRequests(me: Me): boolean {
  return has(me, ["coordinator", "admin"]);
}

/** Fill in the library's facts, on a page of their own. */
export function maySetFacts(me: Me): boolean {
  return has(me, ["coordinator", "admin"]);
}

/** Care for accounts and webhooks. */
export function mayManageStaff(me: Me): boolean {
  return has(me, ["admin"]);
}

function has(me: Me, roles: readonly string[]): boolean {
  return me.roles.some((role) => roles.includes(role));
}
