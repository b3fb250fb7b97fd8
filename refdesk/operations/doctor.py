"""The doctor: one line per check, good or with a remedy, in plain Indonesian or English."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from refdesk.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `remedy` is "" when all is well. Texts are (Indonesian, English)."""

    name: tuple[str, str]
    good: bool
    says: tuple[str, str]
    remedy: tuple[str, str] = ("", "")
    serious: bool = True  # false: a hint that does not make the doctor fail


def well(name: tuple[str, str], indonesian: str, english: str) -> Finding:
    """Give a finding that all is well."""
    return Finding(name, good=True, says=(indonesian, english))


def ill(
    name: tuple[str, str], says: tuple[str, str], remedy: tuple[str, str], *, serious: bool = True
) -> Finding:
    """Give a finding with its remedy."""
    return Finding(name, good=False, says=says, remedy=remedy, serious=serious)


Check = Callable[[Settings], Awaitable[Finding]]


async def examine(settings: Settings, checks: Sequence[Check]) -> list[Finding]:
    """Run all checks in order; a check that fails itself is a finding, not an end."""
    return [await _run(check, settings) for check in checks]


async def _run(check: Check, settings: Settings) -> Finding:
    try:
        return await check(settings)
    except Exception as error:  # noqa: BLE001 - the doctor must reach the end of the list
        name = check.__name__.replace("_", " ")
        kind = type(error).__name__
        return Finding(
            (name, name),
            good=False,
            says=(f"pemeriksaan ini gagal: {kind}: {error}", f"this check failed: {kind}: {error}"),
        )


def lines(findings: Sequence[Finding], language: str) -> list[str]:
    """Give the report, one or two lines per finding."""
    which = 1 if language == "en" else 0
    told: list[str] = []
    for finding in findings:
        sign = "✓" if finding.good else ("✗" if finding.serious else "!")
        told.append(f"{sign} {finding.name[which]}: {finding.says[which]}")
        if not finding.good and finding.remedy[which]:
            told.append(f"    → {finding.remedy[which]}")
    return told


def healthy(findings: Sequence[Finding]) -> bool:
    """Tell whether no serious check failed."""
    return all(finding.good or not finding.serious for finding in findings)
