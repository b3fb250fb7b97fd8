/** The end of a conversation: a rating, the transcript, what next. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../shared/reduce.ts";
import { t } from "../shared/strings.ts";
import { isUnderWay } from "./view.ts";
import type { View } from "./view.ts";
import type { Visit } from "./visit.ts";

interface Props {
  readonly visit: Visit;
  readonly view: View;
  readonly state: Conversation;
  readonly children: ComponentChildren;
}

export function Closing({ visit, view, state, children }: Props) {
  const rated = state.rated !== null || isUnderWay(view, "rate");
  return (
    <section class="closing">
      {rated ? <Thanks /> : <Rating visit={visit} />}
      <div class="row">
        <TranscriptButton visit={visit} />
        {children}
        <button type="button" class="main" onClick={() => visit.enter(null)}>
          {t("Pertanyaan baru")}
        </button>
      </div>
    </section>
  );
}

/** Takes the focus that the form had. */
function Thanks() {
  const words = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) words.current?.focus();
  }, []);
  return (
    <p tabIndex={-1} ref={words}>
      {t("Terima kasih atas penilaian Anda.")}
    </p>
  );
}

function Rating({ visit }: { visit: Visit }) {
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState("");
  const submit = useRef<HTMLButtonElement>(null);
  useEffect(() => submit.current?.scrollIntoView({ block: "nearest" }), [score > 0]);
  const send = (event: Event) => {
    event.preventDefault();
    if (score) visit.rate(score, comment);
  };
  return (
    <form class="rating" onSubmit={send}>
      <fieldset>
        <legend>{t("Bagaimana layanan kami?")}</legend>
        <div class="scores">
          {scores().map((label, place) => (
            <label class="score" key={place}>
              <input
                type="radio"
                name="score"
                checked={score === place + 1}
                onChange={() => setScore(place + 1)}
              />
              <b>{place + 1}</b>
              <span>{label}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {score > 0 && (
        <>
          <label for="comment">{t("Ada yang ingin ditambahkan?")}</label>
          <textarea
            id="comment"
            rows={2}
            maxLength={1000}
            value={comment}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
          <button type="submit" class="main" ref={submit}>
            {t("Kirim penilaian")}
          </button>
        </>
      )}
    </form>
  );
}

function scores(): string[] {
  return [t("Buruk"), t("Kurang"), t("Cukup"), t("Baik"), t("Sangat baik")];
}

/** Makes the transcript a file on this device. */
export function TranscriptButton({ visit }: { visit: Visit }) {
  const [save, fault] = useTrying(async () =>
    download(await visit.transcript(), t("percakapan-perpustakaan.txt")),
  );
  return (
    <>
      <button type="button" class="second" onClick={save}>
        {t("Unduh transkrip")}
      </button>
      {fault}
    </>
  );
}

/** Does what may fail; gives with it the words of its failure. */
export function useTrying(act: () => Promise<void>) {
  const [fault, setFault] = useState("");
  const run = () => {
    setFault("");
    act().catch((error: Error) => setFault(error.message));
  };
  const told = fault && (
    <p class="fault" role="alert">
      {fault}
    </p>
  );
  return [run, told] as const;
}

function download(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
