"""Boxes open in their place with their key, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdesk.domain.personal_data import Kind
from refdesk.domain.redaction import Original
from refdesk.errors import Unavailable
from refdesk.privacy.sealing import Sealer

OLD, NEW = bytes(32), bytes(range(32))
NIK = Original(1, Kind.NIK, "6474011203900001")


def zeros(count: int) -> bytes:
    """Give a nonce that is no secret: each test seals once under a key."""
    return bytes(count)


@given(st.text(max_size=60))
def test_what_was_sealed_opens_again(value: str) -> None:
    """Any value comes back, and is not to be read in its box."""
    sealer = Sealer([NEW], zeros)
    original = Original(2, Kind.EMAIL, value)
    sealed = sealer.seal("c1", 3, original)
    assert sealer.open("c1", sealed) == original
    assert len(value) < 4 or value.encode() not in sealed.box


def test_a_box_opens_in_its_own_place_only() -> None:
    """Moved to another conversation, event or token, or changed, it is refused."""
    sealer = Sealer([NEW], zeros)
    sealed = sealer.seal("c1", 3, NIK)
    moved = [("c2", sealed), ("c1", replace(sealed, seq=4)), ("c1", replace(sealed, n=2))]
    for conversation, one in (*moved, ("c1", replace(sealed, box=sealed.box[:-1] + b"x"))):
        with pytest.raises(Unavailable, match="does not open"):
            sealer.open(conversation, one)


def test_older_keys_open_and_the_newest_seals() -> None:
    """After a new key came, old boxes are still read; without the old key they are not."""
    sealed = Sealer([OLD], zeros).seal("c1", 3, NIK)
    both = Sealer([NEW, OLD], zeros)
    assert both.open("c1", sealed) == NIK
    assert both.seal("c1", 3, NIK).box.startswith(both.newest)
    with pytest.raises(Unavailable, match="key of a sealed value"):
        Sealer([NEW], zeros).open("c1", sealed)
