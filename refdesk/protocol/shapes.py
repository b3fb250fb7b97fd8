"""The two bases of all frames, and the short names for what their fields hold."""

from __future__ import annotations

from typing import Literal

import msgspec

Cid = str  # 32 lower-case hexadecimal digits: 128 random bits
After = tuple[int, str]  # (seq, event id) of the last event held; (0, "") for none
Verdict = Literal["helped", "unhelped", "inserted", "edited", "rejected"]
Lists = Literal["line", "mine", "asked", "duty", "desk"]


class In(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag_field="type",
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """The base of frames to the server."""


class Out(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """The base of frames to a client."""
