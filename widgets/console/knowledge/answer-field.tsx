/** Markdown to write, with what readers will see beside it: rendered by the server's own renderer. */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Markup } from "../../shared/markup.tsx";
import { t } from "../../shared/strings.ts";
import { useConsole } from "../context.ts";
import type { Choice, Lang } from "./entry-types.ts";

const PAUSE = 500; // milliseconds without a key before the preview is asked for
const TELEGRAM = 4096; // characters of one message there

interface Props {
  readonly lang: Lang;
  readonly title: string;
  readonly value: string;
  readonly facts: readonly Choice[];
  readonly rows?: number;
  readonly set: (value: string) => void;
}

interface Rendered {
  readonly html: string;
  readonly plain: string;
  readonly length: number;
  readonly unknown: readonly string[];
}

export function AnswerField({ lang, title, value, facts, rows = 8, set }: Props) {
  const about = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const shown = usePreview(value, lang);
  /** Puts marks around what is selected, or a text where the caret stands. */
  function put(before: string, after = ""): void {
    const at = field.current;
    if (!at) return;
    at.setRangeText(before + value.slice(at.selectionStart, at.selectionEnd) + after);
    set(at.value);
    at.focus();
  }
  return (
    <div class="answer-field">
      <label>
        {title}
        <textarea
          ref={field}
          lang={lang}
          rows={rows}
          maxLength={20_000}
          aria-describedby={about}
          value={value}
          onInput={(event) => set(event.currentTarget.value)}
        />
      </label>
      <Marks put={put} facts={facts} />
      <small id={about}>
        {t("Tulis seperti biasa; **tebal**, - daftar, 1. langkah, [teks](tautan).")}
      </small>
      {shown && <Preview shown={shown} lang={lang} />}
    </div>
  );
}

interface MarksProps {
  readonly put: (before: string, after?: string) => void;
  readonly facts: readonly Choice[];
}

function Marks({ put, facts }: MarksProps) {
  return (
    <div class="answer-marks" role="group" aria-label={t("Sisipkan")}>
      <button type="button" onClick={() => put("**", "**")}>
        {t("Tebal")}
      </button>
      <button type="button" onClick={() => put("\n- ")}>
        {t("Daftar")}
      </button>
      <button type="button" onClick={() => put("\n1. ")}>
        {t("Langkah")}
      </button>
      <button type="button" onClick={() => put("[", "](https://)")}>
        {t("Tautan")}
      </button>
      <select
        aria-label={t("Sisipkan fakta perpustakaan")}
        value=""
        onChange={(event) => {
          if (event.currentTarget.value) put(`{{${event.currentTarget.value}}}`);
          event.currentTarget.value = "";
        }}
      >
        <option value="">{t("Fakta…")}</option>
        {facts.map((one) => (
          <option key={one.value} value={one.value}>
            {one.value}: {one.label}
          </option>
        ))}
      </select>
    </div>
  );
}

function Preview({ shown, lang }: { shown: Rendered; lang: Lang }) {
  return (
    <div class="preview">
      <p class="preview-title">{t("Pratinjau")}</p>
      <div lang={lang}>
        <Markup html={shown.html} />
      </div>
      {shown.unknown.map((name) => (
        <p key={name} class="entry-doubt">
          {t("Fakta {name} belum ada.", { name })}
        </p>
      ))}
      {shown.length > TELEGRAM && (
        <p class="entry-doubt">
          {t("Panjang {n} huruf: lebih dari satu pesan Telegram.", { n: shown.length })}
        </p>
      )}
    </div>
  );
}

function usePreview(text: string, lang: Lang): Rendered | null {
  const { api } = useConsole();
  const [shown, set] = useState<Rendered | null>(null);
  useEffect(() => {
    if (text.trim() === "") {
      set(null);
      return undefined;
    }
    let current = true;
    const timer = setTimeout(() => {
      // Without a preview the text is still there to write and to save.
      api.call<Rendered>("/api/kb/preview", { text, lang }).then(
        (found) => current && set(found),
        () => undefined,
      );
    }, PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [api, text, lang]);
  return shown;
}
