/** How much more a text may hold; too long a one is kept whole and told of, never cut. */

import { BODY_LIMIT } from "../shared/frames.gen.ts";
import { t, tn } from "../shared/strings.ts";

const NEAR_LIMIT = 200; // characters left from which they are counted aloud

export function isTooLong(text: string): boolean {
  return text.trim().length > BODY_LIMIT;
}

export function Left({ text }: { text: string }) {
  const left = BODY_LIMIT - text.trim().length;
  return (
    <p class={left < 0 ? "soft fault" : "soft"} role="status">
      {left < 0
        ? t("Terlalu panjang (+{n}). Bagi menjadi dua pesan.", { n: -left })
        : left < NEAR_LIMIT && tn("Sisa {n} huruf", left)}
    </p>
  );
}
