/** What the librarian is told beside the conversation: strips above it that go by themselves. */

import { useEffect, useRef } from "preact/hooks";
import type { RefObject } from "preact";
import { t } from "../shared/strings.ts";
import { useConsole } from "./context.ts";
import { toConversation } from "./route.ts";
import type { Told } from "./state.ts";

/** Seconds in sight after which a strip goes. */
const STAYS: Readonly<Record<Told["weight"], number>> = { info: 10, warning: 30 };

/** `current` is the conversation on the screen, "" for none. */
export function Tellings({ current }: { current: string }) {
  const { state } = useConsole();
  return (
    <div class="tellings" role="status" aria-label={t("Pemberitahuan")}>
      {state.told.map((told) => (
        <Telling key={told.id} told={told} current={current} />
      ))}
    </div>
  );
}

function Telling({ told, current }: { told: Told; current: string }) {
  const { desk } = useConsole();
  const ref = useRef<HTMLDivElement>(null);
  const close = () => desk.dismiss(told.id);
  useTimeInSight(ref, STAYS[told.weight], close);
  return (
    <div ref={ref} class={`telling ${told.weight}`}>
      <p>{told.text}</p>
      {told.conversation && told.conversation !== current && (
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

/** Counts only seconds in which the page is looked at, nobody points at the strip or is in it. */
function useTimeInSight(
  ref: RefObject<HTMLElement | null>,
  seconds: number,
  over: () => void,
): void {
  useEffect(() => {
    let left = seconds;
    const timer = setInterval(() => {
      if (document.hidden || ref.current?.matches(":hover, :focus-within")) return;
      left -= 1;
      if (left <= 0) over();
    }, 1000);
    return () => clearInterval(timer);
  }, []);
}
