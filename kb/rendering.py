"""Rendering turns an answer's Markdown into what a page or a plain-text channel can show."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

TAGS = {
    *("p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "a", "ul", "ol", "li"),
    *("h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}
BULLET = "• "


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - a start shows nothing

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def to_html(markdown: str) -> str:
    """Give safe HTML: no scripts, styles, images; headings start at h2, the page owns h1."""
    import nh3  # noqa: PLC0415 - a start shows nothing

    parser = _markdown()
    tokens = parser.parse(markdown)
    for token in tokens:
        if token.tag == "h1":
            token.tag = "h2"
    html = str(parser.renderer.render(tokens, parser.options, {}))
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES)


def to_text(markdown: str) -> str:
    """Give plain text for Telegram, a terminal or an e-mail: lists and links stay readable."""
    blocks: list[str] = []
    prefix = _Prefix()
    for token in _markdown().parse(markdown):
        prefix.see(token)
        if token.type == "inline":
            blocks.append(prefix.take(_inline(token.children or [])))
        elif token.type in ("fence", "code_block"):
            blocks.append(prefix.take(token.content.rstrip("\n")))
        elif token.type == "tr_close":
            blocks.append(prefix.row())
    return "".join(blocks).strip("\n")


class _Prefix:
    """Knows what stands before the next block: a blank line, a bullet, a number."""

    def __init__(self) -> None:
        self.counters: list[int | None] = []
        self.marker = ""
        self.cells: list[str] | None = None
        self.joined = False

    def see(self, token: Token) -> None:
        """Follow the list and table structure."""
        match token.type:
            case "bullet_list_open":
                self.counters.append(None)
            case "ordered_list_open":
                self.counters.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                self.counters.pop()
                self.joined = bool(self.counters)
            case "list_item_open":
                self.marker = self._next_marker()
            case "tr_open":
                self.cells = []
            case "table_open":
                self.joined = False
            case _:
                pass

    def _next_marker(self) -> str:
        number = self.counters[-1]
        if number is None:
            return BULLET
        self.counters[-1] = number + 1
        return f"{number}. "

    def take(self, text: str) -> str:
        """Put a block after what came before it; a table cell waits for its row."""
        if self.cells is not None:
            self.cells.append(text)
            return ""
        indent = "   " * (len(self.counters) - 1) if self.counters else ""
        gap = "\n" if self.joined and self.counters else "\n\n"
        body = f"{indent}{self.marker}{text}"
        self.joined, self.marker = bool(self.counters), ""
        return gap + body

    def row(self) -> str:
        """Give the finished table row as one line."""
        cells, self.cells = self.cells or [], None
        gap = "\n" if self.joined else "\n\n"
        self.joined = True
        return gap + " | ".join(cells)


def _inline(children: list[Token]) -> str:
    parts: list[str] = []
    opened: list[tuple[int, str]] = []
    for child in children:
        match child.type:
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "link_open":
                opened.append((len(parts), str(child.attrGet("href") or "")))
            case "link_close":
                start, href = opened.pop()
                parts.append(_target("".join(parts[start:]), href))
            case _:
                parts.append(child.content)
    return "".join(parts)


def _target(label: str, href: str) -> str:
    shown = href.removeprefix("mailto:").removeprefix("tel:")
    return "" if shown in ("", label) else f" ({shown})"
