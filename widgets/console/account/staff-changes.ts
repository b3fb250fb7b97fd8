/** What an administrator changed about an account, apart from what only stood in the form. */

import type { StaffRow } from "./account-types.ts";

export type Wanted = Pick<StaffRow, "name" | "roles" | "disabled" | "must_change">;

/** Where the form differs from the account it was filled with: the rest a colleague may have changed since. */
export function changesOf(row: StaffRow, wanted: Wanted): Partial<Wanted> {
  const changed = Object.entries(wanted).filter(
    ([name, value]) => told(value) !== told(row[name as keyof Wanted]),
  );
  return Object.fromEntries(changed);
}

/** A value as text; the order of roles does not count. */
function told(value: Wanted[keyof Wanted]): string {
  return JSON.stringify(Array.isArray(value) ? [...value].sort() : value);
}
