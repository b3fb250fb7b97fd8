/** A modal dialog that gives the focus back where it came from. */

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../shared/strings.ts";

interface Props {
  readonly title: string;
  readonly close: () => void;
  readonly wide?: boolean;
  /** it stays, whatever is pressed: what it waits for must be read */
  readonly held?: boolean;
  readonly children: ComponentChildren;
}

export function Dialog({ title, close, wide = false, held = false, children }: Props) {
  const heading = useId();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    dialog?.scrollTo(0, 0); // the focus may have gone to a form longer than the screen
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      class={wide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        if (!held) close();
      }}
      onKeyDown={(event) => {
        if (held && event.key === "Escape") event.preventDefault();
      }}
      onClose={() => {
        // A browser may let a second request to close through, whatever the page says.
        if (held && ref.current?.isConnected) ref.current.showModal();
      }}
    >
      <div class="dialog-head">
        <h2 id={heading}>{title}</h2>
        {!held && (
          <button type="button" class="plain" onClick={close}>
            {t("Tutup")}
          </button>
        )}
      </div>
      {children}
    </dialog>
  );
}
