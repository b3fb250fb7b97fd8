/** One message, note, or text not yet confirmed. */

import { markOf } from "../shared/reduce.ts";
import type { Message } from "../shared/reduce.ts";
import { t, tn } from "../shared/strings.ts";
import { Text } from "../shared/text.tsx";
import { clockTime } from "./ages.ts";
import { useConsole } from "./context.ts";
import type { Echo } from "./echoes.ts";
import { hasTokens, SealedData } from "./sealed.tsx";
import { hindrance } from "./state.ts";
import type { Talk } from "./state.ts";
import { patronName } from "./words.ts";

type Edit = (body: string, of: number) => void;

interface Props {
  readonly message: Message;
  readonly talk: Talk;
  /** absent where the conversation is only read */
  readonly edit: Edit | undefined;
}

export function Bubble({ message, talk, edit }: Props) {
  const { state, me } = useConsole();
  const own = message.by === "staff" && message.who === me.id && !message.note;
  const holding = edit !== undefined && hindrance(state, talk.conversation.id, me) === "";
  const editable = holding && own;
  return (
    <article class={`bubble ${message.note ? "note" : message.by}`}>
      <p class="bubble-who">
        {author(message, talk)}
        {message.note && <em> {t("catatan, pemustaka tidak melihat ini")}</em>}
      </p>
      <div class="bubble-text">
        {message.redacted ? <em>{t("(isi dihapus)")}</em> : <Text>{message.body}</Text>}
      </div>
      {message.danger && (
        <p class="danger-hint">
          {t("Kata-kata ini mungkin berarti bahaya. Bila perlu: Darurat (Alt+G).")}
        </p>
      )}
      <Earlier versions={message.earlier} />
      {holding && message.by === "patron" && hasTokens(message.body) && (
        <SealedData message={message} conversation={talk.conversation.id} />
      )}
      <p class="bubble-foot">
        <time>{clockTime(message.at)}</time>
        {own && edit && <Arrival message={message} talk={talk} />}
        {editable && (
          <button
            type="button"
            class="plain small"
            onClick={() => edit?.(message.body, message.seq)}
          >
            {t("Ubah")}
          </button>
        )}
      </p>
    </article>
  );
}

function author(message: Message, talk: Talk): string {
  if (message.by === "patron") return patronName(talk.conversation.opened?.name);
  return message.name || t("Pustakawan");
}

function Earlier({ versions }: { versions: readonly string[] }) {
  if (versions.length === 0) return null;
  return (
    <details class="earlier">
      <summary>{tn("diubah, {n} versi sebelumnya", versions.length)}</summary>
      {versions.map((body, place) => (
        <p key={place}>{body}</p>
      ))}
    </details>
  );
}

/** How far an own message has come, as the patron's side told it. */
function Arrival({ message, talk }: { message: Message; talk: Talk }) {
  const { delivered = 0, seen = 0 } = markOf(talk.conversation, "patron");
  if (message.seq <= seen) return <span>✓✓ {t("dilihat")}</span>;
  if (message.seq <= delivered) return <span>✓✓ {t("sampai")}</span>;
  return <span>✓ {t("tersimpan")}</span>;
}

export function EchoBubble({ echo, edit }: { echo: Echo; edit: Edit }) {
  const { command } = echo;
  const failed = echo.state === "failed";
  return (
    <article class={`bubble ${command.type === "note" ? "note" : "staff"} ${echo.state}`}>
      <div class="bubble-text">{command.body}</div>
      <p class="bubble-foot" role={failed ? "alert" : undefined}>
        {fate(echo)}
      </p>
      {failed && <FailedActs echo={echo} edit={edit} />}
    </article>
  );
}

function fate({ state, reason }: Echo): string {
  if (state === "failed") return t("Tidak terkirim: {reason}", { reason });
  return reason ? t("Menunggu, dikirim lagi sendiri: {reason}", { reason }) : t("Mengirim…");
}

function FailedActs({ echo, edit }: { echo: Echo; edit: Edit }) {
  const { desk } = useConsole();
  return (
    <p class="bubble-acts">
      <button type="button" onClick={() => desk.again(echo)}>
        {t("Kirim ulang")}
      </button>
      <button
        type="button"
        onClick={() => {
          edit(echo.command.body, echo.command.type === "edit" ? echo.command.of : 0);
          desk.forget(echo);
        }}
      >
        {t("Ke kotak tulis")}
      </button>
      <button type="button" onClick={() => desk.forget(echo)}>
        {t("Buang")}
      </button>
    </p>
  );
}
