"""Patched copies of the source: the product itself has no switch that makes it fail."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.faults.rows import Mutant
from tests.journeys.server import ROOT

PACKAGES = ("refdesk", "kb", "bots", "widgets")
_LEFT_OUT = shutil.ignore_patterns("node_modules", "__pycache__", "*.pyc")


def fits(mutant: Mutant, tree: Path = ROOT) -> bool:
    """Tell whether the text that the mutant replaces stands in the source, once."""
    return (tree / mutant.file).read_text("utf-8").count(mutant.old) == 1


def planted(mutant: Mutant, folder: Path) -> Path:
    """Copy the source into the folder with the fault in it; give the copy."""
    tree = folder / "source"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tree / package, ignore=_LEFT_OUT)
    if not fits(mutant, tree):
        raise LookupError(
            f"{mutant.file} has changed: this is not there, or more than once:\n{mutant.old}"
        )
    file = tree / mutant.file
    file.write_text(file.read_text("utf-8").replace(mutant.old, mutant.new), "utf-8")
    return tree
