// The console's pure parts: what it makes of the news and when it alerts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { callsOf, newCall, NO_CALLS, waiting } from "../../widgets/console/alarm.ts";
import { chosenByKey, isComplete, UNCODED } from "../../widgets/console/coding.tsx";
import { trouble } from "../../widgets/console/condition.ts";
import { outcomeOf } from "../../widgets/console/crisis-outcome.ts";
import { EMPTY, inserted } from "../../widgets/console/drafts.ts";
import { echoOf } from "../../widgets/console/echoes.ts";
import { folded, offersIn } from "../../widgets/console/folding.ts";
import { apart, heard } from "../../widgets/console/hearing.ts";
import { parsed, toConversation, toTranscript, toTranscripts } from "../../widgets/console/route.ts";
import { hindrance, newTalk, onDuty, START, unread } from "../../widgets/console/state.ts";
import { standing } from "../../widgets/console/suggesting.ts";
import { wishOf } from "../../widgets/console/wishing.ts";

const ME = { id: "rina", name: "Rina", login: "rina", roles: ["librarian"], csrf: "x" };
const NOW = 1_000_000;

const hear = (state, ...news) => news.reduce((now, one) => heard(now, one, ME, NOW), state);
const event = (seq, kind, more = {}) => ({
  what: "event",
  conversation: "c1",
  seq,
  event: { seq, id: `e${seq}`, at: seq, kind, by: "staff", ...more },
});
const live = { what: "live", conversation: "c1", head: 9, frame: { type: "live", conversation: "c1", head: 9 } };
const frame = (more) => ({ what: "frame", type: more.type, frame: more });
const list = (what, rows) => frame({ type: "state", what, version: 1, count: rows.length, rows });
const duty = (...people) =>
  frame({
    type: "state",
    what: "duty",
    version: 1,
    duty: people.map((staff) => ({ staff, name: staff, connected: true, load: 0, capacity: 5 })),
  });
const row = (conversation, more = {}) => ({
  ...{ conversation, stage: "active", channel: "web", language: "id", head: 1 },
  ...more,
});

const FOLLOWED = { ...START, link: "live", talks: { c1: newTalk("c1") } };
const CLAIMED = hear(
  FOLLOWED,
  event(1, "opened", { by: "patron", language: "id" }),
  event(2, "said", { by: "patron", body: "Jam buka?" }),
  event(3, "claimed", { who: "rina", name: "Rina" }),
  live,
  list("mine", [row("c1", { holder: "rina" })]),
);

test("the claim holder of a conversation that is up to date may write", () => {
  assert.equal(hindrance(CLAIMED, "c1", ME), "");
});

test("nothing can be sent until lists and conversation are right again", () => {
  const gone = { ...apart(CLAIMED), link: "connecting" };
  assert.equal(hindrance(gone, "c1", ME), "apart");
  const back = { ...gone, link: "live" };
  assert.equal(hindrance(back, "c1", ME), "behind");
  assert.equal(hindrance(hear(back, live), "c1", ME), "behind");
  const right = hear(back, live, list("mine", [row("c1", { holder: "rina" })]));
  assert.equal(hindrance(right, "c1", ME), "");
});

test("a colleague's conversation, an unclaimed one and an ended one say so", () => {
  const handed = hear(CLAIMED, event(4, "transferred", { to: ["budi"], name: "Budi" }));
  assert.equal(hindrance(handed, "c1", ME), "elsewhere");
  assert.equal(hindrance(hear(CLAIMED, event(4, "returned")), "c1", ME), "unclaimed");
  assert.equal(hindrance(hear(CLAIMED, event(4, "ended")), "c1", ME), "ended");
});

test("the loser of a race is told who was first", () => {
  const command = { type: "claim", cid: "a", conversation: "c1" };
  const refusal = {
    ...{ what: "refused", cid: "a", code: "lost_claim", command },
    frame: { type: "error", code: "lost_claim", text: "…" },
  };
  const nameless = hear(FOLLOWED, refusal);
  assert.match(nameless.told[0].text, /^Rekan lain lebih dulu/);
  const named = hear(FOLLOWED, event(1, "claimed", { who: "budi", name: "Budi" }), refusal);
  assert.match(named.told[0].text, /^Budi lebih dulu/);
  assert.equal(named.told[0].weight, "warning");
});

test("what is told goes when it is over", () => {
  const lost = hear(CLAIMED, event(4, "returned", { why: "vanished", by: "system" }));
  assert.equal(lost.told.length, 1);
  assert.deepEqual(hear(lost, event(5, "claimed", { who: "rina", name: "Rina" })).told, []);
  assert.deepEqual(hear(lost, event(5, "ended")).told, []);
  const off = hear(hear({ ...START, dutyWanted: true }, duty("rina")), duty());
  assert.equal(off.told.length, 1);
  assert.deepEqual(hear(off, duty("rina")).told, []);
  const other = hear(FOLLOWED, event(1, "claimed", { who: "budi" }), live);
  const handed = hear(other, event(2, "transferred", { to: ["rina"] }));
  assert.equal(handed.told.length, 1);
  assert.deepEqual(hear(handed, event(3, "transferred", { to: ["budi"] })).told, []);
});

test("long runs of offers are one line, short ones and all else stay as they are", () => {
  const of = (kinds) =>
    hear(FOLLOWED, ...kinds.map((kind, at) => event(at + 1, kind, { by: "system", body: "x" })));
  const shown = (kinds) => folded(of(kinds).talks.c1.conversation.items);
  const long = ["opened", "said", "offered", "lapsed", "offered", "declined", "lapsed", "claimed"];
  const types = shown(long).map((item) => item.type);
  assert.deepEqual(types, ["notice", "message", "fold", "notice"]);
  const fold = shown(long)[2];
  assert.deepEqual([fold.seq, fold.notices.length, offersIn(fold)], [3, 5, 2]);
  const short = ["opened", "offered", "lapsed", "claimed"];
  assert.deepEqual(shown(short).map((item) => item.seq), [1, 2, 3, 4]);
});

test("a refused text stays, with the reason", () => {
  const command = { type: "say", cid: "b", conversation: "c1", body: "Buka", fence: 3 };
  const talks = { c1: { ...CLAIMED.talks.c1, echoes: [echoOf(command)] } };
  const error = { type: "error", code: "lost_claim", text: "Percakapan ini bukan milik Anda." };
  const refusal = { what: "refused", cid: "b", code: "lost_claim", command, frame: error };
  const [echo] = hear({ ...CLAIMED, talks }, refusal).talks.c1.echoes;
  assert.deepEqual([echo.state, echo.reason], ["failed", "Percakapan ini bukan milik Anda."]);
});

test("a text that has to wait stays pending, and says for what", () => {
  const command = { type: "say", cid: "b", conversation: "c1", body: "Buka", fence: 3 };
  const talks = { c1: { ...CLAIMED.talks.c1, echoes: [echoOf(command)] } };
  const error = { type: "error", code: "storage_full", text: "Penyimpanan penuh." };
  const news = { what: "delayed", cid: "b", code: "storage_full", command, frame: error };
  const [echo] = hear({ ...CLAIMED, talks }, news).talks.c1.echoes;
  assert.deepEqual([echo.state, echo.reason], ["pending", "Penyimpanan penuh."]);
});

test("an echo goes when its event is there, whichever of event and acknowledgement is first", () => {
  const command = { type: "say", cid: "b", conversation: "c1", body: "Buka", fence: 3 };
  const talks = { c1: { ...CLAIMED.talks.c1, echoes: [echoOf(command)] } };
  const sent = { ...CLAIMED, talks };
  const frameOf = { type: "ack", cid: "b", conversation: "c1", seq: 4, at: 4 };
  const ack = { what: "acknowledged", cid: "b", command, frame: frameOf };
  const said = event(4, "said", { body: "Buka", cid: "b", who: "rina" });
  assert.equal(hear(sent, ack).talks.c1.echoes.length, 1);
  assert.equal(hear(sent, ack, said).talks.c1.echoes.length, 0);
  assert.equal(hear(sent, said, ack).talks.c1.echoes.length, 0);
});

test("a transferred conversation is told, whether it was followed or not", () => {
  const other = hear(FOLLOWED, event(1, "claimed", { who: "budi" }), live);
  const followed = hear(other, event(2, "transferred", { to: ["rina"] }));
  assert.match(followed.told[0].text, /dialihkan kepada Anda/);
  const first = hear(START, list("mine", []));
  const strange = hear(first, list("mine", [row("c7", { holder: "rina" })]));
  assert.equal(strange.told[0].conversation, "c7");
});

test("conversations of the first list, and those claimed here, are no news", () => {
  assert.deepEqual(hear(START, list("mine", [row("c7", { holder: "rina" })])).told, []);
  assert.deepEqual(CLAIMED.told, []);
});

test("a claim taken from a librarian who vanished is told to them", () => {
  const [told] = hear(CLAIMED, event(4, "returned", { why: "vanished", by: "system" })).told;
  assert.match(told.text, /terputus terlalu lama/);
  assert.deepEqual(hear(CLAIMED, event(4, "returned", { why: "librarian" })).told, []);
});

test("duty that changes without the librarian's wish is never silent", () => {
  const on = hear({ ...START, dutyWanted: true }, duty("rina", "budi"));
  assert.ok(onDuty(on, ME));
  assert.equal(on.dutyWanted, null);
  assert.equal(hear(on, duty("budi")).told[0].weight, "warning");
  assert.deepEqual(hear({ ...on, dutyWanted: false }, duty("budi")).told, []);
});

test("a passing refusal without a command is not spoken of, a lasting one is", () => {
  const error = (code) => frame({ type: "error", code, text: "kalimat" });
  assert.deepEqual(hear(START, error("rate_limited")).told, []);
  assert.equal(hear(START, error("forbidden_or_absent")).told[0].text, "kalimat");
});

test("what the librarian has not looked at is unread, here or on another device", () => {
  const more = hear(CLAIMED, event(4, "said", { by: "patron", body: "Halo?" }));
  assert.equal(unread(more.talks.c1), 2);
  assert.equal(unread({ ...more.talks.c1, seen: 2 }), 1);
  const marks = [{ reader: "staff", seen: 4 }];
  assert.equal(unread(hear(more, { ...live, frame: { ...live.frame, marks } }).talks.c1), 0);
});

test("a new offer alerts, the same offer does not alert as new again", () => {
  const offered = hear(START, list("line", [row("c2", { offered: true }), row("c3")]));
  const calls = callsOf(offered, ME);
  assert.deepEqual(calls.offered, ["c2"]);
  assert.equal(newCall(NO_CALLS, calls).sound, "offer");
  assert.equal(newCall(calls, calls), null);
  assert.equal(waiting(calls), 1);
});

test("one more unread message alerts softly, without the patron's words", () => {
  const before = callsOf(CLAIMED, ME);
  const said = event(4, "said", { by: "patron", body: "rahasia" });
  const call = newCall(before, callsOf(hear(CLAIMED, said), ME));
  assert.deepEqual([call.sound, call.conversation], ["message", "c1"]);
  assert.doesNotMatch(call.text, /rahasia/);
});

test("an inserted suggestion names its entry, and says whether it was changed", () => {
  const offer = { entry: "jam-buka", title: "Jam buka", language: "id" };
  const draft = inserted({ ...EMPTY, text: "Halo!" }, offer, "Buka 08.00.", 5);
  assert.equal(draft.text, "Halo!\n\nBuka 08.00.");
  const at = { id: "c1", fence: 3 };
  assert.equal(wishOf(draft, at).edited, true);
  const alone = inserted(EMPTY, offer, "Buka 08.00.", 0);
  const { entry, edited, fence } = wishOf(alone, at);
  assert.deepEqual([entry, edited, fence], ["jam-buka", false, 3]);
});

test("a note never carries fence nor entry", () => {
  const note = wishOf({ ...EMPTY, text: " cek ", mode: "note", entry: "x" }, { id: "c1", fence: 3 });
  assert.deepEqual(note, { type: "note", conversation: "c1", body: "cek" });
});

test("a correction names the message it is about", () => {
  const edit = wishOf({ ...EMPTY, text: "Betul", of: 5 }, { id: "c1", fence: 3 });
  assert.deepEqual(edit, { type: "edit", conversation: "c1", of: 5, body: "Betul", fence: 3 });
});

test("the newest suggestions stand, at most three, without those waved away", () => {
  const offers = ["a", "b", "c", "d"].map((entry) => ({ entry, language: "id", title: entry }));
  const news = frame({ type: "suggestions", conversation: "c1", of: 2, offers });
  const talk = hear(CLAIMED, news).talks.c1;
  assert.deepEqual(standing(talk).map((offer) => offer.entry), ["a", "b", "c"]);
  assert.deepEqual(standing({ ...talk, rejected: ["a"] })[0].entry, "b");
});

test("a digit and a letter code a conversation, nothing is chosen beforehand", () => {
  const choices = (...values) => values.map((value) => ({ value, label: String(value) }));
  const codes = {
    read_levels: choices(1, 2, 3),
    question_types: choices("directional", "policy"),
    outcomes: choices("answered", "partly"),
    notice: "",
  };
  assert.equal(isComplete(UNCODED), false);
  const coded = ["2", "b"].reduce((coding, key) => chosenByKey(coding, key, codes), UNCODED);
  assert.deepEqual(coded, { readLevel: 2, questionType: "policy", outcome: "" });
  assert.ok(isComplete(coded));
  assert.equal(chosenByKey(coded, "d", codes).outcome, "partly");
  for (const key of ["9", "z", "Tab", "B"]) assert.deepEqual(chosenByKey(coded, key, codes), coded);
});

test("addresses lead where they say, and nonsense leads to the lists", () => {
  assert.deepEqual(parsed(toConversation("c-1")), { at: "conversation", id: "c-1", side: false });
  assert.deepEqual(parsed(toConversation("c1", true)), { at: "conversation", id: "c1", side: true });
  assert.deepEqual(parsed(toTranscript("c1")), { at: "transcript", id: "c1" });
  assert.deepEqual(parsed(toTranscripts), { at: "transcripts" });
  assert.deepEqual(parsed("#/c/../etc"), { at: "lists" });
});

test("what is wrong with the service is told, an index being built is not", () => {
  const fine = { ok: true, text: "Baik." };
  const building = { ok: false, text: "Indeks sedang dibangun." };
  const away = { ok: false, text: "Saluran Telegram tidak tersambung." };
  assert.equal(trouble({ parts: { store: fine, index: building } }), "");
  assert.equal(trouble({ parts: { store: fine, index: building, channel: away } }), away.text);
});

test("where nobody knows of the crisis text, that is said first, with what to do", () => {
  const help = { text: "112", contact: "Bu Ratna", phone: "0812" };
  const nobody = { consoles: 0, reached: [], failed: ["mail"] };
  assert.equal(outcomeOf(help, nobody).alone, true);
  assert.match(outcomeOf(help, nobody).title, /belum ada rekan yang terhubung/);
  assert.deepEqual(outcomeOf(help, nobody).lines, ["Telepon sekarang; jangan menunggu."]);
  assert.match(outcomeOf({ ...help, phone: "" }, nobody).lines[0], /koordinator.*112/);
});

test("an open console is no claim that somebody has read it", () => {
  const help = { text: "112", contact: "Bu Ratna", phone: "0812" };
  const told = outcomeOf(help, { consoles: 2, reached: [], failed: ["mail"] });
  assert.equal(told.alone, false);
  assert.deepEqual(told.lines, [
    "2 koordinator punya konsol terbuka.",
    "Bu Ratna tidak terjangkau: surel.",
  ]);
  const called = outcomeOf(help, { consoles: 0, reached: ["mail", "telegram"], failed: [] });
  assert.deepEqual(called.lines, ["Bu Ratna diberi tahu: surel, Telegram."]);
});
