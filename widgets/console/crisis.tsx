/** The crisis text: shown whole, sent by one press, never twice by a slip. */

import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../shared/strings.ts";
import { useConsole } from "./context.ts";
import { Dialog } from "./dialog.tsx";
import { messageOf, useAsked } from "./knowledge/fetching.ts";
import type { Talk } from "./state.ts";

interface Help {
  readonly text: string;
  readonly contact: string;
  readonly phone: string;
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
  const [sent, setSent] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), [found, sent]);

  async function send(): Promise<void> {
    try {
      await api.call(address, { fence });
      setSent(true);
      announce(t("Teks darurat terkirim. Koordinator diberi tahu."));
    } catch (error) {
      setRefused(messageOf(error));
    }
  }
  return (
    <Dialog title={t("Teks darurat")} close={close}>
      {!found && <p role="status">{fault || t("Memuat…")}</p>}
      {found && (
        <>
          <blockquote class="callout">{found.text}</blockquote>
          <Contact help={found} />
          <div class="dialog-acts">
            {sent ? (
              <>
                <p role="status">{t("Teks darurat terkirim. Koordinator diberi tahu.")}</p>
                <button type="button" class="primary" ref={button} onClick={close}>
                  {t("Tutup")}
                </button>
              </>
            ) : (
              <>
                <button type="button" class="primary" ref={button} onClick={() => void send()}>
                  {t("Kirim teks darurat")}
                </button>
                <button type="button" onClick={close}>
                  {t("Batal")}
                </button>
              </>
            )}
          </div>
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
