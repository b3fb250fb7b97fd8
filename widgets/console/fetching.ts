/** Something the server is asked for when a view opens, or when `address` changes. */

import { useEffect, useState } from "preact/hooks";
import type { Api } from "./api.ts";
import { useConsole } from "./context.ts";

export interface Asked<T> {
  readonly found: T | null;
  readonly fault: string;
}

/** What `address` gives, if there is one; asked again when `again` changes. */
export function useAsked<T>(address: string, again = 0): Asked<T> {
  return useAskedOf(useConsole().api, address, again);
}

/** The same where the console is not open yet. */
export function useAskedOf<T>(api: Api, address: string, again: number): Asked<T> {
  const [asked, set] = useState<Asked<T>>({ found: null, fault: "" });
  useEffect(() => {
    let current = address !== "";
    if (!current) return undefined;
    api.call<T>(address).then(
      (found) => current && set({ found, fault: "" }),
      (error: unknown) => current && set(({ found }) => ({ found, fault: messageOf(error) })),
    );
    return () => {
      current = false;
    };
  }, [api, address, again]);
  return asked;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
