/** Unsent texts, one per conversation, kept across page changes and sign-ins. */

import type { Offer } from "../shared/frames.gen.ts";
import type { Storage } from "../shared/storage.ts";

export interface Draft {
  readonly text: string;
  readonly mode: "say" | "note";
  /** the knowledge-base entry that was inserted, with the text as inserted */
  readonly entry: string;
  readonly title: string;
  readonly inserted: string;
  /** the seq of the own message that is being corrected, 0 for a new text */
  readonly of: number;
  /** when it was last changed, milliseconds */
  readonly at: number;
}

export const EMPTY: Draft = { text: "", mode: "say", entry: "", title: "", inserted: "", of: 0, at: 0 };

const PREFIX = "draft.";
/** Milliseconds that a text is kept: it may quote a patron. */
const KEPT = 7 * 86_400_000;

export class Drafts {
  constructor(private readonly storage: Storage) {
    for (const name of storage.keys(PREFIX)) {
      const { at = 0 } = storage.get<Partial<Draft>>(name) ?? {};
      if (Date.now() - at > KEPT) storage.remove(name);
    }
  }

  of(conversation: string): Draft {
    return { ...EMPTY, ...this.storage.get<Partial<Draft>>(key(conversation)) };
  }

  keep(conversation: string, draft: Draft): void {
    if (draft.text === "" && draft.of === 0 && draft.mode === "say") {
      this.storage.remove(key(conversation));
    } else {
      this.storage.set(key(conversation), { ...draft, at: Date.now() });
    }
  }
}

/** The draft with the text of a suggestion put in at `at`, alone on its lines. */
export function inserted(draft: Draft, offer: Offer, text: string, at: number): Draft {
  const before = draft.text.slice(0, at).trimEnd();
  const after = draft.text.slice(at).trimStart();
  const body = [before, text, after].filter(Boolean).join("\n\n");
  return { ...draft, text: body, mode: "say", entry: offer.entry, title: offer.title, inserted: text };
}

function key(conversation: string): string {
  return PREFIX + conversation;
}
