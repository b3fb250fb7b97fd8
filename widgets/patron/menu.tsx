/** The menu: end, return code, transcript, language, privacy, forgetting. */

import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../shared/strings.ts";
import { TranscriptButton } from "./closing.tsx";
import { CodeCard } from "./code.tsx";
import { lend } from "./lending.ts";
import type { View } from "./view.ts";
import type { Visit } from "./visit.ts";

interface Props {
  readonly visit: Visit;
  readonly view: View;
  readonly close: () => void;
  readonly forgotten: () => void;
}

export function Menu(props: Props) {
  const { visit, view } = props;
  const stage = view.conversation?.stage;
  const own = useRef<HTMLDivElement>(null);
  useEffect(() => lend("menu", visit, props.forgotten, own.current), []);
  return (
    <section class="menu">
      <h2 tabIndex={-1} ref={useFocus()}>
        {t("Menu")}
      </h2>
      {stage && (
        <>
          {stage !== "ended" && <EndButton {...props} />}
          {view.code ? (
            <CodeCard code={view.code} />
          ) : (
            <button type="button" class="second" onClick={() => visit.askCode()}>
              {t("Minta kode kembali")}
            </button>
          )}
          <TranscriptButton visit={visit} />
        </>
      )}
      <ForgetButton {...props} />
      <div ref={own} />
      <button type="button" class="main" onClick={props.close}>
        {t("Kembali")}
      </button>
    </section>
  );
}

function EndButton({ visit, close }: Props) {
  const end = () => {
    visit.end();
    close();
  };
  return (
    <Confirmed
      label={t("Akhiri percakapan")}
      question={t("Akhiri percakapan ini?")}
      yes={t("Ya, akhiri")}
      act={end}
    />
  );
}

function ForgetButton({ visit, forgotten }: Props) {
  const forget = () => {
    visit.forget();
    forgotten();
  };
  return (
    <Confirmed
      label={t("Selesai & lupakan")}
      question={t("Perangkat ini melupakan percakapan. Jawaban yang belum datang hanya bisa dibaca dengan kode kembali.")}
      yes={t("Ya, hapus")}
      act={forget}
    />
  );
}

/** Its element takes the focus when it appears. */
function useFocus() {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return title;
}

/** A button whose deed needs a second press. */
function Confirmed(props: { label: string; question: string; yes: string; act: () => void }) {
  const [sure, setSure] = useState(false);
  const yes = useRef<HTMLButtonElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  const was = useRef(false);
  useEffect(() => {
    if (sure) yes.current?.focus();
    else if (was.current) first.current?.focus();
    was.current = sure;
  }, [sure]);
  if (!sure) {
    return (
      <button type="button" class="second" ref={first} onClick={() => setSure(true)}>
        {props.label}
      </button>
    );
  }
  return (
    <div class="sure" role="group" aria-label={props.label}>
      <p>{props.question}</p>
      <div class="row">
        <button type="button" class="danger" ref={yes} onClick={props.act}>
          {props.yes}
        </button>
        <button type="button" class="second" onClick={() => setSure(false)}>
          {t("Batal")}
        </button>
      </div>
    </div>
  );
}

/** After forgetting: nothing is left, a new visit may begin. */
export function Forgotten({ again }: { again: () => void }) {
  return (
    <main class="panel gone">
      <h1 tabIndex={-1} ref={useFocus()}>
        {t("Sudah dilupakan")}
      </h1>
      <p>{t("Tidak ada lagi percakapan Anda di perangkat ini.")}</p>
      <button type="button" class="main" onClick={again}>
        {t("Mulai dari awal")}
      </button>
    </main>
  );
}
