"""Affixes make words of a root; those of known roots are listed, as a stemmer cuts some wrong.

Morphology as in Sneddon, Adelaar, Djenar and Ewing, *Indonesian: A Comprehensive Grammar* (2010),
chapter 1: the nasal of me- and pe- follows the root's first sound and takes the place of p, t, k
and s.
"""

from __future__ import annotations

from collections.abc import Iterator

NASALS = {
    **dict.fromkeys("lmnrwy", ""),
    **dict.fromkeys("bf", "m"),
    **dict.fromkeys("cdjz", "n"),
}
SWALLOWED = {"p": "m", "t": "n", "s": "ny", "k": "ng"}
SHORT = 3
"""Letters of a root of one syllable, which takes menge-: mengecek."""
VOWELS = "aeiou"


def forms(root: str) -> Iterator[str]:
    """Give the words that may be made of an Indonesian root, itself first."""
    nasal = _nasal(root)
    yield root
    for end in ("kan", "i", "an", "nya", "ku", "mu", "annya", "kannya", "inya"):
        yield f"{root}{end}"
    plain = (f"{start}{root}" for start in ("di", "ter", "ber", "ke", "per", "memper", "diper"))
    for start in (f"me{nasal}", f"pe{nasal}", *plain):
        for end in ("", "kan", "i", "an", "nya", "annya", "kannya", "inya"):
            yield f"{start}{end}"


def _nasal(root: str) -> str:
    """Give a root as it follows me- and pe-."""
    first = root[0]
    if len(root) <= SHORT and sum(letter in VOWELS for letter in root) == 1:
        return f"nge{root}"
    if first in SWALLOWED and root[1] in VOWELS:
        return f"{SWALLOWED[first]}{root[1:]}"
    return f"{NASALS.get(first, 'ng')}{root}"
