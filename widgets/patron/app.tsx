/** The whole panel: header, connection in words, one screen at a time. */

import type { Ref } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../shared/strings.ts";
import { Ask } from "./ask.tsx";
import { Banner } from "./banner.tsx";
import type { FromHost, Host } from "./host.ts";
import { CloseIcon, MenuIcon } from "./icons.tsx";
import { lend } from "./lending.ts";
import { Forgotten, Menu } from "./menu.tsx";
import { Talk } from "./talk.tsx";
import { language } from "./times.ts";
import { useView } from "./use_view.ts";
import type { Visit } from "./visit.ts";

const LANGUAGE_NAMES: Readonly<Record<string, string>> = { id: "Bahasa Indonesia", en: "English" };

export interface AppProps {
  readonly host: Host;
  readonly library: string;
  readonly framed: boolean;
  readonly begin: () => Visit;
  /** Go to the page of another language. */
  readonly speak: (language: string) => void;
}

export function App(props: AppProps) {
  const [visit, setVisit] = useState(props.begin);
  const [gone, setGone] = useState(false);
  if (gone) {
    const again = () => {
      setVisit(props.begin());
      setGone(false);
    };
    return <Forgotten again={again} />;
  }
  const forgotten = () => {
    props.host.tell({ unread: 0, talking: false });
    setGone(true);
  };
  return <Screen {...props} visit={visit} forgotten={forgotten} />;
}

function Screen(props: AppProps & { visit: Visit; forgotten: () => void }) {
  const { visit, host } = props;
  const view = useView(visit);
  const [menu, setMenu] = useState(false);
  const main = useRef<HTMLElement>(null);
  useHost(props, main);
  useEffect(() => {
    const { shared, notice } = document.body.dataset;
    const asks = notice && visit.storage.get("notice") !== notice;
    if (shared || asks) lend("begin", visit, props.forgotten);
  }, [visit]);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setMenu(false);
    opener.current?.focus();
  };
  useEscape(() => {
    if (menu) close();
    else if (props.framed) host.tell({ close: true });
  });
  return (
    <div class="panel">
      <Header {...props} menu={menu} toggle={() => setMenu(!menu)} opener={opener} />
      <Banner visit={visit} view={view} />
      <main ref={main} tabIndex={-1}>
        {menu && (
          <Menu
            visit={visit}
            view={view}
            close={close}
            forgotten={props.forgotten}
          />
        )}
        <div class="screen" hidden={menu}>
          {/* The log is there before the first message, so that messages are announced. */}
          {view.conversation ? (
            <Talk visit={visit} view={view} />
          ) : (
            <Ask visit={visit} view={view} />
          )}
        </div>
      </main>
    </div>
  );
}

interface HeaderProps extends AppProps {
  readonly menu: boolean;
  readonly toggle: () => void;
  readonly opener: Ref<HTMLButtonElement>;
}

function Header(props: HeaderProps) {
  return (
    <header class="head">
      <div class="names">
        <h1>{t("Tanya Pustakawan")}</h1>
        <p>{props.library}</p>
      </div>
      <Languages speak={props.speak} />
      <button
        type="button"
        class="icon"
        ref={props.opener}
        aria-expanded={props.menu}
        aria-label={t("Menu")}
        onClick={props.toggle}
      >
        <MenuIcon />
      </button>
      {props.framed && (
        <button type="button" class="icon" aria-label={t("Tutup")} onClick={() => props.host.tell({ close: true })}>
          <CloseIcon />
        </button>
      )}
    </header>
  );
}

/** The other languages, each named in itself. */
function Languages(props: { speak: (language: string) => void }) {
  const others = Object.entries(LANGUAGE_NAMES).filter(([other]) => other !== language());
  return (
    <>
      {others.map(([other, name]) => (
        <button
          type="button"
          class="icon"
          lang={other}
          aria-label={name}
          onClick={() => props.speak(other)}
        >
          {other.toUpperCase()}
        </button>
      ))}
    </>
  );
}

/** Do `act` when Escape is pressed and nothing else takes it. */
function useEscape(act: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) act();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  });
}

/** Where to begin: where to write, but on a phone the page, which a keyboard would cover. */
function firstPlace(main: HTMLElement | null): HTMLElement | null | undefined {
  return matchMedia("(pointer: coarse)").matches ? main : main?.querySelector("textarea");
}

/** Follow the framing page: tell it of news, take the focus when it opens the panel. */
function useHost(
  { visit, host }: AppProps & { visit: Visit },
  main: { current: HTMLElement | null },
): void {
  useEffect(() => {
    const report = () => {
      visit.look(host.said.open && document.visibilityState === "visible");
      const { conversation } = visit.view;
      const talking = conversation !== null && conversation.stage !== "ended";
      host.tell({ unread: host.said.open ? 0 : visit.unread(), talking });
    };
    const changed = (said: FromHost) => {
      report();
      if (said.open && said.focus) firstPlace(main.current)?.focus();
    };
    const stop = visit.subscribe(() => queueMicrotask(report));
    const leave = host.follow(changed);
    document.addEventListener("visibilitychange", report);
    return () => {
      stop();
      leave();
      document.removeEventListener("visibilitychange", report);
    };
  }, [visit]);
}
