"""The front end's budgets: what one visit loads, in bytes of gzip."""

import gzip
import re
from pathlib import Path

import pytest

import widgets

KIB = 1024
BUDGETS = {"widget": 3 * KIB, "panel": 22 * KIB, "console": 90 * KIB}


def weight(app: str, names: dict[str, str], dist: Path) -> int:
    """Gzip bytes of an app's script, its style, its catalogue: of each the largest."""

    def largest(pattern: str) -> int:
        found = [file for name, file in names.items() if re.fullmatch(pattern, name)]
        return max((len(gzip.compress((dist / file).read_bytes())) for file in found), default=0)

    scripts, styles, words = rf"{app}(\.\w\w)?\.js", rf"{app}\.css", rf".*\.{app}\.json"
    return largest(scripts) + largest(styles) + largest(words)


@pytest.mark.parametrize("app", BUDGETS)
def test_an_app_keeps_its_budget(app: str) -> None:
    """Loader, panel (with one language) and console weigh no more than was promised."""
    names = widgets.manifest()
    assert f"{app}.js" in names
    assert weight(app, names, widgets.DIST) <= BUDGETS[app]


def test_an_overweight_app_is_caught(tmp_path: Path) -> None:
    """The largest script, style and catalogue count together."""
    texts = {"panel.en.js": "ab" * 9, "panel.css": "c" * 30, "locale/en.panel.json": "d" * 50}
    for name, text in texts.items():
        (tmp_path / name.replace("/", "-")).write_text(text, "utf-8")
    names = {name: name.replace("/", "-") for name in texts}
    parts = [len(gzip.compress(text.encode())) for text in texts.values()]
    assert weight("panel", names, tmp_path) == sum(parts)
