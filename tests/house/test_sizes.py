"""The front end's budgets: what one visit loads, in bytes of gzip."""

import gzip
from pathlib import Path

import pytest

import widgets

KIB = 1024
BUDGETS = {"widget": 3 * KIB, "panel": 22 * KIB, "console": 90 * KIB}


def weight(app: str, names: dict[str, str], dist: Path) -> int:
    """Gzip bytes of an app's script, its style and the largest of its catalogues."""

    def size(name: str) -> int:
        return len(gzip.compress((dist / names[name]).read_bytes()))

    own = [size(name) for name in (f"{app}.js", f"{app}.css") if name in names]
    words = [size(name) for name in names if name.endswith(f".{app}.json")]
    return sum(own) + max(words, default=0)


@pytest.mark.parametrize("app", BUDGETS)
def test_an_app_keeps_its_budget(app: str) -> None:
    """Loader, panel (with one language) and console weigh no more than was promised."""
    names = widgets.manifest()
    assert f"{app}.js" in names
    assert weight(app, names, widgets.DIST) <= BUDGETS[app]


def test_an_overweight_app_is_caught(tmp_path: Path) -> None:
    """Script, style and the largest catalogue count together."""
    texts = {"panel.js": "ab" * 9, "panel.css": "c" * 30, "locale/en.panel.json": "d" * 50}
    for name, text in texts.items():
        (tmp_path / name.replace("/", "-")).write_text(text, "utf-8")
    names = {name: name.replace("/", "-") for name in texts}
    parts = [len(gzip.compress(text.encode())) for text in texts.values()]
    assert weight("panel", names, tmp_path) == sum(parts)
