// What the panel keeps and shows, without a page.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { dayOf, momentOf } from "../../widgets/shared/clock.ts";
import { newCid, newToken } from "../../widgets/shared/chance.ts";
import { openStorage } from "../../widgets/shared/storage.ts";
import { blank } from "../../widgets/shared/reduce.ts";
import { speak, t, tn } from "../../widgets/shared/strings.ts";
import { Outbox } from "../../widgets/patron/outbox.ts";
import { echoesOf, heard, isUnderWay } from "../../widgets/patron/view.ts";

/** The browser's storage, as far as it is used. */
class Shelf {
  getItem(key) {
    return Object.hasOwn(this, key) ? this[key] : null;
  }
  setItem(key, value) {
    this[key] = String(value);
  }
  removeItem(key) {
    delete this[key];
  }
}

const say = (cid, body = "Halo") => ({ type: "say", cid, conversation: "c1", body });

beforeEach(() => {
  globalThis.window = { localStorage: new Shelf(), sessionStorage: new Shelf() };
  speak({});
});

test("what is kept outlives the page", () => {
  openStorage("refdesk.").set("draft.new", "Apakah");
  const again = openStorage("refdesk.");
  assert.equal(again.lasts, "browser");
  assert.equal(again.get("draft.new"), "Apakah");
  assert.deepEqual(again.keys("draft."), ["draft.new"]);
  again.remove("draft.new");
  assert.equal(again.get("draft.new"), undefined);
});

test("a blocked storage is found out, memory takes its place", () => {
  globalThis.window = {
    get localStorage() {
      throw new Error("SecurityError");
    },
    get sessionStorage() {
      throw new Error("SecurityError");
    },
  };
  const storage = openStorage("refdesk.");
  assert.equal(storage.lasts, "page");
  storage.set("token", "x");
  assert.equal(storage.get("token"), "x");
  assert.deepEqual(storage.keys(""), ["token"]);
});

test("a storage that is full or garbled loses nothing of this page", () => {
  const storage = openStorage("refdesk.");
  window.localStorage.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  storage.set("draft.new", "Apakah");
  assert.equal(storage.get("draft.new"), "Apakah");
  window.localStorage["refdesk.token"] = "{cut sho";
  assert.equal(storage.get("token"), undefined);
});

test("unacknowledged texts come back in their order after a page change", () => {
  const before = new Outbox(openStorage("refdesk."));
  ["b", "a", "c"].forEach((cid) => before.add(say(cid), 1000));
  before.sent("a", 7);
  const after = new Outbox(openStorage("refdesk."));
  assert.deepEqual(after.pending().map((command) => command.cid), ["b", "c"]);
});

test("a refused text comes back as refused, and is not sent by itself", () => {
  const before = new Outbox(openStorage("refdesk."));
  before.add(say("a"), 1000);
  before.failed("a", "Terlalu panjang.");
  const after = new Outbox(openStorage("refdesk."));
  assert.deepEqual(after.pending(), []);
  assert.equal(after.echoes[0].why, "Terlalu panjang.");
  after.drop("a");
  assert.deepEqual(new Outbox(openStorage("refdesk.")).echoes, []);
});

test("an echo goes when the conversation holds its event, not before", () => {
  const outbox = new Outbox(openStorage("refdesk."));
  outbox.add(say("a"), 1000);
  outbox.shown("c1", 9);
  assert.equal(outbox.echoes.length, 1, "not acknowledged yet");
  outbox.sent("a", 10);
  outbox.shown("c1", 9);
  assert.equal(outbox.echoes.length, 1, "its event is not here yet");
  outbox.shown("c1", 10);
  assert.equal(outbox.echoes.length, 0);
});

test("texts written before the conversation had an id get it", () => {
  const outbox = new Outbox(openStorage("refdesk."));
  outbox.add({ type: "open", cid: "o", body: "Halo" }, 1);
  outbox.add({ ...say("a"), conversation: "@o" }, 2);
  outbox.opened("@o", "c1");
  assert.equal(new Outbox(openStorage("refdesk.")).pending()[1].conversation, "c1");
});

const view = (changes = {}) => ({
  link: "live",
  met: true,
  desk: null,
  conversation: blank("c1"),
  caughtUp: false,
  echoes: [],
  mine: [],
  writing: "",
  code: null,
  word: "",
  ...changes,
});
const frame = (frame) => ({ what: "frame", type: frame.type, frame });

test("a librarian who writes is named until the text is here", () => {
  const writes = frame({ type: "typing", conversation: "c1", by: "staff", name: "Rina" });
  const writing = { ...view(), ...heard(view(), writes) };
  assert.equal(writing.writing, "Rina");
  const event = { seq: 1, id: "e1", at: 1, kind: "said", by: "staff", body: "Ya" };
  const news = { what: "event", conversation: "c1", seq: 1, event };
  assert.equal(heard(writing, news).writing, "");
});

test("news of another conversation changes nothing on screen", () => {
  const writes = frame({ type: "typing", conversation: "c2", by: "staff", name: "Rina" });
  const code = frame({ type: "return_code", conversation: "c2", code: "A", until: 1 });
  assert.deepEqual(heard(view(), writes), {});
  assert.deepEqual(heard(view(), code), {});
});

test("a purged conversation is said to be gone", () => {
  const changes = heard(view(), { what: "reset", conversation: "c1", reason: "purged" });
  assert.match(changes.word, /dihapus/);
  assert.equal(changes.conversation.head, 0);
});

test("only texts of the conversation on screen are shown as on their way", () => {
  const echo = (command) => ({ command, at: 1, state: "pending", why: "", seq: 0 });
  const other = { ...say("b"), conversation: "c2" };
  const judge = { type: "judge", cid: "j", conversation: "c1", verdict: "unhelped" };
  const busy = view({ echoes: [echo(say("a")), echo(other), echo(judge)] });
  assert.deepEqual(echoesOf(busy).map((shown) => shown.command.cid), ["a"]);
  assert.ok(isUnderWay(busy, "judge"));
  assert.ok(!isUnderWay(busy, "rate"));
});

test("plural forms follow the number in every language", () => {
  assert.equal(tn("{n} menit", 3), "3 menit");
  speak({ "{n} menit": ["{n} minute", "{n} minutes"], Tutup: "Close" });
  assert.equal(tn("{n} menit", 1), "1 minute");
  assert.equal(t("Tutup"), "Close");
  assert.equal(tn("{n} minute\u001f{n} minutes", 2), "2 minutes");
});

test("near days have names", () => {
  const noon = new Date(2026, 4, 4, 12).getTime();
  const later = (days) => new Date(2026, 4, 4 + days, 9).getTime();
  assert.equal(dayOf(later(0), "id", noon), "Hari ini");
  assert.equal(dayOf(later(-1), "id", noon), "Kemarin");
  assert.equal(momentOf(later(1), "id", noon), "besok pukul 09.00");
  assert.equal(momentOf(later(3), "id", noon), "Kamis, 7 Mei pukul 09.00");
});

test("tokens are 256 bits in base64url, command ids 128 bits in hexadecimal", () => {
  assert.match(newToken(), /^[A-Za-z0-9_-]{43}$/);
  assert.match(newCid(), /^[0-9a-f]{32}$/);
  assert.notEqual(newToken(), newToken());
});
