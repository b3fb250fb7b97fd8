// A reader of gettext PO catalogues, as far as the front end needs them.

const QUOTED = /^"((?:[^"\\]|\\.)*)"$/;
const FIELD = /^(msgid|msgid_plural|msgstr|msgstr\[\d\])\s+("(?:[^"\\]|\\.)*")$/;

/**
 * Read one catalogue.
 *
 * @param {string} text the file's text
 * @param {string} name the file's name, for error messages
 * @returns {Map<string, string | [string, string]>} translation by source string; a pair where the
 *   entry has a plural; fuzzy and empty translations are left out
 */
export function parse(text, name) {
  const entries = new Map();
  for (const entry of blocks(text, name)) {
    const translation = translated(entry);
    if (entry.msgid && translation !== null) entries.set(entry.msgid, translation);
  }
  return entries;
}

function* blocks(text, name) {
  let entry = {};
  let field = null;
  const lines = text.split("\n");
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim();
    if (line.startsWith("#,") && line.includes("fuzzy")) entry.fuzzy = true;
    if (line === "" || line.startsWith("#")) {
      if (line === "" && entry.msgid !== undefined) {
        yield entry;
        entry = {};
      }
      field = null;
      continue;
    }
    const start = FIELD.exec(line);
    const more = QUOTED.exec(line);
    if (start) {
      field = start[1];
      entry[field] = JSON.parse(start[2]);
    } else if (more && field) {
      entry[field] += JSON.parse(line);
    } else {
      throw new Error(`${name}:${index + 1}: this is not a PO line: ${line}`);
    }
  }
  if (entry.msgid !== undefined) yield entry;
}

function translated(entry) {
  if (entry.fuzzy) return null;
  if (entry.msgid_plural === undefined) return entry.msgstr || null;
  const pair = [entry["msgstr[0]"], entry["msgstr[1]"]];
  return pair.every(Boolean) ? pair : null;
}
