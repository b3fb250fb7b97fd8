/** The page that frames the panel: told of unread messages, asked to close. */

/** What the loader says: whether the panel is in view, whether a person opened it just now. */
export interface FromHost {
  readonly open: boolean;
  readonly focus: boolean;
}

type Listener = (said: FromHost) => void;

export class Host {
  said: FromHost;
  private origin = "";
  private readonly listeners = new Set<Listener>();

  /**
   * Listens to the loader that frames this page, if `framed`.
   *
   * Its origin is that of its first message, which only a parent can send; the browser lets none
   * but the library's own sites be that parent.
   */
  constructor(framed: boolean) {
    this.said = { open: !framed, focus: false };
    if (framed) addEventListener("message", (message) => this.hear(message));
  }

  /** Call `listener` with what the loader said last, then with all it says. */
  follow(listener: Listener): () => void {
    this.listeners.add(listener);
    listener(this.said);
    return () => this.listeners.delete(listener);
  }

  tell(said: { readonly unread?: number; readonly talking?: boolean; readonly close?: true }): void {
    if (this.origin) parent.postMessage({ refdesk: 1, ...said }, this.origin);
  }

  private hear(message: MessageEvent): void {
    if (message.source !== parent || (this.origin && message.origin !== this.origin)) return;
    const said = message.data as Partial<FromHost & { refdesk: number }> | null;
    if (said?.refdesk !== 1) return;
    this.origin = message.origin;
    this.said = { open: Boolean(said.open), focus: Boolean(said.focus) };
    this.tell({});
    for (const listener of this.listeners) listener(this.said);
  }
}
