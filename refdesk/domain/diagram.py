"""The stage diagram in Mermaid, drawn from the transition table."""

from __future__ import annotations

from refdesk.domain.conversation import TRANSITIONS, Stage


def stage_diagram() -> str:
    """Give the diagram's text; `refdesk/ARCHITECTURE.md` holds it, a test keeps it fresh."""
    lines = ["stateDiagram-v2", f"    [*] --> {Stage.WAITING}: opened"]
    for stage, moves in TRANSITIONS.items():
        targets: dict[Stage, list[str]] = {}
        for kind, after in moves.items():
            targets.setdefault(after, []).append(kind)
        lines += [
            f"    {stage} --> {after}: {', '.join(kinds)}" for after, kinds in targets.items()
        ]
    return "\n".join(lines) + "\n"
