/** The history of an entry: who did what, what it changed, and back to an earlier text. */

import { useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import { stamp } from "../ages.ts";
import { useConsole } from "../context.ts";
import { mayWriteEntries } from "../roles.ts";
import { go, toEntry } from "../route.ts";
import type { Change, EntryFile, MonthUse, Revision } from "./entry-types.ts";
import { langName, stateName, stepDone } from "./entry-words.ts";
import { messageOf, useAsked } from "../fetching.ts";
import { useRegained } from "./regaining.ts";

export function EntryHistory({ id }: { id: string }) {
  const main = useRegained<HTMLElement>(id);
  const { found, fault } = useAsked<{ revisions: readonly Revision[]; use: readonly MonthUse[] }>(
    `/api/kb/entries/${id}/revisions`,
  );
  const newest = (lang: string) =>
    Math.max(...(found?.revisions ?? []).filter((one) => one.lang === lang).map((one) => one.revision));
  return (
    <main class="entry-main" tabIndex={-1} ref={main}>
      <p>
        <a href={toEntry(id)}>‹ {t("Kembali ke entri")}</a>
      </p>
      <h2>{t("Riwayat")}</h2>
      <p role="status">{fault || (found ? "" : t("Memuat…"))}</p>
      <ol class="revisions">
        {found?.revisions.map((one) => (
          <Line key={`${one.lang}${one.revision}`} id={id} one={one} newest={newest(one.lang)} />
        ))}
      </ol>
      {found && <Use months={found.use} />}
    </main>
  );
}

/** How often the entry was read and suggested, month by month. */
function Use({ months }: { months: readonly MonthUse[] }) {
  const name = new Intl.DateTimeFormat(document.documentElement.lang, {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  return (
    <section>
      <h3>{t("Pemakaian")}</h3>
      <p class="soft">
        {t("Pembukaan halaman oleh umum dan saran kepada pemustaka; siapa mereka tidak dicatat.")}
      </p>
      <table class="entry-use">
        <thead>
          <tr>
            <th scope="col">{t("Bulan")}</th>
            <th scope="col">{t("Dibaca")}</th>
            <th scope="col">{t("Disarankan")}</th>
          </tr>
        </thead>
        <tbody>
          {months.map((one) => (
            <tr key={one.month}>
              <th scope="row">{name.format(new Date(`${one.month}-01T00:00:00Z`))}</th>
              <td>{one.viewed}</td>
              <td>{one.offered}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Line({ id, one, newest }: { id: string; one: Revision; newest: number }) {
  const { api, me, announce } = useConsole();
  const [open, setOpen] = useState(false);
  const [fault, setFault] = useState("");
  async function restore(): Promise<void> {
    const body = { lang: one.lang, revision: one.revision, base: newest };
    try {
      await api.call<EntryFile>(`/api/kb/entries/${id}/restore`, body);
      announce(t("Isi lama kembali sebagai draf."));
      go(toEntry(id));
    } catch (error) {
      setFault(messageOf(error));
    }
  }
  return (
    <li>
      <p>
        <b>
          {langName(one.lang)} · {t("revisi {n}", { n: one.revision })}
        </b>{" "}
        <span class="entry-state" data-state={one.state}>
          {stateName(one.state)}
        </span>
      </p>
      <p>
        {stepDone(one.step)}{" "}
        <span class="soft">
          · {one.changed_by} · {stamp(one.changed_at)}
        </span>
      </p>
      {one.note && one.step !== "restored" && <q class="entry-remark">{one.note}</q>}
      <div class="entry-steps">
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t("Lihat perubahan")}
        </button>
        {mayWriteEntries(me) && one.revision < newest && (
          <button type="button" onClick={() => void restore()}>
            {t("Kembalikan isi ini")}
          </button>
        )}
      </div>
      {fault && <p role="alert">{fault}</p>}
      {open && <Changes id={id} one={one} />}
    </li>
  );
}

function Changes({ id, one }: { id: string; one: Revision }) {
  const query = new URLSearchParams({ version: one.lang, revision: String(one.revision) });
  const { found, fault } = useAsked<{ changes: readonly Change[] }>(
    `/api/kb/entries/${id}/changes?${query}`,
  );
  if (!found) return <p role="status">{fault || t("Memuat…")}</p>;
  if (found.changes.length === 0) return <p>{t("Isinya tidak berubah; hanya keadaannya.")}</p>;
  return (
    <dl class="changes">
      {found.changes.map(({ field, label, pieces }) => (
        <div key={field}>
          <dt>{label}</dt>
          <dd lang={one.lang}>
            {pieces.map(({ change, text }, place) =>
              change === "added" ? (
                <ins key={place}>{text}</ins>
              ) : change === "removed" ? (
                <del key={place}>{text}</del>
              ) : (
                <span key={place}>{text}</span>
              ),
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
