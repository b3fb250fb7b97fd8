"""What the buttons under a message carry: which act, in which conversation."""

from __future__ import annotations

from typing import Final

from refdesk.protocol.frames import ChannelPress

LONGEST: Final = 64  # bytes that Telegram lets a button carry
SCORES: Final = range(1, 6)


def helped(conversation: str, entry: str) -> str:
    """Give the data of "this answers it"; an entry with too long a name stays unnamed."""
    data = f"h|{conversation}|{entry}"
    return data if len(data.encode()) <= LONGEST else f"h|{conversation}|"


def unhelped(conversation: str) -> str:
    """Give the data of "ask a librarian"."""
    return f"u|{conversation}|"


def rate(conversation: str, score: int) -> str:
    """Give the data of one score."""
    return f"r|{conversation}|{score}"


def pressed(data: str) -> ChannelPress | None:
    """Give the act of a pressed button, None for data that is not ours."""
    match data.split("|"):
        case ["h", conversation, entry]:
            return ChannelPress(button="helped", conversation=conversation, entry=entry)
        case ["u", conversation, ""]:
            return ChannelPress(button="unhelped", conversation=conversation)
        case ["r", conversation, score] if score in map(str, SCORES):
            return ChannelPress(button="rate", conversation=conversation, score=int(score))
        case _:
            return None
