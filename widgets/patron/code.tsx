/** The return code, with which a conversation goes on elsewhere. */

import { useState } from "preact/hooks";
import { t } from "../shared/strings.ts";
import { momentOf } from "./times.ts";
import type { Code } from "./view.ts";

export function CodeCard({ code }: { code: Code }) {
  const [copied, setCopied] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code.code);
      setCopied(t("Kode sudah disalin."));
    } catch {
      setCopied(t("Tandai kodenya, lalu salin sendiri."));
    }
  };
  return (
    <section class="code" aria-label={t("Kode kembali")}>
      <p>{t("Kode kembali Anda:")}</p>
      <p class="letters">
        <code>{grouped(code.code)}</code>
        <button type="button" class="second" onClick={copy}>
          {t("Salin")}
        </button>
      </p>
      <p role="status" class="soft">
        {copied}
      </p>
      <p class="soft">
        {t("Catat kode ini. Di perangkat lain: buka halaman ini, pilih “Punya kode kembali?”. Berlaku sekali, sampai {when}.", {
          when: momentOf(code.until),
        })}
      </p>
    </section>
  );
}

/** Two groups are easier to copy by hand. */
function grouped(code: string): string {
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}
