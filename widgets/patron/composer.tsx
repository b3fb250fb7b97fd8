/** Where the patron writes: kept when the page goes, sent once. */

import { useEffect, useRef } from "preact/hooks";
import { t } from "../shared/strings.ts";
import { SendIcon } from "./icons.tsx";
import { isTooLong, Left } from "./length.tsx";
import { useDraft } from "./use_view.ts";
import type { Visit } from "./visit.ts";

export function Composer({ visit, focus }: { visit: Visit; focus: boolean }) {
  const [text, setText] = useDraft(visit, "talk");
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (focus) box.current?.focus();
  }, [focus]);
  useEffect(() => grow(box.current), [text]);
  const send = (event: Event) => {
    event.preventDefault();
    box.current?.focus();
    if (!text.trim() || isTooLong(text)) return;
    visit.say(text);
    setText("");
  };
  const write = (changed: string) => {
    setText(changed);
    if (changed.trim()) visit.typing();
  };
  return (
    <form class="composer" onSubmit={send}>
      <label for="message" class="unseen">
        {t("Tulis pesan")}
      </label>
      <textarea
        id="message"
        ref={box}
        rows={1}
        value={text}
        placeholder={t("Tulis pesan…")}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => isSendKey(event) && send(event)}
      />
      <button type="submit" class="main icon" aria-label={t("Kirim")}>
        <SendIcon />
      </button>
      <Left text={text} />
    </form>
  );
}

/** Enter sends where there is a real keyboard; on a phone it begins a new line. */
function isSendKey(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return false;
  return event.ctrlKey || event.metaKey || !matchMedia("(pointer: coarse)").matches;
}

function grow(box: HTMLTextAreaElement | null): void {
  if (!box) return;
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 160)}px`;
}
