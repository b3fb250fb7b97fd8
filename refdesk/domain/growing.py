"""A sequence that is only ever appended to: each longer one shares what it has with the shorter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar, overload

T = TypeVar("T")


class Growing(Sequence[T]):
    """A value like a tuple, of which `grown` costs the same however long it is.

    All that grew out of one another share one list, but with the empty one none does; each knows
    how far it is its own. Where two grow out of the same one, as when an append was lost and is
    decided again, the second copies.
    """

    __slots__ = ("_all", "_length")

    def __init__(self, items: Sequence[T] = ()) -> None:
        self._all = list(items)
        self._length = len(self._all)

    def grown(self, item: T) -> Growing[T]:
        """Give the same with one more at the end."""
        everything, length = self._all, self._length
        # The empty one is everybody's, in several threads too: nothing is ever put into its list.
        if not length or len(everything) != length:
            everything = everything[:length]
        everything.append(item)
        longer: Growing[T] = Growing.__new__(Growing)
        longer._all, longer._length = everything, length + 1
        return longer

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        if isinstance(place, slice):
            return self._all[: self._length][place]
        return self._all[range(self._length)[place]]

    def __iter__(self) -> Iterator[T]:
        return iter(self._all[: self._length])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Growing) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Growing({list(self)!r})"
