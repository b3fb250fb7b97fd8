/** The first screen: how the desk stands, the question, what the knowledge base says to it. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { DeskState, Head, Offer } from "../shared/frames.gen.ts";
import { t, tn } from "../shared/strings.ts";
import { Answer } from "./answers.tsx";
import { isTooLong, Left } from "./length.tsx";
import { lookUp } from "./requests.ts";
import { momentOf } from "./times.ts";
import { useDraft } from "./use_view.ts";
import type { View } from "./view.ts";
import type { Visit } from "./visit.ts";

const MOST_ANSWERS = 5;

export function Ask({ visit, view }: { visit: Visit; view: View }) {
  const [text, setText] = useDraft(visit, "new");
  const [name, setName] = useState(() => visit.storage.get<string>("name") ?? "");
  const [empty, setEmpty] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const send = (event?: Event) => {
    event?.preventDefault();
    setEmpty(!text.trim());
    if (!text.trim() || isTooLong(text)) return box.current?.focus();
    visit.storage.set("name", name.trim());
    setText("");
    visit.ask(text, name.trim());
  };
  return (
    <div class="ask">
      <Desk desk={view.desk} />
      <form class="question" onSubmit={send}>
        <label for="question">{t("Apa yang ingin Anda tanyakan?")}</label>
        <textarea
          id="question"
          ref={box}
          rows={4}
          value={text}
          aria-describedby={empty ? "empty privacy" : "privacy"}
          aria-invalid={empty}
          placeholder={t("Misalnya: bagaimana cara memperpanjang buku?")}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <Left text={text} />
        {empty && (
          <p id="empty" class="fault" role="alert">
            {t("Tulis dulu pertanyaan Anda di sini.")}
          </p>
        )}
        <label for="name">
          {t("Nama")} <span class="soft">{t("(boleh dikosongkan)")}</span>
        </label>
        <input
          id="name"
          maxLength={80}
          autocomplete="given-name"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <button type="submit" class="main">
          {t("Tanya pustakawan")}
        </button>
        <Found text={text} ask={send} />
        <p id="privacy" class="soft">
          {t("Tanpa nama pun boleh. Jangan tulis NIK, alamat, nomor telepon, atau kata sandi.")}
        </p>
      </form>
      <Earlier visit={visit} view={view} />
      <Redeem visit={visit} />
    </div>
  );
}

function Desk({ desk }: { desk: DeskState | null }) {
  if (!desk) return <div class="desk" />;
  return (
    <div class={desk.open ? "desk open" : "desk"} role="status">
      <p class="lead">
        {desk.open ? t("Pustakawan siap menjawab") : t("Belum ada pustakawan yang bertugas")}
      </p>
      <p>{desk.open ? waitWords(desk.wait ?? 0) : promiseWords(desk)}</p>
      {desk.hours && <p class="soft">{t("Jam layanan hari ini: {hours}", { hours: desk.hours })}</p>}
    </div>
  );
}

/** The estimate in words, rounded up to minutes. */
function waitWords(seconds: number): string {
  if (seconds <= 0) return t("Tulis pertanyaan Anda, kami jawab secepatnya.");
  return tn("Biasanya dijawab dalam {n} menit.", Math.ceil(seconds / 60));
}

function promiseWords(desk: DeskState): string {
  if (!desk.promised_at) return t("Pertanyaan Anda tetap kami simpan dan jawab.");
  const when = momentOf(desk.promised_at);
  return t("Pertanyaan Anda disimpan dan dijawab paling lambat {when}.", { when });
}

/** Answers of the knowledge base, looked up only when asked for: nothing leaves while typing. */
function Found(props: { text: string; ask: () => void }) {
  const [offers, setOffers] = useState<readonly Offer[] | null>(null);
  const [words, setWords] = useState("");
  useEffect(() => {
    if (!props.text) setOffers(null);
  }, [props.text]);
  const search = async () => {
    setWords(t("Mencari…"));
    try {
      const found = (await lookUp(props.text.trim())).slice(0, MOST_ANSWERS);
      setOffers(found);
      setWords(foundWords(found.length));
    } catch (error) {
      setWords((error as Error).message);
    }
  };
  return (
    <div class="found">
      <button type="button" class="second" disabled={!props.text.trim()} onClick={search}>
        {t("Cari dulu di tanya jawab")}
      </button>
      <p role="status" class="soft">
        {words}
      </p>
      {offers?.map((offer) => <Answer key={offer.entry} offer={offer} />)}
      {offers && offers.length > 0 && (
        <button type="button" class="second" onClick={props.ask}>
          {t("Tetap tanya pustakawan")}
        </button>
      )}
    </div>
  );
}

function foundWords(count: number): string {
  if (count === 0) return t("Belum ada jawaban yang cocok. Silakan tanya pustakawan.");
  return tn("{n} jawaban ditemukan.", count);
}

/** Conversations that go on, or wait for an answer. */
function Earlier({ visit, view }: { visit: Visit; view: View }) {
  const rows = view.mine.slice(0, 5);
  if (!rows.length) return null;
  return (
    <section class="earlier">
      <h2>{t("Percakapan Anda")}</h2>
      {rows.map((row) => (
        <button type="button" class="second" onClick={() => visit.enter(row.conversation)}>
          {momentOf(row.opened_at ?? 0)} · {stageWords(row)}
        </button>
      ))}
    </section>
  );
}

function stageWords(row: Head): string {
  if (row.stage === "ended") return t("selesai");
  if (row.stage === "asked") return t("menunggu jawaban");
  return row.stage === "active" || row.stage === "held" ? t("sedang berlangsung") : t("dalam antrean");
}

function Redeem({ visit }: { visit: Visit }) {
  const [fault, setFault] = useState("");
  const [code, setCode] = useState("");
  const form = useRef<HTMLFormElement>(null);
  const show = () => form.current?.scrollIntoView({ block: "nearest" });
  useEffect(show, [fault]);
  const send = async (event: Event) => {
    event.preventDefault();
    try {
      await visit.redeem(code.replace(/[\s-]/g, ""));
    } catch (error) {
      setFault((error as Error).message);
    }
  };
  return (
    <details class="redeem" onToggle={show}>
      <summary>{t("Punya kode kembali?")}</summary>
      <form onSubmit={send} ref={form}>
        <label for="code">{t("Kode dari percakapan sebelumnya")}</label>
        <input
          id="code"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          aria-describedby="code-fault"
          value={code}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
        <p id="code-fault" class="fault" role="alert">
          {fault}
        </p>
        <button type="submit" class="second" disabled={!code.trim()}>
          {t("Lanjutkan percakapan")}
        </button>
      </form>
    </details>
  );
}
