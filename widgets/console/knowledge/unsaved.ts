/** What was typed and not saved outlives a reload: kept in the browser with what it was based on. */

import { useEffect, useState } from "preact/hooks";
import { useConsole } from "../context.ts";
import { alike } from "./entry-form.ts";
import type { Base, Form } from "./entry-types.ts";

export interface Unsaved {
  readonly form: Form;
  /** the form as it was loaded, and of which revisions */
  readonly was: Form;
  readonly base: Base;
}

/** The form under edit; `restored` says that it came back from an earlier visit. */
export function useUnsaved(key: string, loaded: Unsaved) {
  const { storage } = useConsole().desk;
  const name = `kb.${key}`;
  const [kept] = useState(() => storage.get<Unsaved>(name));
  const [now, set] = useState<Unsaved>(kept ?? loaded);
  const dirty = !alike(now.form, now.was);
  useEffect(() => {
    if (dirty) storage.set(name, now);
    else storage.remove(name);
  }, [now]);
  return { now, set, dirty, restored: kept !== undefined, forget: () => storage.remove(name) };
}
