/** What was said and what happened, as a live log. */

import { useEffect, useRef, useState } from "preact/hooks";
import { dayOf, isSameDay } from "../shared/clock.ts";
import type { Item } from "../shared/reduce.ts";
import { t, tn } from "../shared/strings.ts";
import { clockTime, language, serverNow, useNow } from "./ages.ts";
import { useConsole } from "./context.ts";
import { Bubble, EchoBubble } from "./bubbles.tsx";
import { folded, offersIn } from "./folding.ts";
import type { Fold } from "./folding.ts";
import type { Talk } from "./state.ts";
import { titleOf } from "./suggesting.ts";
import { happening } from "./words.ts";

interface Props {
  readonly talk: Talk;
  /** begin to correct the own message `of` */
  readonly edit: (body: string, of: number) => void;
}

export function Log({ talk, edit }: Props) {
  const { items } = talk.conversation;
  const { ref, inner, behind, toEnd, look } = useTail();
  return (
    <div class="log-frame">
      {/* Scrollable, so it must be reachable by keyboard. */}
      <div ref={ref} class="log" tabIndex={0} onScroll={look}>
        <div ref={inner}>
          {talk.conversation.forgotten && (
            <p class="callout">{t("Isi percakapan ini sudah dihapus.")}</p>
          )}
          {/* Busy, so not read out, until all of the past is here. */}
          <div
            role="log"
            aria-label={t("Isi percakapan")}
            aria-busy={!talk.live}
            aria-relevant="additions"
          >
            <Items items={items} talk={talk} edit={edit} />
          </div>
          {talk.echoes.map((echo) => (
            <EchoBubble key={echo.command.cid} echo={echo} edit={edit} />
          ))}
        </div>
      </div>
      <Writes talk={talk} />
      {behind && (
        <button type="button" class="to-end" onClick={toEnd}>
          {t("Ke pesan terbaru")} ↓
        </button>
      )}
    </div>
  );
}

interface ItemsProps {
  readonly items: readonly Item[];
  readonly talk: Talk;
  /** absent where the conversation is only read */
  readonly edit?: Props["edit"];
}

/** Messages and happenings in order, with a line where a day begins. */
export function Items({ items, talk, edit }: ItemsProps) {
  return (
    <>
      {folded(items).map((item, place, all) => {
        const before = all[place - 1];
        const begins = before === undefined || !isSameDay(before.at, item.at);
        return [
          begins && <DayLine key={`day-${item.seq}`} at={item.at} />,
          <One key={item.seq} item={item} talk={talk} edit={edit} />,
        ];
      })}
    </>
  );
}

type OneProps = Omit<ItemsProps, "items" | "edit"> & {
  readonly item: Item | Fold;
  readonly edit: Props["edit"] | undefined;
};

function One({ item, talk, edit }: OneProps) {
  if (item.type === "message") return <Bubble message={item} talk={talk} edit={edit} />;
  if (item.type === "notice") return <Happening item={item} talk={talk} />;
  return (
    <details class="happening">
      <summary>
        {tn("Ditawarkan {n} kali", offersIn(item))}{" "}
        <span class="time">· {clockTime(item.notices.at(-1)?.at ?? item.at)}</span>
      </summary>
      {item.notices.map((one) => (
        <Happening key={one.seq} item={one} talk={talk} />
      ))}
    </details>
  );
}

function DayLine({ at }: { at: number }) {
  return <p class="day">{dayOf(at, language(), serverNow())}</p>;
}

interface HappeningProps {
  readonly item: Extract<Item, { type: "notice" }>;
  readonly talk: Talk;
}

function Happening({ item, talk }: HappeningProps) {
  const { codes } = useConsole();
  const text = happening(item.event, codes, (entry) => titleOf(talk, entry));
  if (!text) return null;
  return (
    <p class="happening" data-kind={item.event.kind}>
      {text} <span class="time">· {clockTime(item.at)}</span>
    </p>
  );
}

/** Who is writing now; not part of the log, so not read out each time. */
function Writes({ talk }: { talk: Talk }) {
  const { writes } = talk;
  const now = useNow();
  const fresh = writes !== null && writes.until > now;
  return (
    <p class="writes">
      {fresh &&
        (writes.by === "patron"
          ? t("Pemustaka sedang menulis…")
          : t("{name} sedang menulis…", { name: writes.name }))}
    </p>
  );
}

/** How near the end counts as at the end, in CSS pixels. */
const NEAR = 40;

/**
 * Keeps the end in sight while the reader is there; tells when there is more below.
 *
 * Only scrolling up leaves the end: growth of the text or of the composer never does.
 */
function useTail() {
  const ref = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const place = useRef({ staying: true, top: 0, height: 0, length: 0 });
  const [behind, setBehind] = useState(false);
  const toEnd = (): void => {
    const box = ref.current;
    if (box) box.scrollTop = box.scrollHeight;
  };
  const look = (): void => {
    const box = ref.current;
    if (!box) return;
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    // A size that changed moves the text too; the watcher below puts that right.
    const still =
      box.clientHeight === place.current.height && box.scrollHeight === place.current.length;
    if (atEnd) place.current.staying = true;
    else if (still && box.scrollTop < place.current.top) place.current.staying = false;
    place.current.top = box.scrollTop;
    if (atEnd) setBehind(false);
  };
  useEffect(() => {
    const watcher = new ResizeObserver(() => {
      const { clientHeight: height = 0, scrollHeight: length = 0 } = ref.current ?? {};
      place.current = { ...place.current, height, length };
      if (place.current.staying) toEnd();
      else setBehind(true);
    });
    for (const box of [ref.current, inner.current]) if (box) watcher.observe(box);
    return () => watcher.disconnect();
  }, []);
  return { ref, inner, behind, toEnd, look };
}
