/** What every view of the signed-in console may use. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Api, Codes } from "./api.ts";
import type { Desk } from "./desk.ts";
import type { Settings } from "./settings.ts";
import type { DeskState, Me } from "./state.ts";

export interface Console {
  readonly desk: Desk;
  readonly state: DeskState;
  readonly me: Me;
  readonly api: Api;
  readonly codes: Codes | null;
  readonly settings: Settings;
  readonly set: (settings: Settings) => void;
  readonly testAlert: () => void;
  /** say something to screen readers, politely */
  readonly announce: (text: string) => void;
  readonly signOut: () => void;
}

export const ConsoleContext = createContext<Console | null>(null);

export function useConsole(): Console {
  const found = useContext(ConsoleContext);
  if (found === null) throw new Error("outside of the signed-in console");
  return found;
}
