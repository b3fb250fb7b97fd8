/** Where the librarian writes: a reply or a note, kept until it is sent. */

import { useEffect, useRef } from "preact/hooks";
import { BODY_LIMIT } from "../shared/frames.gen.ts";
import { t, tn } from "../shared/strings.ts";
import { useConsole } from "./context.ts";
import { EMPTY } from "./drafts.ts";
import type { Draft } from "./drafts.ts";
import { hindrance } from "./state.ts";
import type { Hindrance, Talk } from "./state.ts";
import { wishOf } from "./wishing.ts";
import { hindranceText } from "./words.ts";

interface Props {
  readonly id: string;
  readonly talk: Talk;
  readonly draft: Draft;
  readonly change: (step: (now: Draft) => Draft) => void;
}

/** Characters left from which the count is shown. */
const COUNTED = 400;

export function Composer({ id, talk, draft: kept, change }: Props) {
  const { desk, state, me, announce } = useConsole();
  const { holder, stage } = talk.conversation;
  // What has ended takes notes only.
  const draft: Draft = stage === "ended" ? { ...kept, mode: "note" } : kept;
  const noting = draft.mode === "note";
  const why = blocked(hindrance(state, talk.conversation.id, me), noting);
  const text = draft.text.trim();
  const left = BODY_LIMIT - [...draft.text].length;

  function send(): void {
    if (why) return announce(hindranceText(why, holder?.name ?? ""));
    if (text === "" || left < 0) return;
    desk.wish(wishOf(draft, talk.conversation));
    change(() => ({ ...EMPTY, mode: draft.mode }));
  }

  return (
    <form
      class={noting ? "composer noting" : "composer"}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <About draft={draft} change={change} />
      <Field id={id} talk={talk} draft={draft} change={change} send={send} />
      <div class="composer-foot">
        {stage !== "ended" && <ModeTabs draft={draft} change={change} />}
        <p id={`${id}-hint`} class={why === "apart" || why === "behind" ? "hindrance" : "soft"}>
          <Hint why={why} holder={holder?.name ?? ""} />
          {left < COUNTED && ` ${tn("{n} huruf tersisa", left)}`}
        </p>
        <button
          type="submit"
          class="primary"
          disabled={why !== "" || text === "" || left < 0}
        >
          {draft.of > 0 ? t("Simpan") : noting ? t("Catat") : t("Kirim")}
        </button>
      </div>
    </form>
  );
}

/** A note needs a connection only, not the claim. */
function blocked(why: Hindrance, noting: boolean): Hindrance {
  return noting && why !== "apart" && why !== "behind" ? "" : why;
}

function Hint({ why, holder }: { why: Hindrance; holder: string }) {
  const { settings } = useConsole();
  if (why) return <>{hindranceText(why, holder)}</>;
  if (settings.enterSends) return <>{t("Enter mengirim, Shift+Enter baris baru")}</>;
  return <>{t("Ctrl+Enter mengirim")}</>;
}

function ModeTabs({ draft, change }: Pick<Props, "draft" | "change">) {
  const tab = (mode: Draft["mode"], words: string) => (
    <button
      type="button"
      aria-pressed={draft.mode === mode}
      onClick={() => change((now) => ({ ...now, mode }))}
    >
      {words}
    </button>
  );
  return (
    <div class="modes" role="group" aria-label={t("Tulis sebagai")}>
      {tab("say", t("Balasan"))}
      {tab("note", t("Catatan internal"))}
    </div>
  );
}

/** What the text is about: a correction, an inserted entry. */
function About({ draft, change }: Pick<Props, "draft" | "change">) {
  if (draft.of > 0) {
    return (
      <p class="about">
        {t("Mengubah pesan yang sudah terkirim.")}{" "}
        <button type="button" class="plain small" onClick={() => change(() => EMPTY)}>
          {t("Batal")}
        </button>
      </p>
    );
  }
  if (!draft.entry || draft.mode === "note") return null;
  return (
    <p class="about">
      {t("Berisi saran “{entry}”; periksa dan sesuaikan sebelum mengirim.", { entry: draft.title })}{" "}
      <button
        type="button"
        class="plain small"
        onClick={() => change((now) => ({ ...now, entry: "", inserted: "" }))}
      >
        {t("Lepas")}
      </button>
    </p>
  );
}

interface FieldProps extends Props {
  readonly send: () => void;
}

function Field({ id, talk, draft, change, send }: FieldProps) {
  const { desk, settings } = useConsole();
  const ref = useRef<HTMLTextAreaElement>(null);
  useEffect(() => fit(ref.current), [draft.text]);
  const noting = draft.mode === "note";
  return (
    <>
      <label class="unseen" for={id}>
        {noting ? t("Catatan internal") : t("Balasan kepada pemustaka")}
      </label>
      <textarea
        ref={ref}
        id={id}
        rows={2}
        value={draft.text}
        aria-describedby={`${id}-hint`}
        placeholder={noting ? t("Hanya untuk rekan; pemustaka tidak melihatnya") : t("Tulis balasan…")}
        onInput={(event) => {
          const text = event.currentTarget.value;
          change((now) => ({ ...now, text, ...(text === "" ? { entry: "", inserted: "" } : {}) }));
          if (!noting) desk.typing(talk.conversation.id);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape" && draft.of > 0) change(() => EMPTY);
          if (!sends(event, settings.enterSends)) return;
          event.preventDefault();
          send();
        }}
      />
    </>
  );
}

function sends(event: KeyboardEvent, enterSends: boolean): boolean {
  if (event.key !== "Enter" || event.isComposing || event.altKey) return false;
  return event.ctrlKey || event.metaKey || (enterSends && !event.shiftKey);
}

/** As tall as its text; the style sheet sets the bounds. */
function fit(field: HTMLTextAreaElement | null): void {
  const form = field?.form;
  if (!field || !form) return;
  // The form keeps its height while the text is measured: the log above must not move.
  form.style.height = `${form.offsetHeight}px`;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
  form.style.height = "";
}
