/** A draft as the command that sends it. */

import type { Conversation } from "../shared/reduce.ts";
import type { Wish } from "./desk.ts";
import type { Draft } from "./drafts.ts";

export function wishOf(draft: Draft, { id, fence }: Pick<Conversation, "id" | "fence">): Wish {
  const body = draft.text.trim();
  if (draft.mode === "note") return { type: "note", conversation: id, body };
  if (draft.of > 0) return { type: "edit", conversation: id, of: draft.of, body, fence };
  if (!draft.entry) return { type: "say", conversation: id, body, fence };
  const edited = body !== draft.inserted.trim();
  return { type: "say", conversation: id, body, fence, entry: draft.entry, edited };
}
