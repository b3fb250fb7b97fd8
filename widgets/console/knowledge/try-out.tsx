/** The try-it box: what a question would suggest to a patron now, and why. */

import { useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import { toEntry } from "../route.ts";
import type { TryOut } from "./entry-types.ts";
import { fieldName } from "./entry-words.ts";
import { useAsked } from "./fetching.ts";

export function TryOutBox() {
  const [asked, set] = useState("");
  const { found, fault } = useAsked<TryOut>(asked);
  function submit(event: Event): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const query = new URLSearchParams([...form].map(([name, value]) => [name, String(value)]));
    set(query.get("q") ? `/api/kb/try?${query}` : "");
  }
  return (
    <details class="try-out">
      <summary>{t("Coba pertanyaan: apa yang akan disarankan?")}</summary>
      <form onSubmit={submit} class="try-form">
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
        <button type="submit">{t("Coba")}</button>
      </form>
      <div role="status">
        {fault}
        {asked && found && <Outcome tried={found} />}
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
            <a href={toEntry(one.entry)}>{one.title}</a>
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
