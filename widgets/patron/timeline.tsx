/** What was said and what happened, oldest first. */

import type { ComponentChildren } from "preact";
import { isSameDay } from "../shared/clock.ts";
import type { RecordedEvent } from "../shared/frames.gen.ts";
import { markOf } from "../shared/reduce.ts";
import type { Conversation, Item, Message } from "../shared/reduce.ts";
import { t } from "../shared/strings.ts";
import { Text } from "../shared/text.tsx";
import type { Echo } from "./outbox.ts";
import { Suggested } from "./suggested.tsx";
import { dayOf, timeOf } from "./times.ts";
import type { View } from "./view.ts";
import type { Visit } from "./visit.ts";

export function Timeline(props: { visit: Visit; view: View; state: Conversation }) {
  const { visit, view, state } = props;
  return (
    <>
      {state.items.map((item, place) => (
        <div key={item.seq} class="item">
          {isNewDay(state.items, place) && (
            <p class="day soft">{dayOf(item.at)}</p>
          )}
          {item.type === "message" ? (
            <Said message={item} mark={markWords(state, item)} />
          ) : item.event.kind === "suggested" ? (
            <Suggested visit={visit} view={view} state={state} event={item.event} />
          ) : (
            <Happened event={item.event} />
          )}
        </div>
      ))}
    </>
  );
}

/** The patron's texts that are on their way. */
export function Echoes(props: { visit: Visit; echoes: readonly Echo[]; stage: string }) {
  return (
    <>
      {props.echoes.map((echo) => (
        <div key={echo.command.cid} class="item">
          <OnItsWay {...props} echo={echo} />
        </div>
      ))}
    </>
  );
}

function OnItsWay(props: { visit: Visit; echo: Echo; stage: string }) {
  const { visit, echo } = props;
  const { command, state } = echo;
  const body = "body" in command ? command.body : "";
  const failed = state === "failed";
  return (
    <Bubble mine pending={!failed} failed={failed} who={t("Anda")} time={timeOf(echo.at)}
      mark={failed ? "" : state === "sent" ? t("Terkirim") : t("Mengirim…")} body={body}>
      {failed && (
        <div class="failed">
          <p role="alert">{echo.why || t("Pesan ini tidak terkirim.")}</p>
          <button type="button" class="second" onClick={() => visit.resend(command.cid)}>
            {props.stage === "ended" ? t("Kirim sebagai pertanyaan baru") : t("Kirim ulang")}
          </button>
        </div>
      )}
    </Bubble>
  );
}

function Said(props: { message: Message; mark: string }) {
  const { message } = props;
  const mine = message.by === "patron";
  const who = mine ? t("Anda") : message.name || t("Pustakawan");
  const edited = message.earlier.length > 0 ? `${t("diubah")} · ` : "";
  const body = message.redacted ? t("(isi pesan ini sudah dihapus)") : message.body;
  return (
    <Bubble mine={mine} who={who} time={edited + timeOf(message.at)} mark={props.mark} body={body} />
  );
}

function Bubble(props: {
  mine?: boolean;
  pending?: boolean;
  failed?: boolean;
  who: string;
  time: string;
  mark: string;
  body: string;
  children?: ComponentChildren;
}) {
  const names = ["bubble", props.mine && "mine", props.pending && "pending", props.failed && "fault"];
  return (
    <div class={names.filter(Boolean).join(" ")}>
      <p class={props.mine ? "unseen" : "who"}>{props.who}</p>
      <p class="body">
        <Text>{props.body}</Text>
      </p>
      <p class="soft">
        {props.time}
        {props.mark && ` · ${props.mark}`}
      </p>
      {props.children}
    </div>
  );
}

function Happened({ event }: { event: RecordedEvent }) {
  const words = happenedWords(event);
  return words ? <p class="notice soft">{words}</p> : null;
}

function happenedWords(event: RecordedEvent): string {
  const name = event.name || t("Pustakawan");
  switch (event.kind) {
    case "claimed":
      return t("{name} bergabung dan membaca pertanyaan Anda.", { name });
    case "transferred":
      return t("{name} melanjutkan percakapan ini.", { name });
    case "returned":
      return t("Pustakawan harus pergi. Pertanyaan Anda kembali ke antrean dan dilanjutkan rekannya.");
    case "held":
      return t("Pustakawan sedang mencari. Ini bisa beberapa menit; Anda boleh menutup halaman ini.");
    case "resumed":
      return t("Pustakawan kembali.");
    case "judged":
      return event.verdict === "unhelped" ? t("Baik, pustakawan yang akan menjawab.") : "";
    case "ended":
      return endedWords(event.why ?? "");
    case "reopened":
      return t("Percakapan dibuka lagi.");
    case "forgotten":
      return t("Isi percakapan ini sudah dihapus.");
    default:
      return "";
  }
}

function endedWords(why: string): string {
  switch (why) {
    case "patron":
      return t("Anda mengakhiri percakapan.");
    case "helped":
      return t("Terjawab oleh tanya jawab perpustakaan.");
    case "silence":
      return t("Percakapan selesai karena lama tidak ada pesan.");
    default:
      return t("Pustakawan mengakhiri percakapan.");
  }
}

/** Under the patron's newest message: whether a librarian has seen it. */
function markWords(state: Conversation, message: Message): string {
  if (message.by !== "patron") return "";
  const last = state.items.filter((item) => item.type === "message" && item.by === "patron").pop();
  if (last !== message) return "";
  return (markOf(state, "staff").seen ?? 0) >= message.seq ? t("Dibaca") : t("Terkirim");
}

function isNewDay(items: readonly Item[], place: number): boolean {
  const before = items[place - 1]?.at ?? Date.now();
  return !isSameDay(before, (items[place] as Item).at);
}
