/** The crisis text: shown whole, sent by one press, never twice by a slip; then: who knows of it. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../shared/strings.ts";
import { useConsole } from "./context.ts";
import { type Help, type Outcome, outcomeOf, type Told as Answer } from "./crisis-outcome.ts";
import { Dialog } from "./dialog.tsx";
import { messageOf, useAsked } from "./fetching.ts";
import type { Talk } from "./state.ts";

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
  const [told, setTold] = useState<Outcome | null>(null);
  const [busy, setBusy] = useState(false);

  async function send(help: Help): Promise<void> {
    if (busy) return;
    setBusy(true);
    setRefused("");
    try {
      const outcome = outcomeOf(help, await api.call<Answer>(address, { fence }));
      setTold(outcome);
      announce([outcome.title, ...outcome.lines].join(" "));
    } catch (error) {
      setRefused(messageOf(error));
      announce(messageOf(error));
    }
    setBusy(false);
  }
  return (
    <Dialog title={t("Teks darurat")} close={close} held={busy}>
      {!found && <p role="status">{fault || t("Memuat…")}</p>}
      {found && (
        <>
          {!told && <blockquote class="callout">{found.text}</blockquote>}
          <div class={told?.alone ? "callout danger" : ""} role={told?.alone ? "alert" : "status"}>
            {told && <Told outcome={told} />}
          </div>
          <Contact help={found} />
          <Acts busy={busy} done={told !== null} send={() => void send(found)} close={close} />
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

/** To send or not; while it calls neither, and afterwards to close. */
function Acts({ busy, done, send, close }: ActsProps) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  if (done) {
    return (
      <div class="dialog-acts" key="done">
        <button type="button" class="primary" onClick={close}>
          {t("Tutup")}
        </button>
      </div>
    );
  }
  return (
    <div class="dialog-acts" key="asked">
      <button type="button" class="primary" ref={first} aria-disabled={busy} onClick={send}>
        {busy ? t("Mengirim dan menghubungi…") : t("Kirim teks darurat")}
      </button>
      {!busy && (
        <button type="button" onClick={close}>
          {t("Batal")}
        </button>
      )}
    </div>
  );
}

/** Who was told. It takes the focus: an impatient Enter must not close it unread. */
function Told({ outcome }: { outcome: Outcome }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <>
      <h3 tabIndex={-1} ref={heading}>
        {outcome.title}
      </h3>
      {outcome.lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </>
  );
}

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
