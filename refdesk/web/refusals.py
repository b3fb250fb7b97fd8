"""Refusals as error frames, in the words of the reader's language."""

from __future__ import annotations

from typing import cast

from refdesk.errors import RefdeskError
from refdesk.protocol.codes import ErrorCode
from refdesk.protocol.frames import Error
from refdesk.web.sentences import sentence_of

SOON = 1.0  # seconds to wait where a retryable error names none


def again_after(error: RefdeskError) -> float:
    """Give the seconds after which to try again, 0.0 when trying again cannot help."""
    return (error.retry_after or SOON) if error.retryable else 0.0


def refusal(error: RefdeskError, language: str, cid: str = "", conversation: str = "") -> Error:
    """Give the frame that tells why a command or frame was refused."""
    return Error(
        code=cast(ErrorCode, error.code),  # a test keeps the two sets equal
        key=error.key,
        text=sentence_of(error, language),
        cid=cid,
        conversation=conversation,
        retry_after=again_after(error),
    )
