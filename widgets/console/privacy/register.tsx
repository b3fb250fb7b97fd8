/** A form to write down what a patron asks about their data, however they asked. */

import { useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import { useConsole } from "../context.ts";
import { messageOf } from "../fetching.ts";
import { kindName } from "./request-names.ts";

const KINDS = ["access", "correct", "restrict", "release", "erase"];

export function Register({ done }: { done: () => void }) {
  const { api, announce } = useConsole();
  const [fault, setFault] = useState("");

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    try {
      const made = await api.call<{ receipt: string }>("/api/privacy/requests", asking(form));
      form.reset();
      setFault("");
      announce(t("Permintaan dicatat. Nomor bukti: {receipt}", { receipt: made.receipt }));
      done();
    } catch (error) {
      setFault(messageOf(error));
    }
  }
  return (
    <details class="try-out">
      <summary>{t("Catat permintaan")}</summary>
      <form class="filters" onSubmit={(event) => void submit(event)}>
        <label>
          {t("Yang diminta")}
          <select name="kind">
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {kindName(kind)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t("Data siapa")}
          <input name="target" aria-describedby="whose-hint" autocomplete="off" />
        </label>
        <label>
          {t("Lewat apa, nomor surat (tanpa nama)")}
          <input name="reason" required maxLength={500} />
        </label>
        <label>
          {t("Diterima pada (kosong: sekarang)")}
          <input type="datetime-local" name="received" />
        </label>
        <button type="submit" class="primary">
          {t("Catat permintaan")}
        </button>
      </form>
      <p class="soft" id="whose-hint">
        {t("Nomor percakapan, nomor bukti, kunci pemustaka, atau telegram: diikuti nomor obrolan. Kosongkan bila belum tahu.")}
      </p>
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
    </details>
  );
}

/** What is sent: the time it was received in milliseconds since 1970, 0 for now. */
function asking(form: HTMLFormElement): object {
  const { received, ...given } = Object.fromEntries(new FormData(form));
  return { ...given, asked_at: received ? new Date(String(received)).getTime() : 0 };
}
