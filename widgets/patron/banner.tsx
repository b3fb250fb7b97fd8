/** The connection in words, and whatever else has to be told at once. */

import { useEffect, useState } from "preact/hooks";
import { t } from "../shared/strings.ts";
import type { View } from "./view.ts";
import type { Visit } from "./visit.ts";

/** A short break mends itself before anybody need hear of it. */
const PATIENCE = 2500; // milliseconds

export function Banner({ visit, view }: { visit: Visit; view: View }) {
  const broken = useLasting(view.link !== "live");
  const words = broken ? linkWords(view) : "";
  return (
    <div class="banner" role="status">
      {words && (
        <p>
          <span>{words}</span>
          <button type="button" class="quiet" onClick={() => again(visit, view)}>
            {view.link === "closed" ? t("Muat ulang") : t("Sambungkan sekarang")}
          </button>
        </p>
      )}
      {view.detour && <p class="word">{view.detour.words}</p>}
      {view.word && <p class="word">{view.word}</p>}
    </div>
  );
}

function linkWords(view: View): string {
  if (view.link === "closed") return t("Halaman ini perlu dimuat ulang untuk tersambung lagi.");
  if (view.link === "offline") return t("Tidak ada jaringan. Pesan Anda disimpan dan dikirim nanti.");
  if (!view.met) return t("Menyambungkan ke perpustakaan…");
  return t("Sambungan terputus. Menyambungkan lagi; pesan Anda tidak hilang.");
}

function again(visit: Visit, view: View): void {
  if (view.link === "closed") location.reload();
  else visit.reconnect();
}

/** True once `now` has been so for a while. */
function useLasting(now: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLasting(now), now ? PATIENCE : 0);
    return () => clearTimeout(timer);
  }, [now]);
  return lasting;
}
