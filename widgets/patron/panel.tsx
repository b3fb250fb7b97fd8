/** The patron's page: `/panel` in a frame, `/chat` on its own. */

import "../shared/tokens.css";
import "./panel.css";
import "./controls.css";
import "./first.css";
import "./talk.css";
import "./writing.css";

import { render } from "preact";
import { openStorage } from "../shared/storage.ts";
import { App } from "./app.tsx";
import { Host } from "./host.ts";
import { Visit } from "./visit.ts";

const root = document.getElementById("app");
if (root) start(root);

function start(root: HTMLElement): void {
  const { build = "", page = "", source = "", library = "", lang = "id" } = root.dataset;
  const framed = root.dataset["framed"] === "true";
  const storage = openStorage("refdesk.", isShared());
  const chosen = storage.get<string>("language");
  if (chosen && chosen !== lang && chosen !== asked()) return speak(chosen);
  const host = new Host(framed);
  const begin = () => new Visit(storage, { build, page, source });
  // Forgotten in another tab: forgotten here.
  addEventListener("storage", ({ key, newValue }) => {
    if (key === "refdesk.token" && newValue === null) location.reload();
  });
  root.textContent = "";
  render(<App {...{ host, library, framed, begin, speak }} />, root);

  /** Every language has a page of its own; the choice is kept for the next time. */
  function speak(language: string): void {
    storage.set("language", language);
    const query = new URLSearchParams(location.search);
    query.set("lang", language);
    location.replace(`?${query}`);
  }
}

/** Whether others use this computer: the address says so, or the patron did in this tab. */
function isShared(): boolean {
  const { dataset } = document.body;
  try {
    if (sessionStorage["refdesk-shared"]) dataset["shared"] ||= dataset["minutes"];
  } catch {
    // Without storage nothing is kept in any case.
  }
  return !!dataset["shared"];
}

/** The language that the address asks for. */
function asked(): string | null {
  return new URLSearchParams(location.search).get("lang");
}
