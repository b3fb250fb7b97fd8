/** The librarian's console: the program behind `/console`. */

import "../shared/tokens.css";
import "./styles/frame.css";
import "./styles/controls.css";
import "./styles/columns.css";
import "./styles/dialogs.css";
import "./styles/narrow.css";
import "./styles/lists.css";
import "./styles/talk.css";
import "./styles/sealed.css";
import "./styles/choices.css";
import "./styles/side.css";
import "./styles/privacy.css";
import "./styles/transcripts.css";
import "./styles/knowledge.css";
import "./styles/entry.css";
import "./styles/account.css";
import { render } from "preact";
import { loadStrings } from "../shared/strings.ts";
import { App } from "./app.tsx";
import { trustLittle } from "./trusting.ts";

async function start(root: HTMLElement): Promise<void> {
  const { lang = "id", build = "", library = "", strings } = root.dataset;
  await loadStrings(strings);
  render(<App lang={lang} build={build} library={library} />, root);
}

trustLittle();
const root = document.getElementById("app");
if (root) void start(root);
