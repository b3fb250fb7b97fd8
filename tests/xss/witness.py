"""A browser that sees what a page should never do: run a payload, ask a foreign host, break a rule.

Besides, every page is searched for markup that is not ours, so that what would run only at a
person's touch is found too. With `policy=False` the browser ignores the content security policies:
then nothing but our own escaping stands between a payload and its run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Self

from playwright.async_api import (
    Browser,
    BrowserContext,
    Dialog,
    Frame,
    Page,
    Request,
    WebSocket,
    expect,
)

from tests.journeys.people import DESKTOP, SECONDS
from tests.xss.corpus import Payload

HOPELESS: Final = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""A flag for Chromium: no name is looked up, so that nothing can leave this machine."""

_INIT: Final = """
addEventListener("securitypolicyviolation", (event) => {
  window.xssBlocked(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
});
"""
# Markup that no page of ours has: what an injected element would look like.
_SEARCH: Final = r"""
() => {
  const wrong = [];
  const own = (address) => new URL(address, location.href).origin === location.origin;
  const never = new Set(("object embed base applet frame frameset marquee portal math xmp " +
    "noembed plaintext listing template audio video source track picture image style area map x " +
    "handler foreignobject animate set use feimage slot").split(" "));
  const rules = {
    iframe: (e) => e.title !== "" && /\/panel\?/.test(e.src) && !e.name && !e.srcdoc,
    script: (e) => e.type === "application/ld+json" ||
      (!e.textContent && (own(e.src || "x:") || /\/widget\.js$/.test(e.src))),
    link: (e) => /^(stylesheet|icon|manifest|canonical|alternate|modulepreload)$/.test(e.rel) &&
      (own(e.href) || e.href === "data:,"),
    meta: (e) => !e.httpEquiv,
    form: (e) => own(e.getAttribute("action") ?? "") && !e.id,
    img: (e) => /^\/assets\//.test(e.getAttribute("src")) && !e.id && !e.name,
    a: (e) => !e.name && !e.id && (!e.hasAttribute("href") ||
      (/^(https?|mailto|tel|):$/.test(e.protocol) &&  // ":" is an address that is none
        (e.target !== "_blank" || /noopener/.test(e.rel)))),
  };
  // Fields grow with what is written, by the CSSOM, which shows as an attribute.
  const grown = (e) => /^(height: [\d.]+px;)?$/.test(e.getAttribute("style") ?? "");
  for (const one of document.querySelectorAll("*")) {
    const name = one.localName.toLowerCase();
    const strange = one.getAttributeNames().filter((key) =>
      /^(on|xss)|^(srcdoc|formaction|ping|background|contenteditable|.*:href)$/i.test(key));
    if (never.has(name) || strange.length || !grown(one) || (rules[name] && !rules[name](one)))
      wrong.push(one.outerHTML.slice(0, 160));
  }
  const texts = [document.title];
  const walk = document.createTreeWalker(document.body ?? document, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    if (!/^(script|noscript)$/.test(walk.currentNode.parentElement?.localName ?? ""))
      texts.push(walk.currentNode.data);
  }
  for (const one of document.querySelectorAll("input, textarea")) texts.push(one.value);
  for (const key of ["data-page", "data-source", "title", "aria-label"])
    for (const one of document.querySelectorAll(`[${key}]`)) texts.push(one.getAttribute(key));
  return { wrong, text: texts.join("\n"), name: window.name };
}
"""


@dataclass
class Seen:
    """What one view showed, and what went wrong in it."""

    view: str
    shown: set[int] = field(default_factory=set)
    ran: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)  # by the policy: our escaping had failed
    markup: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Everything that should not have been, in words."""
        kinds = ("ran", "foreign", "blocked", "markup")
        return [f"{self.view}, {kind}: {one}" for kind in kinds for one in getattr(self, kind)]


class Witness:
    """Watches all pages of a browser context; what happens is put down to the view named last."""

    def __init__(self, context: BrowserContext, payloads: Iterable[Payload]) -> None:
        self.context = context
        self.views: dict[str, Seen] = {}
        self._own: list[str] = []
        self._numbers = {one.number for one in payloads}
        # Those whose text does not hold their number are found by their words.
        self._marks = {
            one.number: _words(one.text) for one in payloads if str(one.number) not in one.text
        }
        self.view("start")

    @classmethod
    async def over(
        cls, browser: Browser, own: Iterable[str], payloads: Iterable[Payload], *, policy: bool
    ) -> Self:
        """Open a context of its own; `own` are the origins that pages may ask."""
        context = await browser.new_context(
            viewport=DESKTOP, locale="id-ID", timezone_id="Asia/Jakarta", bypass_csp=not policy
        )
        context.set_default_timeout(30 * SECONDS)
        expect.set_options(timeout=30 * SECONDS)
        made = cls(context, payloads)
        made._own = list(own)
        await context.expose_function("xss", lambda *what: made._now.ran.append(repr(what)[:80]))
        await context.expose_function("xssBlocked", made._blocked)
        await context.add_init_script(_INIT)
        context.on("request", made._asked)
        context.on("dialog", made._dialog)
        context.on("page", made._opened)
        return made

    def view(self, name: str) -> Seen:
        """Put what follows down to this view."""
        self._now = self.views.setdefault(name, Seen(name))
        return self._now

    async def look(self, page: Page) -> None:
        """Search the page and its frames; note which payloads it shows."""
        for frame in page.frames:
            self._note(await frame.evaluate(_SEARCH), frame)

    def _note(self, found: dict[str, Any], frame: Frame) -> None:
        now = self._now
        now.markup += found["wrong"]
        if "xss" in found["name"] or "xss" in frame.name:
            now.ran.append(f"window.name {found['name']}")
        now.shown |= self.in_text(found["text"])

    def in_text(self, text: str) -> set[int]:
        """Give the numbers of the payloads that a text holds, whole or by their number."""
        words = _words(text)
        numbers = {int(one) for one in re.findall(r"1\d{4}", words)} & self._numbers
        left = self._marks.keys() - self._now.shown
        return numbers | {number for number in left if self._marks[number] in words}

    def _asked(self, request: Request) -> None:
        address = request.url
        inner = address.startswith(("data:", "blob:", "about:"))
        if not inner and (not address.startswith(tuple(self._own)) or "/xss/" in address):
            self._now.foreign.append(address[:120])

    def _blocked(self, what: str) -> None:
        self._now.blocked.append(what)

    async def _dialog(self, dialog: Dialog) -> None:
        self._now.ran.append(f"dialog {dialog.message}")
        await dialog.dismiss()

    def _opened(self, page: Page) -> None:
        page.on("websocket", self._socket)

    def _socket(self, socket: WebSocket) -> None:
        if not socket.url.startswith(tuple(one.replace("http", "ws", 1) for one in self._own)):
            self._now.foreign.append(socket.url)


def _words(text: str) -> str:
    """A text as it can be compared whatever becomes of its spaces, cut where names are cut."""
    return " ".join(text.replace("\0", "").split())
