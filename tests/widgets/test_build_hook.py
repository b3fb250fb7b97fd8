"""The build hook: when the front end is built, and what the packages carry."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.house.code_files import ROOT
from widgets import hatch_build


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A built front end: one source, its `dist` fresh."""
    (tmp_path / "dist").mkdir()
    (tmp_path / "panel.tsx").write_text("// One.", "utf-8")
    (tmp_path / "dist" / ".sources").write_text(hatch_build.sources_hash(tmp_path), "utf-8")
    return tmp_path


def test_an_unchanged_front_end_is_fresh(sources: Path) -> None:
    """What was built from these sources is not built again, whatever lies in node_modules."""
    (sources / "node_modules").mkdir()
    (sources / "node_modules" / "a.js").write_text("1", "utf-8")
    (sources / "__init__.py").write_text("", "utf-8")
    assert hatch_build.is_fresh(sources)
    hatch_build.build(sources)


@pytest.mark.parametrize("change", ["edit", "add", "rename", "never built"])
def test_a_changed_front_end_is_stale(sources: Path, change: str) -> None:
    """Another byte, file or name in the sources asks for a build."""
    panel = sources / "panel.tsx"
    match change:
        case "edit":
            panel.write_text("// Two.", "utf-8")
        case "add":
            (sources / "panel.css").write_text("", "utf-8")
        case "rename":
            panel.rename(sources / "chat.tsx")
        case _:
            (sources / "dist" / ".sources").unlink()
    assert not hatch_build.is_fresh(sources)


@pytest.mark.parametrize(("said", "usable"), [("v20.1.0", True), ("v18.20.4", False), ("", False)])
def test_only_a_new_node_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, usable: bool
) -> None:
    """Node of PATH is used from version 20 on."""
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {said}\n", "utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (hatch_build.node_on_path() is not None) == usable


def test_a_machine_without_node_asks_for_it(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Node the hook asks pip for a wheel that carries it, but only where it must build."""
    monkeypatch.setenv("PATH", str(sources))
    widgets = sources / "widgets"
    (sources / "dist").rename(sources / "elsewhere")
    widgets.mkdir()
    hook = hatch_build.FrontEndBuild(str(sources), {}, None, None, "", "wheel")  # type: ignore[arg-type]
    assert hook.dependencies() == [hatch_build.NODE_WHEEL]
    (widgets / "dist").mkdir()
    (widgets / "dist" / ".sources").write_text(hatch_build.sources_hash(widgets), "utf-8")
    assert hook.dependencies() == []


def test_the_packages_carry_the_front_end(tmp_path: Path) -> None:
    """The wheel ships the four packages with the built front end; the sdist has no node_modules."""
    run = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1767225600"},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    wheel = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    tops = {name.split("/")[0] for name in wheel if ".dist-info/" not in name}
    assert tops == {"refdesk", "kb", "bots", "widgets"}
    assert "widgets/dist/manifest.json" in wheel
    front_end = [name.split("/")[1] for name in wheel if name.startswith("widgets/")]
    assert set(front_end) == {"__init__.py", "dist"}
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as sdist:
        names = sdist.getnames()
    assert [name for name in names if "node_modules" in name or "__pycache__" in name] == []
    assert any(name.endswith("/widgets/dist/.sources") for name in names)
    assert any(name.endswith("/widgets/package-lock.json") for name in names)
