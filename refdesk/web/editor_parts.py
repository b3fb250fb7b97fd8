"""What editing the knowledge base needs behind its routes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from refdesk.knowledge.editing import Editing
from refdesk.knowledge.editing_ports import Hands
from refdesk.knowledge.fact_filling import FactFilling


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorParts:
    """`names` gives staff ids with their names, `bare` a text without personal data.

    `hands` knows who has which entry open, on whatever server.
    """

    editing: Editing
    filling: FactFilling
    names: Callable[[], Awaitable[Mapping[str, str]]]
    bare: Callable[[str], str]
    hands: Hands
