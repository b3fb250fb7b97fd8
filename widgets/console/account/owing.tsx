/** What somebody has to do before the console opens: a new password, a second factor. */

import { useMemo, useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import { Api } from "../api.ts";
import type { Me } from "../state.ts";
import { useAskedOf } from "../fetching.ts";
import type { OwnAccount } from "./account-types.ts";
import { PasswordForm } from "./password-form.tsx";
import { SecondFactor } from "./second-factor.tsx";

interface Props {
  readonly me: Me;
  readonly lang: string;
  readonly leave: () => void;
  readonly again: () => void;
}

export function Owing({ me, lang, leave, again }: Props) {
  const api = useMemo(() => new Api(lang, me.csrf), [lang, me.csrf]);
  return (
    <main class="account owing">
      <h1>{t("Sebelum mulai")}</h1>
      {me.owes.includes("password") ? (
        <>
          <p class="callout">{t("Administrator meminta Anda mengganti kata sandi.")}</p>
          <PasswordForm api={api} />
        </>
      ) : (
        <Factor api={api} again={again} />
      )}
      <button
        type="button"
        onClick={() => void api.signOut().catch(() => undefined).then(leave)}
      >
        {t("Keluar")}
      </button>
    </main>
  );
}

function Factor({ api, again }: { api: Api; again: () => void }) {
  const [times, setTimes] = useState(0);
  const { found, fault } = useAskedOf<OwnAccount>(api, "/api/me/account", times);
  if (!found) return <p role="status">{fault || t("Memuat…")}</p>;
  return (
    <>
      <SecondFactor api={api} account={found} changed={() => setTimes((n) => n + 1)} />
      {found.second_factor > 0 && (
        <button type="button" class="primary" onClick={again}>
          {t("Buka meja")}
        </button>
      )}
    </>
  );
}
