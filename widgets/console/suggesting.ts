/** Which suggestions stand beside a conversation now. */

import type { Offer } from "../shared/frames.gen.ts";
import type { Talk } from "./state.ts";

/** The newest suggestions, of the librarian's own or else the patron's, without those rejected. */
export function standing(talk: Talk): readonly Offer[] {
  const shown = newest(talk);
  return (shown?.offers ?? []).filter((offer) => !talk.rejected.includes(offer.entry)).slice(0, 3);
}

/** The seq of the message that they answer, 0 when there are none. */
export function answered(talk: Talk): number {
  return newest(talk)?.of ?? 0;
}

/** The title of an entry that was offered here, else its name. */
export function titleOf(talk: Talk, entry: string): string {
  const told = talk.conversation.items.flatMap((item) =>
    item.type === "notice" ? (item.event.offers ?? []) : [],
  );
  const offers = [...told, ...(talk.suggested?.offers ?? [])];
  return offers.find((offer) => offer.entry === entry)?.title ?? entry;
}

function newest(talk: Talk): Talk["suggested"] {
  const { suggested } = talk.conversation;
  if (talk.suggested === null) return suggested;
  return suggested && suggested.of > talk.suggested.of ? suggested : talk.suggested;
}
