/** One entry under edit: its form, what may be done with it, what is told meanwhile. */

import { t } from "../../shared/strings.ts";
import { useConsole } from "../context.ts";
import { mayWriteEntries } from "../roles.ts";
import { toHistory, toTranscript } from "../route.ts";
import { Collision } from "./collision.tsx";
import { useEditing } from "./editing.ts";
import { EntryStanding } from "./entry-standing.tsx";
import type { Choices, EntryFile, Form, Lang, Opened } from "./entry-types.ts";
import { kindName } from "./entry-words.ts";
import { useAsked } from "../fetching.ts";
import { usePresence } from "./presence.ts";
import { SaveBar } from "./save-bar.tsx";
import { SharedFields } from "./shared-fields.tsx";
import { TryOutBox } from "./try-out.tsx";
import { Wordings } from "./wordings.tsx";

const NO_CHOICES: Choices = { owners: [], topics: [], facts: [], entries: [] };

type Editing = ReturnType<typeof useEditing>;

export function EntryEditor({ opened, draftKey }: { opened: Opened; draftKey: string }) {
  const editing = useEditing(opened, draftKey);
  const { file, theirs, now } = editing;
  return (
    <>
      <Head file={file} form={now.form} origin={opened.origin} />
      <Hints editing={editing} />
      {theirs ? (
        <Collision unsaved={now} theirs={theirs} use={editing.join} />
      ) : (
        <Body editing={editing} />
      )}
      <TryOutBox draft={{ entry: file?.id ?? "", form: now.form }} />
    </>
  );
}

function Body({ editing }: { editing: Editing }) {
  const { me } = useConsole();
  const { file, now, dirty, fault, save, step, write } = editing;
  const choices = useAsked<Choices>("/api/kb/choices").found ?? NO_CHOICES;
  const may = mayWriteEntries(me);
  return (
    <>
      {file && <EntryStanding file={file} dirty={dirty} save={() => save({})} step={step} />}
      {fault && (
        <p class="entry-fault" role="alert">
          {fault}
        </p>
      )}
      <fieldset class="entry-form" disabled={!may}>
        <legend class="unseen">{t("Isi entri")}</legend>
        <Wordings form={now.form} file={file} facts={choices.facts} change={write} />
        <SharedFields form={now.form} choices={choices} own={file?.id ?? ""} change={write} />
      </fieldset>
      {may && <SaveBar file={file} form={now.form} dirty={dirty} save={save} />}
    </>
  );
}

/** What is told above the form: who else is here, what came back from an earlier visit. */
function Hints({ editing }: { editing: Editing }) {
  const { me } = useConsole();
  const { file, theirs, now, restored, look, drop } = editing;
  const hint = usePresence(file?.id ?? "", mayWriteEntries(me));
  const behind = Object.entries(hint.revisions).some(
    ([lang, revision]) => revision > (now.base[lang as Lang] ?? 0),
  );
  return (
    <>
      {hint.others.length > 0 && (
        <p class="entry-hint" role="status">
          {t("{names} juga sedang membuka entri ini.", { names: hint.others.join(", ") })}
        </p>
      )}
      {behind && !theirs && (
        <p class="entry-hint" role="alert">
          {t("Rekan Anda baru saja menyimpan entri ini.")}{" "}
          <button type="button" onClick={() => void look()}>
            {t("Lihat perubahannya")}
          </button>
        </p>
      )}
      {restored && (
        <p class="entry-hint" role="status">
          {t("Perubahan yang belum disimpan dipulihkan.")}{" "}
          <button type="button" onClick={drop}>
            {t("Buang perubahan")}
          </button>
        </p>
      )}
    </>
  );
}

interface HeadProps {
  readonly file: EntryFile | null;
  readonly form: Form;
  readonly origin: string;
}

function Head({ file, form, origin }: HeadProps) {
  const title = form.texts.id?.title || form.texts.en?.title;
  const isPublic = file?.url && file.audience === "public" && file.versions.some((one) => one.has_readers);
  const kind = kindName(form.kind);
  return (
    <header class="entry-head">
      <p class="soft">{file ? kind : t("Entri baru: {kind}", { kind })}</p>
      <h2>{title || t("Belum berjudul")}</h2>
      <p class="entry-links">
        {file && <a href={toHistory(file.id)}>{t("Riwayat")}</a>}
        {file && isPublic && (
          <a href={file.url} target="_blank" rel="noopener">
            {t("Halaman untuk pembaca")}
          </a>
        )}
        {origin && <a href={toTranscript(origin)}>{t("Percakapan asal")}</a>}
      </p>
    </header>
  );
}
