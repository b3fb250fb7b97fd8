"""The starter knowledge base, indexed once for all tests that ask it."""

from pathlib import Path

import pytest

from kb.content_files import load_directory
from kb.index import build
from kb.suggest import Suggester
from kb.variables import read_variables

CONTENT = Path(__file__).parents[2] / "kb" / "content"


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Suggester:
    """Give a suggester over `kb/content`."""
    entries = load_directory(CONTENT, read_variables(CONTENT / "variables.toml"))
    return Suggester(build(entries, tmp_path_factory.mktemp("starter"), "test"), entries)
