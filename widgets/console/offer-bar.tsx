/** The offer above what a librarian reads on a phone, where the lists are out of sight. */

import { t } from "../shared/strings.ts";
import { claim } from "./claiming.ts";
import { useConsole } from "./context.ts";
import { mayAnswer } from "./roles.ts";
import { offers } from "./state.ts";
import { patronName } from "./words.ts";

/** The style sheet shows it only where the lists are not; the alarm reads it out, once. */
export function OfferBar({ current }: { current: string }) {
  const { desk, state, me } = useConsole();
  const [row, ...more] = offers(state).filter((one) => one.conversation !== current);
  if (row === undefined || !mayAnswer(me)) return null;
  const { conversation, name, preview } = row;
  return (
    <section class="offer-bar" aria-label={t("Ditawarkan kepada Anda")}>
      <p id="offer-bar-preview">
        <strong>
          {t("Tawaran: {name}", { name: patronName(name) })}
          {more.length > 0 && ` (+${more.length})`}
        </strong>
        <span>{preview}</span>
      </p>
      <button
        type="button"
        aria-describedby="offer-bar-preview"
        onClick={() => desk.wish({ type: "decline", conversation })}
      >
        {t("Lewati")}
      </button>
      <button
        type="button"
        class="primary"
        aria-describedby="offer-bar-preview"
        aria-keyshortcuts="Alt+A"
        onClick={() => claim(desk, conversation)}
      >
        {t("Ambil")}
      </button>
    </section>
  );
}
