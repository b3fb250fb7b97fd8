/** What is done with an entry under edit: kept, moved on, joined with what a colleague wrote. */

import { useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import { Refused } from "../api.ts";
import type { Api } from "../api.ts";
import { useConsole } from "../context.ts";
import { go, toEntry } from "../route.ts";
import { baseOf, filled, formOf, newForm } from "./entry-form.ts";
import type { EntryFile, Form, Opened } from "./entry-types.ts";
import { messageOf } from "../fetching.ts";
import type { How } from "./save-bar.tsx";
import { useUnsaved } from "./unsaved.ts";

export function useEditing(opened: Opened, draftKey: string) {
  const { api, announce } = useConsole();
  const [file, setFile] = useState(opened.file);
  /** the colleague's version that has to be looked at first */
  const [theirs, setTheirs] = useState<EntryFile | null>(null);
  const [fault, setFault] = useState("");
  const was = opened.file ? opened.form : newForm(opened.form.kind);
  const loaded = { form: opened.form, was, base: opened.base };
  const { now, set, dirty, restored, forget } = useUnsaved(draftKey, loaded);

  /** The entry as the server has it now, with a form to go on with. */
  function take(fresh: EntryFile, form: Form): void {
    setFile(fresh);
    setTheirs(null);
    setFault("");
    set({ form, was: formOf(fresh), base: baseOf(fresh) });
  }

  async function look(): Promise<void> {
    if (file) setTheirs(await api.call<EntryFile>(`/api/kb/entries/${file.id}`));
  }

  /** Give the entry anew, or null where the change was refused, which is told. */
  async function change(address: string, body: object, done: string): Promise<EntryFile | null> {
    setFault("");
    try {
      const fresh = await api.call<EntryFile>(`/api/kb/entries${address}`, body);
      take(fresh, formOf(fresh));
      announce(done);
      return fresh;
    } catch (error) {
      if (error instanceof Refused && error.code === "conflict") await look();
      setFault(messageOf(error));
      return null;
    }
  }

  async function save(how: How): Promise<EntryFile | null> {
    const body = { ...filled(now.form), base: now.base, origin: opened.origin, ...how };
    const fresh = await change(file ? `/${file.id}` : "", body, t("Tersimpan sebagai draf."));
    if (fresh && !opened.file) {
      forget();
      if (opened.gap) await drafted(api, opened.gap, fresh.id);
      go(toEntry(fresh.id));
    }
    return fresh;
  }

  async function step(body: object, done: string): Promise<boolean> {
    return (await change(`/${file?.id}/step`, body, done)) !== null;
  }

  return {
    ...{ file, theirs, fault, now, dirty, save, step, look },
    restored: restored && dirty,
    write: (form: Form) => set({ ...now, form }),
    drop: () => set(loaded),
    join: (form: Form) => theirs && take(theirs, form),
  };
}

/** The group of questions knows its draft; where it cannot be told, the draft is there still. */
async function drafted(api: Api, gap: string, entry: string): Promise<void> {
  await api.call(`/api/kb/gaps/${gap}`, { state: "drafted", entry }).catch(() => undefined);
}
