// The words of each app in each language, checked against the sources that use them.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "./po.mjs";

/** Indonesian is the source language: its words are the keys, so it has no catalogue. */
export const SOURCE_LANGUAGE = "id";

const CALL = /(?<![\w.$])(tn?)\(\s*(?:"((?:[^"\\]|\\.)*)"|([^\s)]))/g;
/** What stands before the name where it is declared or only spoken of. */
const NOT_A_CALL = /function\s+$|^\s*(\*|\/\/|\/\*)/;
const SLOT = /\{\w+\}/g;

/** The source strings of the files at `paths`: a map from string to "file:line". */
export function extract(paths) {
  const found = new Map();
  for (const path of paths) {
    const text = readFileSync(path, "utf8");
    for (const match of text.matchAll(CALL)) {
      const before = text.slice(0, match.index).split("\n");
      const place = `${path}:${before.length}`;
      if (NOT_A_CALL.test(before.at(-1))) continue;
      if (match[2] === undefined) {
        throw new Error(`${place}: ${match[1]}() takes a string in double quotes, written out`);
      }
      found.set(JSON.parse(`"${match[2]}"`), { place, plural: match[1] === "tn" });
    }
  }
  return found;
}

/** All catalogues of `folder`: a map from language to translations (en.po and en.*.po together). */
export function catalogues(folder) {
  const languages = new Map();
  for (const file of readdirSync(folder).sort()) {
    const name = /^([a-z]{2})(\.[a-z]+)?\.po$/.exec(file);
    if (!name) continue;
    const entries = languages.get(name[1]) ?? new Map();
    languages.set(name[1], entries);
    for (const [key, value] of parse(readFileSync(join(folder, file), "utf8"), file)) {
      entries.set(key, value);
    }
  }
  return languages;
}

/** The translations of `strings` out of `catalogue`; throws an Error naming every one missing. */
export function compile(strings, catalogue, language) {
  const faults = [];
  const words = {};
  for (const [key, { place, plural }] of strings) {
    const value = catalogue.get(key);
    const fault = value === undefined ? "is not translated" : mismatch(key, value, plural);
    if (fault) faults.push(`${place}: "${key}" ${fault} (widgets/locale/${language}.po)`);
    else words[key] = value;
  }
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return words;
}

function mismatch(key, value, plural) {
  if (plural !== Array.isArray(value)) {
    return plural ? "needs msgid_plural and two msgstr" : "must not have a plural";
  }
  const slots = (text) => [...new Set(text.match(SLOT) ?? [])].sort().join();
  const wanted = slots(key);
  const wrong = (plural ? value : [value]).some((text) => slots(text) !== wanted);
  return wrong ? `must keep the slots ${wanted || "(none)"}` : null;
}

/**
 * The source `text` with its strings in another language.
 *
 * The two forms of a plural stand in one string, parted by U+001F, see `tn` in `shared/strings.ts`.
 */
export function translated(text, words) {
  return text.replace(CALL, (call, name, key) => {
    const value = key === undefined ? undefined : words[JSON.parse(`"${key}"`)];
    if (value === undefined) return call;
    return `${name}(${JSON.stringify(Array.isArray(value) ? value.join("\u001f") : value)}`;
  });
}

/** Translations that no source uses, as "language: string" lines. */
export function unused(languages, used) {
  const rows = [];
  for (const [language, catalogue] of languages) {
    for (const key of catalogue.keys()) if (!used.has(key)) rows.push(`${language}: ${key}`);
  }
  return rows;
}
