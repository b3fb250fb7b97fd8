"""The RefdeskError tree: a stable code and a message key for everything that can be refused.

HTTP statuses and WebSocket close codes are a table in `refdesk.web`; the wire codes in
`refdesk.protocol.codes` are kept equal to these by a test.
"""

from __future__ import annotations

from typing import ClassVar


class RefdeskError(Exception):
    """A refusal with a stable wire `code`; `key` names the message shown to people.

    `detail` is for logs and never carries message text or secrets.
    """

    code: ClassVar[str] = "bad_request"
    retryable: ClassVar[bool] = False

    def __init__(self, key: str = "", *, detail: str = "", retry_after: float = 0.0) -> None:
        """Keep the message key (default: the code), a loggable detail and seconds to wait."""
        super().__init__(detail or key or self.code)
        self.key = key or self.code
        self.detail = detail
        self.retry_after = retry_after


class BadRequest(RefdeskError):
    """The command is malformed or not possible in this stage."""

    code = "bad_request"


class Unauthorized(RefdeskError):
    """The sender has not proved who they are."""

    code = "unauthorized"


class ForbiddenOrAbsent(RefdeskError):
    """The object does not exist or the sender may not touch it: the two look alike."""

    code = "forbidden_or_absent"


class Conflict(RefdeskError):
    """The same command id came before with other content."""

    code = "conflict"


class RateLimited(RefdeskError):
    """Too many commands; `retry_after` says when to come back."""

    code = "rate_limited"
    retryable = True


class Busy(RefdeskError):
    """The server has more work than it may hold; nothing was kept."""

    code = "busy"
    retryable = True


class StorageFull(RefdeskError):
    """The disk is full; nothing was kept."""

    code = "storage_full"
    retryable = True


class Unavailable(RefdeskError):
    """The store cannot be reached; nothing was kept."""

    code = "unavailable"
    retryable = True


class LostClaim(RefdeskError):
    """Another librarian holds the conversation, or the claim was returned."""

    code = "lost_claim"


class TooLarge(RefdeskError):
    """A frame, body or upload over its limit."""

    code = "too_large"


class StoreBroken(Exception):
    """The store can no longer be trusted (G15): stop acknowledging and exit non-zero."""


class HeadMoved(Exception):
    """An append expected another head: read the log again and decide again (PostgreSQL only)."""


class SettingsProblem(Exception):
    """A setting is missing or wrong; the text names the key and the remedy."""
