/** The form by which somebody changes their own password; every device signs in anew. */

import { useState } from "preact/hooks";
import { t } from "../../shared/strings.ts";
import { Refused } from "../api.ts";
import type { Api } from "../api.ts";
import { fieldsOf, useAct } from "./asking.ts";
import { Fault } from "./fault.tsx";

export function PasswordForm({ api }: { api: Api }) {
  const { busy, fault, run } = useAct();
  const [done, setDone] = useState(false);

  function send(event: SubmitEvent): void {
    const { old = "", password = "", again = "" } = fieldsOf(event);
    run(async () => {
      if (password !== again) {
        throw new Refused(t("Kedua kata sandi tidak sama. Ketik ulang keduanya."), 0, "");
      }
      await api.call("/api/me/password", { old, password });
      setDone(true);
    });
  }

  if (done) {
    return (
      <section>
        <h3>{t("Kata sandi")}</h3>
        <p role="status">{t("Kata sandi sudah diganti. Masuklah lagi dengan yang baru.")}</p>
        <button type="button" class="primary" onClick={() => location.reload()}>
          {t("Masuk lagi")}
        </button>
      </section>
    );
  }
  return (
    <section>
      <h3>{t("Kata sandi")}</h3>
      <form onSubmit={send}>
        <Field name="old" words={t("Kata sandi lama")} complete="current-password" />
        <Field name="password" words={t("Kata sandi baru")} complete="new-password" />
        <Field name="again" words={t("Ulangi kata sandi baru")} complete="new-password" />
        <p class="soft">
          {t("Paling sedikit 10 huruf. Sesudah diganti, semua perangkat harus masuk lagi.")}
        </p>
        <Fault text={fault} />
        <button type="submit" disabled={busy}>
          {t("Ganti kata sandi")}
        </button>
      </form>
    </section>
  );
}

function Field({ name, words, complete }: { name: string; words: string; complete: string }) {
  const least = complete === "new-password" ? 10 : undefined;
  return (
    <label>
      {words}
      <input name={name} type="password" autocomplete={complete} minLength={least} required />
    </label>
  );
}
