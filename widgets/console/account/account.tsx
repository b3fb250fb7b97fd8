/** One's own account: password, second factor, devices, API tokens. */

import { useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import { useConsole } from "../context.ts";
import { useAsked } from "../fetching.ts";
import type { OwnAccount } from "./account-types.ts";
import { Devices } from "./devices.tsx";
import { PasswordForm } from "./password-form.tsx";
import { SecondFactor } from "./second-factor.tsx";
import { Tokens } from "./tokens.tsx";

export function Account() {
  const { me, api } = useConsole();
  const [again, setAgain] = useState(0);
  const { found, fault } = useAsked<OwnAccount>("/api/me/account", again);
  const changed = () => setAgain((times) => times + 1);
  return (
    <main class="account" tabIndex={-1}>
      <h2>{t("Akun saya")}</h2>
      <p class="soft">{t("Masuk sebagai {login}", { login: me.login })}</p>
      {!found && <p role="status">{fault || t("Memuat…")}</p>}
      {found && (
        <>
          <SecondFactor api={api} account={found} changed={changed} />
          <Devices api={api} rows={found.sign_ins} changed={changed} />
          <PasswordForm api={api} />
          <Tokens api={api} account={found} changed={changed} />
        </>
      )}
    </main>
  );
}
