"""Whose address, whose page a request comes from."""

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from refdesk.web.addresses import address_key, from_own_page, networks

PROXIES = networks(["10.0.0.0/8", "127.0.0.1"])


def key(remote: str, *forwarded: str, proxies: object = PROXIES) -> str:
    """Give the key of a request from this address with these forwarded headers."""
    headers = CIMultiDict(("X-Forwarded-For", value) for value in forwarded)
    request = make_mocked_request("GET", "/", headers).clone(remote=remote)
    return address_key(request, PROXIES if proxies is PROXIES else ())


def test_key_is_not_the_address() -> None:
    """The key tells two addresses apart and names neither."""
    assert key("192.0.2.1") == key("192.0.2.1") != key("192.0.2.2")
    assert "192" not in key("192.0.2.1")


def test_forwarded_address_is_believed_from_a_trusted_proxy_only() -> None:
    """A header counts when our proxy wrote it; a stranger cannot choose an address."""
    assert key("10.1.1.1", "192.0.2.1") == key("192.0.2.1")
    assert key("203.0.113.9", "192.0.2.1") == key("203.0.113.9")
    assert key("10.1.1.1", "192.0.2.1", proxies=()) == key("10.1.1.1")


def test_forged_hops_before_the_proxy_are_skipped() -> None:
    """Of several hops the one nearest to our proxies counts."""
    assert key("10.1.1.1", "198.51.100.7, 192.0.2.1, 10.2.2.2") == key("192.0.2.1")
    assert key("10.1.1.1", "198.51.100.7", "192.0.2.1") == key("192.0.2.1")


def test_ipv6_counts_by_site() -> None:
    """Addresses of one /64 share a key."""
    assert key("2001:db8::1") == key("2001:db8::ffff") != key("2001:db8:0:1::1")


@pytest.mark.parametrize("remote", ["", "unix:", "not an address"])
def test_strange_addresses_have_a_key(remote: str) -> None:
    """A socket without an address is no reason to fail."""
    assert key(remote, "garbage")


@pytest.mark.parametrize(
    ("headers", "required", "own"),
    [
        ({"Origin": "https://a.example"}, True, True),
        ({"Origin": "https://b.example"}, False, False),
        ({"Origin": "null"}, False, False),
        ({}, False, True),
        ({}, True, False),
        ({"Sec-Fetch-Site": "cross-site"}, False, False),
        ({"Sec-Fetch-Site": "same-origin"}, False, True),
    ],
)
def test_own_pages_are_recognised(headers: dict[str, str], required: bool, own: bool) -> None:
    """Only the exact own Origin counts; where it is required, its absence does not."""
    request = make_mocked_request("POST", "/", headers)
    assert from_own_page(request, ["https://a.example"], required=required) is own
