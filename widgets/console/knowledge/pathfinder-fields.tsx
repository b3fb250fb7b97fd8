/** A pathfinder as a form: scope, for whom, introduction, steps, the rest, search terms. */

import { t } from "../../shared/strings.ts";
import { AnswerField } from "./answer-field.tsx";
import type { Choice, Lang, Texts } from "./entry-types.ts";
import { LinesField } from "./lines-field.tsx";
import { joined, split } from "./steps.ts";
import type { Guided } from "./steps.ts";

interface Props {
  readonly lang: Lang;
  readonly texts: Texts;
  readonly facts: readonly Choice[];
  readonly set: (changed: Partial<Texts>) => void;
}

export function PathfinderFields({ lang, texts, facts, set }: Props) {
  const guided = split(texts.answer);
  return (
    <>
      <label>
        {t("Cakupan")}
        <textarea
          lang={lang}
          rows={2}
          value={texts.scope}
          onInput={(event) => set({ scope: event.currentTarget.value })}
        />
      </label>
      <label>
        {t("Untuk siapa")}
        <textarea
          lang={lang}
          rows={2}
          value={texts.for_whom}
          onInput={(event) => set({ for_whom: event.currentTarget.value })}
        />
      </label>
      {guided ? (
        <Parts {...{ lang, guided, facts }} set={(answer) => set({ answer })} />
      ) : (
        <AnswerField
          lang={lang}
          title={t("Isi panduan")}
          value={texts.answer}
          facts={facts}
          rows={14}
          set={(answer) => set({ answer })}
        />
      )}
      <LinesField
        lang={lang}
        title={t("Kata kunci penelusuran")}
        hint={t("Istilah untuk dicari di katalog dan basis data; satu baris satu istilah.")}
        value={texts.search_terms}
        set={(search_terms) => set({ search_terms })}
      />
    </>
  );
}

interface PartsProps {
  readonly lang: Lang;
  readonly guided: Guided;
  readonly facts: readonly Choice[];
  readonly set: (answer: string) => void;
}

function Parts({ lang, guided, facts, set }: PartsProps) {
  const heading = guided.heading || (lang === "en" ? "## Steps" : "## Langkah-langkah");
  const change = (changed: Partial<Guided>) => set(joined({ ...guided, heading, ...changed }));
  return (
    <>
      <AnswerField
        lang={lang}
        title={t("Pengantar")}
        value={guided.before}
        facts={facts}
        set={(before) => change({ before })}
      />
      <LinesField
        lang={lang}
        title={t("Langkah-langkah")}
        hint={t("Satu baris satu langkah; nomornya dibuatkan.")}
        value={guided.steps}
        set={(steps) => change({ steps })}
      />
      {guided.steps.length > 0 && (
        <AnswerField
          lang={lang}
          title={t("Sesudah langkah (boleh kosong)")}
          value={guided.after}
          facts={facts}
          rows={4}
          set={(after) => change({ after })}
        />
      )}
    </>
  );
}
