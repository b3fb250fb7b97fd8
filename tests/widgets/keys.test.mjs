// The keys of the console: which press means what, and how often.

import assert from "node:assert/strict";
import { test } from "node:test";
import { actionOf, pressed } from "../../widgets/console/keys.ts";

test("keys mean what the help says; single keys can be off", () => {
  const none = { key: "", code: "", altKey: false, ctrlKey: false, metaKey: false, shiftKey: false };
  assert.equal(actionOf({ ...none, altKey: true, code: "Digit2", key: "²" }, true), "insert2");
  assert.equal(actionOf({ ...none, altKey: true, code: "KeyX", key: "x" }, false), "reject");
  assert.equal(actionOf({ ...none, altKey: true, code: "KeyB", key: "b" }, false), "canned");
  assert.equal(actionOf({ ...none, ctrlKey: true, key: "K" }, false), "search");
  assert.equal(actionOf({ ...none, key: "?", shiftKey: true }, true), "help");
  assert.equal(actionOf({ ...none, key: "?", shiftKey: true }, false), null);
  assert.equal(actionOf({ ...none, altKey: true, ctrlKey: true, code: "KeyA" }, true), null);
});

test("a key that is held acts once, but for going through the list", (t) => {
  globalThis.document = { querySelector: () => null };
  t.after(() => delete globalThis.document);
  const done = [];
  const actions = { reject: () => done.push("reject"), next: () => done.push("next") };
  let prevented = 0;
  for (const code of ["KeyX", "ArrowDown"])
    for (const repeat of [false, true, true]) {
      const press = { key: "", code, altKey: true, repeat, preventDefault: () => (prevented += 1) };
      pressed(press, actions, false);
    }
  assert.deepEqual(done, ["reject", "next", "next", "next"]);
  assert.equal(prevented, 6);
});
