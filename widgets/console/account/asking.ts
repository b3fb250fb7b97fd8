/** Asking the server for something about accounts, and telling it to do something. */

import { useEffect, useState } from "preact/hooks";
import type { Api } from "../api.ts";

/** What `address` gives; asked again when `again` changes. */
export function useAnswer<T>(api: Api, address: string, again: number) {
  const [answer, set] = useState<{ found: T | null; fault: string }>({ found: null, fault: "" });
  useEffect(() => {
    let current = true;
    api.call<T>(address).then(
      (found) => current && set({ found, fault: "" }),
      (error: unknown) => current && set(({ found }) => ({ found, fault: messageOf(error) })),
    );
    return () => {
      current = false;
    };
  }, [api, address, again]);
  return answer;
}

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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
