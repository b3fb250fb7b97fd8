/** The dialog for alerts, keys, language, sign-out. */

import { useState } from "preact/hooks";
import { t } from "../shared/strings.ts";
import { mayNotify } from "./alarm.ts";
import { useConsole } from "./context.ts";
import { Dialog } from "./dialog.tsx";
import { LanguageLinks } from "./languages.tsx";
import { mayManageStaff } from "./roles.ts";
import { toAccount, toStaff, toWebhooks } from "./route.ts";
import type { Settings } from "./settings.ts";
import { unlock } from "./sound.ts";

export function SettingsDialog({ close }: { close: () => void }) {
  const { me, signOut, state } = useConsole();
  const serving = state.lists.mine.count > 0;
  return (
    <Dialog title={t("Setelan")} close={close}>
      <Alerts />
      <section>
        <h3>{t("Papan ketik")}</h3>
        <Check name="enterSends" words={t("Enter mengirim (Shift+Enter untuk baris baru)")} />
        <Check name="singleKeys" words={t("Tombol tanpa Ctrl atau Alt aktif (/ dan ?)")} />
      </section>
      <section>
        <h3>{t("Bahasa")}</h3>
        <LanguageLinks />
      </section>
      <p>
        <a class="button" href="/keadaan" target="_blank" rel="noopener">
          {t("Keadaan layanan")}
        </a>{" "}
        <a class="button" href="/bahan" target="_blank" rel="noopener">
          {t("Bahan latihan dan penilaian")}
        </a>
      </p>
      <section>
        <h3>{me.name}</h3>
        <p class="soft">{t("Masuk sebagai {login}", { login: me.login })}</p>
        {serving && <p class="callout">{t("Anda masih melayani percakapan.")}</p>}
        <p class="dialog-acts">
          <a class="button" href={toAccount} onClick={close}>
            {t("Akun saya")}
          </a>
          {mayManageStaff(me) && (
            <a class="button" href={toStaff} onClick={close}>
              {t("Staf")}
            </a>
          )}
          {mayManageStaff(me) && (
            <a class="button" href={toWebhooks} onClick={close}>
              {t("Webhook")}
            </a>
          )}
          <button type="button" onClick={signOut}>
            {t("Keluar")}
          </button>
        </p>
      </section>
    </Dialog>
  );
}

function Alerts() {
  const { settings, set, testAlert } = useConsole();
  const [permission, setPermission] = useState(mayNotify);
  async function test(): Promise<void> {
    await unlock();
    if (permission === "default") setPermission(await Notification.requestPermission());
    testAlert();
  }
  return (
    <section>
      <h3>{t("Peringatan")}</h3>
      <label>
        {t("Kekuatan suara")}
        <input
          type="range"
          min={0}
          max={1}
          step={0.1}
          value={settings.volume}
          onInput={(event) => set({ ...settings, volume: Number(event.currentTarget.value) })}
        />
      </label>
      {settings.volume === 0 && (
        <p class="callout">{t("Suara dimatikan: tawaran baru tidak terdengar.")}</p>
      )}
      <Check name="notify" words={t("Tampilkan notifikasi saat konsol tidak terlihat")} />
      {permission === "denied" && (
        <p class="callout">
          {t("Peramban menolak notifikasi. Izinkan untuk situs ini di setelan peramban.")}
        </p>
      )}
      {permission === "unsupported" && (
        <p class="soft">{t("Peramban ini tidak mengenal notifikasi; suara tetap berbunyi.")}</p>
      )}
      <button type="button" onClick={() => void test()}>
        {t("Coba peringatan")}
      </button>
      <p class="soft">{t("Tawaran baru berbunyi berulang sampai diambil atau dilewati.")}</p>
    </section>
  );
}

interface CheckProps {
  readonly name: "notify" | "enterSends" | "singleKeys";
  readonly words: string;
}

function Check({ name, words }: CheckProps) {
  const { settings, set } = useConsole();
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={settings[name]}
        onChange={(event) => {
          const changed: Settings = { ...settings, [name]: event.currentTarget.checked };
          set(changed);
        }}
      />
      {words}
    </label>
  );
}
