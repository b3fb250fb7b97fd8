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

/** The best storage this page may use; every key gets `prefix`. */
export function openStorage(prefix: string): Storage {
  const local = probed(() => window.localStorage);
  const store = local ?? probed(() => window.sessionStorage);
  const lasts = local ? "browser" : store ? "tab" : "page";
  return new KeptStorage(prefix, lasts, store);
}

/** A storage that works, null where the browser blocks or lacks it (the getter itself may throw). */
function probed(of: () => globalThis.Storage): globalThis.Storage | null {
  try {
    const store = of();
    const key = "refdesk.probe";
    store.setItem(key, "1");
    const works = store.getItem(key) === "1";
    store.removeItem(key);
    return works ? store : null;
  } catch {
    return null;
  }
}

class KeptStorage implements Storage {
  private readonly memory = new Map<string, string>();

  constructor(
    private readonly prefix: string,
    readonly lasts: Storage["lasts"],
    private readonly store: globalThis.Storage | null,
  ) {}

  get<T>(key: string): T | undefined {
    const name = this.prefix + key;
    const text = this.memory.get(name) ?? this.read(name);
    if (text === null) return undefined;
    try {
      return JSON.parse(text) as T;
    } catch {
      return undefined; // not ours, or cut short
    }
  }

  set(key: string, value: unknown): void {
    const name = this.prefix + key;
    const text = JSON.stringify(value);
    try {
      if (this.store === null) throw new Error("no storage");
      this.store.setItem(name, text);
      this.memory.delete(name);
    } catch {
      this.memory.set(name, text);
    }
  }

  remove(key: string): void {
    const name = this.prefix + key;
    this.memory.delete(name);
    try {
      this.store?.removeItem(name);
    } catch {
      // A storage that was taken away since holds nothing of ours.
    }
  }

  keys(prefix: string): string[] {
    const start = this.prefix + prefix;
    const names = [...this.memory.keys(), ...this.stored()];
    return [...new Set(names)]
      .filter((name) => name.startsWith(start))
      .map((name) => name.slice(this.prefix.length));
  }

  private read(name: string): string | null {
    try {
      return this.store?.getItem(name) ?? null;
    } catch {
      return null;
    }
  }

  private stored(): string[] {
    try {
      return Object.keys(this.store ?? {});
    } catch {
      return [];
    }
  }
}
