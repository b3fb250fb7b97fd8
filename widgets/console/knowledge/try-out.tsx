/** The try-it box: what a question would suggest to a patron, now or with a draft, and why. */

import { useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import { useConsole } from "../context.ts";
import { toEntry } from "../route.ts";
import { filled } from "./entry-form.ts";
import type { Form, TryOut } from "./entry-types.ts";
import { fieldName } from "./entry-words.ts";
import { messageOf } from "../fetching.ts";

interface Draft {
  /** the entry's id, "" for one that is new */
  readonly entry: string;
  readonly form: Form;
}

/** What was asked, and what came of it. */
interface Trial {
  readonly drafted: boolean;
  readonly found: TryOut | null;
  readonly fault: string;
}

export function TryOutBox({ draft }: { draft?: Draft }) {
  const { api } = useConsole();
  const [trial, tell] = useState<Trial | null>(null);
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const [q, lang] = [String(given.get("q") ?? "").trim(), String(given.get("lang"))];
    const drafted = draft !== undefined && given.has("draft");
    if (q === "") return;
    const asked = drafted
      ? api.call<TryOut>("/api/kb/try", { q, lang, entry: draft.entry, form: filled(draft.form) })
      : api.call<TryOut>(`/api/kb/try?${new URLSearchParams({ q, lang })}`);
    await asked.then(
      (found) => tell({ drafted, found, fault: "" }),
      (error: unknown) => tell({ drafted, found: null, fault: messageOf(error) }),
    );
  }
  return (
    <details class="try-out">
      <summary>{t("Coba pertanyaan: apa yang akan disarankan?")}</summary>
      <form onSubmit={(event) => void submit(event)} class="try-form">
        <label>
          {t("Pertanyaan pemustaka")}
          <input type="search" name="q" maxLength={1000} />
        </label>
        <label>
          {t("Bahasa")}
          <select name="lang">
            <option value="id">{t("Indonesia")}</option>
            <option value="en">{t("Inggris")}</option>
          </select>
        </label>
        {draft && (
          <label class="tick">
            <input type="checkbox" name="draft" defaultChecked />
            {t("Seolah-olah tulisan ini sudah terbit")}
          </label>
        )}
        <button type="submit">{t("Coba")}</button>
      </form>
      <div role="status">
        {trial?.fault}
        {trial?.drafted && trial.found && (
          <p class="entry-hint">
            {t("Dicoba dengan tulisan di halaman ini. Pemustaka belum menerimanya.")}
          </p>
        )}
        {trial?.found && <Outcome tried={trial.found} />}
      </div>
    </details>
  );
}

function Outcome({ tried }: { tried: TryOut }) {
  if (!tried.ready) return <p>{t("Indeks sedang dibangun. Coba lagi sebentar lagi.")}</p>;
  const silent = !tried.found.some((one) => one.shown);
  return (
    <>
      <p>
        {silent
          ? t("Pemustaka tidak akan diberi saran: keyakinan di bawah ambang {n} %.", {
              n: percent(tried.threshold),
            })
          : t("Ambang keyakinan {n} %. Yang bertanda ditampilkan kepada pemustaka.", {
              n: percent(tried.threshold),
            })}
      </p>
      <ol class="tried">
        {tried.found.map((one) => (
          <li key={one.entry} data-shown={one.shown}>
            {one.draft ? (
              <b>
                {one.title} ({t("tulisan ini")})
              </b>
            ) : (
              <a href={toEntry(one.entry)}>{one.title}</a>
            )}
            {one.shown && <b class="tried-shown"> ✓ {t("ditampilkan")}</b>}
            <p class="soft">
              {t("keyakinan {n} %, nilai {score}", {
                n: percent(one.confidence),
                score: one.score.toFixed(2),
              })}
            </p>
            {one.reasons.map(({ field, words }) => (
              <p key={field} class="soft">
                {fieldName(field)}: {words.join(", ")}
              </p>
            ))}
          </li>
        ))}
      </ol>
    </>
  );
}

function percent(share: number): number {
  return Math.round(share * 100);
}
