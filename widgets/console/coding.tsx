/** Coding a conversation: effort, kind of question, outcome, each by one key. */

import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../shared/strings.ts";
import type { Choice, Codes } from "./api.ts";
import { useConsole } from "./context.ts";
import type { Talk } from "./state.ts";
import { happening } from "./words.ts";

/** Nothing is chosen beforehand, so that what is stored was meant. */
export interface Coding {
  readonly readLevel: number;
  readonly questionType: string;
  readonly outcome: string;
}

export const UNCODED: Coding = { readLevel: 0, questionType: "", outcome: "" };

export function isComplete(coding: Coding): boolean {
  return coding.readLevel > 0 && coding.questionType !== "";
}

/** Digits choose the effort; letters in order of the alphabet first the kinds, then outcomes. */
export function chosenByKey(coding: Coding, key: string, codes: Codes): Coding {
  const level = codes.read_levels.find((choice) => String(choice.value) === key);
  if (level) return { ...coding, readLevel: Number(level.value) };
  const place = /^[a-z]$/.test(key) ? key.charCodeAt(0) - "a".charCodeAt(0) : -1;
  const kind = codes.question_types[place];
  if (kind) return { ...coding, questionType: String(kind.value) };
  const outcome = codes.outcomes[place - codes.question_types.length];
  return place >= 0 && outcome ? { ...coding, outcome: String(outcome.value) } : coding;
}

export function codeWish(conversation: string, coding: Coding) {
  return {
    type: "code",
    conversation,
    read_level: coding.readLevel,
    question_type: coding.questionType,
    outcome: coding.outcome,
  } as const;
}

interface FieldsProps {
  readonly coding: Coding;
  readonly choose: (coding: Coding) => void;
}

/** The three groups of choices. */
export function CodingFields({ coding, choose }: FieldsProps) {
  const codes = useLabels();
  const ref = useChoosing((key) => codes && choose(chosenByKey(coding, key, codes)));
  if (codes === null) return <p role="status">{t("Memuat…")}</p>;
  const letter = (place: number) => String.fromCharCode("a".charCodeAt(0) + place);
  return (
    <div ref={ref} class="coding">
      <Group
        name="read"
        title={t("Upaya menurut skala READ")}
        choices={codes.read_levels}
        keyOf={(place) => String(place + 1)}
        chosen={coding.readLevel}
        choose={(value) => choose({ ...coding, readLevel: Number(value) })}
      />
      <Group
        name="kind"
        title={t("Jenis pertanyaan")}
        choices={codes.question_types}
        keyOf={letter}
        chosen={coding.questionType}
        choose={(value) => choose({ ...coding, questionType: String(value) })}
      />
      <Group
        name="outcome"
        title={t("Hasil (boleh dikosongkan)")}
        choices={codes.outcomes}
        keyOf={(place) => letter(place + codes.question_types.length)}
        chosen={coding.outcome}
        choose={(value) => choose({ ...coding, outcome: String(value) })}
      />
      <p class="soft">{codes.notice}</p>
    </div>
  );
}

/** Keys pressed anywhere in the form choose, Enter outside of a button sends the form. */
function useChoosing(choose: (key: string) => void) {
  const ref = useRef<HTMLDivElement>(null);
  const newest = useRef(choose);
  newest.current = choose;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const form = ref.current?.closest("form");
      const target = event.target;
      const inside = form && target instanceof Node && form.contains(target);
      if (!inside || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "Enter" && !(target instanceof HTMLButtonElement)) {
        event.preventDefault();
        form.querySelector<HTMLButtonElement>("[type=submit]:enabled")?.click();
      } else newest.current(event.key);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  return ref;
}

interface GroupProps {
  readonly name: string;
  readonly title: string;
  readonly choices: readonly Choice[];
  readonly keyOf: (place: number) => string;
  readonly chosen: string | number;
  readonly choose: (value: string | number) => void;
}

function Group({ name, title, choices, keyOf, chosen, choose }: GroupProps) {
  return (
    <fieldset class={`choices choices-${name}`}>
      <legend>{title}</legend>
      {choices.map((choice, place) => (
        <label key={choice.value}>
          <input
            type="radio"
            name={name}
            checked={chosen === choice.value}
            onChange={() => choose(choice.value)}
          />
          <kbd aria-hidden="true">{keyOf(place)}</kbd>
          <span>
            {choice.label}
            {choice.hint && <small>{choice.hint}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** The labels; asked for again when the first try failed. */
function useLabels(): Codes | null {
  const { api, codes } = useConsole();
  const [found, set] = useState(codes);
  useEffect(() => {
    if (found === null) api.codes().then(set, () => undefined);
  }, [api]);
  return codes ?? found;
}

/** Shown under an ended conversation: its codes, or the form to give them. */
export function CodingPanel({ talk }: { talk: Talk }) {
  const { desk, codes } = useConsole();
  const { coded, id } = talk.conversation;
  const [open, setOpen] = useState(false);
  const [coding, choose] = useState<Coding>(UNCODED);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.focus(), [open]);
  function save(event: SubmitEvent): void {
    event.preventDefault();
    desk.wish(codeWish(id, coding));
    setOpen(false);
  }
  if (!open) {
    return (
      <div class="coded">
        <p>{coded ? happening(coded, codes) : t("Percakapan selesai dan belum dikodekan.")}</p>
        <button type="button" onClick={() => setOpen(true)}>
          {coded ? t("Ubah kode") : t("Kodekan")}
        </button>
      </div>
    );
  }
  return (
    <form ref={form} class="coded" tabIndex={-1} onSubmit={save}>
      <CodingFields coding={coding} choose={choose} />
      <button type="submit" class="primary" disabled={!isComplete(coding)}>
        {t("Simpan kode")}
      </button>
    </form>
  );
}
