"""Finding personal data in what patrons write: where it stands and of which kind it is.

What a number alone does not tell (identity or family card, telephone or shelf mark) is decided by
the words next to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter

from refdesk.domain import mail_addresses, number_cues, personal_numbers, written_numbers
from refdesk.domain.member_numbers import MemberNumbers
from refdesk.domain.number_cues import Cue
from refdesk.domain.personal_numbers import PhoneCheck
from refdesk.domain.written_numbers import Group, Written


class Kind(StrEnum):
    """A kind of personal data that is looked for."""

    NIK = "nik"  # identity number of a resident
    KK = "kk"  # number of a family card
    PHONE = "phone"
    EMAIL = "email"
    CARD = "card"  # bank card
    MEMBER = "member"  # number of a library member


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of personal data: the characters `start` to `end` (exclusive) of the text."""

    kind: Kind
    start: int
    end: int


# Begun by one set of characters, it passes over a text without them in half the time, and again in
# two thirds of that where the digits of all scripts need not be told.
_LOOK = r"[\d@(\[{](?:(?<=[\d@])|[\s\x1c-\x1f]?[aA][tT][\s\x1c-\x1f]?[)\]}])"
_WORTH_A_LOOK, _WORTH_A_LOOK_IN_ASCII = re.compile(_LOOK), re.compile(_LOOK, re.ASCII)
_DIGITS = range(9, 20)  # of a landline to those of the longest bank card
_SHORTEST_CARD = 13
_KINDS_OF_GAPS = 2  # a date and times beside each other have more
_SHELF_MARK = re.compile(r"\d{3}\.\d")
_PAIR = 2
_ISBN_BEFORE = re.compile(r"97[89][\s\-]?$")
_ISBN = re.compile(r"97[89][\s\-]?\d{1,5}|(?<!\d)\d(?:-\d+){2}-[\dXx]")
_NEAR = 32  # characters
_CLASS = 3  # digits of a class of Dewey's before its dot
_TAIL = re.compile(r"(?<!\d)\d-$|(?<!\d)0\d{3} $")
_BOOK_NUMBER = re.compile(r"\d(?:-\d+){2}-[\dXx]")  # ISBN-10 in its four parts


def worth_a_look(text: str) -> bool:
    """Tell whether a text may hold personal data at all."""
    look = _WORTH_A_LOOK_IN_ASCII if text.isascii() else _WORTH_A_LOOK
    return look.search(text) is not None


def find(text: str, phones: PhoneCheck, members: MemberNumbers | None = None) -> tuple[Found, ...]:
    """Find all personal data in a text, in its order, never overlapping.

    `phones` tells a telephone number from other digits, `members` is how this library numbers its
    members. A text without digits and without an `@` costs one look.
    """
    if not worth_a_look(text):
        return ()
    found = [Found(Kind.EMAIL, *span) for span in mail_addresses.spans(text)]
    if members is not None:
        found += _apart(found, (Found(Kind.MEMBER, *span) for span in members.spans(text)))
    found += _apart(found, _numbers(text, phones))
    return tuple(sorted(found, key=attrgetter("start")))


def _apart(taken: Sequence[Found], more: Iterator[Found]) -> list[Found]:
    return [
        piece
        for piece in more
        if not any(piece.start < other.end and other.start < piece.end for other in taken)
    ]


def _numbers(text: str, phones: PhoneCheck) -> Iterator[Found]:
    cues = _Cues(text)
    for row in written_numbers.runs(text):
        first, left = 0, sum(len(group.digits) for group in row)
        while left >= _DIGITS.start:
            found = _number_at(row, first, cues, phones)
            count = 1
            if found is not None:
                kind, written = found
                yield Found(kind, written.start, written.end)
                count = len(written.groups)
            left -= sum(len(group.digits) for group in row[first : first + count])
            first += count


class _Cues:
    """What is said beside the numbers of a text; each place is read once, and only if asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._before: dict[int, Cue] = {}

    def of(self, written: Written) -> Cue:
        """Give what the last telling word before a number says, else the first one after it."""
        start = written.start
        said = self._before.get(start)
        if said is None:
            said = self._before[start] = number_cues.before(self.text, start)
        return said if said is not Cue.NONE else number_cues.after(self.text, written.end)


def _number_at(
    row: Sequence[Group], first: int, cues: _Cues, phones: PhoneCheck
) -> tuple[Kind, Written] | None:
    """Read the number that begins with this group: an identity or card first, then a telephone."""
    readings = list(written_numbers.readings(cues.text, row, first, _DIGITS))
    for written in readings:
        kind = _identity_or_card(written, cues)
        if kind is not None:
            return kind, written
    phone = _phone(readings, cues, phones)
    return (Kind.PHONE, phone) if phone else None


def _identity_or_card(written: Written, cues: _Cues) -> Kind | None:
    digits = written.digits
    if len(digits) < _SHORTEST_CARD:
        return None
    # The words beside a number cost most to read: its build is looked at first.
    identity, card = personal_numbers.is_identity(digits), personal_numbers.is_card(digits)
    built = identity or card or len(digits) == personal_numbers.IDENTITY_DIGITS
    if not built or len(set(written.gaps)) > _KINDS_OF_GAPS or written.has_plus:
        return None
    cue = cues.of(written)
    if not identity:
        return Kind.CARD if card and cue is not Cue.SHELF else _as_called(digits, cue)
    if card and (cue is Cue.CARD or (_is_national(digits) and cue not in {Cue.NIK, Cue.KK})):
        return Kind.CARD
    if cue is Cue.KK and not personal_numbers.is_of_woman(digits):
        return Kind.KK
    return Kind.NIK


def _is_national(digits: str) -> bool:
    """Tell whether a card is of the national debit scheme: 46 is no regency of province 19."""
    return digits.startswith("1946")


def _as_called(digits: str, cue: Cue) -> Kind | None:
    """Take 16 digits for what they are called, even where a slip of the finger made them odd."""
    if len(digits) != personal_numbers.IDENTITY_DIGITS:
        return None
    return {Cue.NIK: Kind.NIK, Cue.KK: Kind.KK}.get(cue)


def _phone(readings: Sequence[Written], cues: _Cues, phones: PhoneCheck) -> Written | None:
    best: Written | None = None
    for written in readings:
        if best is not None and _goes_on_elsewhere(best, written):
            break
        if _is_phone(written, cues, phones):
            best = written
    return best


def _goes_on_elsewhere(number: Written, longer: Written) -> bool:
    """Tell whether a number is complete, and the next group belongs to something else."""
    gap, group = longer.gaps[-1], longer.groups[-1]
    if len(number.groups) == 1:
        return gap != "-"
    if gap != number.gaps[-1]:
        return True
    return len(group.digits) == 1 and number.sizes[-1] != _PAIR


def _is_phone(written: Written, cues: _Cues, phones: PhoneCheck) -> bool:
    digits = written.digits
    if written.has_plus:
        digits = digits.replace("620", "62", 1) if digits.startswith("620") else digits
        known = personal_numbers.is_foreign(digits, phones)
        return known and not _is_piece(written) and cues.of(written) is not Cue.SHELF
    if not personal_numbers.may_be_dialled(digits):
        return False
    if personal_numbers.is_mobile(digits, phones):
        cue = cues.of(written)
        return cue is Cue.PHONE or not (
            cue is Cue.SHELF or _is_piece(written) or _is_among_books(written)
        )
    # Without the zero, or as a landline, it has to be called a telephone or be set like one.
    if digits[0] == "8" and personal_numbers.is_mobile(f"0{digits}", phones):
        return not _is_piece(written) and cues.of(written) is Cue.PHONE
    if not personal_numbers.is_landline(digits, phones) or _is_piece(written):
        return False
    cue = cues.of(written)
    return cue is Cue.PHONE or (cue is not Cue.SHELF and _has_area_code(written))


def _is_piece(written: Written) -> bool:
    """Tell whether a number is a book's, or a part of something longer."""
    return _is_book_number(written) or _is_tail(written)


def _is_tail(written: Written) -> bool:
    """Tell whether a number is a piece of something longer, or a shelf mark with its dot."""
    text, start = written.text, written.groups[0].start
    if written.sizes[0] == _CLASS and written.gaps[:2] == (".", " "):
        return True
    return _TAIL.search(text, max(0, start - 6), start) is not None


def _is_book_number(written: Written) -> bool:
    start = written.groups[0].start
    if _ISBN_BEFORE.search(written.text, max(0, start - 4), start):
        return True
    return _BOOK_NUMBER.fullmatch(written.text, start, written.end) is not None


def _is_among_books(written: Written) -> bool:
    """Tell whether ten digits in a row are an ISBN-10, and another book's number stands near."""
    if len(written.groups) > 1 or not personal_numbers.is_isbn10(written.digits):
        return False
    near = written.text[max(0, written.start - _NEAR) : written.start]
    return _ISBN.search(f"{near} {written.text[written.end : written.end + _NEAR]}") is not None


def _has_area_code(written: Written) -> bool:
    """Tell whether digits are set like a landline: the area code apart."""
    if len(written.groups) == 1 or _SHELF_MARK.match(written.text, written.groups[0].start):
        return False
    return written.groups[0].digits[0] == "0" and len(written.groups[0].digits) in {3, 4}
