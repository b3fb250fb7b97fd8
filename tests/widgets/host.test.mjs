// The panel believes its parent only, and answers to the origin that spoke first.

import assert from "node:assert/strict";
import { test } from "node:test";

const heard = [];
const told = [];
const parent = { postMessage: (said, origin) => told.push([said, origin]) };
globalThis.parent = parent;
globalThis.addEventListener = (kind, listener) => kind === "message" && heard.push(listener);

const { Host } = await import("../../widgets/patron/host.ts"); // after the window is made

const LIBRARY = "https://perpus.example";

function send(source, origin, data) {
  for (const listener of heard) listener({ source, origin, data });
}

test("a message of another window, another origin or another shape is not heard", () => {
  const host = new Host(true);
  const opened = { refdesk: 1, open: true, focus: true };
  send({}, LIBRARY, opened);
  send(parent, LIBRARY, { open: true });
  send(parent, LIBRARY, null);
  send(parent, LIBRARY, "refdesk");
  assert.equal(host.said.open, false);
  host.tell({ unread: 1 });
  assert.deepEqual(told, []);

  send(parent, LIBRARY, opened);
  assert.deepEqual(host.said, { open: true, focus: true });
  send(parent, "https://evil.example", { refdesk: 1, open: false, focus: false });
  assert.equal(host.said.open, true);
  host.tell({ unread: 2, talking: true });
  assert.deepEqual(told.at(-1), [{ refdesk: 1, unread: 2, talking: true }, LIBRARY]);
});
