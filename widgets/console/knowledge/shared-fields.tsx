/** What all languages of an entry share: topics, readers, owner, review date, related entries. */

import { useId, useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import type { Choice, Choices, Form } from "./entry-types.ts";
import { Topics } from "./topics-field.tsx";

interface Props {
  readonly form: Form;
  readonly choices: Choices;
  /** the entry's own id */
  readonly own: string;
  readonly change: (form: Form) => void;
}

export function SharedFields({ form, choices, own, change }: Props) {
  const owners = useId();
  return (
    <section class="shared-fields" aria-label={t("Untuk semua bahasa")}>
      <h3>{t("Untuk semua bahasa")}</h3>
      <div class="filters">
        <label>
          {t("Pembaca")}
          <select
            value={form.audience}
            onChange={(event) =>
              change({ ...form, audience: event.currentTarget.value === "staff" ? "staff" : "public" })
            }
          >
            <option value="public">{t("Umum")}</option>
            <option value="staff">{t("Staf saja")}</option>
          </select>
        </label>
        <label>
          {t("Penanggung jawab")}
          <input
            list={owners}
            value={form.owner}
            maxLength={80}
            onInput={(event) => change({ ...form, owner: event.currentTarget.value })}
          />
          <datalist id={owners}>
            {choices.owners.map((owner) => (
              <option key={owner} value={owner} />
            ))}
          </datalist>
        </label>
        <label>
          {t("Tinjau lagi paling lambat")}
          <input
            type="date"
            value={form.review_by}
            onInput={(event) => change({ ...form, review_by: event.currentTarget.value })}
          />
        </label>
      </div>
      <Topics form={form} topics={choices.topics} change={change} />
      <Related form={form} entries={choices.entries.filter((one) => one.value !== own)} change={change} />
    </section>
  );
}

interface RelatedProps {
  readonly form: Form;
  readonly entries: readonly Choice[];
  readonly change: (form: Form) => void;
}

function Related({ form, entries, change }: RelatedProps) {
  const list = useId();
  const [typed, type] = useState("");
  const title = (id: string) => entries.find((one) => one.value === id)?.label ?? id;
  /** Choosing from the list adds at once. */
  function input(text: string): void {
    const found = entries.find((one) => one.label === text);
    if (found && !form.related.includes(found.value)) {
      change({ ...form, related: [...form.related, found.value] });
    }
    type(found ? "" : text);
  }
  return (
    <div class="related-field">
      <label>
        {t("Entri terkait")}
        <input
          list={list}
          value={typed}
          placeholder={t("Ketik sebagian judulnya, lalu pilih")}
          onInput={(event) => input(event.currentTarget.value)}
        />
      </label>
      <datalist id={list}>
        {entries.map((one) => (
          <option key={one.value} value={one.label} />
        ))}
      </datalist>
      <ul>
        {form.related.map((id) => (
          <li key={id}>
            {title(id)}{" "}
            <button
              type="button"
              aria-label={t("Hapus {title} dari entri terkait", { title: title(id) })}
              onClick={() => change({ ...form, related: form.related.filter((one) => one !== id) })}
            >
              {t("Hapus")}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
