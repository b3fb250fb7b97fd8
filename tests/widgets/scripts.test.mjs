// The TypeScript client plays the protocol scripts, see tests/scripts/README.md.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ProtocolClient } from "../../widgets/shared/client.ts";

const FOLDER = process.env.REFDESK_SCRIPTS;
const DEFAULTS = [undefined, "", 0, false, null];

/** A frame without the fields that equal their default. */
function bare(frame) {
  const fields = Object.entries(frame).filter(([name, value]) => {
    if (name === "lang" && value === "id") return false;
    if (name === "after" && value[0] === 0) return false;
    if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
    return !DEFAULTS.includes(value);
  });
  return Object.fromEntries(fields);
}

/** What was told, as far as scripts name it. */
function plain(news) {
  const fields = ["what", "conversation", "seq", "head", "reason", "cid", "code", "type"];
  return Object.fromEntries(fields.filter((name) => name in news).map((name) => [name, news[name]]));
}

const DEEDS = {
  connect: (client, step, at) => client.connect(at),
  receive: (client, step, at) => client.receive(step.text ?? JSON.stringify(step.frame), at),
  command: (client, step) => client.command(step.frame),
  pass_on: (client, step) => client.passOn(step.frame),
  follow: (client, step) => client.follow(step.conversation),
  unfollow: (client, step) => client.unfollow(step.conversation),
  watch: (client, step) => client.watch(step.what),
  unwatch: (client, step) => client.unwatch(step.what),
  tick: (client, step, at) => client.tick(at),
  disconnect: (client, step) => assert.equal(client.disconnect(step.code), step.again),
};

function play(script) {
  const client = new ProtocolClient(script.hello, script.kept);
  let at = 0;
  script.steps.forEach((step, place) => {
    at = step.at ?? at;
    DEEDS[step.do](client, step, at);
    const where = `step ${place + 1}: ${step.do}`;
    assert.deepEqual(client.outgoing().map(bare), (step.sends ?? []).map(bare), `${where} sends`);
    assert.deepEqual(client.told().map(plain), step.tells ?? [], `${where} tells`);
  });
  if (!script.kept_after) return;
  const kept = client.kept();
  assert.deepEqual(kept.cursors, script.kept_after.cursors);
  assert.deepEqual(kept.pending.map(bare), script.kept_after.pending.map(bare));
}

const names = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
assert.ok(names.length > 0);
for (const name of names) {
  const script = JSON.parse(readFileSync(join(FOLDER, name), "utf8"));
  test(`${name}: ${script.says}`, () => play(script));
}
