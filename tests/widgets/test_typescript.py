"""The front end's own code, tested in Node: protocol client, reducer, what the panel keeps."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.house.code_files import ROOT
from tests.widgets.node import SECONDS, node, run_module

BUNDLE = """
import {{ build }} from "{esbuild}";
await build({{
  entryPoints: ["{source}"], outfile: "{bundle}", bundle: true, platform: "node", format: "esm",
}});
"""
SUITES = sorted(Path(__file__).parent.glob("*.test.mjs"))


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name.removesuffix(".test.mjs"))
def test_suite(suite: Path, tmp_path: Path) -> None:
    """Every test of the suite passes."""
    esbuild = ROOT / "widgets/node_modules/esbuild/lib/main.js"
    bundle = tmp_path / "suite.test.mjs"
    code = BUNDLE.format(
        esbuild=esbuild.as_uri(), source=suite.as_posix(), bundle=bundle.as_posix()
    )
    bundled = run_module(code, ROOT / "widgets")
    assert bundled.returncode == 0, bundled.stderr
    run = subprocess.run(
        [node(), "--test", bundle],
        env={**os.environ, "REFDESK_SCRIPTS": str(ROOT / "tests/scripts"), "TZ": "Asia/Jakarta"},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert run.returncode == 0, run.stdout + run.stderr
