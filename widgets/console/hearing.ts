/** What the console makes of what the protocol client tells: pure steps from state to state. */

import { RETRYABLE } from "../shared/frames.gen.ts";
import type {
  AckFrame,
  LiveFrame,
  RecordedEvent,
  ServerFrame,
  StateFrame,
} from "../shared/frames.gen.ts";
import { blank, reduce, withMarks } from "../shared/reduce.ts";
import { t } from "../shared/strings.ts";
import type { Refusal, Told as News } from "../shared/told.ts";
import { clockTime } from "./ages.ts";
import { acknowledged, delayed, failed, isEcho, remaining } from "./echoes.ts";
import { onDuty, withoutMoot, withTalk, withTold } from "./state.ts";
import type { DeskState, Listed, ListName, Me } from "./state.ts";

/** How long "is writing" holds, milliseconds. */
const WRITES_FOR = 6000;

export function heard(state: DeskState, news: News, me: Me, now: number): DeskState {
  return withoutMoot(took(state, news, me, now), me);
}

function took(state: DeskState, news: News, me: Me, now: number): DeskState {
  switch (news.what) {
    case "event":
      return happened(state, news.conversation, news.event, me);
    case "live":
      return caughtUp(state, news.frame);
    case "reset":
      return reset(state, news.conversation, news.reason);
    case "acknowledged":
      return confirmed(state, news.frame);
    case "delayed":
      return putOff(state, news);
    case "refused":
      return refused(state, news);
    case "frame":
      return passedOn(state, news.frame, me, now);
    default:
      return state;
  }
}

/** The connection is gone: nothing shown counts as present any more. */
export function apart(state: DeskState): DeskState {
  const stale = (list: Listed): Listed => ({ ...list, fresh: false });
  const { line, mine, asked } = state.lists;
  const talks = Object.entries(state.talks).map(([id, talk]) => [
    id,
    { ...talk, live: false, writes: null },
  ]);
  return {
    ...state,
    lists: { line: stale(line), mine: stale(mine), asked: stale(asked) },
    duty: { ...state.duty, fresh: false },
    dutyWanted: null,
    talks: Object.fromEntries(talks) as DeskState["talks"],
  };
}

function happened(state: DeskState, id: string, event: RecordedEvent, me: Me): DeskState {
  const before = state.talks[id];
  const after = withTalk(state, id, (talk) => {
    const conversation = reduce(talk.conversation, event);
    const writes = event.kind === "said" ? null : talk.writes;
    return { conversation, writes, echoes: remaining(talk.echoes, conversation) };
  });
  // A conversation read from its beginning tells old stories: only news is told.
  if (before === undefined || !(before.live || before.seen > 0)) return after;
  if (event.kind === "transferred" && event.to?.[0] === me.id) return handed(after, id);
  const text = before.conversation.holder?.id === me.id ? lossOf(event) : "";
  return text ? withTold(after, "warning", text, id, "lost") : after;
}

function handed(state: DeskState, id: string): DeskState {
  return withTold(state, "info", t("Sebuah percakapan dialihkan kepada Anda."), id, "handed");
}

/** How a claim was lost without the librarian's doing, in words. */
function lossOf(event: RecordedEvent): string {
  if (event.kind !== "returned") return "";
  if (event.why === "vanished") {
    return t("Anda terputus terlalu lama: percakapan ini kembali ke antrean.");
  }
  return event.why === "off_duty"
    ? t("Percakapan ini kembali ke antrean karena Anda tidak lagi bertugas.")
    : "";
}

function caughtUp(state: DeskState, frame: LiveFrame): DeskState {
  return withTalk(state, frame.conversation, (talk) => ({
    live: true,
    conversation: withMarks(talk.conversation, frame.marks ?? talk.conversation.marks),
  }));
}

function reset(state: DeskState, id: string, reason: "purged" | "rewound"): DeskState {
  return withTalk(state, id, () => ({
    live: false,
    seen: 0,
    conversation: { ...blank(id), forgotten: reason === "purged" },
  }));
}

function confirmed(state: DeskState, { conversation, cid, seq }: AckFrame): DeskState {
  const after = { ...state, acknowledged: state.acknowledged + 1 };
  return withTalk(after, conversation, (talk) => ({
    echoes: remaining(acknowledged(talk.echoes, cid, seq), talk.conversation),
  }));
}

/** Kept and sent again by the client itself; the librarian is told what it waits for. */
function putOff(state: DeskState, { command, frame }: Refusal): DeskState {
  const text = frame.text ?? frame.code;
  if (!isEcho(command)) return withTold(state, "info", text);
  return withTalk(state, command.conversation, (talk) => ({
    echoes: delayed(talk.echoes, command.cid, text),
  }));
}

function refused(state: DeskState, news: Refusal): DeskState {
  const { command, frame, code } = news;
  const text = frame.text ?? t("Permintaan ditolak.");
  const id = "conversation" in command ? command.conversation : "";
  if (isEcho(command)) {
    return withTalk(state, id, (talk) => ({ echoes: failed(talk.echoes, command.cid, text) }));
  }
  if (command.type === "claim" && code === "lost_claim") {
    return withTold(state, "warning", lostRace(state, id), id, "lost");
  }
  return withTold(state, "warning", text, id);
}

function lostRace(state: DeskState, id: string): string {
  const name = state.talks[id]?.conversation.holder?.name;
  return name
    ? t("{name} lebih dulu mengambil percakapan ini.", { name })
    : t("Rekan lain lebih dulu mengambil percakapan ini.");
}

function passedOn(state: DeskState, frame: ServerFrame, me: Me, now: number): DeskState {
  switch (frame.type) {
    case "state":
      return frame.what === "duty" ? duty(state, frame, me) : listed(state, frame, me);
    case "suggestions":
      return withTalk(state, frame.conversation, () => ({
        suggested: { of: frame.of, offers: frame.offers ?? [] },
      }));
    case "typing":
      return withTalk(state, frame.conversation, () => ({
        writes: { name: frame.name ?? "", by: frame.by, until: now + WRITES_FOR },
      }));
    case "reload":
      return { ...state, outdated: true };
    case "error":
      // A passing refusal of what has no cid (typing, seen) is nothing to speak of.
      if (RETRYABLE.includes(frame.code)) return { ...state, dutyWanted: null };
      return withTold({ ...state, dutyWanted: null }, "warning", frame.text ?? frame.code);
    default:
      return state;
  }
}

function listed(state: DeskState, frame: StateFrame, me: Me): DeskState {
  if (frame.what === "desk" || frame.what === "duty") return state;
  const name: ListName = frame.what;
  const list: Listed = {
    rows: frame.rows ?? [],
    count: frame.count ?? frame.rows?.length ?? 0,
    fresh: true,
  };
  const after = { ...state, lists: { ...state.lists, [name]: list } };
  return name === "mine" ? handedOver(state, after, me) : after;
}

/** The transfer of a conversation that was not followed is told too. */
function handedOver(before: DeskState, after: DeskState, me: Me): DeskState {
  if (!before.lists.mine.fresh && before.lists.mine.rows.length === 0) return after; // first list
  const known = new Set([...Object.keys(before.talks), ...ids(before, "mine")]);
  return after.lists.mine.rows
    .filter((row) => row.holder === me.id && !known.has(row.conversation))
    .reduce((state, row) => handed(state, row.conversation), after);
}

function ids(state: DeskState, name: ListName): string[] {
  return state.lists[name].rows.map((row) => row.conversation);
}

/** Tells coordinators where the crisis text was given, once each. */
function alarmed(state: DeskState, frame: StateFrame): DeskState {
  const known = new Set(state.alarms);
  const names = (frame.alarms ?? []).map((one) => `${one.conversation} ${one.at}`);
  const fresh = (frame.alarms ?? []).filter((_, place) => !known.has(names[place] ?? ""));
  const after = { ...state, alarms: names };
  return fresh.reduce<DeskState>((so, one) => {
    const text = t("DARURAT: {name} mengirim teks darurat kepada seorang pemustaka ({when}).", {
      name: one.name || t("Rekan"),
      when: clockTime(one.at),
    });
    return withTold(so, "warning", text, one.conversation);
  }, after);
}

function duty(state: DeskState, frame: StateFrame, me: Me): DeskState {
  const people = frame.duty ?? [];
  const told = alarmed(state, frame);
  const after: DeskState = { ...told, duty: { people, fresh: true } };
  const [was, is] = [onDuty(state, me), onDuty(after, me)];
  if (state.dutyWanted === is) return { ...after, dutyWanted: null };
  if (was && !is && state.dutyWanted !== false) {
    const text = t("Anda tercatat tidak bertugas lagi. Nyalakan “Bertugas” bila Anda masih di meja.");
    return withTold(after, "warning", text, "", "off_duty");
  }
  return after;
}
