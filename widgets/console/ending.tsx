/** The dialog that ends a conversation, coding it on the way. */

import { useState } from "preact/hooks";
import { t } from "../shared/strings.ts";
import { CodingFields, codeWish, isComplete, UNCODED } from "./coding.tsx";
import type { Coding } from "./coding.tsx";
import { useConsole } from "./context.ts";
import { Dialog } from "./dialog.tsx";
import type { Talk } from "./state.ts";

interface Props {
  readonly talk: Talk;
  readonly close: () => void;
}

export function Ending({ talk, close }: Props) {
  const { desk } = useConsole();
  const { id, fence } = talk.conversation;
  const [coding, choose] = useState<Coding>(UNCODED);

  function end(): void {
    if (isComplete(coding)) desk.wish(codeWish(id, coding));
    desk.wish({ type: "end", conversation: id, fence });
    close();
  }

  return (
    <Dialog title={t("Selesaikan percakapan")} close={close} wide>
      <form
        tabIndex={-1}
        autofocus
        onSubmit={(event) => {
          event.preventDefault();
          end();
        }}
      >
        <p class="soft">
          {t("Dua tombol cukup: angka untuk upaya, huruf untuk jenis pertanyaan, lalu Enter.")}
        </p>
        <CodingFields coding={coding} choose={choose} />
        <div class="dialog-acts">
          <button type="submit" class="primary" disabled={!isComplete(coding)}>
            {t("Selesaikan dan simpan kode")}
          </button>
          <button type="button" onClick={end}>
            {t("Selesaikan, kodekan nanti")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
