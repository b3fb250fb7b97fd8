// The exchange in the place of a WebSocket, against a server that is a list of answers.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ProtocolClient } from "../../widgets/shared/client.ts";
import { turn } from "../../widgets/shared/exchange.ts";

const HELLO = { type: "hello", build: "b1", token: "t".repeat(43), lang: "id" };
const WELCOME = { type: "welcome", build: "b1", at: 1, role: "patron" };
const PING = { type: "ping" };
const say = (cid, body = cid) => ({ type: "say", cid, conversation: "c1", body });
const ack = (cid, seq) => ({ type: "ack", cid, conversation: "c1", seq, at: 0 });

/** Every socket of the page, none of which opens by itself. */
let sockets = [];
/** What was posted and waits for its answer, oldest first. */
let posted = [];
let timers = [];

class Socket {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSED = 3;
  sent = [];
  constructor() {
    sockets.push(this);
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {}
}

beforeEach(() => {
  sockets = [];
  posted = [];
  timers = [];
  globalThis.WebSocket = Socket;
  globalThis.window = { setTimeout: (act, pause) => timers.push({ act, pause }) };
  globalThis.clearTimeout = () => {};
  globalThis.fetch = (address, { body, signal, credentials }) =>
    new Promise((resolve, reject) => {
      const one = { address, body: JSON.parse(body), resolve, credentials, aborted: false };
      posted.push(one);
      signal.addEventListener("abort", () => {
        one.aborted = true;
        reject(signal.reason);
      });
    });
});

/** Until everything that can happen by itself has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Answer the oldest exchange that waits. */
async function answer(frames, { status = 200, close = 0, known = {} } = {}) {
  const one = posted.find((each) => !each.done && !each.aborted);
  one.done = true;
  const json = async () => ({ frames: [...frames, PING], known, close });
  one.resolve({ ok: status === 200, status, json });
  await settled();
}

/** A client on an exchange, driven as a connection drives it. */
async function begun(kept = { cursors: { c1: [0, ""] }, pending: [] }) {
  const client = new ProtocolClient(HELLO, kept);
  const connection = { client, detour: null };
  turn(connection);
  const wire = new connection.detour("ws://desk.test/ws/patron", "refdesk.1", connection);
  const page = { client, connection, wire, told: [], closed: null };
  page.drain = () => {
    for (const frame of client.outgoing()) wire.send(JSON.stringify(frame));
    page.told.push(...client.told());
  };
  wire.onopen = () => {
    client.connect(0);
    page.drain();
  };
  wire.onmessage = ({ data }) => {
    client.receive(data, 0);
    page.drain();
  };
  wire.onclose = ({ code }) => (page.closed = code);
  await settled();
  return page;
}

const told = (page) => page.told.map((news) => news.what);
const frames = (index) => posted[index].body.frames.map((frame) => frame.cid ?? frame.type);

test("the first exchange says hello, the next are held and carry what there is", async () => {
  const page = await begun();
  assert.equal(posted[0].address, "/exchange");
  assert.equal(posted[0].credentials, "omit");
  assert.deepEqual(posted[0].body, {
    token: HELLO.token,
    build: "b1",
    lang: "id",
    cursors: { c1: [0, ""] },
    frames: [],
    known: {},
    hold: 0,
  });
  page.client.watch("desk");
  page.client.command(say("a"));
  await answer([WELCOME], { known: { x: "1" } });
  assert.deepEqual(frames(1), ["watch", "a"]);
  assert.deepEqual([posted[1].body.hold, posted[1].body.known], [25, { x: "1" }]);
  const event = { seq: 1, id: "e1", at: 0, kind: "said", by: "patron", body: "a" };
  await answer([WELCOME, ack("a", 1), { type: "events", conversation: "c1", events: [event] }]);
  assert.deepEqual(told(page), ["welcome", "acknowledged", "event"]);
  assert.deepEqual(posted[2].body.cursors, { c1: [1, "e1"] });
  assert.deepEqual(frames(2), ["watch"]);
});

test("a command does not wait for an exchange that only listens; a mark is not lost", async () => {
  const page = await begun();
  await answer([WELCOME]);
  page.client.passOn({ type: "seen", conversation: "c1", seq: 1 });
  page.client.passOn({ type: "typing", conversation: "c1" });
  page.drain();
  await settled();
  assert.equal(posted[1].aborted, false);
  await answer([]);
  assert.deepEqual(frames(2), ["seen"]);
  page.client.command(say("a"));
  page.drain();
  await settled();
  assert.equal(posted[2].aborted, true);
  assert.deepEqual(frames(3), ["seen", "a"]);
  page.client.command(say("b"));
  page.drain();
  await settled();
  assert.equal(posted[3].aborted, false);
});

test("no command overtakes one that was refused for now", async () => {
  const page = await begun();
  await answer([WELCOME]);
  page.client.command(say("a"));
  page.drain();
  await settled();
  page.client.command(say("b"));
  page.drain();
  await answer([{ type: "error", code: "unavailable", cid: "a", retry_after: 1 }]);
  assert.deepEqual(frames(3 - 1), ["a"]);
  assert.deepEqual(frames(3), []);
  page.client.tick(2);
  page.drain();
  await settled();
  assert.deepEqual(frames(4), ["a", "b"]);
});

test("eight frames go at once, long texts in several exchanges, in order", async () => {
  const long = "x".repeat(4000);
  const pending = Array.from("abcdefgh", (cid) => say(cid, long));
  await begun({ cursors: { c1: [0, ""] }, pending });
  await answer([WELCOME]);
  const first = frames(1);
  assert.ok(first.length > 0 && first.length < 8);
  assert.equal(posted[1].body.hold, 0);
  await answer(first.map((cid, place) => ack(cid, place + 1)));
  assert.deepEqual([...first, ...frames(2)].join("").slice(0, 4), "abcd");
});

for (const [status, code] of [
  [401, 4401],
  [400, 4400],
  [404, 1001],
  [503, 1001],
]) {
  test(`status ${status} closes with ${code}`, async () => {
    const page = await begun();
    await answer([], { status });
    assert.equal(page.closed, code);
    assert.equal(posted.length, 1);
  });
}

test("a page of the network in the place of an answer is a lost connection", async () => {
  const page = await begun();
  posted[0].resolve({ ok: true, status: 200, json: () => Promise.reject(new SyntaxError()) });
  await settled();
  assert.equal(page.closed, 1001);
});

test("once a WebSocket gets through the exchange ends; one that does not is tried later", async () => {
  const page = await begun();
  await answer([WELCOME]);
  timers[0].act();
  sockets[0].onclose();
  assert.deepEqual([timers[0].pause, timers[1].pause], [60_000, 120_000]);
  timers[1].act();
  sockets[1].onopen();
  assert.deepEqual(sockets[1].sent[0].conversations, {});
  assert.equal(page.closed, null);
  sockets[1].onmessage();
  assert.equal(page.closed, 1001);
  assert.equal(page.connection.detour, null);
  assert.equal(posted[1].aborted, true);
});
