"""A vocabulary knows which word stems exist, so that an unknown word can be read as a known one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from kb import lexicon
from kb.spelling import words
from kb.stems import SHORTEST, chat_forms, stem

GUESSED = 0.8
"""What a guessed word counts beside one that is known."""
REMEMBERED = 20_000
LONG_ENOUGH = 5
"""Letters a word needs before one wrong letter may be forgiven."""


class Asked(NamedTuple):
    """A standard word of a question.

    `stem` is what it was read as, empty where another word of the question is read as the same;
    `weight` counts for the stem, `light` for the pieces; `typed` if the patron spelled it so.
    """

    word: str
    stem: str
    weight: float
    light: float
    typed: bool


class Vocabulary:
    """The stems of one language that an index or a lexicon holds."""

    def __init__(self, stems: Iterable[str], lang: str) -> None:
        """Keep the stems, with a table of what each word looks like when a letter is left out."""
        self.lang = lang
        self._stem_of = {found: found for found in stems} | lexicon_words(lang)
        self.stems = frozenset(self._stem_of.values())
        self._damaged: dict[str, str] = {}
        for known in sorted(self._stem_of):
            if len(known) >= LONG_ENOUGH:
                for shorter in _one_less(known):
                    self._damaged.setdefault(shorter, known)
        self._light = lexicon.light_words(lang)
        self._asked: dict[tuple[str, bool], Asked] = {}

    def asked(self, word: str, typed: bool) -> Asked:  # noqa: FBT001 - one call for each word
        """Give a standard word as a question asks it, `typed` if the patron spelled it so."""
        key = word, typed
        asked = self._asked.get(key)
        if asked is None:
            found, sure = self.read(word)
            light = self._light.get(word, 1.0)
            asked = Asked(word, found, light if sure else light * GUESSED, light, typed)
            if len(self._asked) < REMEMBERED:
                self._asked[key] = asked
        return asked

    def read(self, word: str) -> tuple[str, bool]:
        """Give the stem a standard word stands for; False where it was guessed or is unknown."""
        plain = stem(word, self.lang)
        if plain in self.stems:
            return plain, True
        if (own := self._stem_of.get(word)) is not None:  # a stem that would be stemmed once more
            return own, True
        if self.lang == "id":
            for form in chat_forms(word):
                if (colloquial := stem(form, "id")) in self.stems and len(colloquial) >= SHORTEST:
                    return colloquial, True
        return self._nearest(word) or self._nearest(plain) or plain, False

    def _nearest(self, word: str) -> str | None:
        return self._stem_of.get(self._misspelled(word) or "")

    def _misspelled(self, word: str) -> str | None:
        if len(word) < LONG_ENOUGH - 1:
            return None
        if (longer := self._damaged.get(word)) is not None:
            return longer
        for shorter in _one_less(word):
            if shorter in self._stem_of and len(shorter) >= LONG_ENOUGH - 1:
                return shorter
        # A short word one letter off another is more often a different word: pulsa, puasa.
        for shorter in _one_less(word) if len(word) > LONG_ENOUGH else ():
            known = self._damaged.get(shorter)
            if known is not None and known[0] == word[0] and _one_apart(known, word):
                return known
        return None


def _one_less(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _one_apart(left: str, right: str) -> bool:
    if len(left) != len(right):
        return False
    wrong = [at for at in range(len(left)) if left[at] != right[at]]
    first, last = wrong[0], wrong[-1]
    swapped = left[first] + left[last] == right[last] + right[first]
    return first == last or (len(wrong) == last - first + 1 <= len("ab") and swapped)


@cache
def lexicon_words(lang: str) -> dict[str, str]:
    """Map the words that the lexicons themselves use to their stems, stems included."""
    texts = [phrase for group in lexicon.synonym_groups() for phrase in group.phrases[lang]]
    texts.extend(phrase for phrase, _ in lexicon.outside_words(lang))
    texts.extend(lexicon.light_words(lang))
    texts.extend(" ".join(standard) for standard in lexicon.chat_spellings(lang).values())
    known = {word: stem(word, lang) for text in texts for word in words(text, lang)}
    return known | {found: found for found in known.values()}
