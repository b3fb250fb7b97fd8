/** An entry is opened for editing: from the server, anew, or from a conversation. */

import { useEffect, useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import { useConsole } from "../context.ts";
import { toKnowledge } from "../route.ts";
import type { KnowledgeView } from "../route.ts";
import { baseOf, filled, formOf, newForm } from "./entry-form.ts";
import { EntryEditor } from "./entry-editor.tsx";
import type { EntryFile, Form, Opened } from "./entry-types.ts";
import { messageOf } from "../fetching.ts";
import { formForGap } from "./gaps.tsx";
import type { GapList } from "./gaps.tsx";
import { useRegained } from "./regaining.ts";

const KINDS = ["faq", "pathfinder", "canned", "fact"] as const;

export function EntryOpening({ view, id }: { view: KnowledgeView; id: string }) {
  const { api } = useConsole();
  const main = useRegained<HTMLElement>(`${view} ${id}`);
  const [opened, set] = useState<Opened | null>(null);
  const [fault, setFault] = useState("");
  useEffect(() => {
    let current = true;
    opening().then(
      (found) => current && set(found),
      (error: unknown) => current && setFault(messageOf(error)),
    );
    return () => {
      current = false;
    };
  }, [view, id]);

  async function opening(): Promise<Opened> {
    if (view === "new") {
      const kind = KINDS.find((one) => one === id) ?? "faq";
      return { file: null, form: newForm(kind), base: {}, origin: "" };
    }
    if (view === "from") {
      const made = await api.call<Form>("/api/kb/from-transcript", { conversation: id });
      return { file: null, form: filled({ ...newForm("faq"), ...made }), base: {}, origin: id };
    }
    if (view === "gap") {
      const { gaps } = await api.call<GapList>("/api/kb/gaps");
      const form = formForGap(gaps.find((one) => one.gap === id));
      return { file: null, form, base: {}, origin: "", gap: id };
    }
    const file = await api.call<EntryFile>(`/api/kb/entries/${id}`);
    return { file, form: formOf(file), base: baseOf(file), origin: file.origin };
  }

  return (
    <main class="entry-main" tabIndex={-1} ref={main}>
      <p>
        <a href={toKnowledge}>‹ {t("Semua entri")}</a>
      </p>
      {!opened && <p role="status">{fault || t("Memuat…")}</p>}
      {opened && <EntryEditor opened={opened} draftKey={`${view}.${id}`} />}
    </main>
  );
}
