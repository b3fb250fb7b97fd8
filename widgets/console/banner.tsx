/** How the connection and the service stand, in words, above everything else. */

import { useEffect, useState } from "preact/hooks";
import { t } from "../shared/strings.ts";
import { useCondition } from "./condition.ts";
import { useConsole } from "./context.ts";
import { mayBeHeard, unlock } from "./sound.ts";
import { onDuty } from "./state.ts";

export function Banner() {
  const { link } = useConsole().state;
  const { text, act, doing } = useMessage();
  return (
    <div class={text ? "banner" : ""} role="status" data-link={link}>
      {text && <span>{text}</span>}
      {text && act && (
        <button type="button" onClick={act}>
          {doing}
        </button>
      )}
    </div>
  );
}

interface Message {
  readonly text: string;
  readonly act?: () => void;
  readonly doing?: string;
}

function useMessage(): Message {
  const { desk, state, me, settings } = useConsole();
  const everLive = useEver(state.link === "live");
  const muted = useMuted();
  const trouble = useCondition(document.documentElement.lang);
  if (state.link === "live" && !state.lists.mine.fresh) {
    return { text: t("Tersambung. Daftar sedang diperbarui…") };
  }
  // Refused for good: what this page says is not what the server understands.
  if (state.outdated || state.link === "closed") {
    return {
      text: t("Konsol ini lebih lama daripada server. Tulisan Anda disimpan."),
      act: () => location.reload(),
      doing: t("Muat ulang"),
    };
  }
  if (state.link !== "live") return connecting(everLive, () => desk.hurry());
  if (muted && settings.volume > 0 && onDuty(state, me)) {
    return {
      text: t("Peramban belum mengizinkan suara peringatan."),
      act: () => void unlock(),
      doing: t("Aktifkan suara"),
    };
  }
  if (trouble) {
    return {
      text: trouble,
      act: () => void open("/keadaan", "_blank"),
      doing: t("Keadaan layanan"),
    };
  }
  return { text: "" };
}

function connecting(everLive: boolean, hurry: () => void): Message {
  if (!everLive) return { text: t("Menyambungkan ke server…") };
  return {
    text: t(
      "Tidak tersambung ke server. Yang terlihat mungkin sudah usang, dan tidak ada yang terkirim. Sedang mencoba lagi.",
    ),
    act: hurry,
    doing: t("Coba sekarang"),
  };
}

/** Whether `now` was ever true. */
function useEver(now: boolean): boolean {
  const [ever, set] = useState(now);
  useEffect(() => {
    if (now) set(true);
  }, [now]);
  return ever;
}

/** Whether the browser still keeps the page silent; any press may change that. */
function useMuted(): boolean {
  const [muted, set] = useState(() => !mayBeHeard());
  useEffect(() => {
    const look = () => void unlock().then(() => set(!mayBeHeard()));
    addEventListener("pointerdown", look);
    addEventListener("keydown", look);
    return () => {
      removeEventListener("pointerdown", look);
      removeEventListener("keydown", look);
    };
  }, []);
  return muted;
}
