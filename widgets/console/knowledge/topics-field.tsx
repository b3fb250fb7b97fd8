/** The topics of an entry: ticked among the known ones, or typed anew. */

import { useId, useState } from "preact/hooks";
import { t, tn } from "../../shared/strings.ts";
import type { Choice, Form } from "./entry-types.ts";

interface Props {
  readonly form: Form;
  readonly topics: readonly Choice[];
  readonly change: (form: Form) => void;
}

export function Topics({ form, topics, change }: Props) {
  const known = new Set(topics.map((one) => one.value));
  const own = form.topics.filter((one) => !known.has(one)).map((one) => ({ value: one, label: one }));
  const toggle = (topic: string) => {
    const kept = form.topics.filter((one) => one !== topic);
    change({ ...form, topics: kept.length < form.topics.length ? kept : [...kept, topic] });
  };
  return (
    <details class="topics-field">
      <summary>
        {t("Topik")}: {tn("{n} dipilih", form.topics.length)}
      </summary>
      <div class="topic-ticks">
        {[...topics, ...own].map(({ value, label }) => (
          <label key={value} class="tick">
            <input
              type="checkbox"
              checked={form.topics.includes(value)}
              onChange={() => toggle(value)}
            />
            {label}
          </label>
        ))}
      </div>
      <NewTopic
        topics={topics}
        add={(topic) => form.topics.includes(topic) || change({ ...form, topics: [...form.topics, topic] })}
      />
    </details>
  );
}

interface NewProps {
  readonly topics: readonly Choice[];
  readonly add: (topic: string) => void;
}

/** A topic that nobody has used yet; what is there already is suggested, so that none comes twice. */
function NewTopic({ topics, add }: NewProps) {
  const list = useId();
  const [typed, type] = useState("");
  function put(): void {
    const same = topics.find((one) => one.label.toLowerCase() === typed.trim().toLowerCase());
    const topic = same?.value ?? slugOf(typed);
    if (topic) add(topic);
    type("");
  }
  return (
    <div class="try-form">
      <label>
        {t("Topik baru")}
        <input
          list={list}
          value={typed}
          maxLength={60}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            put();
          }}
        />
        <datalist id={list}>
          {topics.map((one) => (
            <option key={one.value} value={one.label} />
          ))}
        </datalist>
      </label>
      <button type="button" disabled={slugOf(typed) === ""} onClick={put}>
        {t("Tambah topik")}
      </button>
    </div>
  );
}

/** A topic's name as it is stored and reads in addresses: small letters, digits, hyphens. */
export function slugOf(name: string): string {
  const plain = name.normalize("NFKD").toLowerCase();
  return (plain.match(/[a-z0-9]+/g) ?? []).join("-");
}
