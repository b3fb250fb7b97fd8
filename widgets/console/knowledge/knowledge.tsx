/** The knowledge base in the console: the list, an entry under edit, its history. */

import type { KnowledgeView } from "../route.ts";
import { EntryHistory } from "./entry-history.tsx";
import { EntryOpening } from "./entry-opening.tsx";
import { EntryList } from "./entry-list.tsx";

export function Knowledge({ view, id }: { view: KnowledgeView; id: string }) {
  switch (view) {
    case "list":
      return <EntryList />;
    case "history":
      return <EntryHistory id={id} />;
    default:
      return <EntryOpening view={view} id={id} />;
  }
}
