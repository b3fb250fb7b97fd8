/** How far each followed conversation is held, and which gaps were asked for. */

import type { RecordedEvent } from "./frames.gen.ts";

/** (seq, event id) of the last event held. */
export type Cursor = readonly [number, string];

const NOTHING: Cursor = [0, ""];

export class Cursors {
  private readonly held: Map<string, Cursor>;
  private readonly asked = new Set<string>();

  constructor(kept: Readonly<Record<string, Cursor>>) {
    this.held = new Map(Object.entries(kept));
  }

  all(): Record<string, Cursor> {
    return Object.fromEntries(this.held);
  }

  has(conversation: string): boolean {
    return this.held.has(conversation);
  }

  begin(conversation: string): void {
    this.held.set(conversation, NOTHING);
    this.asked.delete(conversation);
  }

  drop(conversation: string): void {
    this.held.delete(conversation);
    this.asked.delete(conversation);
  }

  /** A new connection has answered nothing yet. */
  restart(): void {
    this.asked.clear();
  }

  /** The next event is `new`, one held already is `old`, a later one shows a `gap`. */
  take(conversation: string, event: RecordedEvent): "new" | "old" | "gap" {
    const [seq] = this.held.get(conversation) ?? [Infinity];
    if (event.seq <= seq) return "old";
    if (event.seq > seq + 1) return "gap";
    this.asked.delete(conversation);
    this.held.set(conversation, [event.seq, event.id]);
    return "new";
  }

  /** Whether everything up to `head` is held. */
  reaches(conversation: string, head: number): boolean {
    return (this.held.get(conversation) ?? NOTHING)[0] >= head;
  }

  /** Where to ask from for what is missing; null when it was asked already. */
  missing(conversation: string): Cursor | null {
    if (this.asked.has(conversation)) return null;
    this.asked.add(conversation);
    return this.held.get(conversation) ?? NOTHING;
  }

  /** Something came: a gap may be asked for again. */
  heard(conversation: string): void {
    this.asked.delete(conversation);
  }
}
