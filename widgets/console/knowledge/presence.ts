/** Who else has the entry open, and whether somebody saved it meanwhile; asked every 15 s. */

import { useEffect, useState } from "preact/hooks";
import { useConsole } from "../context.ts";
import type { Base } from "./entry-types.ts";

const EVERY = 15_000;

interface Hint {
  readonly others: readonly string[];
  readonly revisions: Base;
}

const NOBODY: Hint = { others: [], revisions: {} };

export function usePresence(id: string, wanted: boolean): Hint {
  const { api } = useConsole();
  const [hint, set] = useState(NOBODY);
  useEffect(() => {
    if (!wanted || id === "") return undefined;
    const ask = () => {
      if (document.hidden) return;
      // A hint only: where it cannot be had, saving still tells of a collision.
      api.call<Hint>(`/api/kb/entries/${id}/open`, {}).then(set, () => undefined);
    };
    ask();
    const timer = setInterval(ask, EVERY);
    return () => clearInterval(timer);
  }, [api, id, wanted]);
  return hint;
}
