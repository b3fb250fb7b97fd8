"""All tables of the store; importing this package completes the metadata."""

from refdesk.store.tables import (
    channels,
    conversations,
    credentials,
    entries,
    facts,
    installation,
    lessons,
    people,
    privacy,
    sealed,
    webhooks,
)
from refdesk.store.tables.stored import Stored

METADATA = Stored.metadata

__all__ = [
    "METADATA",
    "channels",
    "conversations",
    "credentials",
    "entries",
    "facts",
    "installation",
    "lessons",
    "people",
    "privacy",
    "sealed",
    "webhooks",
]
