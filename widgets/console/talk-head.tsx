/** Whom the librarian talks with, and what can be done with the conversation. */

import { useEffect } from "preact/hooks";
import { lastQuestion } from "../shared/reduce.ts";
import { t } from "../shared/strings.ts";
import { claim } from "./claiming.ts";
import { useConsole } from "./context.ts";
import { mayAnswer, mayReadTranscripts } from "./roles.ts";
import { toConversation, toLists, toTranscript } from "./route.ts";
import { hindrance, holds } from "./state.ts";
import type { Talk } from "./state.ts";
import { standing } from "./suggesting.ts";
import { channelName, languageName, patronName, stageName } from "./words.ts";

export type TalkDialog = "" | "end" | "transfer" | "return" | "crisis";

interface Props {
  readonly talk: Talk;
  readonly open: (dialog: TalkDialog) => void;
}

export function TalkHead({ talk, open }: Props) {
  const { opened, stage, holder, id } = talk.conversation;
  const { desk, state, me } = useConsole();
  const mine = holds(talk, me);
  const offered = standing(talk).length;
  useEffect(() => {
    // What was suggested while the console was apart has not reached it.
    const asked = lastQuestion(talk.conversation)?.seq ?? 0;
    if (mine && talk.live && asked > (talk.suggested?.of ?? 0)) desk.suggest(id);
  }, [desk, mine, talk.live, id]);
  return (
    <header class="talk-head">
      <a class="back" href={toLists} aria-label={t("Kembali ke daftar")}>
        ‹
      </a>
      <div class="talk-who">
        <h2>
          {patronName(opened?.name)}{" "}
          <span class="stage" data-stage={stage}>
            {stageName(stage)}
            {holder && !mine && ` · ${holder.name}`}
          </span>
        </h2>
        <p class="soft">
          {opened && `${channelName(opened.channel ?? "")} · ${languageName(opened.language ?? "")}`}
          {opened?.page && ` · ${t("dari halaman “{page}”", { page: opened.page })}`}
          {opened?.source && ` · ${opened.source}`}
        </p>
        {opened?.previous && mayReadTranscripts(me) && (
          <a href={toTranscript(opened.previous)}>{t("Percakapan sebelumnya")}</a>
        )}
      </div>
      <a class="to-side button" href={toConversation(id, true)}>
        {t("Saran")} {offered > 0 && `(${offered})`}
      </a>
      <div class="talk-acts" role="group" aria-label={t("Tindakan")}>
        {mine ? <OwnActs talk={talk} open={open} /> : <ClaimButton talk={talk} />}
      </div>
      {state.talks[id] === undefined && <p class="soft">{t("Memuat…")}</p>}
    </header>
  );
}

function ClaimButton({ talk }: { talk: Talk }) {
  const { desk, me } = useConsole();
  const { stage, holder, id } = talk.conversation;
  if (stage === "ended" || holder !== null || !talk.live || !mayAnswer(me)) return null;
  return (
    <button
      type="button"
      class="primary"
      aria-keyshortcuts="Alt+A"
      onClick={() => claim(desk, id)}
    >
      {t("Ambil percakapan")}
    </button>
  );
}

function OwnActs({ talk, open }: Props) {
  const { desk, state, me } = useConsole();
  const { id, fence, stage } = talk.conversation;
  const blocked = hindrance(state, id, me) !== "";
  const held = stage === "held";
  const act = (keys: string, words: string, onClick: () => void, kind = "") => (
    <button type="button" class={kind} aria-keyshortcuts={keys} disabled={blocked} onClick={onClick}>
      {words}
    </button>
  );
  return (
    <>
      {act("Alt+T", held ? t("Lanjutkan") : t("Tahan"), () =>
        desk.wish({ type: held ? "resume" : "hold", conversation: id, fence }),
      )}
      {act("Alt+L", t("Alihkan"), () => open("transfer"))}
      {act("Alt+K", t("Kembalikan"), () => open("return"))}
      {act("Alt+G", t("Darurat"), () => open("crisis"))}
      {act("Alt+S", t("Selesaikan"), () => open("end"), "strong")}
    </>
  );
}
