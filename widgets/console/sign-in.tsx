/** The form that lets a librarian in. */

import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../shared/strings.ts";
import { Api, Refused } from "./api.ts";
import { LanguageLinks } from "./languages.tsx";
import type { Me } from "./state.ts";

interface Props {
  readonly lang: string;
  readonly library: string;
  /** the sign-in ended while the librarian was working */
  readonly lost: boolean;
  readonly signedIn: (me: Me) => void;
}

export function SignIn({ lang, library, lost, signedIn }: Props) {
  const first = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const code = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const [second, setSecond] = useState(false); // the password was right, a code is asked for
  useEffect(() => first.current?.focus(), []);

  async function send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    try {
      const [login, given] = [String(form.get("login")), String(form.get("password"))];
      signedIn(await new Api(lang).signIn(login, given, String(form.get("code") ?? "")));
    } catch (error) {
      setBusy(false);
      if (error instanceof Refused && error.key === "second_factor_needed") {
        setFault("");
        setSecond(true); // its field takes the focus as it appears
        return;
      }
      setFault(error instanceof Refused ? error.message : String(error));
      if (error instanceof Refused && error.key === "wrong_password") setSecond(false);
      const wrong = code.current ?? password.current;
      wrong?.focus();
      wrong?.select();
    }
  }

  return (
    <main class="sign-in">
      <form onSubmit={(event) => void send(event)} aria-describedby="sign-in-fault">
        <p class="sign-in-library">{library}</p>
        <h1>{t("Meja Pustakawan")}</h1>
        {lost && (
          <p class="callout">
            {t("Anda sudah keluar atau masa masuk habis. Tulisan yang belum terkirim disimpan.")}
          </p>
        )}
        <p id="sign-in-fault" role="alert" class={fault ? "callout danger" : ""}>
          {fault}
        </p>
        <PasswordFields login={first} password={password} />
        {second && <CodeField field={code} />}
        <button type="submit" class="primary" disabled={busy}>
          {busy ? t("Memeriksa…") : t("Masuk")}
        </button>
        <LanguageLinks />
      </form>
    </main>
  );
}

type Field = RefObject<HTMLInputElement | null>;

function PasswordFields({ login, password }: { login: Field; password: Field }) {
  return (
    <>
      <label>
        {t("Nama masuk")}
        <input ref={login} name="login" autocomplete="username" autocapitalize="none" required />
      </label>
      <label>
        {t("Kata sandi")}
        <input
          ref={password}
          name="password"
          type="password"
          autocomplete="current-password"
          required
        />
      </label>
    </>
  );
}

function CodeField({ field }: { field: Field }) {
  useEffect(() => field.current?.focus(), []);
  return (
    <label>
      {t("Kode dari aplikasi autentikator, atau kode pemulihan")}
      <input ref={field} name="code" autocomplete="one-time-code" autocapitalize="none" required />
    </label>
  );
}
