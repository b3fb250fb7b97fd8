/** How this browser's librarian wants the console: alerts, keys. */

import { openStorage } from "../shared/storage.ts";

export interface Settings {
  /** loudness of alerts, 0 (silent) to 1 */
  readonly volume: number;
  /** show notifications of the system */
  readonly notify: boolean;
  /** Enter sends (Shift+Enter makes a line); else Ctrl+Enter sends */
  readonly enterSends: boolean;
  /** keys without Ctrl or Alt, like "?" and "/" */
  readonly singleKeys: boolean;
}

const DEFAULTS: Settings = { volume: 0.8, notify: true, enterSends: false, singleKeys: true };
const storage = openStorage("refdesk.console.");

export function readSettings(): Settings {
  return { ...DEFAULTS, ...storage.get<Partial<Settings>>("settings") };
}

export function keepSettings(settings: Settings): void {
  storage.set("settings", settings);
}
