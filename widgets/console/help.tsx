/** The dialog that lists the console's keys. */

import { t } from "../shared/strings.ts";
import { Dialog } from "./dialog.tsx";

export function Help({ close }: { close: () => void }) {
  return (
    <Dialog title={t("Tombol papan ketik")} close={close}>
      <table class="keys">
        <tbody>
          {rows().map(([keys, words]) => (
            <tr key={keys}>
              <th scope="row">
                <kbd>{keys}</kbd>
              </th>
              <td>{words}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="soft">
        {t("Tombol tanpa Ctrl atau Alt dapat dimatikan di Setelan.")}
      </p>
    </Dialog>
  );
}

function rows(): readonly (readonly [string, string])[] {
  return [
    ["Alt+A", t("Ambil percakapan yang terbuka, atau yang paling lama menunggu")],
    ["Alt+↑ Alt+↓", t("Percakapan saya sebelumnya, berikutnya")],
    ["Alt+M", t("Ke kotak tulis")],
    ["Ctrl+Enter", t("Kirim")],
    ["Alt+C", t("Balasan atau catatan internal")],
    ["Alt+1 … Alt+3", t("Sisipkan saran ke kotak tulis")],
    ["Alt+X", t("Tolak saran pertama")],
    ["Ctrl+K, /", t("Cari basis pengetahuan")],
    ["Alt+B", t("Semua balasan siap pakai")],
    ["Alt+T", t("Tahan, lanjutkan")],
    ["Alt+L", t("Alihkan kepada rekan")],
    ["Alt+K", t("Kembalikan ke antrean")],
    ["Alt+G", t("Teks darurat untuk pemustaka dalam bahaya")],
    ["Alt+S", t("Selesaikan percakapan")],
    ["?", t("Daftar ini")],
  ];
}
