/** The console's keys: which press means what. */

import { useEffect, useRef } from "preact/hooks";

export type Action =
  | "insert1"
  | "insert2"
  | "insert3"
  | "reject"
  | "search"
  | "canned"
  | "help"
  | "claim"
  | "write"
  | "note"
  | "hold"
  | "transfer"
  | "return"
  | "end"
  | "crisis"
  | "next"
  | "previous";

/** With Alt, by the place of the key, since Alt changes the letter on some keyboards. */
const WITH_ALT: Readonly<Record<string, Action>> = {
  Digit1: "insert1",
  Digit2: "insert2",
  Digit3: "insert3",
  KeyX: "reject",
  KeyA: "claim",
  KeyB: "canned",
  KeyM: "write",
  KeyC: "note",
  KeyT: "hold",
  KeyL: "transfer",
  KeyK: "return",
  KeyS: "end",
  KeyG: "crisis",
  ArrowDown: "next",
  ArrowUp: "previous",
};
/** What a key that is held does again and again; all else once a press. */
const HELD: ReadonlySet<Action> = new Set(["next", "previous"]);
const SINGLE: Readonly<Record<string, Action>> = { "/": "search", "?": "help" };

export interface Press {
  readonly key: string;
  readonly code: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

/** The action of a press; `single` says whether keys without Ctrl or Alt count here. */
export function actionOf(press: Press, single: boolean): Action | null {
  const command = press.ctrlKey || press.metaKey;
  if (press.altKey && !command && !press.shiftKey) return WITH_ALT[press.code] ?? null;
  if (command && !press.altKey && press.key.toLowerCase() === "k") return "search";
  if (command || press.altKey || !single) return null;
  return SINGLE[press.key] ?? null;
}

export type Actions = Partial<Record<Action, (() => void) | undefined>>;

/** Do the action of a press, except while a dialog is open; a held key rejects one offer only. */
export function pressed(event: KeyboardEvent, actions: Actions, singleKeys: boolean): void {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const action = actionOf(event, singleKeys && !isWriting(event.target));
  const act = action && actions[action];
  if (!act) return;
  event.preventDefault();
  if (!event.repeat || HELD.has(action)) act();
}

/** Do the actions at their keys. */
export function useKeys(actions: Actions, singleKeys: boolean): void {
  const newest = useRef({ actions, singleKeys });
  newest.current = { actions, singleKeys };
  useEffect(() => {
    const press = (event: KeyboardEvent): void =>
      pressed(event, newest.current.actions, newest.current.singleKeys);
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select");
}
