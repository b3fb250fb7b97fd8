// The reducer of conversations.

import assert from "node:assert/strict";
import { test } from "node:test";
import { blank, lastQuestion, markOf, messages, reduce, withMarks } from "../../widgets/shared/reduce.ts";

const said = (seq, by, body, more = {}) => ({ seq, id: `e${seq}`, at: seq, kind: "said", by, body, ...more });
const happened = (seq, kind, more = {}) => ({ seq, id: `e${seq}`, at: seq, kind, by: "staff", ...more });
const fold = (...events) => events.reduce(reduce, blank("c1"));

const BEGIN = [
  { ...happened(1, "opened"), by: "patron", channel: "web", language: "id" },
  said(2, "patron", "Di mana kartu anggota dibuat?"),
  happened(3, "offered", { to: ["rina"] }),
  happened(4, "claimed", { who: "rina", name: "Rina" }),
  said(5, "staff", "Di lantai 1.", { name: "Rina", entry: "kartu" }),
];

test("a conversation is the fold of its events", () => {
  const state = fold(...BEGIN);
  assert.equal(state.stage, "active");
  assert.equal(state.fence, 4);
  assert.deepEqual(state.holder, { id: "rina", name: "Rina" });
  assert.deepEqual(messages(state).map((m) => m.body), ["Di mana kartu anggota dibuat?", "Di lantai 1."]);
  assert.equal(lastQuestion(state).seq, 2);
});

test("a state of yesterday and what came since give the state of today", () => {
  const yesterday = fold(...BEGIN.slice(0, 3));
  assert.deepEqual(BEGIN.slice(3).reduce(reduce, yesterday), fold(...BEGIN));
});

test("an event that is held already changes nothing", () => {
  const state = fold(...BEGIN);
  assert.equal(reduce(state, BEGIN[2]), state);
});

test("an unknown kind is stepped over, its number kept", () => {
  const state = fold(...BEGIN, happened(6, "sang"));
  assert.equal(state.head, 6);
  assert.equal(state.items.length, 5);
});

test("each stage follows from its event", () => {
  const stages = [
    ["lapsed", "waiting"],
    ["asked", "asked"],
    ["held", "held"],
    ["resumed", "active"],
    ["returned", "waiting"],
    ["ended", "ended"],
    ["reopened", "waiting"],
  ];
  for (const [kind, stage] of stages) assert.equal(fold(...BEGIN, happened(6, kind)).stage, stage);
});

test("a transfer changes holder and fence, a return has no holder", () => {
  const handed = fold(...BEGIN, happened(6, "transferred", { to: ["budi"], name: "Budi" }));
  assert.deepEqual([handed.holder.id, handed.fence], ["budi", 6]);
  assert.equal(reduce(handed, happened(7, "returned")).holder, null);
});

test("an edit keeps the earlier versions", () => {
  const state = fold(...BEGIN, happened(6, "edited", { of: 5, body: "Di lantai 2." }));
  const [, answer] = messages(state);
  assert.deepEqual([answer.body, answer.earlier], ["Di lantai 2.", ["Di lantai 1."]]);
});

test("a note is a message that the patron never gets", () => {
  const [note] = messages(fold(happened(1, "noted", { body: "Sudah ditelepon." })));
  assert.ok(note.note);
});

test("redacted and forgotten texts are gone with all their versions", () => {
  const edited = fold(...BEGIN, happened(6, "edited", { of: 2, body: "Lain." }));
  const redacted = messages(reduce(edited, happened(7, "redacted", { of: 2 })));
  assert.deepEqual([redacted[0].body, redacted[0].earlier, redacted[0].redacted], ["", [], true]);
  assert.equal(redacted[1].body, "Di lantai 1.");
  const forgotten = reduce(edited, happened(7, "forgotten"));
  assert.ok(forgotten.forgotten);
  assert.ok(messages(forgotten).every((message) => message.body === "" && message.redacted));
});

test("new suggestions ask for a new verdict", () => {
  const judged = fold(...BEGIN, happened(6, "suggested", { of: 2, offers: [] }), happened(7, "judged"));
  assert.ok(judged.judged);
  assert.equal(reduce(judged, happened(8, "suggested", { of: 5 })).judged, null);
});

test("marks of both sides are told apart", () => {
  const state = withMarks(fold(...BEGIN), [{ reader: "staff", seen: 2 }]);
  assert.equal(markOf(state, "staff").seen, 2);
  assert.equal(markOf(state, "patron").seen, undefined);
});
