"""The stage diagram in ARCHITECTURE.md is the one the table draws."""

from pathlib import Path

import refdesk
from refdesk.domain.conversation import TRANSITIONS, Stage
from refdesk.domain.diagram import stage_diagram


def test_the_documented_diagram_is_fresh() -> None:
    """The architecture's text holds the diagram of the present transition table."""
    folder = Path(refdesk.__file__).parent
    document = (folder / "ARCHITECTURE.md").read_text("utf-8")
    assert f"```mermaid\n{stage_diagram()}```" in document


def test_every_stage_can_be_left() -> None:
    """No stage is a dead end: an ended conversation re-opens."""
    assert set(TRANSITIONS) == set(Stage)
    assert all(TRANSITIONS.values())
