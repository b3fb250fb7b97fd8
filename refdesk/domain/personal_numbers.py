"""What makes a row of digits an identity, family, bank card or telephone number.

The rules take digits only; where they stand in a text is the matter of `personal_data`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

PhoneCheck = Callable[[str], bool]
"""Is this a real number? Takes `+` and digits (E.164); the library behind it is an argument."""

# Codes of the provinces by the interior ministry's list (Kepmendagri 300.2.2-2138/2025).
_PROVINCES = frozenset(
    code
    for codes in ((11, 19), (21, 21), (31, 36), (51, 53), (61, 65), (71, 76), (81, 82), (91, 96))
    for code in range(codes[0], codes[1] + 1)
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FOR_WOMEN = 40
IDENTITY_DIGITS = 16
_LAST_REGENCY = 79  # 01-69 regencies, 71-79 cities

# Prefix and lengths of ISO/IEC 7812 issuers met in Indonesia: Visa, Mastercard, American Express,
# Diners, Discover, JCB, UnionPay, Maestro and the local debit cards (60…).
_CARDS = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|1946\d{12}|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|3[068]\d{12}|35(?:2[89]|[3-8]\d)\d{12}"
    r"|(?:6[0-5]\d|50\d|5[6-8]\d|67\d)\d{13}(?:\d{3})?"
)

_DOUBLED = str.maketrans("0123456789", "0246813579")  # twice a digit, its own digits added

_ISBN10_DIGITS = 10
COUNTRY = "62"
_MOBILE_DIGITS = range(10, 15)  # 08… as it is dialled at home
_LANDLINE_DIGITS = range(9, 13)
_ABROAD_DIGITS = range(9, 16)


def is_identity(digits: str) -> bool:
    """Tell whether 16 digits may be a NIK: region 6, day (+ 40 for women), month, year 2, serial 4.

    Source: Permendagri 72/2022. A family card number (KK) has the same build with the day of issue.
    """
    if len(digits) != IDENTITY_DIGITS or int(digits[:2]) not in _PROVINCES:
        return False
    if not 1 <= int(digits[2:4]) <= _LAST_REGENCY or digits[4:6] == "00" or digits[12:] == "0000":
        return False
    day, month = int(digits[6:8]), int(digits[8:10])
    if is_of_woman(digits):
        day -= _FOR_WOMEN
    return 1 <= month <= len(_DAYS) and 1 <= day <= _DAYS[month - 1]


def is_of_woman(digits: str) -> bool:
    """Tell whether the day of a NIK carries the + 40 that a family card never has."""
    return int(digits[6:8]) > _FOR_WOMEN


def is_card(digits: str) -> bool:
    """Tell whether digits may be a bank card: a known issuer and the Luhn sum (ISO/IEC 7812)."""
    return _CARDS.fullmatch(digits) is not None and _luhn(digits)


def _luhn(digits: str) -> bool:
    doubled = digits[-2::-2].translate(_DOUBLED)
    return (sum(map(int, digits[-1::-2])) + sum(map(int, doubled))) % 10 == 0


def is_isbn10(digits: str) -> bool:
    """Tell whether ten digits may be a book's number by their check digit (ISO 2108:2005)."""
    if len(digits) != _ISBN10_DIGITS:
        return False
    weights = range(_ISBN10_DIGITS, 0, -1)
    return sum(w * int(digit) for w, digit in zip(weights, digits, strict=True)) % 11 == 0


def may_be_dialled(digits: str) -> bool:
    """Tell whether digits begin like a telephone number: a look that spares closer ones."""
    return digits[0] in "08" or digits.startswith(COUNTRY)


def is_mobile(digits: str, phones: PhoneCheck) -> bool:
    """Tell whether digits dialled at home (08…) or with the country code (62 8…) are a mobile."""
    home = at_home(digits)
    return home.startswith("08") and len(home) in _MOBILE_DIGITS and phones(f"+62{home[1:]}")


def is_landline(digits: str, phones: PhoneCheck) -> bool:
    """Tell whether digits with an area code (021…, 0548…) are an Indonesian landline."""
    home = at_home(digits)
    return (
        home[:1] == "0"
        and home[1:2] in set("2345679")
        and len(home) in _LANDLINE_DIGITS
        and phones(f"+62{home[1:]}")
    )


def is_foreign(digits: str, phones: PhoneCheck) -> bool:
    """Tell whether digits that followed a plus sign are a telephone number of any country."""
    return len(digits) in _ABROAD_DIGITS and phones(f"+{digits}")


def at_home(digits: str) -> str:
    """Write a number with the country code (62, 0062, 62 0) as it is dialled at home."""
    rest = digits.removeprefix("00")
    if not rest.startswith(COUNTRY):
        return digits
    return f"0{rest[2:].removeprefix('0')}"
