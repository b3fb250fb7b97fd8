/** Which conversations the page keeps beside the librarian's own, with what was told of them. */

import type { RecordedEvent } from "../shared/frames.gen.ts";
import type { Storage } from "../shared/storage.ts";

const MOST_UNCODED = 20;

export class Followed {
  /** the conversation on the screen, "" for none */
  shown = "";
  private readonly holders = new Map<string, string>();
  private readonly arrived = new Map<string, number>();

  constructor(private readonly storage: Storage) {}

  /** Conversations that ended in the librarian's hands and are not coded. */
  get uncoded(): readonly string[] {
    return this.storage.get<string[]>("uncoded") ?? [];
  }

  keeps(id: string): boolean {
    return id === this.shown || this.uncoded.includes(id);
  }

  /** Leave a conversation uncoded. */
  drop(id: string): void {
    this.storage.set(
      "uncoded",
      this.uncoded.filter((one) => one !== id),
    );
  }

  heed(id: string, event: RecordedEvent, me: string): void {
    if (event.kind === "claimed") this.holders.set(id, event.who ?? "");
    if (event.kind === "transferred") this.holders.set(id, event.to?.[0] ?? "");
    if (event.kind === "returned") this.holders.delete(id);
    if (event.kind === "coded" || event.kind === "reopened") this.drop(id);
    if (event.kind === "ended" && this.holders.get(id) === me && !this.uncoded.includes(id)) {
      this.storage.set("uncoded", [...this.uncoded, id].slice(-MOST_UNCODED));
    }
  }

  /** Note that everything up to `head` has arrived; false when that was told before. */
  delivered(id: string, head: number): boolean {
    if ((this.arrived.get(id) ?? 0) >= head) return false;
    this.arrived.set(id, head);
    return true;
  }
}
