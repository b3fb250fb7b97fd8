/** The second factor: set up with a QR code, its recovery codes shown once, taken off again. */

import { useState } from "preact/hooks";
import { t, tn } from "../../shared/strings.ts";
import { stamp } from "../ages.ts";
import type { Api } from "../api.ts";
import type { OwnAccount } from "./account-types.ts";
import { fieldsOf, useAct } from "./asking.ts";
import { Fault } from "./fault.tsx";
import { OwnPassword } from "./own-password.tsx";

interface Setup {
  readonly secret: string;
  readonly address: string;
  readonly picture: string;
}

interface Props {
  readonly api: Api;
  readonly account: OwnAccount;
  readonly changed: () => void;
}

export function SecondFactor({ api, account, changed }: Props) {
  const [codes, setCodes] = useState<readonly string[]>([]);
  function told(given: readonly string[]): void {
    setCodes(given);
    changed();
  }
  return (
    <section>
      <h3>{t("Verifikasi dua langkah")}</h3>
      {codes.length > 0 && <RecoveryCodes codes={codes} done={() => setCodes([])} />}
      {account.second_factor > 0 ? (
        <TurnedOn api={api} account={account} changed={changed} told={told} />
      ) : (
        <TurnedOff api={api} required={account.second_factor_required} told={told} />
      )}
    </section>
  );
}

type Told = (codes: readonly string[]) => void;

function TurnedOff({ api, required, told }: { api: Api; required: boolean; told: Told }) {
  const { busy, fault, run } = useAct();
  const [setup, setSetup] = useState<Setup | null>(null);
  if (setup) return <SettingUp api={api} setup={setup} told={told} />;
  function send(event: SubmitEvent): void {
    const { password = "" } = fieldsOf(event);
    run(async () => setSetup(await api.call<Setup>("/api/me/second-factor", { password })));
  }
  return (
    <form onSubmit={send}>
      <p>
        {t("Selain kata sandi, masuk memerlukan kode dari ponsel Anda. Kata sandi yang bocor saja tidak cukup.")}
      </p>
      {required && <p class="callout">{t("Peran Anda mewajibkan verifikasi dua langkah.")}</p>}
      <OwnPassword />
      <Fault text={fault} />
      <button type="submit" class="primary" disabled={busy}>
        {t("Aktifkan")}
      </button>
    </form>
  );
}

function SettingUp({ api, setup, told }: { api: Api; setup: Setup; told: Told }) {
  const { busy, fault, run } = useAct();
  function send(event: SubmitEvent): void {
    const { code = "" } = fieldsOf(event);
    run(async () => {
      const answer = await api.call<{ codes: string[] }>("/api/me/second-factor/confirm", { code });
      told(answer.codes);
    });
  }
  return (
    <form onSubmit={send}>
      <p>{t("Pindai kode ini dengan aplikasi autentikator di ponsel Anda.")}</p>
      <img class="qr" src={setup.picture} alt={t("Kode QR untuk aplikasi autentikator")} />
      <p>
        {t("Tidak dapat memindai? Ketik kunci ini di aplikasi:")} <code>{setup.secret}</code>{" "}
        <a href={setup.address}>{t("Buka di aplikasi")}</a>
      </p>
      <CodeField words={t("Kode enam angka dari aplikasi")} />
      <Fault text={fault} />
      <button type="submit" class="primary" disabled={busy}>
        {t("Aktifkan")}
      </button>
    </form>
  );
}

function TurnedOn({ api, account, changed, told }: Props & { told: Told }) {
  const { busy, fault, run } = useAct();
  function send(event: SubmitEvent): void {
    const { code = "" } = fieldsOf(event);
    const renew = (event.submitter as HTMLButtonElement | null)?.value === "renew";
    run(async () => {
      if (renew) {
        told((await api.call<{ codes: string[] }>("/api/me/second-factor/codes", { code })).codes);
      } else {
        await api.call("/api/me/second-factor/remove", { code });
        changed();
      }
    });
  }
  return (
    <form onSubmit={send}>
      <p>
        {t("Aktif sejak {when}.", { when: stamp(account.second_factor) })}{" "}
        {tn("{n} kode pemulihan tersisa.", account.codes_left)}
      </p>
      <CodeField words={t("Kode dari aplikasi, atau kode pemulihan")} />
      <Fault text={fault} />
      <div class="account-acts">
        <button type="submit" name="act" value="renew" disabled={busy}>
          {t("Buat kode pemulihan baru")}
        </button>
        <button type="submit" name="act" value="remove" disabled={busy}>
          {t("Matikan")}
        </button>
      </div>
    </form>
  );
}

function CodeField({ words }: { words: string }) {
  return (
    <label>
      {words}
      <input name="code" autocomplete="one-time-code" autocapitalize="none" required />
    </label>
  );
}

function RecoveryCodes({ codes, done }: { codes: readonly string[]; done: () => void }) {
  return (
    <div class="callout" role="status">
      <p>
        <b>{t("Simpan kode pemulihan ini sekarang; ia tidak ditampilkan lagi.")}</b>{" "}
        {t("Masing-masing menggantikan ponsel Anda satu kali.")}
      </p>
      <ul class="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div class="account-acts no-print">
        <button type="button" onClick={() => window.print()}>
          {t("Cetak")}
        </button>
        <button type="button" class="primary" onClick={done}>
          {t("Sudah saya simpan")}
        </button>
      </div>
    </div>
  );
}
