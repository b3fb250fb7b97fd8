"""What can be recorded about the care taken of a patron: data restricted, help given in danger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from refdesk.domain.events import Audience, Event


@dataclass(frozen=True, slots=True)
class Restricted(Event):
    """The conversation may only be kept from now on, or (`on` false) be processed again.

    UU 27/2022 article 11: no search, no export, no evaluation, no learning.
    """

    kind: ClassVar[str] = "restricted"
    audience: ClassVar[Audience] = Audience.STAFF
    on: bool


@dataclass(frozen=True, slots=True)
class Alarmed(Event):
    """The patron was given the crisis text; `contact` is who was named to the librarian."""

    kind: ClassVar[str] = "alarmed"
    audience: ClassVar[Audience] = Audience.STAFF
    contact: str
