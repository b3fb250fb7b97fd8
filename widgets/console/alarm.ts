/** The first step of the alert ladder: sound, notification and title until somebody answers. */

import { t, tn } from "../shared/strings.ts";
import type { Settings } from "./settings.ts";
import { play } from "./sound.ts";
import type { Sound } from "./sound.ts";
import { holds, offers, unread } from "./state.ts";
import type { DeskState, Me } from "./state.ts";

/** What calls for the librarian: offers, unread messages per conversation, things told. */
export interface Calls {
  readonly offered: readonly string[];
  readonly unread: Readonly<Record<string, number>>;
  /** the newest thing told beside the conversations */
  readonly told: { readonly id: number; readonly text: string; readonly conversation: string };
}

const NOTHING = { id: 0, text: "", conversation: "" };
export const NO_CALLS: Calls = { offered: [], unread: {}, told: NOTHING };

export function callsOf(state: DeskState, me: Me): Calls {
  const mine = Object.entries(state.talks).filter(([, talk]) => talk.live && holds(talk, me));
  return {
    offered: offers(state).map((row) => row.conversation),
    unread: Object.fromEntries(mine.map(([id, talk]) => [id, unread(talk)])),
    told: state.told[state.told.length - 1] ?? NOTHING,
  };
}

export interface Call {
  readonly sound: Sound;
  readonly conversation: string;
  /** in words; never a patron's own, for a notification may stand on a locked screen */
  readonly text: string;
}

/** What is new in `now`: an offer before a message, null when nothing is. */
export function newCall(before: Calls, now: Calls): Call | null {
  const offered = now.offered.find((id) => !before.offered.includes(id));
  if (offered !== undefined) {
    return { sound: "offer", conversation: offered, text: t("Pertanyaan baru menunggu pustakawan.") };
  }
  const more = Object.entries(now.unread).find(([id, n]) => n > (before.unread[id] ?? 0));
  if (more) {
    const text = tn("{n} pesan baru dari pemustaka.", more[1]);
    return { sound: "message", conversation: more[0], text };
  }
  return now.told.id > before.told.id ? { sound: "message", ...now.told } : null;
}

/** How many things wait for the librarian. */
export function waiting(calls: Calls): number {
  return calls.offered.length + Object.values(calls.unread).filter((n) => n > 0).length;
}

const AGAIN = 6000; // milliseconds between two alerts for the same offer

export class Alarm {
  private calls = NO_CALLS;
  private timer = 0;
  private readonly title = document.title;

  /** `open` opens the conversation of a pressed notification, `announce` speaks to a reader. */
  constructor(
    private settings: Settings,
    private readonly open: (conversation: string) => void,
    private readonly announce: (text: string) => void,
  ) {}

  use(settings: Settings): void {
    this.settings = settings;
  }

  /** Look at the state: alert to what is new, go on with what still waits, else be still. */
  heed(calls: Calls): void {
    const call = newCall(this.calls, calls);
    this.calls = calls;
    if (call) this.alert(call, document.hidden);
    const count = waiting(calls);
    document.title = count > 0 ? `(${count}) ${this.title}` : this.title;
    if (calls.offered.length === 0) this.still();
    else if (this.timer === 0) this.timer = window.setInterval(() => this.repeat(), AGAIN);
  }

  /** Let the librarian hear and see what an alert is like. */
  test(): void {
    const text = t("Begini rupa peringatan refdesk.");
    this.alert({ sound: "offer", conversation: "", text }, true);
  }

  stop(): void {
    this.still();
    document.title = this.title;
  }

  private still(): void {
    clearInterval(this.timer);
    this.timer = 0;
  }

  private repeat(): void {
    play("offer", this.settings.volume);
  }

  private alert({ sound, conversation, text }: Call, visibly: boolean): void {
    play(sound, this.settings.volume);
    // What is told beside the conversations is read out there.
    if (text !== this.calls.told.text) this.announce(text);
    if (this.settings.notify && visibly) notify(text, conversation, this.open);
  }
}

export function mayNotify(): NotificationPermission | "unsupported" {
  return "Notification" in window ? Notification.permission : "unsupported";
}

function notify(body: string, conversation: string, open: (conversation: string) => void): void {
  if (mayNotify() !== "granted") return;
  try {
    const shown = new Notification(document.title, { body, tag: `refdesk-${conversation}` });
    shown.onclick = () => {
      window.focus();
      if (conversation) open(conversation);
      shown.close();
    };
  } catch {
    // Phones only show notifications through a service worker; the sound has been played.
  }
}
