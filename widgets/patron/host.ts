/** The page that frames the panel: told of unread messages, asked to close. */

/** What the loader says. */
export interface FromHost {
  readonly open: boolean;
  readonly focus: boolean;
}

export interface Host {
  /** The panel is in view; always so on a page of its own. */
  readonly open: () => boolean;
  tell(said: { readonly unread: number; readonly talking: boolean }): void;
  close(): void;
}

/**
 * Listen to the loader that frames this page; `changed` is called with what it says.
 *
 * Its origin is that of its first message, which only a parent can send; the browser lets none
 * but the library's own sites be that parent.
 */
export function meetHost(framed: boolean, changed: (said: FromHost) => void): Host {
  let origin = "";
  let open = !framed;
  const post = (said: object) => {
    if (origin) parent.postMessage({ refdesk: 1, ...said }, origin);
  };
  const listen = (message: MessageEvent) => {
    if (message.source !== parent || (origin && message.origin !== origin)) return;
    const said = message.data as Partial<FromHost & { refdesk: number }> | null;
    if (said?.refdesk !== 1) return;
    origin = message.origin;
    open = Boolean(said.open);
    post({});
    changed({ open, focus: Boolean(said.focus) });
  };
  if (framed) addEventListener("message", listen);
  return { open: () => open, tell: post, close: () => post({ close: true }) };
}
