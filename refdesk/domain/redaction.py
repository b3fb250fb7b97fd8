"""Redaction at write: a token stands for personal data, the original is sealed or dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from refdesk.domain.member_numbers import MemberNumbers
from refdesk.domain.personal_data import Found, Kind, find
from refdesk.domain.personal_numbers import PhoneCheck


class Treatment(StrEnum):
    """What a desk does with a kind of personal data."""

    SEAL = "seal"  # a token in the text, the original encrypted apart until the end + 24 h
    DROP = "drop"  # a token in the text, the original nowhere
    KEEP = "keep"  # left in the text


@dataclass(frozen=True, slots=True)
class Policy:
    """What a desk does with each kind (sealed where nothing is said), and its member numbers."""

    treatments: Mapping[Kind, Treatment] = field(default_factory=dict)
    members: MemberNumbers | None = None

    def treatment(self, kind: Kind) -> Treatment:
        """Give what is done with a kind."""
        return self.treatments.get(kind, Treatment.SEAL)


@dataclass(frozen=True, slots=True)
class Original:
    """A value that a token stands for: the `n`-th of its text, counted from 1."""

    n: int
    kind: Kind
    value: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text fit to be stored, and the originals to be sealed (none of those dropped)."""

    body: str
    originals: tuple[Original, ...] = ()


# One word of the first users' language for each kind: a transcript is read without a legend.
_WORDS = {
    Kind.NIK: "NIK",
    Kind.KK: "KK",
    Kind.PHONE: "TELEPON",
    Kind.EMAIL: "EMAIL",
    Kind.CARD: "KARTU",
    Kind.MEMBER: "ANGGOTA",
}


def token(kind: Kind, n: int) -> str:
    """Write the token of the `n`-th value of a text: `[NIK 1]`."""
    return f"[{_WORDS[kind]} {n}]"


def redact(body: str, policy: Policy, phones: PhoneCheck) -> Cleaned:
    """Put tokens in the place of personal data; `phones` as in `personal_data.find`."""
    found = [
        piece
        for piece in find(body, phones, policy.members)
        if policy.treatment(piece.kind) is not Treatment.KEEP
    ]
    return _cut(body, found, policy) if found else Cleaned(body)


def _cut(body: str, found: list[Found], policy: Policy) -> Cleaned:
    parts: list[str] = []
    originals: list[Original] = []
    end = 0
    for n, piece in enumerate(found, start=1):
        parts += (body[end : piece.start], token(piece.kind, n))
        end = piece.end
        if policy.treatment(piece.kind) is Treatment.SEAL:
            originals.append(Original(n, piece.kind, body[piece.start : piece.end]))
    return Cleaned("".join([*parts, body[end:]]), tuple(originals))


@dataclass(frozen=True, slots=True)
class Sealed:
    """An original as it is kept, the `n`-th value of event `seq`; `box` is encrypted."""

    seq: int
    n: int
    kind: Kind
    box: bytes
