/** Times in the words of this page's language. */

import * as clock from "../shared/clock.ts";

/** Every language has a page of its own. */
export function language(): string {
  return document.documentElement.lang;
}

export function timeOf(at: number): string {
  return clock.timeOf(at, language());
}

export function dayOf(at: number): string {
  return clock.dayOf(at, language(), Date.now());
}

/** With its zone: the library's promises are read on clocks of three zones. */
export function momentOf(at: number): string {
  return clock.momentOf(at, language(), Date.now(), { timeZoneName: "short" });
}
