/** Where a coordinator goes between transcripts, requests about data, and the audit. */

import { t } from "../../shared/strings.ts";
import { useConsole } from "../context.ts";
import { mayAnswerRequests } from "../roles.ts";
import { toAudit, toRequests, toTranscripts } from "../route.ts";

export function PlaceTabs({ at }: { at: "transcripts" | "requests" | "audit" }) {
  const { me } = useConsole();
  if (!mayAnswerRequests(me)) return null;
  const here = (name: string) => (at === name ? ("page" as const) : undefined);
  return (
    <nav class="place-tabs" aria-label={t("Bagian transkrip dan privasi")}>
      <a href={toTranscripts} aria-current={here("transcripts")}>
        {t("Transkrip")}
      </a>
      <a href={toRequests} aria-current={here("requests")}>
        {t("Permintaan data")}
      </a>
      <a href={toAudit} aria-current={here("audit")}>
        {t("Jejak audit")}
      </a>
    </nav>
  );
}
