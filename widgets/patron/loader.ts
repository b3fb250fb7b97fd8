/**
 * The button on a library's own page, which opens the panel in a frame of the refdesk server.
 *
 * Everything lives in a shadow tree with an adopted sheet: the page's styles and its content
 * security policy touch nothing of it, and it touches nothing of the page. The host learns nothing
 * of the chat; the panel learns the page's title and language.
 */

import { speak, t } from "../shared/strings.ts";
import { LOADER_STYLE } from "./loader_style.ts";

const READY_WITHIN = 12_000; // milliseconds
const KEY = "refdesk";

/** What outlives a page change in this tab: whether the panel is open, whether talk goes on. */
interface Kept {
  open?: boolean;
  talking?: boolean;
}

function start(source: URL, tag: HTMLScriptElement): void {
  const language = tag.dataset["lang"] ?? "id";
  speak(LOADER_STRINGS[language] ?? {});
  const shared = tag.dataset["shared"] !== undefined;
  const run = () => new Loader(source.origin, language, shared);
  if (document.body) run();
  else addEventListener("DOMContentLoaded", run);
}

class Loader {
  private readonly root: ShadowRoot;
  private readonly button: HTMLButtonElement;
  private readonly badge: HTMLElement;
  private readonly box: HTMLElement;
  private frame: HTMLIFrameElement | null = null;
  private loaded = false;
  private ready = false; // the panel has answered
  private focus = false; // opened by a person, not by a page change
  private open = false;

  constructor(
    private readonly origin: string,
    private readonly language: string,
    private readonly shared: boolean,
  ) {
    const host = document.createElement("refdesk-widget");
    host.lang = language;
    this.root = host.attachShadow({ mode: "open" });
    this.box = made("div", "box");
    this.box.hidden = true;
    this.box.id = "box";
    this.button = made("button", "button");
    this.button.type = "button";
    this.button.setAttribute("aria-controls", "box");
    this.badge = made("span", "badge");
    this.badge.hidden = true;
    this.button.append(made("span", "mark"), made("span", "label"), this.badge);
    this.button.onclick = () => this.show(!this.open);
    this.root.append(this.box, this.button);
    dress(this.root);
    document.body.append(host);
    addEventListener("message", (message) => this.hear(message));
    this.root.addEventListener("keydown", (event) => {
      if ((event as KeyboardEvent).key === "Escape") this.show(false);
    });
    this.label(0);
    const kept = recall();
    if (kept.open || kept.talking) this.load();
    if (kept.open) this.show(true, false);
  }

  /** Open or close the panel; `focus` moves along unless the page was only just loaded. */
  private show(open: boolean, focus = true): void {
    if (open) this.load();
    this.open = open;
    this.box.hidden = !open;
    this.label(0);
    remember({ ...recall(), open });
    this.focus = focus;
    this.tell();
    if (!focus) return;
    if (open) this.frame?.focus();
    else this.button.focus();
  }

  private load(): void {
    if (this.frame) return;
    const frame = document.createElement("iframe");
    frame.title = t("Tanya pustakawan");
    frame.allow = "clipboard-write";
    const query = new URLSearchParams({ lang: this.language, page: document.title.slice(0, 200) });
    if (this.shared) query.set("bersama", "1");
    frame.src = `${this.origin}/panel?${query}`;
    frame.onload = () => {
      this.loaded = true;
      this.tell();
    };
    this.frame = frame;
    this.box.append(frame);
    setTimeout(() => this.ready || this.apologise(), READY_WITHIN);
  }

  /** Say to the panel how it stands, once it can hear. */
  private tell(): void {
    const { open, focus } = this;
    if (this.loaded) this.frame?.contentWindow?.postMessage({ refdesk: 1, open, focus }, this.origin);
  }

  private hear(message: MessageEvent): void {
    const frame = this.frame;
    if (!frame || message.source !== frame.contentWindow || message.origin !== this.origin) return;
    const said = message.data as { close?: boolean; unread?: number; talking?: boolean };
    if (!this.ready) {
      this.ready = true;
      this.box.querySelector(".sorry")?.remove();
    }
    if (said.close) return this.show(false);
    if (said.talking === undefined) return;
    remember({ open: this.open, talking: said.talking });
    this.label(this.open ? 0 : Number(said.unread) || 0);
  }

  private label(unread: number): void {
    this.button.setAttribute("aria-expanded", String(this.open));
    const label = this.button.children[1] as HTMLElement;
    label.textContent = this.open ? t("Tutup") : t("Tanya pustakawan");
    this.badge.hidden = unread === 0;
    this.badge.textContent = String(unread);
    const news = unread ? ` (${t("{n} pesan baru", { n: unread })})` : "";
    this.button.setAttribute("aria-label", label.textContent + news);
  }

  /** The server cannot be reached: say so where the panel would be, with a way out. */
  private apologise(): void {
    const sorry = made("div", "sorry");
    sorry.setAttribute("role", "alert");
    const text = document.createElement("p");
    text.textContent = t("Layanan tanya pustakawan belum dapat dihubungi. Coba lagi sebentar lagi.");
    const again = made("button", "again");
    again.textContent = t("Coba lagi");
    again.onclick = () => this.retry();
    const close = made("button", "again");
    close.textContent = t("Tutup");
    close.onclick = () => this.show(false);
    sorry.append(text, again, close);
    this.box.append(sorry);
  }

  private retry(): void {
    this.box.replaceChildren();
    this.frame = null;
    this.loaded = false;
    this.load();
  }
}

function made<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  element.className = className;
  return element;
}

/** Style the tree by the CSSOM, which no content security policy forbids. */
function dress(root: ShadowRoot): void {
  if ("adoptedStyleSheets" in root) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LOADER_STYLE.join(""));
    root.adoptedStyleSheets = [sheet];
    return;
  }
  const style = document.createElement("style"); // Safari before 16.4
  (root as ShadowRoot).append(style);
  addEventListener("load", () => insert(style));
  insert(style);
}

function insert(style: HTMLStyleElement): void {
  if (style.sheet?.cssRules.length !== 0) return;
  LOADER_STYLE.forEach((rule, place) => style.sheet?.insertRule(rule, place));
}

function recall(): Kept {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as Kept;
  } catch {
    return {};
  }
}

function remember(kept: Kept): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Without storage the panel is closed after a page change; the talk itself is kept elsewhere.
  }
}

const script = document.currentScript as HTMLScriptElement | null;
if (script?.src && !document.querySelector("refdesk-widget")) start(new URL(script.src), script);
