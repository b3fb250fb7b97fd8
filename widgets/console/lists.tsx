/** The librarian's lists: offers, the waiting line, own conversations, kept questions. */

import type { ComponentChildren } from "preact";
import type { Row } from "../shared/frames.gen.ts";
import { t, tn } from "../shared/strings.ts";
import { moment, span, useNow } from "./ages.ts";
import { claim } from "./claiming.ts";
import { useConsole } from "./context.ts";
import { mayAnswer } from "./roles.ts";
import { toConversation } from "./route.ts";
import { offers, uncoded, unread } from "./state.ts";
import type { Listed, Talk } from "./state.ts";
import { facts, patronName, stageName } from "./words.ts";

export function Lists({ current }: Current) {
  const { state, desk } = useConsole();
  const rest = uncoded(state, desk.followed.uncoded);
  return (
    <nav class="lists" aria-label={t("Daftar percakapan")}>
      <Offered current={current} />
      <div class="lists-rest">
        <Waiting current={current} />
        <Own current={current} />
        {rest.length > 0 && (
          <section>
            <h2>{t("Perlu dikodekan")}</h2>
            <ul>
              {rest.map((talk) => (
                <UncodedRow key={talk.conversation.id} talk={talk} current={current} />
              ))}
            </ul>
          </section>
        )}
        <Kept current={current} />
      </div>
    </nav>
  );
}

interface Current {
  /** the conversation on the screen, "" for none */
  readonly current: string;
}

/** Stays on top of the lists, however far they are scrolled. */
function Offered({ current }: Current) {
  const { state } = useConsole();
  const rows = offers(state);
  if (rows.length === 0) return null;
  return (
    <section class="lists-offered" data-fresh={state.lists.line.fresh}>
      <h2>
        {t("Ditawarkan kepada Anda")} <span class="count">{rows.length}</span>
      </h2>
      <ul>
        {rows.map((row) => (
          <WaitingRow key={row.conversation} row={row} current={current} />
        ))}
      </ul>
    </section>
  );
}

/** The rest of the waiting line: what is offered stands above. */
function Waiting({ current }: Current) {
  const { line } = useConsole().state.lists;
  const rows = line.rows.filter((row) => !row.offered);
  const count = line.count - (line.rows.length - rows.length);
  const list: Listed = { ...line, rows, count };
  const none = line.count > 0 ? t("Tidak ada yang lain.") : t("Tidak ada yang menunggu.");
  return (
    <Section title={t("Antrean")} list={list} none={none}>
      {rows.map((row) => (
        <WaitingRow key={row.conversation} row={row} current={current} />
      ))}
    </Section>
  );
}

function Own({ current }: Current) {
  const { mine } = useConsole().state.lists;
  return (
    <Section title={t("Percakapan saya")} list={mine} none={t("Anda belum melayani siapa pun.")}>
      {mine.rows.map((row) => (
        <OwnRow key={row.conversation} row={row} current={current} />
      ))}
    </Section>
  );
}

function Kept({ current }: Current) {
  const { asked } = useConsole().state.lists;
  return (
    <Section title={t("Pertanyaan tersimpan")} list={asked} none={t("Tidak ada.")}>
      {asked.rows.map((row) => (
        <AskedRow key={row.conversation} row={row} current={current} />
      ))}
    </Section>
  );
}

interface SectionProps {
  readonly title: string;
  readonly list: Listed;
  readonly none: string;
  readonly children: ComponentChildren;
}

function Section({ title, list, none, children }: SectionProps) {
  return (
    <section data-fresh={list.fresh}>
      <h2>
        {title} <span class="count">{list.count}</span>
        {!list.fresh && list.rows.length > 0 && <span class="soft">{t("mungkin usang")}</span>}
      </h2>
      {list.rows.length === 0 ? (
        <p class="soft">{list.fresh ? none : t("Belum diperbarui.")}</p>
      ) : (
        <ul>{children}</ul>
      )}
      {list.count > list.rows.length && (
        <p class="soft">{tn("dan {n} lagi", list.count - list.rows.length)}</p>
      )}
    </section>
  );
}

interface RowProps extends Current {
  readonly row: Row;
}

function WaitingRow({ row, current }: RowProps) {
  const { desk, state, me } = useConsole();
  const first = offers(state)[0]?.conversation === row.conversation;
  return (
    <Entry
      row={row}
      current={current}
      marks={[row.suggested ? t("sudah diberi saran") : ""]}
      calling={row.offered === true}
    >
      <div class="row-acts" hidden={!mayAnswer(me)}>
        <button
          type="button"
          aria-describedby={previewId(row)}
          class={row.offered ? "primary" : ""}
          aria-keyshortcuts={first ? "Alt+A" : undefined}
          onClick={() => claim(desk, row.conversation)}
        >
          {t("Ambil")}
        </button>
        {row.offered && (
          <button
            type="button"
            aria-describedby={previewId(row)}
            onClick={() => desk.wish({ type: "decline", conversation: row.conversation })}
          >
            {t("Lewati")}
          </button>
        )}
      </div>
    </Entry>
  );
}

function OwnRow({ row, current }: RowProps) {
  const { state, desk } = useConsole();
  const n = unread(state.talks[row.conversation]);
  const draft = desk.drafts.of(row.conversation).text !== "";
  return (
    <Entry
      row={row}
      current={current}
      marks={[
        row.stage === "held" ? stageName("held") : "",
        draft ? t("ada draf") : "",
        row.unanswered ? t("belum dijawab") : "",
      ]}
      badge={n}
      aged={row.unanswered === true}
    />
  );
}

function AskedRow({ row, current }: RowProps) {
  const { desk, me } = useConsole();
  const left = (row.promised_at ?? Infinity) - useNow();
  const late = left < 0;
  return (
    <Entry
      row={row}
      current={current}
      marks={[
        late
          ? t("lewat janji: {when}", { when: moment(row.promised_at ?? 0) })
          : t("dijanjikan {when}", { when: moment(row.promised_at ?? 0) }),
      ]}
      calling={left < NEAR}
      weight={late ? "late" : left < NEAR ? "long" : ""}
    >
      <div class="row-acts" hidden={!mayAnswer(me)}>
        <button
          type="button"
          aria-describedby={previewId(row)}
          onClick={() => claim(desk, row.conversation)}
        >
          {t("Jawab")}
        </button>
      </div>
    </Entry>
  );
}

function UncodedRow({ talk, current }: { talk: Talk; current: string }) {
  const { opened, id } = talk.conversation;
  return (
    <li class="row">
      <a
        class="row-link"
        href={toConversation(id)}
        aria-current={id === current ? "page" : undefined}
      >
        <span class="row-name">{patronName(opened?.name)}</span>
        <span class="row-facts">{t("selesai, belum dikodekan")}</span>
      </a>
    </li>
  );
}

interface EntryProps extends RowProps {
  readonly marks: readonly string[];
  readonly badge?: number;
  readonly calling?: boolean;
  /** show how long it has been waiting */
  readonly aged?: boolean;
  /** how pressing that is, where it is not the wait that says so */
  readonly weight?: Weight;
  readonly children?: ComponentChildren;
}

function Entry(props: EntryProps) {
  const { row, current, marks, badge = 0, calling = false, aged = true, weight, children } = props;
  const open = row.conversation === current;
  return (
    <li class="row" data-calling={calling}>
      <a
        class="row-link"
        href={toConversation(row.conversation)}
        aria-current={open ? "page" : undefined}
      >
        <span class="row-name">{patronName(row.name)}</span>
        {aged && row.since ? <Age since={row.since} weight={weight} /> : null}
        <span class="row-preview" id={previewId(row)}>
          {row.preview}
        </span>
        {row.danger && <strong class="row-danger">{t("Mungkin bahaya")}</strong>}
        <span class="row-facts">{[facts(row), ...marks].filter(Boolean).join(" · ")}</span>
        {badge > 0 && <span class="badge">{tn("{n} baru", badge)}</span>}
      </a>
      {children}
    </li>
  );
}

/** The element that tells a row's buttons apart for those who hear the page. */
function previewId(row: Row): string {
  return `preview-${row.conversation}`;
}

/** Milliseconds after which a wait looks long, then too long. */
const LONG = 90_000;
const TOO_LONG = 180_000;
/** Milliseconds before its promise from which a kept question calls. */
const NEAR = 3_600_000;

type Weight = "" | "long" | "late";

function weightOf(age: number): Weight {
  if (age > TOO_LONG) return "late";
  return age > LONG ? "long" : "";
}

function Age({ since, weight }: { since: number; weight: Weight | undefined }) {
  const age = useNow() - since;
  return <span class={`row-age ${weight ?? weightOf(age)}`}>{span(age)}</span>;
}
