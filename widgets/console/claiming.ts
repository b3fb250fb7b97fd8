/** Taking a conversation: the command, then the conversation on the screen. */

import type { Desk } from "./desk.ts";
import { go, toConversation } from "./route.ts";

export function claim(desk: Desk, conversation: string): void {
  desk.wish({ type: "claim", conversation });
  go(toConversation(conversation));
}
