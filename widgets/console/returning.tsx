/** The dialog that puts a conversation back into the waiting line. */

import { t } from "../shared/strings.ts";
import { useConsole } from "./context.ts";
import { Dialog } from "./dialog.tsx";
import type { Talk } from "./state.ts";

interface Props {
  readonly talk: Talk;
  readonly close: () => void;
}

export function Returning({ talk, close }: Props) {
  const { desk } = useConsole();
  const { id, fence } = talk.conversation;
  return (
    <Dialog title={t("Kembalikan ke antrean")} close={close}>
      <p>
        {t("Pemustaka diberi tahu bahwa pustakawan lain akan meneruskan. Tinggalkan catatan bila ada yang perlu diketahui rekan.")}
      </p>
      <div class="dialog-acts">
        <button
          type="button"
          class="primary"
          onClick={() => {
            desk.wish({ type: "return", conversation: id, fence });
            close();
          }}
        >
          {t("Kembalikan")}
        </button>
        <button type="button" onClick={close}>
          {t("Batal")}
        </button>
      </div>
    </Dialog>
  );
}
