"""What the load says is what the measurement claims."""

from __future__ import annotations

from refdesk.bench.texts import LONGEST, SHORTEST, texts


def test_texts_are_of_the_promised_kind() -> None:
    """20 to 300 bytes, one in twenty with a number, the same each time."""
    found = texts(2_000)
    assert all(SHORTEST <= len(text.encode()) <= LONGEST for text in found)
    numbered = sum(any(map(str.isdigit, text)) for text in found)
    assert 60 <= numbered <= 140
    assert texts(10) == found[:10]
