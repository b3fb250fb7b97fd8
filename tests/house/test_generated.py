"""Generated documents say what the frames say."""

from pathlib import Path
from typing import get_args

import pytest

from refdesk.cli import documents
from refdesk.protocol import codes, reference, schema


def test_documents_are_fresh() -> None:
    """What is in the tree is what the frames give now."""
    stale = [
        str(path)
        for path, text in documents.documents(documents.ROOT).items()
        if (documents.ROOT / path).read_text("utf-8") != text
    ]
    assert not stale, "run python -m refdesk.cli.documents"


def test_a_stale_document_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A document changed by hand is named by --check, written again without it."""
    for path, text in documents.documents(documents.ROOT).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    planted = tmp_path / documents.TYPES
    planted.write_text(planted.read_text("utf-8").replace("fence", "fencing"), "utf-8")
    monkeypatch.setattr(documents, "ROOT", tmp_path)
    assert documents.main(["--check"]) == 1
    assert str(documents.TYPES) in capsys.readouterr().err
    assert documents.main([]) == 0
    assert documents.main(["--check"]) == 0


def test_every_frame_and_code_is_documented() -> None:
    """PROTOCOL.md has a section for each frame, a row for each error code."""
    text = (documents.ROOT / documents.REFERENCE).read_text("utf-8")
    undocumented = [s.tag for s in schema.all_frames() if f"#### `{s.tag}`" not in text]
    assert not undocumented
    assert all(f"| `{code}` |" in text for code in get_args(codes.ErrorCode))


def test_a_document_without_markers_is_refused() -> None:
    """Where the markers are missing nothing is guessed."""
    with pytest.raises(ValueError, match="lacks the lines"):
        reference.inserted("no markers here", "text")
