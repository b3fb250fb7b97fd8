/** The crisis text: shown whole, sent by one press, never twice by a slip; then: who knows of it. */

import { useEffect, useRef, useState } from "preact/hooks";
import { t, tn } from "../shared/strings.ts";
import { useConsole } from "./context.ts";
import { Dialog } from "./dialog.tsx";
import { messageOf, useAsked } from "./fetching.ts";
import type { Talk } from "./state.ts";

interface Help {
  readonly text: string;
  readonly contact: string;
  readonly phone: string;
}

/** Who knows of it: coordinators with an open console, and ways to the named person. */
interface Told {
  readonly consoles: number;
  readonly reached: readonly string[];
  readonly failed: readonly string[];
}

interface Props {
  readonly talk: Talk;
  readonly close: () => void;
}

export function Crisis({ talk, close }: Props) {
  const { id, fence } = talk.conversation;
  const { api, announce } = useConsole();
  const address = `/api/conversations/${encodeURIComponent(id)}/crisis`;
  const { found, fault } = useAsked<Help>(address);
  const [refused, setRefused] = useState("");
  const [told, setTold] = useState<Told | null>(null);
  const [busy, setBusy] = useState(false);

  async function send(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setRefused("");
    try {
      setTold(await api.call<Told>(address, { fence }));
      announce(t("Teks darurat terkirim."));
    } catch (error) {
      setRefused(messageOf(error));
    }
    setBusy(false);
  }
  return (
    <Dialog title={t("Teks darurat")} close={close}>
      {!found && <p role="status">{fault || t("Memuat…")}</p>}
      {found && (
        <>
          {!told && <blockquote class="callout">{found.text}</blockquote>}
          {told && <Outcome help={found} told={told} />}
          <Contact help={found} />
          <Acts busy={busy} done={told !== null} send={() => void send()} close={close} />
        </>
      )}
      {refused && (
        <p class="fault" role="alert">
          {refused}
        </p>
      )}
    </Dialog>
  );
}

interface ActsProps {
  readonly busy: boolean;
  readonly done: boolean;
  readonly send: () => void;
  readonly close: () => void;
}

/** To send or not; afterwards to close. The first has the focus. */
function Acts({ busy, done, send, close }: ActsProps) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), [done]);
  return (
    <div class="dialog-acts">
      <button
        type="button"
        class="primary"
        ref={first}
        aria-disabled={busy}
        onClick={done ? close : send}
      >
        {done ? t("Tutup") : busy ? t("Mengirim dan menghubungi…") : t("Kirim teks darurat")}
      </button>
      {!done && (
        <button type="button" onClick={close}>
          {t("Batal")}
        </button>
      )}
    </div>
  );
}

/** Who was told; where it was nobody, that is said loudest. */
function Outcome({ help, told }: { help: Help; told: Told }) {
  const named = help.contact || t("kontak darurat");
  const ways = (some: readonly string[]) => some.map((way) => WAYS()[way] ?? way).join(", ");
  if (told.consoles === 0 && told.reached.length === 0) {
    return (
      <p class="callout danger" role="alert">
        {t("Teks darurat terkirim kepada pemustaka, tetapi belum ada rekan yang terhubung.")}{" "}
        {help.phone
          ? t("Telepon sekarang; jangan menunggu.")
          : t("Cari koordinator sekarang; dalam bahaya nyata telepon 112.")}
      </p>
    );
  }
  return (
    <div role="status">
      <p>{t("Teks darurat terkirim.")}</p>
      {told.consoles > 0 && (
        <p>{tn("{n} koordinator melihatnya di konsol yang terbuka.", told.consoles)}</p>
      )}
      {told.reached.length > 0 && (
        <p>{t("{named} diberi tahu: {ways}.", { named, ways: ways(told.reached) })}</p>
      )}
      {told.failed.length > 0 && (
        <p>{t("{named} tidak terjangkau: {ways}.", { named, ways: ways(told.failed) })}</p>
      )}
    </div>
  );
}

const WAYS = (): Readonly<Record<string, string>> => ({ mail: t("surel"), telegram: "Telegram" });

/** Whom the librarian calls now. */
function Contact({ help }: { help: Help }) {
  if (!help.contact) {
    return <p>{t("Belum ada kontak darurat perpustakaan: hubungi koordinator.")}</p>;
  }
  return (
    <p>
      {t("Hubungi sekarang: {contact}", { contact: help.contact })}{" "}
      {help.phone && <a href={`tel:${help.phone.replace(/[^+\d]/g, "")}`}>{help.phone}</a>}
    </p>
  );
}
