// The editor's pure parts: steps of a pathfinder in its Markdown, two people's forms joined.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { filled, joined as both, newForm, withTexts, yielding } from "../../widgets/console/knowledge/entry-form.ts";
import { joined, split } from "../../widgets/console/knowledge/steps.ts";
import { parsed, toEntry, toHistory } from "../../widgets/console/route.ts";

const GUIDE = "Mulai di sini.\n\n## Langkah-langkah\n\n1. Cari\n2. Tanya\n\n## Masih buntu?\n\nTanya kami.";

test("the steps of a pathfinder are taken out of its Markdown and put back", () => {
  const guided = split(GUIDE);
  assert.deepEqual(guided?.steps, ["Cari", "Tanya"]);
  assert.equal(guided?.before, "Mulai di sini.");
  assert.equal(joined(guided), GUIDE);
  assert.match(joined({ ...guided, steps: ["Cari", "Pilih", "Tanya"] }), /2\. Pilih\n3\. Tanya/);
});

test("steps written in another way leave the text whole", () => {
  assert.equal(split("## Langkah\n\n1. Cari\n   lebih rinci\n2. Tanya\n\n\n\nAkhir"), null);
  assert.equal(split("Mulai.\n\n1. Tanpa judul"), null);
});

test("no pathfinder of the starter content is changed by splitting it", () => {
  for (const lang of ["id", "en"]) {
    const folder = join(process.env.REFDESK_SCRIPTS, "../../kb/content", lang, "panduan");
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), "utf8");
      const body = text.slice(text.indexOf("\n---\n", 4) + 5).trim();
      const guided = split(body);
      if (guided !== null) assert.equal(joined(guided), body, name);
    }
  }
});

const form = (answer, more = {}) => ({ ...withTexts(newForm("faq"), "id", { title: "t", answer }), ...more });

test("what two people changed in different places is joined without a question", () => {
  const was = form("satu");
  const { form: made, clashes } = both(was, form("dua"), form("satu", { owner: "anak" }));
  assert.deepEqual(clashes, []);
  assert.equal(made.texts.id.answer, "dua");
  assert.equal(made.owner, "anak");
});

test("the same place changed by both is a clash that keeps mine until I yield", () => {
  const was = form("satu");
  const theirs = form("tiga");
  const { form: made, clashes } = both(was, form("dua"), theirs);
  assert.deepEqual(clashes, [{ lang: "id", field: "answer" }]);
  assert.equal(made.texts.id.answer, "dua");
  assert.equal(yielding(made, theirs, clashes[0]).texts.id.answer, "tiga");
  assert.deepEqual(both(was, form("dua"), form("dua")).clashes, []);
});

test("a language without any text is not sent", () => {
  assert.deepEqual(Object.keys(filled(withTexts(form("x"), "en", {})).texts), ["id"]);
});

test("addresses of entries are read back", () => {
  assert.deepEqual(parsed(toEntry("jam-buka")), { at: "knowledge", view: "entry", id: "jam-buka" });
  assert.deepEqual(parsed(toHistory("jam-buka")), { at: "knowledge", view: "history", id: "jam-buka" });
  assert.deepEqual(parsed("#/pengetahuan"), { at: "knowledge", view: "list", id: "" });
});
