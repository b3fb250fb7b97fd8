/** What an entry says: its languages side by side, one below the other on a phone. */

import { useId } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import { AnswerField } from "./answer-field.tsx";
import { NO_TEXTS, withTexts } from "./entry-form.ts";
import type { Choice, EntryFile, Form, Lang, Texts } from "./entry-types.ts";
import { LANGS } from "./entry-types.ts";
import { langName } from "./entry-words.ts";
import { LinesField } from "./lines-field.tsx";
import { PathfinderFields } from "./pathfinder-fields.tsx";
import { SourcesField } from "./sources-field.tsx";

interface Props {
  readonly form: Form;
  readonly file: EntryFile | null;
  readonly facts: readonly Choice[];
  readonly change: (form: Form) => void;
}

export function Wordings({ form, file, facts, change }: Props) {
  return (
    <div class="wordings">
      {LANGS.map((lang) => {
        const texts = form.texts[lang];
        const set = (changed: Partial<Texts>) => change(withTexts(form, lang, changed));
        const stale = file?.versions.some((one) => one.lang === lang && one.stale) ?? false;
        return texts ? (
          <Wording key={lang} {...{ lang, texts, set, facts, stale }} kind={form.kind} />
        ) : (
          <section key={lang} class="wording wording-missing">
            <p>{t("Belum ada versi {lang}.", { lang: langName(lang) })}</p>
            <button
              type="button"
              onClick={() => change({ ...form, texts: { ...form.texts, [lang]: NO_TEXTS } })}
            >
              {t("Tambah versi {lang}", { lang: langName(lang) })}
            </button>
          </section>
        );
      })}
    </div>
  );
}

interface WordingProps {
  readonly lang: Lang;
  readonly kind: Form["kind"];
  readonly texts: Texts;
  readonly facts: readonly Choice[];
  readonly stale: boolean;
  readonly set: (changed: Partial<Texts>) => void;
}

function Wording({ lang, kind, texts, facts, stale, set }: WordingProps) {
  const heading = useId();
  const guided = kind === "pathfinder";
  return (
    <section class="wording" aria-labelledby={heading}>
      <h3 id={heading}>
        {langName(lang)} {stale && <span class="entry-stale">{t("tertinggal")}</span>}
      </h3>
      <label>
        {titleName(kind)}
        <input
          lang={lang}
          value={texts.title}
          maxLength={300}
          onInput={(event) => set({ title: event.currentTarget.value })}
        />
      </label>
      {guided ? (
        <PathfinderFields lang={lang} texts={texts} facts={facts} set={set} />
      ) : (
        <AnswerField
          lang={lang}
          title={kind === "faq" ? t("Jawaban") : t("Isi")}
          value={texts.answer}
          facts={facts}
          set={(answer) => set({ answer })}
        />
      )}
      <LinesField
        lang={lang}
        title={t("Cara bertanya lain")}
        hint={t("Satu baris satu cara, seperti ditulis pemustaka.")}
        value={texts.alternatives}
        set={(alternatives) => set({ alternatives })}
      />
      <LinesField
        lang={lang}
        title={t("Kata kunci")}
        hint={t("Satu baris satu kata atau istilah.")}
        value={texts.keywords}
        set={(keywords) => set({ keywords })}
      />
      <SourcesField lang={lang} value={texts.sources} set={(sources) => set({ sources })} />
    </section>
  );
}

function titleName(kind: Form["kind"]): string {
  if (kind === "faq") return t("Pertanyaan");
  return kind === "pathfinder" ? t("Judul panduan") : t("Judul");
}
