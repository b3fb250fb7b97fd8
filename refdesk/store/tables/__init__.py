"""All tables of the store; importing this package completes the metadata."""

from refdesk.store.tables import (
    channels,
    conversations,
    entries,
    facts,
    installation,
    lessons,
    people,
    sealed,
)
from refdesk.store.tables.stored import Stored

METADATA = Stored.metadata

__all__ = [
    "METADATA",
    "channels",
    "conversations",
    "entries",
    "facts",
    "installation",
    "lessons",
    "people",
    "sealed",
]
