/** The console of one signed-in librarian: lists, conversation, knowledge base. */

import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { t } from "../shared/strings.ts";
import { Account } from "./account/account.tsx";
import { Staff } from "./account/staff.tsx";
import { Webhooks } from "./account/webhooks.tsx";
import { Alarm, callsOf } from "./alarm.ts";
import { openCanned } from "./canned.tsx";
import { Api } from "./api.ts";
import type { Codes } from "./api.ts";
import { Banner } from "./banner.tsx";
import { Bench } from "./bench.tsx";
import { claim } from "./claiming.ts";
import { ConsoleContext } from "./context.ts";
import type { Console } from "./context.ts";
import { Desk } from "./desk.ts";
import { Help } from "./help.tsx";
import { useKeys } from "./keys.ts";
import { Knowledge } from "./knowledge/knowledge.tsx";
import { Lists } from "./lists.tsx";
import { OfferBar } from "./offer-bar.tsx";
import { Audit } from "./privacy/audit.tsx";
import { Requests } from "./privacy/requests.tsx";
import { go, toConversation, useRoute } from "./route.ts";
import type { Route } from "./route.ts";
import { keepSettings, readSettings } from "./settings.ts";
import type { Settings } from "./settings.ts";
import { SettingsDialog } from "./settings-dialog.tsx";
import { offers } from "./state.ts";
import type { DeskState, Me } from "./state.ts";
import { Tellings } from "./tellings.tsx";
import { TopBar } from "./top-bar.tsx";
import { Transcript } from "./transcript.tsx";
import { Transcripts } from "./transcripts.tsx";

interface Props {
  readonly me: Me;
  readonly lang: string;
  readonly build: string;
  readonly library: string;
  /** go back to the sign-in; `lost` says that it was not the librarian's wish */
  readonly leave: (lost: boolean) => void;
}

export function Workplace({ me, lang, build, library, leave }: Props) {
  const [desk] = useState(() => new Desk(me, lang, build, () => leave(true)));
  const state = useDeskState(desk);
  const api = useMemo(() => new Api(lang, me.csrf), [lang, me.csrf]);
  const codes = useCodes(api);
  const [settings, setSettings] = useState(readSettings);
  const [said, announce] = useSaid();
  const [dialog, setDialog] = useState<"" | "help" | "settings">("");
  const alarm = useAlarm(state, me, settings, announce);
  const route = useRoute();
  useFocusKept(route);
  const shown = route.at === "conversation" ? route.id : "";
  useEffect(() => desk.lookAt(shown), [desk, shown]);
  useKeys(consoleKeys(desk, state, shown, () => setDialog("help")), settings.singleKeys);

  async function signOut(): Promise<void> {
    await api.signOut().catch(() => undefined);
    leave(false);
  }
  const value: Console = {
    ...{ desk, state, me, api, codes, settings, announce },
    set: (changed: Settings) => {
      keepSettings(changed);
      setSettings(changed);
    },
    testAlert: () => alarm.test(),
    signOut: () => void signOut(),
  };
  return (
    <ConsoleContext.Provider value={value}>
      <Frame library={library} route={route} open={setDialog}>
        <View route={route} />
      </Frame>
      <p role="status" class="unseen">
        <span key={said.times}>{said.text}</span>
      </p>
      {dialog === "help" && <Help close={() => setDialog("")} />}
      {dialog === "settings" && <SettingsDialog close={() => setDialog("")} />}
    </ConsoleContext.Provider>
  );
}

interface FrameProps {
  readonly library: string;
  readonly route: Route;
  readonly open: (dialog: "help" | "settings") => void;
  readonly children: ComponentChildren;
}

function Frame({ library, route, open, children }: FrameProps) {
  const side = route.at === "conversation" && route.side;
  const current = route.at === "conversation" ? route.id : "";
  return (
    <div class="console" data-at={side ? "side" : route.at}>
      <button
        type="button"
        class="skip"
        onClick={() => document.querySelector<HTMLElement>("main")?.focus()}
      >
        {t("Langsung ke isi")}
      </button>
      <TopBar library={library} route={route} open={open} />
      <Banner />
      <Tellings current={current} />
      <OfferBar current={current} />
      <div class="columns">
        <Lists current={current} />
        {children}
      </div>
    </div>
  );
}

function View({ route }: { route: Route }) {
  switch (route.at) {
    case "conversation":
      return <Bench key={route.id} id={route.id} />;
    case "transcripts":
      return <Transcripts />;
    case "transcript":
      return <Transcript key={route.id} id={route.id} />;
    case "requests":
      return <Requests />;
    case "audit":
      return <Audit />;
    case "knowledge":
      return <Knowledge key={`${route.view} ${route.id}`} view={route.view} id={route.id} />;
    case "account":
      return <Account />;
    case "staff":
      return <Staff />;
    case "webhooks":
      return <Webhooks />;
    default:
      return (
        <main class="talk-empty" tabIndex={-1}>
          <p>{t("Pilih percakapan dari daftar, atau ambil pertanyaan yang menunggu.")}</p>
          <p class="soft">{t("Tekan ? untuk melihat semua tombol papan ketik.")}</p>
        </main>
      );
  }
}

/** What is read out; the same words are read again when they are said again. */
function useSaid() {
  const [said, set] = useState({ text: "", times: 0 });
  const [say] = useState(() => (text: string) => set(({ times }) => ({ text, times: times + 1 })));
  return [said, say] as const;
}

/** Where the focus was may be hidden now, on a phone: it goes on to the main part. */
function useFocusKept(route: Route): void {
  const [first] = useState(route);
  useEffect(() => {
    if (route === first) return;
    const held = document.activeElement;
    if (held === null || held === document.body || !held.checkVisibility()) {
      document.querySelector("main")?.focus();
    }
  }, [route]);
}

function useDeskState(desk: Desk): DeskState {
  const [state, set] = useState(desk.state);
  useEffect(() => {
    const stop = desk.subscribe(() => set(desk.state));
    return () => {
      stop();
      desk.stop();
    };
  }, [desk]);
  return state;
}

function useCodes(api: Api): Codes | null {
  const [codes, set] = useState<Codes | null>(null);
  useEffect(() => {
    // Without labels the plain codes are shown; the forms ask again when they open.
    api.codes().then(set, () => undefined);
  }, [api]);
  return codes;
}

function useAlarm(
  state: DeskState,
  me: Me,
  settings: Settings,
  announce: (text: string) => void,
): Alarm {
  const [alarm] = useState(() => new Alarm(settings, (id) => go(toConversation(id)), announce));
  alarm.use(settings);
  useEffect(() => alarm.heed(callsOf(state, me)), [alarm, state, me]);
  useEffect(() => () => alarm.stop(), [alarm]);
  return alarm;
}

function consoleKeys(desk: Desk, state: DeskState, shown: string, help: () => void) {
  const mine = state.lists.mine.rows.map((row) => row.conversation);
  const step = (by: number) => () => {
    const next = mine[(mine.indexOf(shown) + by + mine.length) % mine.length];
    if (next) go(toConversation(next));
  };
  return {
    help,
    next: step(1),
    previous: step(mine.includes(shown) ? -1 : 0),
    claim: () => {
      const row = offers(state)[0] ?? state.lists.line.rows[0];
      const open = state.talks[shown]?.conversation;
      const unclaimed = open?.holder === null && open.stage !== "ended";
      const id = unclaimed ? shown : row?.conversation;
      if (id) claim(desk, id);
      else desk.tell(t("Tidak ada pertanyaan yang menunggu."));
    },
    canned: () => {
      const show = () => go(toConversation(shown, true));
      if (!openCanned(show)) desk.tell(t("Buka sebuah percakapan untuk membalas."));
    },
    search: () => {
      if (!focusSearch(shown)) desk.tell(t("Buka sebuah percakapan untuk mencari."));
    },
  };
}

/** The search of the knowledge base, shown first where out of sight; false where there is none. */
function focusSearch(shown: string): boolean {
  const field = document.getElementById("kb-search");
  if (field === null) return false;
  const hidden = !field.checkVisibility();
  if (hidden) go(toConversation(shown, true));
  setTimeout(() => field.focus(), hidden ? 100 : 0);
  return true;
}
