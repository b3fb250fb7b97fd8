/** The dialog that hands a conversation to a colleague, with a note. */

import { useState } from "preact/hooks";
import type { OnDuty } from "../shared/frames.gen.ts";
import { t } from "../shared/strings.ts";
import { useConsole } from "./context.ts";
import { Dialog } from "./dialog.tsx";
import type { Talk } from "./state.ts";

interface Props {
  readonly talk: Talk;
  readonly close: () => void;
}

export function Transferring({ talk, close }: Props) {
  const { desk, state, me } = useConsole();
  const { id, fence } = talk.conversation;
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const others = state.duty.people.filter((person) => person.staff !== me.id);

  function send(event: SubmitEvent): void {
    event.preventDefault();
    desk.wish({ type: "transfer", conversation: id, fence, to, note: note.trim() });
    close();
  }

  return (
    <Dialog title={t("Alihkan kepada rekan")} close={close}>
      {others.length === 0 ? (
        <p>{t("Tidak ada rekan lain yang bertugas. Kembalikan ke antrean, atau selesaikan sendiri.")}</p>
      ) : (
        <form onSubmit={send}>
          <fieldset class="choices">
            <legend>{t("Kepada")}</legend>
            {others.map((person) => (
              <Colleague
                key={person.staff}
                person={person}
                chosen={to === person.staff}
                choose={() => setTo(person.staff)}
              />
            ))}
          </fieldset>
          <label>
            {t("Catatan serah terima (pemustaka tidak melihatnya)")}
            <textarea
              rows={3}
              required
              value={note}
              onInput={(event) => setNote(event.currentTarget.value)}
              placeholder={t("Apa yang ditanyakan, apa yang sudah dicari")}
            />
          </label>
          <div class="dialog-acts">
            <button type="submit" class="primary" disabled={to === "" || note.trim() === ""}>
              {t("Alihkan")}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

interface Choice {
  readonly person: OnDuty;
  readonly chosen: boolean;
  readonly choose: () => void;
}

function Colleague({ person, chosen, choose }: Choice) {
  const { name, load, capacity, connected } = person;
  return (
    <label>
      <input type="radio" name="to" required checked={chosen} onChange={choose} />
      <span>
        {name}
        <small>
          {t("melayani {load} dari {capacity}", { load, capacity })}
          {!connected && `, ${t("terputus")}`}
        </small>
      </span>
    </label>
  );
}
