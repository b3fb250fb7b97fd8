/** Lends the visit to the part that is loaded only when needed (`own.ts`). */

import type { Visit } from "./visit.ts";

/** Let `part` do its work; without network it is not done. */
export function lend(
  part: "menu" | "begin",
  visit: Visit,
  forgotten: () => void,
  box?: HTMLElement | null,
): void {
  import(document.body.dataset["own"] ?? "").then((own) => own[part](visit, forgotten, box), String);
}
