"""What axe finds wrong with a page, by the rules of WCAG 2.2 AA."""

from __future__ import annotations

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


async def violations(page: Page) -> list[str]:
    """Give one line for each element that breaks a rule."""
    found = await Axe().run(page, options={"runOnly": list(RULES)})
    return [
        f"{rule['id']}: {node['html'][:160]}: {node['failureSummary']}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]


async def narrow(page: Page) -> list[str]:
    """Give the buttons that are too small for a finger: less than 44 px high or 24 px wide."""
    found: list[str] = await page.get_by_role("button").evaluate_all(
        """(buttons) => buttons
            .map((one) => ({box: one.getBoundingClientRect(), text: one.innerText}))
            .filter(({box}) => box.width && (box.height < 44 || box.width < 24))
            .map(({text}) => text)"""
    )
    return found


async def scrolls_sideways(page: Page) -> bool:
    """Tell whether the page is wider than the window, or its main part than its place."""
    wider: bool = await page.evaluate(
        "['html', 'main'].some((name) => [...document.querySelectorAll(name)]"
        ".some((part) => part.scrollWidth > part.clientWidth))"
    )
    return wider
