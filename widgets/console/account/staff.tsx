/** The care of accounts, for administrators: invite, change, disable, help back in. */

import { useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import { useConsole } from "../context.ts";
import { Boxes, tickedIn } from "../boxes.tsx";
import { useAsked } from "../fetching.ts";
import type { StaffList, StaffRow } from "./account-types.ts";
import { fieldsOf, useAct } from "./asking.ts";
import { Fault } from "./fault.tsx";
import { roleName } from "./role-names.ts";
import { changesOf } from "./staff-changes.ts";
import { TokenLine } from "./tokens.tsx";

interface Made {
  readonly login: string;
  readonly link: string;
}

export function Staff() {
  const [again, setAgain] = useState(0);
  const [made, setMade] = useState<Made | null>(null);
  const { found, fault } = useAsked<StaffList>("/api/staff", again);
  const changed = () => setAgain((times) => times + 1);
  function told(login: string, link: string): void {
    setMade({ login, link });
    changed();
  }
  return (
    <main class="account" tabIndex={-1}>
      <h2>{t("Staf")}</h2>
      {made && <LinkMade made={made} />}
      {!found && <p role="status">{fault || t("Memuat…")}</p>}
      {found && (
        <>
          <ul class="account-rows">
            {found.staff.map((row) => (
              <Person key={row.id} row={row} roles={found.roles} changed={changed} told={told} />
            ))}
          </ul>
          <Invite roles={found.roles} told={told} />
        </>
      )}
    </main>
  );
}

function LinkMade({ made }: { made: Made }) {
  return (
    <div class="callout" role="status">
      <p>
        {t("Berikan tautan ini kepada {login} saja. Ia berlaku satu kali dan tidak ditampilkan lagi.", {
          login: made.login,
        })}
      </p>
      <code class="secret">{made.link}</code>
    </div>
  );
}

interface PersonProps {
  readonly row: StaffRow;
  readonly roles: readonly string[];
  readonly changed: () => void;
  readonly told: (login: string, link: string) => void;
}

function Person({ row, roles, changed, told }: PersonProps) {
  const { api } = useConsole();
  const { busy, fault, run } = useAct();
  function save(event: SubmitEvent): void {
    const fields = fieldsOf(event);
    const wanted = {
      name: fields["name"] ?? "",
      roles: tickedIn(event.currentTarget as HTMLFormElement, "role"),
      disabled: "disabled" in fields,
      must_change: "must_change" in fields,
    };
    run(async () => {
      await api.call(`/api/staff/${row.id}`, changesOf(row, wanted));
      changed();
    });
  }
  const link = () =>
    run(async () => {
      told(row.login, (await api.call<Made>(`/api/staff/${row.id}/link`, {})).link);
    });
  return (
    <li>
      <details>
        <summary>
          <b>{row.name}</b> {row.login} · {row.roles.map(roleName).join(", ")}
          <Marks row={row} />
        </summary>
        <form onSubmit={save}>
          <label>
            {t("Nama, seperti yang dilihat pemustaka")}
            <input name="name" defaultValue={row.name} maxLength={80} required />
          </label>
          <Boxes legend={t("Peran")} name="role" values={roles} chosen={row.roles} words={roleName} />
          <label class="check">
            <input type="checkbox" name="must_change" defaultChecked={row.must_change} />
            {t("Wajib mengganti kata sandi")}
          </label>
          <label class="check">
            <input type="checkbox" name="disabled" defaultChecked={row.disabled} />
            {t("Nonaktif: tidak dapat masuk")}
          </label>
          <p class="soft">{t("Peran lain atau nonaktif: semua perangkatnya keluar saat itu juga.")}</p>
          <Fault text={fault} />
          <div class="account-acts">
            <button type="submit" class="primary" disabled={busy}>
              {t("Simpan")}
            </button>
            <button type="button" disabled={busy || row.disabled} onClick={link}>
              {t("Tautan kata sandi baru")}
            </button>
          </div>
          <p class="soft">
            {t("Tautan itu juga mematikan verifikasi dua langkah, misalnya bila ponselnya hilang.")}
          </p>
        </form>
        <StaffTokens row={row} changed={changed} />
      </details>
    </li>
  );
}

function StaffTokens({ row, changed }: { row: StaffRow; changed: () => void }) {
  const { api } = useConsole();
  const { busy, fault, run } = useAct();
  const revoke = (id: string) =>
    run(async () => {
      await api.call(`/api/staff/${row.id}/tokens/revoke`, { id });
      changed();
    });
  if (row.tokens.length === 0) {
    return null;
  }
  return (
    <section>
      <h3>{t("Token API")}</h3>
      <ul class="account-rows">
        {row.tokens.map((one) => (
          <TokenLine key={one.id} row={one} busy={busy} revoke={() => revoke(one.id)} />
        ))}
      </ul>
      <Fault text={fault} />
    </section>
  );
}

function Marks({ row }: { row: StaffRow }) {
  const marks = [
    row.disabled && t("nonaktif"),
    row.invited && t("diundang"),
    row.second_factor && t("dua langkah"),
    row.must_change && t("wajib ganti sandi"),
    row.tokens.length > 0 && t("token API"),
  ].filter(Boolean);
  return marks.length > 0 ? <span class="soft"> · {marks.join(" · ")}</span> : null;
}

interface InviteProps {
  readonly roles: readonly string[];
  readonly told: (login: string, link: string) => void;
}

function Invite({ roles, told }: InviteProps) {
  const { api } = useConsole();
  const { busy, fault, run } = useAct();
  function send(event: SubmitEvent): void {
    const { login = "", name = "" } = fieldsOf(event);
    const form = event.currentTarget as HTMLFormElement;
    run(async () => {
      const answer = await api.call<Made>("/api/staff", { login, name, roles: tickedIn(form, "role") });
      form.reset();
      told(login, answer.link);
    });
  }
  return (
    <section>
      <h3>{t("Undang")}</h3>
      <form onSubmit={send}>
        <label>
          {t("Nama, seperti yang dilihat pemustaka")}
          <input name="name" maxLength={80} autocomplete="off" required />
        </label>
        <label>
          {t("Nama masuk")}
          <input name="login" maxLength={40} autocomplete="off" autocapitalize="none" required />
        </label>
        <Boxes legend={t("Peran")} name="role" values={roles} chosen={["librarian"]} words={roleName} />
        <Fault text={fault} />
        <button type="submit" class="primary" disabled={busy}>
          {t("Buat akun dan tautannya")}
        </button>
      </form>
    </section>
  );
}
