/** What webhooks announce, in words. */

import { t } from "../../shared/strings.ts";

export function kindName(kind: string): string {
  switch (kind) {
    case "conversation.opened":
      return t("percakapan dimulai");
    case "conversation.closed":
      return t("percakapan selesai");
    case "question.after_hours":
      return t("pertanyaan disimpan untuk nanti");
    case "rating.given":
      return t("pemustaka memberi nilai");
    default:
      return kind;
  }
}
