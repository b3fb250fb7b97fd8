/**
 * The app's words in the reader's language.
 *
 * Indonesian is the source language: a string written in the code is its own key, and only other
 * languages have a catalogue. The build collects every `t("…")` and `tn("…", n)`, so the first
 * argument is always a literal in double quotes.
 */

/** Translations by source string; a pair holds the singular and the plural. */
export type Catalogue = Readonly<Record<string, string | readonly [string, string]>>;

/** What the slots of a string are filled with: "{name}" by `name`. */
export type Values = Readonly<Record<string, string | number>>;

let catalogue: Catalogue = {};

/** From now on speak the language of `words`; an empty catalogue is Indonesian. */
export function speak(words: Catalogue): void {
  catalogue = words;
}

/**
 * Load the catalogue at `address` (same origin); no address means Indonesian.
 *
 * Waits at most five seconds. A page that cannot have it stays in Indonesian.
 */
export async function loadStrings(address: string | undefined): Promise<void> {
  if (!address) return speak({});
  const response = await fetch(address, { signal: AbortSignal.timeout(5000) }).catch(() => null);
  if (response?.ok) speak((await response.json()) as Catalogue);
}

/** The string `source` in the reader's language, its slots filled from `values`. */
export function t(source: string, values: Values = {}): string {
  const found = catalogue[source];
  return fill(typeof found === "string" ? found : source, values);
}

/**
 * As `t`, in the plural form that fits `n`, which also fills the slot "{n}".
 *
 * Where the build has put another language into the source, both forms stand in `source`.
 */
export function tn(source: string, n: number, values: Values = {}): string {
  const found = catalogue[source] ?? source;
  const forms = typeof found === "string" ? found.split("\u001f") : found;
  const form = forms[n === 1 ? 0 : forms.length - 1] ?? source;
  return fill(form, { n, ...values });
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (slot, name: string) => String(values[name] ?? slot));
}
