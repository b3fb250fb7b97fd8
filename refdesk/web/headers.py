"""The security headers of every response, the content security policy of pages among them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

# What no page of ours asks a browser for, by the names that browsers know; writing to the
# clipboard is for the panel in its frame.
_DENIED = (
    *("accelerometer", "browsing-topics", "camera", "display-capture"),
    *("encrypted-media", "geolocation", "gyroscope", "hid", "idle-detection"),
    *("local-fonts", "magnetometer", "microphone", "midi", "payment", "serial", "usb"),
    *("window-management", "xr-spatial-tracking"),
)
ALWAYS: Mapping[str, str] = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        # Not `no-referrer`: with it browsers send `Origin: null` with our own forms.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in _DENIED),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Origin-Agent-Cluster": "?1",
    }
)
UNSTORED = "no-store"  # unless a page, a file or a table says how long it may be kept
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def page_policy(*, scripts: str = "'none'") -> str:
    """Give the policy of a server-rendered page: own style and pictures, no scripts at all.

    `scripts` allows what a page has of its own: a data block by its `hash_source`, or `'self'`.
    """
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self';"
        " manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def hash_source(block: str) -> str:
    """Give the source that allows just this inline block, such as JSON-LD."""
    digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def app_policy(
    origins: Iterable[str], framed_by: Iterable[str] = (), *, trusting: bool = False
) -> str:
    """Give the policy of the panel and the console.

    `origins` are the server's own (old Safari does not count ws: as 'self'); `framed_by` are the
    origins of pages that may frame this one. With `trusting` the browser lets no text become HTML
    or script but by the page's own rule (Trusted Types, see `widgets/console/trusting.ts`).
    """
    sockets = " ".join(origin.replace("http", "ws", 1) for origin in origins)
    ancestors = " ".join(framed_by) or "'none'"
    types = "; require-trusted-types-for 'script'; trusted-types default" if trusting else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        f" font-src 'self'; media-src 'self'; connect-src 'self' {sockets}; manifest-src 'self';"
        " worker-src 'self'; base-uri 'none'; form-action 'self';"
        f" frame-ancestors {ancestors}{types}"
    )
