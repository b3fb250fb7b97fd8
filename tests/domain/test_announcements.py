"""What is announced, how it is signed, to which addresses it may go."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from refdesk.domain.actors import Actor, Party
from refdesk.domain.announcements import (
    Announced,
    announced_by,
    body_of,
    may_reach,
    next_try,
    signed,
    wrong_address,
)
from refdesk.domain.conversation import Conversation
from refdesk.domain.events import Ended, EndedWhy, Opened, Rated, Recorded, Said

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
PATRON = Actor(Party.PATRON, "key-of-ani")


def test_the_signature_is_that_of_standard_webhooks() -> None:
    """The published example of the specification comes out letter for letter."""
    headers = signed(
        "whsec_plJ3nmyCDGBKInavdOK15jsl",
        "msg_loFOjxBNrRLzqYUf",
        datetime.fromtimestamp(1731705121, UTC),
        '{"event_type":"ping","data":{"success":true}}',
    )
    assert headers == {
        "webhook-id": "msg_loFOjxBNrRLzqYUf",
        "webhook-timestamp": "1731705121",
        "webhook-signature": "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
    }


@pytest.mark.parametrize(
    ("event", "kind", "more"),
    [
        (
            Opened("main", "web", "id", body="Ani", page="Rahasia"),
            Announced.OPENED,
            {"channel": "web", "language": "id"},
        ),
        (Ended(EndedWhy.LIBRARIAN), Announced.CLOSED, {"why": EndedWhy.LIBRARIAN.value}),
        (Rated(4, "terima kasih"), Announced.RATED, {"score": 4}),
    ],
)
def test_nothing_anybody_wrote_is_announced(
    event: Opened | Ended | Rated, kind: Announced, more: dict[str, object]
) -> None:
    """Neither a name, nor a text, nor who it was goes out: ids and plain facts only."""
    assert announced_by(event) is kind
    conversation = Conversation("c1", "main", PATRON.id, desk="main")
    recorded = Recorded(1, 1, "e1", NOON, PATRON, event)
    said = json.loads(body_of(kind, conversation, recorded))
    assert said == {
        "type": kind.value,
        "timestamp": "2026-03-02T05:00:00.000Z",
        "data": {"conversation": "c1", "library": "main", "desk": "main"} | more,
    }


def test_messages_are_not_announced() -> None:
    """What is said stays here."""
    assert announced_by(Said("jam buka?")) is None


def test_pauses_grow_and_end() -> None:
    """Each pause is longer than the one before; after the last it is given up."""
    pauses: list[timedelta] = []
    while (at := next_try(len(pauses) + 1, NOON)) is not None:
        pauses.append(at - NOON)
    assert pauses == sorted(set(pauses))
    assert sum(pauses, timedelta()) > timedelta(days=1)


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("https://perpus.example/webhook", ""),
        ("http://perpus.example/webhook", "webhook_needs_https"),
        ("ftp://perpus.example/", "webhook_needs_https"),
        ("perpus.example", "bad_webhook_address"),
        ("https://", "bad_webhook_address"),
        ("https://siti:sandi@perpus.example/", "bad_webhook_address"),
        ("https://perpus.example/#x", "bad_webhook_address"),
        ("https://perpus.example:port/", "bad_webhook_address"),
        ("https://perpus.example/a b", "bad_webhook_address"),
        ("https://[::1", "bad_webhook_address"),
        ("https://127.0.0.1/", "webhook_inside"),
        ("https://localhost/", "webhook_inside"),
        ("https://10.1.2.3/", "webhook_inside"),
        ("https://169.254.169.254/latest/meta-data/", "webhook_inside"),
        ("https://[::1]/", "webhook_inside"),
        ("https://[::ffff:192.168.0.1]/", "webhook_inside"),
        ("https://[fd00::1]/", "webhook_inside"),
        ("http://intranet.example/", ""),
        ("file://intranet.example/", "bad_webhook_address"),
    ],
)
def test_addresses_are_looked_at(address: str, problem: str) -> None:
    """Only https to the outside, unless a host was allowed in the settings."""
    assert wrong_address(address, {"intranet.example"}) == problem


@pytest.mark.parametrize("host", ["0.0.0.0", "100.64.0.1", "224.0.0.1", "::", "fe80::1"])  # noqa: S104
def test_other_addresses_of_no_public_host_are_not_reached(host: str) -> None:
    """Unspecified, shared, multicast and link-local addresses are inside too."""
    assert not may_reach(host)
    assert may_reach("93.184.215.14")


@pytest.mark.parametrize(
    "host",
    [
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "2002:7f00:1::",
        "2002:808:808::1",
        "fec0::1",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "ff0e::1",
    ],
)
def test_no_disguise_of_an_inner_address_is_reached(host: str) -> None:
    """Translated, tunnelled, site-local and compatible IPv6 addresses do not lead inside."""
    assert not may_reach(host)
    assert may_reach("64:ff9b::93.184.215.14")
    assert may_reach("2606:4700:4700::1111")
