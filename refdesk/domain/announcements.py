"""What is announced to other programs, in which words, how signed, how often tried again.

Requests follow Standard Webhooks 1.0 (standardwebhooks.com): headers `webhook-id`,
`webhook-timestamp`, `webhook-signature`. No announcement holds what somebody wrote.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Asked, Ended, Event, Opened, Rated, Recorded

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - what every such secret begins with
LONGEST_ADDRESS: Final = 500  # characters
KEPT: Final = timedelta(days=30)  # an announcement, sent or not
# Seconds to wait after each failed try; after the last the announcement has failed.
_WAITS: Final = (5, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400)
_UNICAST: Final = IPv6Network("2000::/3")  # all that IANA gives out as global unicast
_6TO4: Final = IPv6Network("2002::/16")  # RFC 3056: a relay leads to any IPv4 address
_NAT64: Final = IPv6Network("64:ff9b::/96")  # RFC 6052: a gateway leads to the IPv4 address in it


class Announced(StrEnum):
    """What is announced."""

    OPENED = "conversation.opened"
    CLOSED = "conversation.closed"
    AFTER_HOURS = "question.after_hours"
    RATED = "rating.given"


# What an event announces, by its kind.
ANNOUNCED_BY: Final[Mapping[str, Announced]] = MappingProxyType(
    {
        Opened.kind: Announced.OPENED,
        Ended.kind: Announced.CLOSED,
        Asked.kind: Announced.AFTER_HOURS,
        Rated.kind: Announced.RATED,
    }
)


def announced_by(event: Event) -> Announced | None:
    """Give what an event announces, None for most."""
    return ANNOUNCED_BY.get(event.kind)


def body_of(kind: Announced, conversation: Conversation, recorded: Recorded) -> str:
    """Give the body as JSON: type, time, and what of the conversation may be told."""
    data: dict[str, object] = {
        "conversation": conversation.id,
        "library": conversation.library,
        "desk": conversation.desk,
    }
    match recorded.event:
        case Opened() as opened:
            data |= {"channel": opened.channel, "language": opened.language}
        case Ended() as ended:
            data["why"] = ended.why.value
        case Asked() as asked:
            data["promised_at"] = _iso(asked.promised_at)
        case Rated() as rated:
            data["score"] = rated.score
        case _:
            pass
    said = {"type": kind.value, "timestamp": _iso(recorded.at), "data": data}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def name_of(webhook: str, recorded: Recorded) -> str:
    """Give the name under which an event is announced to a webhook: the same whenever made."""
    digest = hashlib.sha256(f"{webhook}/{recorded.id}".encode()).hexdigest()
    return f"msg_{digest[:32]}"


def signed(secret: str, name: str, at: datetime, body: str) -> dict[str, str]:
    """Give the headers that prove who sends a body, and when: HMAC-SHA256 over id.time.body."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    seconds = str(int(at.timestamp()))
    digest = hmac.new(key, f"{name}.{seconds}.{body}".encode(), hashlib.sha256).digest()
    return {
        "webhook-id": name,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def next_try(tries: int, now: datetime) -> datetime | None:
    """Give when to try again after so many failures, None when it is given up."""
    return now + timedelta(seconds=_WAITS[tries - 1]) if tries <= len(_WAITS) else None


def wrong_address(address: str, inside: Collection[str]) -> str:
    """Give the message key of what is wrong with the address of a webhook, "" when nothing is.

    Hosts in `inside` may be in the own network and may go without TLS.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "bad_webhook_address"
    plain = any(not 33 <= ord(letter) <= 126 for letter in address)  # noqa: PLR2004 - ASCII
    if not host or plain or parts.username is not None or parts.fragment:
        return "bad_webhook_address"
    if len(address) > LONGEST_ADDRESS:
        return "bad_webhook_address"
    if host in inside:
        return "" if parts.scheme in {"http", "https"} else "bad_webhook_address"
    if parts.scheme != "https":
        return "webhook_needs_https"
    return "" if may_reach(host) else "webhook_inside"


def may_reach(host: str) -> bool:
    """Tell whether a host is no address of an inner network; names are told apart when resolved."""
    try:
        found = ip_address(host)
    except ValueError:
        return host != "localhost" and not host.endswith(".localhost")
    if isinstance(found, IPv6Address):
        within = _embedded(found)
        if within is None and (found not in _UNICAST or found in _6TO4):
            return False
        found = within or found
    return found.is_global and not found.is_multicast


def _embedded(found: IPv6Address) -> IPv4Address | None:
    """Give the IPv4 address that an IPv6 one stands for, None for one of its own."""
    if found in _NAT64:
        return IPv4Address(int(found) & 0xFFFF_FFFF)
    return found.ipv4_mapped


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
