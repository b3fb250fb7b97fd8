/** The whole panel: header, connection in words, one screen at a time. */

import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../shared/strings.ts";
import { Ask } from "./ask.tsx";
import { Banner } from "./banner.tsx";
import type { FromHost, Host } from "./host.ts";
import { CloseIcon, MenuIcon } from "./icons.tsx";
import { Forgotten, Menu } from "./menu.tsx";
import { Talk } from "./talk.tsx";
import { useView } from "./use_view.ts";
import type { Visit } from "./visit.ts";

export interface AppProps {
  readonly host: Host;
  readonly listeners: Set<(said: FromHost) => void>;
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
  return <Screen {...props} visit={visit} forgotten={() => setGone(true)} />;
}

function Screen(props: AppProps & { visit: Visit; forgotten: () => void }) {
  const { visit, host } = props;
  const view = useView(visit);
  const [menu, setMenu] = useState(false);
  const main = useRef<HTMLElement>(null);
  useHost(props, main);
  const close = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (menu) setMenu(false);
    else if (props.framed) host.close();
  };
  return (
    <div class="panel" onKeyDown={close}>
      <Header {...props} menu={menu} toggle={() => setMenu(!menu)} />
      <Banner visit={visit} view={view} />
      <main ref={main}>
        {menu && (
          <Menu
            visit={visit}
            view={view}
            speak={props.speak}
            close={() => setMenu(false)}
            forgotten={props.forgotten}
          />
        )}
        <div class="screen" hidden={menu}>
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

function Header(props: AppProps & { menu: boolean; toggle: () => void }) {
  return (
    <header class="head">
      <div class="names">
        <h1>{t("Tanya Pustakawan")}</h1>
        <p>{props.library}</p>
      </div>
      <button
        type="button"
        class="icon"
        aria-expanded={props.menu}
        aria-label={t("Menu")}
        onClick={props.toggle}
      >
        <MenuIcon />
      </button>
      {props.framed && (
        <button type="button" class="icon" aria-label={t("Tutup")} onClick={props.host.close}>
          <CloseIcon />
        </button>
      )}
    </header>
  );
}

/** Follow the framing page: tell it of news, take the focus when it opens the panel. */
function useHost({ visit, host, listeners }: AppProps & { visit: Visit }, main: { current: HTMLElement | null }) {
  useEffect(() => {
    const report = () => {
      visit.look(host.open() && document.visibilityState === "visible");
      const { conversation } = visit.view;
      const talking = conversation !== null && conversation.stage !== "ended";
      host.tell({ unread: host.open() ? 0 : visit.unread(), talking });
    };
    const changed = (said: FromHost) => {
      report();
      if (said.open && said.focus) main.current?.querySelector("textarea")?.focus();
    };
    const stop = visit.subscribe(() => queueMicrotask(report));
    listeners.add(changed);
    document.addEventListener("visibilitychange", report);
    return () => {
      stop();
      listeners.delete(changed);
      document.removeEventListener("visibilitychange", report);
    };
  }, [visit]);
}
