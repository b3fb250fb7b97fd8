/** The form of an entry as a value: read from the server, compared, joined with a colleague's. */

import type { Base, EntryFile, Form, Kind, Lang, Texts } from "./entry-types.ts";
import { LANGS } from "./entry-types.ts";

export const NO_TEXTS: Texts = {
  title: "",
  answer: "",
  alternatives: [],
  keywords: [],
  scope: "",
  for_whom: "",
  search_terms: [],
  sources: [],
};

export function newForm(kind: Kind): Form {
  // A canned reply is for librarians to send, not for patrons to be offered.
  const audience = kind === "canned" ? "staff" : "public";
  const shared = { owner: "", topics: [], related: [], review_by: "" };
  return { kind, audience, ...shared, texts: { id: NO_TEXTS } };
}

export function formOf(file: EntryFile): Form {
  const { kind, audience, owner, topics, related, review_by } = file;
  const texts = Object.fromEntries(file.versions.map((one) => [one.lang, one.texts]));
  return { kind, audience, owner, topics, related, review_by, texts };
}

export function baseOf(file: EntryFile): Base {
  return Object.fromEntries(file.versions.map((one) => [one.lang, one.revision]));
}

export function alike(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The form with some texts of one language changed. */
export function withTexts(form: Form, lang: Lang, changed: Partial<Texts>): Form {
  const texts = { ...NO_TEXTS, ...form.texts[lang], ...changed };
  return { ...form, texts: { ...form.texts, [lang]: texts } };
}

/** A language without any text is none yet. */
export function filled(form: Form): Form {
  const kept = LANGS.filter((lang) => !alike(form.texts[lang] ?? NO_TEXTS, NO_TEXTS));
  return { ...form, texts: Object.fromEntries(kept.map((lang) => [lang, form.texts[lang]])) };
}

/** A field of a form: of what the languages share, or of one language. */
export interface Place {
  readonly lang: Lang | "";
  readonly field: string;
}

const SHARED = ["audience", "owner", "topics", "related", "review_by"] as const;
const OWN = Object.keys(NO_TEXTS);

const PLACES: readonly Place[] = [
  ...SHARED.map((field) => ({ lang: "" as const, field })),
  ...LANGS.flatMap((lang) => OWN.map((field) => ({ lang, field }))),
];

export function valueAt(form: Form, { lang, field }: Place): unknown {
  const held = (lang === "" ? form : (form.texts[lang] ?? NO_TEXTS)) as unknown;
  return (held as Record<string, unknown>)[field];
}

function withValue(form: Form, { lang, field }: Place, value: unknown): Form {
  return lang === "" ? { ...form, [field]: value } : withTexts(form, lang, { [field]: value });
}

/**
 * A colleague's form with what was changed here put into it; where both changed the same field
 * otherwise, the place is among `clashes` and keeps what was written here.
 */
export function joined(was: Form, mine: Form, theirs: Form): { form: Form; clashes: Place[] } {
  let form = theirs;
  const clashes: Place[] = [];
  for (const place of PLACES) {
    const [before, here, there] = [was, mine, theirs].map((one) => valueAt(one, place));
    if (alike(here, before) || alike(here, there)) continue;
    form = withValue(form, place, here);
    if (!alike(there, before)) clashes.push(place);
  }
  return { form, clashes };
}

/** The form with a colleague's text at one place. */
export function yielding(form: Form, theirs: Form, place: Place): Form {
  return withValue(form, place, valueAt(theirs, place));
}
