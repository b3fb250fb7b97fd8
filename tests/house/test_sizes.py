"""The front end's budgets: what one visit loads, in bytes of gzip."""

import gzip
import re
from pathlib import Path

import pytest

import widgets

KIB = 1024
BUDGETS = {"widget": 3 * KIB, "panel": 22 * KIB, "exchange": 2 * KIB, "console": 90 * KIB}


def weight(app: str, names: dict[str, str], dist: Path) -> int:
    """Gzip bytes of a visit: the largest script of any language, the style, the largest words."""

    def largest(pattern: str) -> int:
        files = [dist / file for name, file in names.items() if re.fullmatch(pattern, name)]
        return max((len(gzip.compress(file.read_bytes())) for file in files), default=0)

    script, style = rf"{app}(\.[a-z]{{2}})?\.js", rf"{app}\.css"
    return largest(script) + largest(style) + largest(rf"locale/[a-z]{{2}}\.{app}\.json")


@pytest.mark.parametrize("app", BUDGETS)
def test_an_app_keeps_its_budget(app: str) -> None:
    """Loader, panel (with one language), exchange and console weigh no more than promised."""
    names = widgets.manifest()
    assert f"{app}.js" in names
    assert weight(app, names, widgets.DIST) <= BUDGETS[app]


def test_an_overweight_app_is_caught(tmp_path: Path) -> None:
    """Script, style and words count together, each in its heaviest language."""
    texts = {
        "panel.js": "a",
        "panel.en.js": "the heavier script",
        "panel.css": "a style",
        "locale/en.panel.json": "some words",
        "console.js": "of another app",
    }
    names = {name: name.replace("/", "-") for name in texts}
    for name, file in names.items():
        (tmp_path / file).write_text(texts[name], "utf-8")
    heaviest = [texts[name] for name in ("panel.en.js", "panel.css", "locale/en.panel.json")]
    expected = sum(len(gzip.compress(text.encode())) for text in heaviest)
    assert weight("panel", names, tmp_path) == expected
