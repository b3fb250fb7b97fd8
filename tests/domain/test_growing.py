"""Sequences that only grow."""

import gc
import weakref

from hypothesis import given
from hypothesis import strategies as st

from refdesk.domain.growing import Growing


@given(st.lists(st.integers(), max_size=20), st.lists(st.integers(), max_size=20))
def test_two_that_grew_out_of_one_know_nothing_of_each_other(
    first: list[int], second: list[int]
) -> None:
    """Whatever grows out of a value, the value itself and all others stay what they were."""
    root = Growing([1, 2])
    grown = [root, root]
    for place, items in enumerate((first, second)):
        for item in items:
            grown[place] = grown[place].grown(item)
    assert list(root) == [1, 2]
    assert [list(one) for one in grown] == [[1, 2, *first], [1, 2, *second]]
    assert grown[0] == Growing([1, 2, *first])
    assert hash(grown[1]) == hash(Growing([1, 2, *second]))


def test_places_are_those_of_its_own_length() -> None:
    """A shorter one has no place for what a longer one of the same root has."""
    short = Growing(["a", "b"])
    long = short.grown("c")
    assert (short[-1], long[-1], short[:], long[1:]) == ("b", "c", ["a", "b"], ["b", "c"])
    assert "c" not in short
    assert list(reversed(short)) == ["b", "a"]


def test_the_empty_one_keeps_nothing_of_what_grows_out_of_it() -> None:
    """Many grow out of the one empty value, in several threads: no list is common to them."""
    empty: Growing[set[int]] = Growing()
    item = {1}
    kept = weakref.ref(item)
    grown = empty.grown(item)
    del item, grown
    gc.collect()
    assert kept() is None
    assert list(empty) == []
