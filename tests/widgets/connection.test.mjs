// The driver between client and socket, with a socket that only notes what it is given.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ProtocolClient } from "../../widgets/shared/client.ts";
import { Connection } from "../../widgets/shared/connection.ts";

class Socket {
  static OPEN = 1;
  readyState = Socket.OPEN;
  sent = [];
  constructor() {
    Socket.last = this;
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {}
}

globalThis.WebSocket = Socket;
globalThis.window = globalThis;
globalThis.location = { href: "http://desk.test/panel" };
globalThis.document = { visibilityState: "visible", addEventListener() {} };
globalThis.addEventListener = () => {};

test("what no frame can hold is left out of what is sent", () => {
  const client = new ProtocolClient({ type: "hello", build: "b1" });
  const connection = new Connection("/ws/patron", client, { told() {}, linked() {} });
  connection.open();
  const socket = Socket.last;
  socket.onopen();
  socket.onmessage({ data: JSON.stringify({ type: "welcome", build: "b1", at: 1, role: "patron" }) });
  client.command({ type: "open", cid: "0".repeat(32), body: "buku\0 \ud83d ada? \ud83d\ude00" });
  connection.drain();
  assert.equal(socket.sent.at(-1).body, "buku  ada? \u{1f600}");
  clearInterval(connection.ticking);
});
