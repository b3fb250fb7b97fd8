/** Where a page keeps small things: the browser's storage where it works, else memory. */

export interface Storage {
  /** How long things stay: past a browser restart, past a page change, or not at all. */
  readonly lasts: "browser" | "tab" | "page";
  get<T>(key: string): T | undefined;
  /** Keep a JSON value; what does not fit is kept in memory. */
  set(key: string, value: unknown): void;
  remove(key: string): void;
  /** The keys that begin with `prefix`. */
  keys(prefix: string): string[];
}

/** The best storage this page may use, or that of the tab; every key gets `prefix`. */
export function openStorage(prefix: string, tab = false): Storage {
  const memory: Record<string, string> = {};
  const local = tab ? undefined : attempt(() => probed(window.localStorage));
  const store = local ?? attempt(() => probed(window.sessionStorage));
  return {
    lasts: local ? "browser" : store ? "tab" : "page",
    get: (key) =>
      attempt(() => JSON.parse(memory[prefix + key] ?? store?.getItem(prefix + key) ?? "")),
    set(key, value) {
      memory[prefix + key] = JSON.stringify(value);
      attempt(() => {
        if (!store) return;
        store.setItem(prefix + key, memory[prefix + key] as string);
        delete memory[prefix + key];
      });
    },
    remove(key) {
      delete memory[prefix + key];
      attempt(() => store?.removeItem(prefix + key));
    },
    keys: (start) =>
      Object.keys({ ...memory, ...attempt(() => ({ ...store })) })
        .filter((name) => name.startsWith(prefix + start))
        .map((name) => name.slice(prefix.length)),
  };
}

/** The store, if it keeps what it is given. */
function probed(store: globalThis.Storage): globalThis.Storage | undefined {
  const key = "refdesk.probe";
  store.setItem(key, "1");
  const works = store.getItem(key) === "1";
  store.removeItem(key);
  return works ? store : undefined;
}

/** Browsers refuse storage by throwing, some only when it is touched; then there is nothing. */
function attempt<T>(deed: () => T): T | undefined {
  try {
    return deed();
  } catch {
    return undefined;
  }
}
