/** The bar on top: on or off duty, colleagues and their load, where to go. */

import { t, tn } from "../shared/strings.ts";
import { callsOf, waiting } from "./alarm.ts";
import { useConsole } from "./context.ts";
import { mayAnswer, mayReadTranscripts } from "./roles.ts";
import { toKnowledge, toLists, toTranscripts } from "./route.ts";
import type { Route } from "./route.ts";
import { onDuty } from "./state.ts";

interface Props {
  readonly library: string;
  readonly route: Route;
  readonly open: (dialog: "help" | "settings") => void;
}

export function TopBar({ library, route, open }: Props) {
  const { me } = useConsole();
  const reading = ["transcripts", "transcript", "requests", "audit"].includes(route.at);
  const writing = route.at === "knowledge";
  const atDesk = ["lists", "conversation"].includes(route.at);
  return (
    <header class="top">
      <h1 class="top-name">
        {t("Meja Pustakawan")}
        <span>{library}</span>
      </h1>
      {mayAnswer(me) && <DutySwitch />}
      <Colleagues />
      <nav class="top-nav" aria-label={t("Bagian konsol")}>
        <a href={toLists} aria-current={atDesk ? "page" : undefined}>
          {t("Meja")}
          <Waiting />
        </a>
        {mayReadTranscripts(me) && (
          <a href={toTranscripts} aria-current={reading ? "page" : undefined}>
            {t("Transkrip")}
          </a>
        )}
        <a href={toKnowledge} aria-current={writing ? "page" : undefined}>
          <span class="where-wide">{t("Pengetahuan")}</span>
          <span class="where-narrow">{t("Entri")}</span>
        </a>
        <button
          type="button"
          class="plain top-settings"
          aria-label={t("Setelan")}
          onClick={() => open("settings")}
        >
          <span>{t("Setelan")}</span>
        </button>
        <button
          type="button"
          class="plain top-help"
          aria-label={t("Bantuan papan ketik")}
          onClick={() => open("help")}
        >
          ?
        </button>
      </nav>
    </header>
  );
}

/** How many things wait at the desk, as the page's title counts them. */
function Waiting() {
  const { state, me } = useConsole();
  const n = waiting(callsOf(state, me));
  if (n === 0) return null;
  return (
    <span class="badge">
      {n}
      <span class="unseen"> {tn("menunggu Anda", n)}</span>
    </span>
  );
}

function DutySwitch() {
  const { desk, state, me } = useConsole();
  const on = onDuty(state, me);
  const busy = state.dutyWanted !== null && state.dutyWanted !== on;
  return (
    <button
      type="button"
      role="switch"
      class="duty"
      aria-checked={on}
      disabled={state.link !== "live" || !state.duty.fresh || busy}
      onClick={() => desk.setDuty(!on)}
    >
      <span class="duty-knob" aria-hidden="true" />
      <span>
        <small>{me.name}</small> {on ? t("Bertugas") : t("Tidak bertugas")}
      </span>
    </button>
  );
}

function Colleagues() {
  const { state, me } = useConsole();
  const others = state.duty.people.filter((person) => person.staff !== me.id);
  return (
    <div class="colleagues">
      <h2 class="unseen">{t("Rekan yang bertugas")}</h2>
      {others.length === 0 && <p class="soft">{t("Tidak ada rekan lain yang bertugas")}</p>}
      <ul>
        {others.map((person) => (
          <li key={person.staff} data-connected={person.connected}>
            {person.name}
            <span>
              {" "}
              {person.load}/{person.capacity}
            </span>
            {!person.connected && <span class="soft"> {t("terputus")}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
