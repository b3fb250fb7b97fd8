/** What a webhook was told lately: each attempt, and a button to tell it again. */

import { useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import { stamp } from "../ages.ts";
import { useConsole } from "../context.ts";
import { useAsked } from "../fetching.ts";
import { kindName } from "./announcement-names.ts";
import { useAct } from "./asking.ts";
import { Fault } from "./fault.tsx";

interface Attempt {
  readonly at: number;
  readonly status: number;
  readonly took: number;
  readonly said: string;
}

interface Announcement {
  readonly id: string;
  readonly kind: string;
  readonly conversation: string;
  readonly at: number;
  readonly state: string;
  readonly next: number;
  readonly attempts: readonly Attempt[];
}

export function Sent({ webhook }: { webhook: string }) {
  const { api } = useConsole();
  const [again, setAgain] = useState(0);
  const address = `/api/webhooks/${webhook}/announcements`;
  const { found, fault } = useAsked<{ announcements: Announcement[] }>(address, again);
  const act = useAct();
  const look = () => setAgain((times) => times + 1);
  const replay = (id: string) =>
    act.run(async () => {
      await api.call(`${address}/${id}/replay`, {});
      look();
    });
  return (
    <div>
      <button type="button" onClick={look}>
        {t("Muat lagi")}
      </button>
      <p role="status">
        {fault || (found?.announcements.length === 0 && t("Belum ada yang diberitahukan."))}
      </p>
      <Fault text={act.fault} />
      <ul class="account-rows">
        {found?.announcements.map((one) => (
          <li key={one.id}>
            <div>
              {kindName(one.kind)} · {stateName(one.state)}
              <br />
              <span class="soft">
                {stamp(one.at)} · {one.conversation}
                {one.next > 0 && ` · ${t("berikutnya {when}", { when: stamp(one.next) })}`}
              </span>
              <ol class="soft">
                {one.attempts.map((attempt) => (
                  <li key={attempt.at}>
                    {stamp(attempt.at)}: {attempt.status || attempt.said} ({attempt.took} ms)
                  </li>
                ))}
              </ol>
            </div>
            <button
              type="button"
              disabled={act.busy}
              aria-label={t("Kirim ulang {what}", { what: kindName(one.kind) })}
              onClick={() => replay(one.id)}
            >
              {t("Kirim ulang")}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function stateName(state: string): string {
  if (state === "done") return t("terkirim");
  return state === "failed" ? t("gagal") : t("menunggu");
}
