"""The closed sets of the wire: error codes, close codes, limits, and the sub-protocol's name."""

from __future__ import annotations

from typing import Literal

SUBPROTOCOL = "refdesk.1"

ErrorCode = Literal[
    "bad_request",
    "unauthorized",
    "forbidden_or_absent",
    "conflict",
    "rate_limited",
    "busy",
    "storage_full",
    "unavailable",
    "lost_claim",
    "too_large",
]
RETRYABLE: frozenset[str] = frozenset({"rate_limited", "busy", "storage_full", "unavailable"})

# WebSocket close codes: 1xxx as in RFC 6455, 4xxx ours.
CLOSE_GOING_AWAY = 1001  # the server stops; come back after a jittered pause
CLOSE_TOO_LARGE = 1009  # a frame over 64 KiB
CLOSE_BAD_FRAME = 4400  # not JSON, unknown type, unknown or wrong field, out of order
CLOSE_UNAUTHORIZED = 4401  # no or bad proof of who you are; do not come back with the same
CLOSE_REPLACED = 4409  # the sign-in ended, the staff account was disabled, or the part was taken
CLOSE_SILENT = 4408  # no hello in time, or no pong in time
CLOSE_LAGGING = 4429  # too much unread output; come back and resume
CLOSE_FLOODING = 4430  # too many frames in flight

FRAME_LIMIT = 64 * 1024  # bytes of one frame, either way
BODY_LIMIT = 4_000  # characters of one text
IN_FLIGHT_LIMIT = 32  # commands of one connection not yet answered
FOLLOW_LIMIT = 200  # conversations one connection follows
UNACKNOWLEDGED_LIMIT = 8  # commands a client keeps in flight
PAGE_EVENTS = 200  # events of one page
PAGE_BYTES = 64 * 1024  # bytes of one page
OUT_EVENTS = 512  # events waiting for one connection
OUT_BYTES = 256 * 1024  # bytes waiting for one connection
HELLO_WITHIN = 10.0  # seconds
PING_EVERY = 25.0  # seconds
PONG_WITHIN = 10.0  # seconds
WATCH_ROWS = 200  # rows of one watched list
EXCHANGE_FRAMES = 8  # frames of one exchange
EXCHANGE_BYTES = 64 * 1024  # bytes of the body that asks for one
EXCHANGE_HOLD = 25  # seconds an exchange waits for news
