/** Patrons' requests about their data: the clock of the law, the deed, the receipt. */

import { useEffect, useState } from "preact/hooks";
import { t, tn } from "../../shared/strings.ts";
import { stamp } from "../ages.ts";
import { useConsole } from "../context.ts";
import { messageOf, useAsked } from "../fetching.ts";
import { kindName } from "./request-names.ts";
import { Register } from "./register.tsx";
import { PlaceTabs } from "./place-tabs.tsx";

export interface Request {
  readonly receipt: string;
  readonly kind: string;
  readonly subject: string;
  readonly conversation: string;
  readonly reason: string;
  readonly asked_by: string;
  readonly asked_at: number;
  readonly due_at: number;
  readonly done_at: number;
  readonly outcome: string;
  readonly conversations: number;
}

interface RequestList {
  readonly now: number;
  readonly requests: readonly Request[];
}

const HOUR = 3_600_000; // milliseconds

export function Requests() {
  const [again, setAgain] = useState(0);
  const { found, fault } = useAsked<RequestList>("/api/privacy/requests", again);
  const reload = () => setAgain((times) => times + 1);
  const waiting = found?.requests.filter((one) => !one.done_at) ?? [];
  const done = found?.requests.filter((one) => one.done_at) ?? [];
  const late = waiting.filter((one) => found && one.due_at < found.now).length;
  return (
    <main class="transcripts" tabIndex={-1}>
      <h2>{t("Permintaan data pribadi")}</h2>
      <PlaceTabs at="requests" />
      <p class="soft">
        {t("UU 27/2022 memberi waktu 3×24 jam. Pemustaka juga dapat mengunduh dan menghapus sendiri; itu tercatat di bawah sebagai selesai.")}
      </p>
      <Register done={reload} />
      <p role="status">
        {fault || (found ? told(waiting.length, late) : t("Memuat…"))}
      </p>
      {waiting.length > 0 && (
        <ul class="requests">
          {waiting.map((one) => (
            <Waiting key={one.receipt} one={one} now={found?.now ?? 0} done={reload} />
          ))}
        </ul>
      )}
      {done.length > 0 && <Done requests={done} />}
    </main>
  );
}

function told(waiting: number, late: number): string {
  const open = tn("{n} permintaan menunggu", waiting);
  return late > 0 ? `${open}, ${tn("{n} lewat tenggat", late)}` : open;
}

interface WaitingProps {
  readonly one: Request;
  readonly now: number;
  readonly done: () => void;
}

function Waiting({ one, now, done }: WaitingProps) {
  const { api, announce } = useConsole();
  const [fault, setFault] = useState("");
  const [correction, setCorrection] = useState({});

  async function settle(given: object): Promise<void> {
    try {
      await api.call(`/api/privacy/requests/${one.receipt}`, given);
      announce(t("Tersimpan. Nomor bukti: {receipt}", { receipt: one.receipt }));
      done();
    } catch (error) {
      setFault(messageOf(error));
    }
  }
  return (
    <li class="request">
      <p>
        <b>{kindName(one.kind)}</b> · {dueWords(one.due_at, now)}
      </p>
      <p>{one.reason}</p>
      <p class="soft">
        {t("Nomor bukti {receipt}", { receipt: one.receipt })} · {t("masuk {when}", { when: stamp(one.asked_at) })}
        {" · "}
        {one.conversation || one.subject || t("belum tahu data siapa")}
      </p>
      {!one.subject && <Whose settle={settle} />}
      {one.kind === "correct" && <Correction change={setCorrection} />}
      <div class="request-acts">
        {one.subject && one.kind === "access" && <TakeOut receipt={one.receipt} fail={setFault} />}
        {one.subject && (
          <CarryOut kind={one.kind} act={() => settle({ act: "do", ...correction })} />
        )}
        <Close settle={settle} />
      </div>
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
    </li>
  );
}

type Settle = (given: object) => Promise<void>;

/** Says whose data it is, once that is known. */
function Whose({ settle }: { settle: Settle }) {
  const [target, setTarget] = useState("");
  return (
    <div class="request-acts">
      <label>
        {t("Data siapa")}
        <input value={target} onInput={(event) => setTarget(event.currentTarget.value)} />
      </label>
      <button type="button" onClick={() => void settle({ act: "name", target })}>
        {t("Simpan")}
      </button>
    </div>
  );
}

/** The message to put right, with the right text. */
function Correction({ change }: { change: (correction: object) => void }) {
  const [message, setMessage] = useState("");
  const [body, setBody] = useState("");
  useEffect(() => change({ message: Number(message), body }), [message, body]);
  return (
    <div class="filters">
      <label>
        {t("Nomor pesan (1: nama)")}
        <input
          type="number"
          min={1}
          value={message}
          onInput={(event) => setMessage(event.currentTarget.value)}
        />
      </label>
      <label>
        {t("Tulisan yang benar")}
        <textarea rows={2} value={body} onInput={(event) => setBody(event.currentTarget.value)} />
      </label>
    </div>
  );
}

/** Carries a request out at the second press. */
function CarryOut({ kind, act }: { kind: string; act: () => Promise<void> }) {
  const [sure, setSure] = useState(false);
  if (!sure) {
    return (
      <button type="button" class="primary" onClick={() => setSure(true)}>
        {t("Jalankan")}
      </button>
    );
  }
  const question =
    kind === "erase"
      ? t("Dihapus selamanya, tidak dapat dikembalikan.")
      : t("Jalankan permintaan ini?");
  return (
    <div role="group" aria-label={t("Jalankan")} class="request-sure">
      <span>{question}</span>
      <button
        type="button"
        class="primary"
        onClick={() => void act().then(() => setSure(false))}
      >
        {t("Ya, jalankan")}
      </button>
      <button type="button" onClick={() => setSure(false)}>
        {t("Batal")}
      </button>
    </div>
  );
}

/** Closes what was done otherwise, or cannot be done. */
function Close({ settle }: { settle: Settle }) {
  const [outcome, setOutcome] = useState("");
  return (
    <>
      <label class="request-close">
        {t("Atau tutup: apa yang terjadi?")}
        <input value={outcome} onInput={(event) => setOutcome(event.currentTarget.value)} />
      </label>
      <button type="button" onClick={() => void settle({ act: "close", outcome })}>
        {t("Tutup permintaan")}
      </button>
    </>
  );
}

/** Saves what a request of access is to be given as a file. */
function TakeOut({ receipt, fail }: { receipt: string; fail: (words: string) => void }) {
  const { api } = useConsole();
  const take = () =>
    api
      .file(`/api/privacy/requests/${receipt}/data`)
      .then((file) => save(file, "data-pemustaka.txt"))
      .catch((error: unknown) => fail(messageOf(error)));
  return (
    <button type="button" onClick={() => void take()}>
      {t("Ambil berkas data")}
    </button>
  );
}

function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** How long is left by the law, in words. */
export function dueWords(due: number, now: number): string {
  const hours = Math.floor(Math.abs(due - now) / HOUR);
  if (due < now) return tn("LEWAT TENGGAT {n} jam", hours);
  return tn("sisa {n} jam", hours);
}

function Done({ requests }: { requests: readonly Request[] }) {
  return (
    <table class="transcript-table">
      <caption>{t("Sudah selesai")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("Nomor bukti")}</th>
          <th scope="col">{t("Permintaan")}</th>
          <th scope="col">{t("Diterima")}</th>
          <th scope="col">{t("Diselesaikan")}</th>
          <th scope="col">{t("Hasil")}</th>
        </tr>
      </thead>
      <tbody>
        {requests.map((one) => (
          <tr key={one.receipt}>
            <td data-title={t("Nomor bukti")}>{one.receipt}</td>
            <td data-title={t("Permintaan")}>
              {kindName(one.kind)}
              {one.reason && <span class="soft"> {one.reason}</span>}
            </td>
            <td data-title={t("Diterima")}>{stamp(one.asked_at)}</td>
            <td data-title={t("Diselesaikan")}>{stamp(one.done_at)}</td>
            <td data-title={t("Hasil")}>{one.outcome || tn("{n} percakapan", one.conversations)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
