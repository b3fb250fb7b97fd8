"""What an examination of the server finds, as the web shows it; the doctor makes it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol


class Found(Protocol):
    """One finding; texts are (Indonesian, English), `remedy` is empty where all is well."""

    @property
    def name(self) -> tuple[str, str]:
        """What was looked at."""

    @property
    def good(self) -> bool:
        """Whether it is as it should be."""

    @property
    def says(self) -> tuple[str, str]:
        """What was found."""

    @property
    def remedy(self) -> tuple[str, str]:
        """What to do about it."""

    @property
    def serious(self) -> bool:
        """Whether it is a fault, not a hint."""


Examine = Callable[[], Awaitable[Sequence[Found]]]


async def nothing_examined() -> Sequence[Found]:
    """Examine nothing: a site without a machine of its own."""
    return ()
