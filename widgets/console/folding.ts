/** Runs of offers that nobody took, folded so that they do not drown what was said. */

import type { Item } from "../shared/reduce.ts";

type Notice = Extract<Item, { type: "notice" }>;

/** Several happenings shown as one. */
export interface Fold {
  readonly type: "fold";
  /** of the first; it stays while the run grows */
  readonly seq: number;
  readonly at: number;
  readonly notices: readonly Notice[];
}

/** A shorter run is as quickly read as its summary. */
const LEAST = 3;
const OFFERING = ["offered", "declined", "lapsed"];

/** The items with every long run of offers as one fold. */
export function folded(items: readonly Item[]): readonly (Item | Fold)[] {
  const shown: (Item | Fold)[] = [];
  let run: Notice[] = [];
  const close = (): void => {
    shown.push(...(run.length < LEAST ? run : [foldOf(run)]));
    run = [];
  };
  for (const item of items) {
    if (isOffering(item)) run.push(item);
    else {
      close();
      shown.push(item);
    }
  }
  close();
  return shown;
}

/** How many offers a fold holds. */
export function offersIn(fold: Fold): number {
  return fold.notices.filter((one) => one.event.kind === "offered").length;
}

function isOffering(item: Item): item is Notice {
  return item.type === "notice" && OFFERING.includes(item.event.kind);
}

function foldOf(run: readonly Notice[]): Fold {
  const { seq, at } = run[0] as Notice;
  return { type: "fold", seq, at, notices: run };
}
