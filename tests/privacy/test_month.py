"""A month of retention in small: what the long run shows of many conversations."""

from __future__ import annotations

from pathlib import Path

from tests.privacy.month import month
from tests.web.site import open_site


async def test_a_month_leaves_the_figures_and_no_word(tmp_path: Path) -> None:
    """Texts, names, pages, edits, notes, comments, sealed values go in their time."""
    async with open_site(tmp_path) as site:
        found = await month(site, tmp_path, count=40, days=3)
    assert found.purged == 40
    assert found.left == 0
    assert found.before == found.after
    assert found.purging
