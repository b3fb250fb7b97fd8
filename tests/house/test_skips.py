"""A skipped test fails the run in continuous integration."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.code_files import ROOT

SKIPPING = "import pytest\n\ndef test_one():\n    pytest." + "skip('no such machine')\n"


@pytest.mark.parametrize(("environment", "status"), [({}, 0), ({"CI": "true"}, 1)])
def test_a_skip_fails_where_nobody_reads_why(
    tmp_path: Path, environment: dict[str, str], status: int
) -> None:
    """With CI set a skip fails the run, elsewhere it only prints its reason."""
    (tmp_path / "test_planted.py").write_text(SKIPPING, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-ra", "-p", "tests.conftest", str(tmp_path)],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if key != "CI"} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert "no such machine" in run.stdout
    assert run.returncode == status, run.stdout + run.stderr
