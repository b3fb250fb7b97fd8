"""The dense extra finds by meaning, is off unless asked for, and is never in the way."""

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kb import dense
from kb.__main__ import main
from kb.dense import Encoder, encoder
from kb.gloss import gloss
from kb.index import build
from kb.suggest import Suggester
from kb.suggest_stdio import serve
from kb.vectors import NAME, read, vectors
from tests.kb.shelf_of_five import FIVE


class Counting(Encoder):
    """The encoder, with a count of the texts it was given."""

    def __init__(self) -> None:
        whole = encoder()
        super().__init__(whole._tensors, whole._tokenizer, whole.name)
        self.encoded = 0

    def many(self, texts: object) -> object:  # type: ignore[override]
        """Count, then encode."""
        self.encoded += len(texts)  # type: ignore[arg-type]
        return super().many(texts)  # type: ignore[arg-type]


def test_like_meanings_lie_together() -> None:
    """The figures the model's authors publish for these four sentences come out."""
    one, *others = encoder().many(
        [
            "That is a happy person",
            "That is a happy dog",
            "That is a very happy person",
            "Today is a sunny day",
        ]
    )
    found = [round(float(one @ other), 2) for other in others]
    assert found == pytest.approx([0.69, 0.94, 0.26], abs=0.02)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("gmn cara perpanjang buku", {"how", "renew", "book"}),
        ("payung biru", {"umbrella", "blue"}),
        ("ruang baca", {"reading", "room"}),
        ("xylofon", {"xylofon"}),
    ],
)
def test_a_gloss_is_word_by_word(text: str, holds: set[str]) -> None:
    """Chat is written out, phrases and words put into English, the unknown is left."""
    assert holds <= set(gloss(text).split())


def test_an_entry_without_the_words_is_found(tmp_path: Path) -> None:
    """A question that shares no word with its entry finds it by meaning, in both languages."""
    suggester = Suggester(build(FIVE, tmp_path, "v1"), FIVE, dense=(encoder(), tmp_path))
    for text, lang, wanted in (
        ("kendaraan saya ditaruh di sebelah mana", "id", "parkir"),
        ("penalty for keeping it too long", "en", "denda"),
    ):
        assert suggester.search(text, lang, 1)[0].entry_id == wanted


def test_only_what_changed_is_encoded_again(tmp_path: Path) -> None:
    """Vectors are kept by what was encoded; an edit costs its own texts."""
    counting = Counting()
    first = vectors(["one", "two"], counting, tmp_path)
    second = vectors(["two", "three"], counting, tmp_path)
    assert counting.encoded == 3
    assert np.allclose(first[1], second[0], atol=1e-3)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", None])
def test_a_damaged_vector_file_is_made_anew(tmp_path: Path, damage: bytes | None) -> None:
    """Whatever became of the file, the vectors come out the same."""
    before = vectors(["one", "two"], encoder(), tmp_path)
    place = tmp_path / NAME
    whole = place.read_bytes()
    place.write_bytes(whole[:-200] + b"x" * 200 if damage is None else damage)
    assert read(place) == {}
    assert np.allclose(vectors(["one", "two"], encoder(), tmp_path), before)
    assert len(read(place)) == 2


def test_an_empty_knowledge_base_means_nothing(tmp_path: Path) -> None:
    """A library that has written nothing yet may have the extra on."""
    suggester = Suggester(build([], tmp_path, "v0"), [], at=0.6, dense=(encoder(), tmp_path))
    assert suggester.search("jam buka", "id") == ()


def test_an_edit_is_found_by_meaning(tmp_path: Path) -> None:
    """A patched generation has the meaning of what was edited."""
    suggester = Suggester(build(FIVE, tmp_path, "v1"), FIVE, dense=(encoder(), tmp_path))
    edited = [replace(one, title="Ada ruang salat?") if one.id == "wifi" else one for one in FIVE]
    after = suggester.edited(edited, "v2")
    assert after is not None
    assert after.search("tempat ibadah muslim", "id", 1)[0].entry_id == "wifi"


def test_without_the_extra_asking_for_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The scorer's command names the remedy; without `--dense` it never looks for the extra."""
    monkeypatch.setattr(dense, "PACKAGE", "no-such-weights")
    encoder.cache_clear()
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text('{"id": "a", "lang": "en", "question": "Hours?", "answer": "Nine."}\n')
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"corpus": str(corpus)})))
    assert main(["suggest-stdio", "--dense"]) == 1
    assert "make dense" in capsys.readouterr().err
    encoder.cache_clear()


def test_the_scorer_may_ask_for_the_extra(tmp_path: Path) -> None:
    """`"dense": true` in the first line is the same as `--dense`."""
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text('{"id": "a", "lang": "en", "question": "Opening hours", "answer": "Nine."}\n')
    question = {"id": "1", "text": "when do you start work", "lang": "en", "k": 3}
    out = io.StringIO()
    opening = json.dumps({"corpus": str(corpus), "dense": True})
    serve([opening, json.dumps(question)], out)
    assert json.loads(out.getvalue())["ranked"][0][0] == "a"
