"""Telling telephone numbers from other digits, by the numbering plans of all countries."""

from __future__ import annotations


def is_telephone(number: str) -> bool:
    """Tell whether `+` and digits (E.164) are a number that its country's plan knows."""
    import phonenumbers  # noqa: PLC0415 - 60 ms that a start does not wait for

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return False
