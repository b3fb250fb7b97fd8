"""Limits that the run has to raise, so that each of them is told."""

from __future__ import annotations

from refdesk.bench.plan import Plan
from refdesk.bench.premises import RATES

SPARE = 500  # files beside the connections


def raise_limits(plan: Plan) -> dict[str, str]:
    """Raise what this machine and the server allow; give each limit with old and new value."""
    raised = {
        f"rates.{name}": f"{burst:.0f} at once, {per_second:.0f} /s"
        for name, (burst, per_second) in RATES.items()
    }
    needed = plan.talks + plan.librarians + plan.idle + SPARE
    if change := _files(needed):
        raised["RLIMIT_NOFILE"] = change
    return raised


def _files(needed: int) -> str:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return ""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= needed:
        return ""
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(needed, hard), hard))
    return f"{soft} → {min(needed, hard)}"
