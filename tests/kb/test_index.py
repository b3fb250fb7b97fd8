"""The index is written whole, read only when whole."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import scoring
from whoosh.filedb.filestore import FileStorage

from kb.generation import FIELDS, LIKE
from kb.index import MANIFEST, DamagedIndex, build, open_generation
from tests.kb.shelf_of_five import FIVE


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a folder that holds an index of five entries."""
    build(FIVE, tmp_path, "v1")
    return tmp_path


def test_what_was_built_can_be_opened(home: Path) -> None:
    """The stored index gives the same generation again."""
    generation = open_generation(home)
    assert generation.version == "v1"
    assert generation.shelves["id"].ids == ("denda", "kas", "parkir", "wifi")
    assert generation.shelves["en"].ids == ("denda",)


def test_an_index_is_opened_without_whoosh(home: Path) -> None:
    """The lists lie beside Whoosh's own files: a process that only suggests never loads it."""
    opening = "import sys, pathlib, kb.suggest, kb.index as one; "
    opening += "one.open_generation(pathlib.Path(sys.argv[1])); assert 'whoosh' not in sys.modules"
    subprocess.run([sys.executable, "-c", opening, str(home)], check=True)


@pytest.mark.parametrize("field", set(FIELDS) - set(LIKE))
def test_impacts_are_whooshs_own_scores(home: Path, field: str) -> None:
    """The lists in memory hold what Whoosh's searcher would answer, posting by posting."""
    generation = open_generation(home)
    impacts = generation.shelves["id"].impacts[field]
    index = FileStorage(str(home / generation.name / "id")).open_index(indexname="kb")
    weighting = scoring.BM25F(B=FIELDS[field].b, K1=FIELDS[field].k1)
    with index.searcher(weighting=weighting) as searcher:
        assert [term.decode() for term in searcher.reader().lexicon(field)] == list(impacts.rows)
        for term, row in impacts.rows.items():
            matcher = searcher.postings(field, term, weighting=weighting)
            scores = impacts.scores[impacts.span(row)]
            for number, score in zip(impacts.holders(term), scores, strict=True):
                assert (matcher.id(), matcher.score()) == (number, pytest.approx(score, rel=1e-5))
                matcher.next()
            assert not matcher.is_active()
            assert searcher.idf(field, term) == pytest.approx(impacts.worth(term), rel=1e-5)
    index.close()


def test_building_again_replaces_the_old_generation(home: Path) -> None:
    """One generation is kept, the newest."""
    newer = build(FIVE[:1], home, "v2")
    assert open_generation(home).name == newer.name
    assert [path.name for path in home.iterdir() if path.is_dir()] == [newer.name]


def test_an_empty_knowledge_base_is_an_index_too(tmp_path: Path) -> None:
    """A library that has written nothing yet gets an index that finds nothing."""
    assert build([], tmp_path, "v0").shelves["id"].ids == ()


def test_a_missing_index_is_damaged(tmp_path: Path) -> None:
    """The caller learns by type that it has to build."""
    with pytest.raises(DamagedIndex):
        open_generation(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 0, "generation": "x"}', "null"])
def test_a_garbled_manifest_is_damage(home: Path, text: str) -> None:
    """Whatever stands in the manifest, the answer is the one typed error."""
    (home / MANIFEST).write_text(text, "utf-8")
    with pytest.raises(DamagedIndex):
        open_generation(home)


def test_an_id_changed_in_the_manifest_is_damage(home: Path) -> None:
    """Which entry a posting belongs to is under the checksum like the postings."""
    told = (home / MANIFEST).read_text("utf-8")
    (home / MANIFEST).write_text(told.replace('"wifi"', '"wiff"'), "utf-8")
    with pytest.raises(DamagedIndex):
        open_generation(home)


def test_an_index_made_with_other_lexicons_is_damage(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When words are read differently, what was indexed before no longer fits."""
    monkeypatch.setattr("kb.index.reading", lambda: "another reading")
    with pytest.raises(DamagedIndex):
        open_generation(home)


def test_a_generation_of_another_place_is_damage(home: Path) -> None:
    """A manifest that names a lost folder is no index."""
    name = json.loads((home / MANIFEST).read_text("utf-8"))["generation"]
    shutil.rmtree(home / name)
    with pytest.raises(DamagedIndex):
        open_generation(home)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8), st.integers(0, 100))
def test_any_changed_byte_is_noticed(home: Path, which: int, noise: bytes, where: int) -> None:
    """No garbled file is read any further than its checksum."""
    files = sorted(path for path in home.glob("*/*/*") if path.is_file() and path.stat().st_size)
    victim = files[which % len(files)]
    good = victim.read_bytes()
    at = where * len(good) // 101
    bad = good[:at] + noise + good[at + len(noise) :]
    victim.write_bytes(bad)
    try:
        if bad == good:
            open_generation(home)
        else:
            with pytest.raises(DamagedIndex):
                open_generation(home)
    finally:
        victim.write_bytes(good)
