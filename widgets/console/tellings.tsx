/** What the librarian is told beside the conversation: small cards that can be closed. */

import { useEffect } from "preact/hooks";
import { t } from "../shared/strings.ts";
import { useConsole } from "./context.ts";
import { toConversation } from "./route.ts";
import type { Told } from "./state.ts";

/** Milliseconds an information stays; a warning stays until it is closed. */
const STAYS = 10_000;

export function Tellings() {
  const { state } = useConsole();
  return (
    <div class="tellings" role="status" aria-label={t("Pemberitahuan")}>
      {state.told.map((told) => (
        <Telling key={told.id} told={told} />
      ))}
    </div>
  );
}

function Telling({ told }: { told: Told }) {
  const { desk } = useConsole();
  const close = () => desk.dismiss(told.id);
  useEffect(() => {
    if (told.weight === "warning") return undefined;
    const timer = setTimeout(close, STAYS);
    return () => clearTimeout(timer);
  }, [told.id]);
  return (
    <div class={`telling ${told.weight}`}>
      <p>{told.text}</p>
      {told.conversation && (
        <a href={toConversation(told.conversation)} onClick={close}>
          {t("Buka")}
        </a>
      )}
      <button type="button" class="plain" onClick={close}>
        {t("Tutup")}
      </button>
    </div>
  );
}
