/** The canned replies, all by title, in the language of the conversation; fetched when first opened. */

import { useState } from "preact/hooks";
import type { Offer } from "../shared/frames.gen.ts";
import { t } from "../shared/strings.ts";
import { Text } from "../shared/text.tsx";
import { useAsked } from "./fetching.ts";

export const CANNED = "canned-replies";

interface Props {
  readonly language: string;
  readonly insert: ((offer: Offer) => void) | undefined;
}

export function Canned({ language, insert }: Props) {
  const [wanted, setWanted] = useState(false);
  const address = wanted ? `/api/kb/canned?lang=${language}` : "";
  const { found, fault } = useAsked<{ offers: readonly Offer[] }>(address);
  return (
    <details class="canned" onToggle={(event) => event.currentTarget.open && setWanted(true)}>
      <summary id={CANNED} aria-keyshortcuts="Alt+B">
        {t("Semua balasan siap pakai")} <kbd aria-hidden="true">Alt+B</kbd>
      </summary>
      {wanted && !found && <p role="status">{fault || t("Memuat…")}</p>}
      {found?.offers.length === 0 && <p class="soft">{t("Belum ada balasan siap pakai.")}</p>}
      <ul class="offers">
        {found?.offers.map((offer) => (
          <li key={offer.entry} class="offer">
            <details>
              <summary>{offer.title}</summary>
              <div class="offer-text">
                <Text>{offer.text ?? ""}</Text>
              </div>
              {insert && (
                <button
                  type="button"
                  aria-label={t("Sisipkan: {title}", { title: offer.title })}
                  onClick={() => insert(offer)}
                >
                  {t("Sisipkan")}
                </button>
              )}
            </details>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Open the list and go to it; false where no conversation is shown. */
export function openCanned(show: () => void): boolean {
  const summary = document.getElementById(CANNED);
  const list = summary?.closest("details");
  if (!summary || !list) return false;
  const hidden = !summary.checkVisibility();
  if (hidden) show();
  list.open = true;
  setTimeout(() => summary.focus(), hidden ? 100 : 0);
  return true;
}
