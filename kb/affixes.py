"""Affixes make words of a root; those of known roots are told, as a stemmer cuts some wrong.

Morphology as in Sneddon, Adelaar, Djenar and Ewing, *Indonesian: A Comprehensive Grammar* (2010),
chapter 1: the nasal of me- and pe- follows the root's first sound and takes the place of p, t, k
and s.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

NASALS = {
    **dict.fromkeys("lmnrwy", ""),
    **dict.fromkeys("bf", "m"),
    **dict.fromkeys("cdjz", "n"),
}
SWALLOWED = {"p": "m", "t": "n", "s": "ny", "k": "ng"}
SHORT = 3
"""Letters of a root of one syllable, which takes menge-: mengecek."""
VOWELS = "aeiou"
PARTICLES = ("lah", "kah")
ENDS = ("", "kan", "i", "an", "nya", "ku", "mu", "annya", "kannya", "inya")
PLAIN = ("di", "ter", "ber", "ke", "per", "memper", "diper")
HIDDEN = {
    **dict.fromkeys(PLAIN, ("",)),
    "": ("",),
    **{
        f"{start}{nasal}": ("", *sounds)
        for start in ("me", "pe")
        for nasal, sounds in (
            ("", ()),
            ("m", ("p",)),
            ("n", ("t",)),
            ("ny", ("s",)),
            ("ng", ("k",)),
            ("nge", ()),
        )
    },
}
"""What a word may begin with, and the sounds of a root that may be hidden behind it."""


def root_of(word: str, roots: Collection[str]) -> str | None:
    """Give the root among `roots` that a word is made of; None if it is made of none."""
    if word in roots:
        return word
    for particle in PARTICLES:
        if word.endswith(particle) and (root := root_of(word.removesuffix(particle), roots)):
            return root
    found = {
        root
        for start, sounds in HIDDEN.items()
        if word.startswith(start)
        for end in ENDS
        if word.endswith(end)
        for sound in sounds
        for root in (f"{sound}{word[len(start) : len(word) - len(end)]}",)
        if root in roots and word in forms(root)
    }
    return min(found, default=None)


def forms(root: str) -> Iterator[str]:
    """Give the words that may be made of an Indonesian root, itself first."""
    nasal = _nasal(root)
    for start in (root, f"me{nasal}", f"pe{nasal}", *(f"{start}{root}" for start in PLAIN)):
        for end in ENDS:
            yield f"{start}{end}"


def _nasal(root: str) -> str:
    """Give a root as it follows me- and pe-."""
    first = root[0]
    if len(root) <= SHORT and sum(letter in VOWELS for letter in root) == 1:
        return f"nge{root}"
    if first in SWALLOWED and root[1] in VOWELS:
        return f"{SWALLOWED[first]}{root[1:]}"
    return f"{NASALS.get(first, 'ng')}{root}"
