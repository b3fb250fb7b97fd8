/** Entries of the knowledge base as a patron reads them: title first, the answer on request. */

import type { ComponentChildren } from "preact";
import type { Offer } from "../shared/frames.gen.ts";
import { Markup } from "../shared/markup.tsx";
import { t } from "../shared/strings.ts";
import { Text } from "../shared/text.tsx";

export function Answer(props: { offer: Offer; open?: boolean; children?: ComponentChildren }) {
  const { offer } = props;
  return (
    <details class="answer" open={props.open}>
      <summary lang={offer.language}>{offer.title}</summary>
      <div class="prose" lang={offer.language}>
        {offer.answer ? <Markup html={offer.answer} /> : <Text>{offer.text ?? ""}</Text>}
      </div>
      {offer.url && (
        <p>
          <a href={offer.url} target="_blank" rel="noopener">
            {t("Buka halaman lengkapnya")}
          </a>
        </p>
      )}
      {props.children}
    </details>
  );
}
