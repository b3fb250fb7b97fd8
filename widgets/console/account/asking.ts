/** Telling the server to do something about accounts. */

import { useState } from "preact/hooks";
import { messageOf } from "../fetching.ts";

export interface Act {
  readonly busy: boolean;
  readonly fault: string;
  /** Do it, unless something is under way; what goes wrong becomes the fault. */
  readonly run: (work: () => Promise<void>) => void;
}

export function useAct(): Act {
  const [state, set] = useState({ busy: false, fault: "" });
  function run(work: () => Promise<void>): void {
    if (state.busy) return;
    set({ busy: true, fault: "" });
    work().then(
      () => set({ busy: false, fault: "" }),
      (error: unknown) => set({ busy: false, fault: messageOf(error) }),
    );
  }
  return { ...state, run };
}

/** The fields of a form that is being sent, as text. */
export function fieldsOf(event: SubmitEvent): Record<string, string> {
  event.preventDefault();
  const fields: Record<string, string> = {};
  for (const [name, value] of new FormData(event.currentTarget as HTMLFormElement)) {
    if (typeof value === "string") fields[name] = value;
  }
  return fields;
}
