/** The devices on which somebody is signed in: one is ended, or all others. */

import { t } from "../../shared/strings.ts";
import { stamp } from "../ages.ts";
import type { Api } from "../api.ts";
import type { SignInRow } from "./account-types.ts";
import { useAct } from "./asking.ts";
import { Fault } from "./fault.tsx";

interface Props {
  readonly api: Api;
  readonly rows: readonly SignInRow[];
  readonly changed: () => void;
}

export function Devices({ api, rows, changed }: Props) {
  const { busy, fault, run } = useAct();
  const end = (id: string) =>
    run(async () => {
      await api.call("/api/me/sign-ins/end", { id });
      changed();
    });
  return (
    <section>
      <h3>{t("Perangkat yang sedang masuk")}</h3>
      <ul class="account-rows">
        {rows.map((row) => (
          <li key={row.id}>
            <p>
              <b>{row.device || t("Perangkat tak dikenal")}</b>
              {row.here && <span class="tag"> {t("perangkat ini")}</span>}
              <br />
              <span class="soft">
                {t("Masuk {since}, terakhir dipakai {used}", {
                  since: stamp(row.since),
                  used: stamp(row.used),
                })}
              </span>
            </p>
            {!row.here && (
              <button
                type="button"
                disabled={busy}
                aria-label={t("Keluarkan {device}", { device: row.device })}
                onClick={() => end(row.id)}
              >
                {t("Keluarkan")}
              </button>
            )}
          </li>
        ))}
      </ul>
      <Fault text={fault} />
      {rows.length > 1 && (
        <button type="button" disabled={busy} onClick={() => end("")}>
          {t("Keluarkan semua perangkat lain")}
        </button>
      )}
    </section>
  );
}
