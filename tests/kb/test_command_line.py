"""`python -m kb` checks, asks, serves the scorer."""

import io
import json
from pathlib import Path

import pytest

from kb.__main__ import main
from kb.suggest_stdio import serve

CONTENT = Path(__file__).parents[2] / "kb" / "content"


def test_the_starter_content_passes_its_check(capsys: pytest.CaptureFixture[str]) -> None:
    """`check kb/content` ends well."""
    assert main(["check", str(CONTENT), "--lang", "en"]) == 0
    assert "0 faults" in capsys.readouterr().out


def test_a_broken_file_fails_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A fault is printed with file, line, reason; the exit code is 1."""
    (tmp_path / "id" / "faq").mkdir(parents=True)
    (tmp_path / "variables.toml").write_text("", "utf-8")
    (tmp_path / "id" / "faq" / "a.md").write_text("---\nid: a\n---\nx", "utf-8")
    assert main(["check", str(tmp_path)]) == 1
    assert capsys.readouterr().out == "id/faq/a.md:1: 'title': wajib diisi\n"


def test_asking_prints_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """`ask` shows what would be suggested, with reasons, then the first answer."""
    assert main(["ask", str(CONTENT), "gmn cara perpanjang buku"]) == 0
    assert "[perpanjang-pinjaman]" in capsys.readouterr().out.splitlines()[0]


def test_the_scorers_protocol_is_spoken(tmp_path: Path) -> None:
    """One line in, one line out; without a language both are tried."""
    corpus = tmp_path / "corpus.jsonl"
    rows = [
        {"id": "a", "lang": "en", "question": "Where can I park?", "answer": "Behind."},
        {"id": "b", "lang": "id", "question": "Ada wifi?", "answer": "Ada.", "aliases": ["inet"]},
    ]
    corpus.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    asked = [{"id": "1", "text": "parking", "lang": "en", "k": 5}, {"id": "2", "text": "inet"}]
    out = io.StringIO()
    serve([json.dumps({"corpus": str(corpus)}), *map(json.dumps, asked)], out)
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [answer["id"] for answer in answers] == ["1", "2"]
    assert [answer["ranked"][0][0] for answer in answers] == ["a", "b"]


def test_no_input_is_no_work() -> None:
    """An empty stream ends at once."""
    out = io.StringIO()
    serve([], out)
    assert out.getvalue() == ""
