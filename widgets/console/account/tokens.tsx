/** API tokens in one's own name: made, shown once, revoked; a line is shown to administrators too. */

import { useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import { stamp } from "../ages.ts";
import type { Api } from "../api.ts";
import { Boxes, tickedIn } from "../boxes.tsx";
import type { OwnAccount, TokenRow } from "./account-types.ts";
import { useAct } from "./asking.ts";
import { Fault } from "./fault.tsx";
import { OwnPassword } from "./own-password.tsx";

interface Props {
  readonly api: Api;
  readonly account: OwnAccount;
  readonly changed: () => void;
}

export function Tokens({ api, account, changed }: Props) {
  const { busy, fault, run } = useAct();
  const [made, setMade] = useState("");
  const revoke = (id: string) =>
    run(async () => {
      await api.call("/api/me/tokens/revoke", { id });
      changed();
    });
  return (
    <section>
      <h3>{t("Token API")}</h3>
      <p>
        {t("Untuk program yang membaca data atas nama Anda. Token tidak pernah boleh lebih dari peran Anda.")}
      </p>
      {made && (
        <div class="callout" role="status">
          <p>{t("Salin token ini sekarang; ia tidak ditampilkan lagi.")}</p>
          <code class="secret">{made}</code>
        </div>
      )}
      <ul class="account-rows">
        {account.tokens.map((row) => (
          <TokenLine key={row.id} row={row} busy={busy} revoke={() => revoke(row.id)} />
        ))}
      </ul>
      <Fault text={fault} />
      <details>
        <summary>{t("Buat token")}</summary>
        <NewToken
          api={api}
          account={account}
          told={(token) => {
            setMade(token);
            changed();
          }}
        />
      </details>
    </section>
  );
}

interface LineProps {
  readonly row: TokenRow;
  readonly busy: boolean;
  readonly revoke: () => void;
}

export function TokenLine({ row, busy, revoke }: LineProps) {
  const used = row.used
    ? t("terakhir dipakai {when}", { when: stamp(row.used) })
    : t("belum pernah dipakai");
  return (
    <li>
      <p>
        <b>{row.name}</b> {row.scopes.map(scopeName).join(", ")}
        <br />
        <span class="soft">
          {row.over
            ? t("Sudah lewat masanya")
            : t("Berlaku sampai {when}", { when: stamp(row.until) })}
          , {used}
        </span>
      </p>
      <button
        type="button"
        disabled={busy}
        aria-label={t("Cabut {name}", { name: row.name })}
        onClick={revoke}
      >
        {t("Cabut")}
      </button>
    </li>
  );
}

interface NewProps {
  readonly api: Api;
  readonly account: OwnAccount;
  readonly told: (token: string) => void;
}

function NewToken({ api, account, told }: NewProps) {
  const { busy, fault, run } = useAct();
  function send(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    run(async () => {
      const wanted = {
        name: String(fields.get("name")),
        scopes: tickedIn(form, "scope"),
        days: Number(fields.get("days")),
        password: String(fields.get("password")),
      };
      const answer = await api.call<{ token: string }>("/api/me/tokens", wanted);
      form.reset();
      told(answer.token);
    });
  }
  return (
    <form onSubmit={send}>
      <label>
        {t("Nama, supaya Anda mengenalinya lagi")}
        <input name="name" maxLength={80} required />
      </label>
      <Boxes legend={t("Boleh")} name="scope" values={account.scopes} words={scopeName} />
      <label>
        {t("Berlaku berapa hari")}
        <input name="days" type="number" min={1} max={account.most_days} defaultValue="90" required />
      </label>
      <OwnPassword />
      <Fault text={fault} />
      <button type="submit" disabled={busy}>
        {t("Buat token")}
      </button>
    </form>
  );
}

function scopeName(scope: string): string {
  switch (scope) {
    case "transcripts:read":
      return t("baca transkrip");
    case "kb:read":
      return t("baca pengetahuan");
    case "kb:write":
      return t("tulis pengetahuan");
    default:
      return scope;
  }
}
