"""The course of a long errand: how far it has come, whether it is to stop and leave no trace."""

from __future__ import annotations

from refdesk.errors import Conflict


class Course:
    """Written by the work, in whatever thread; read and stopped by who watches it."""

    def __init__(self) -> None:
        self.stage = ""
        self.done = 0
        self.total = 0
        self.stopped = False

    def stop(self) -> None:
        """Let the work end at its next step, undone."""
        self.stopped = True

    def tell(self, stage: str, done: int, total: int) -> None:
        """Say that so much of a stage is done; raises Conflict once it is to stop."""
        if self.stopped:
            raise Conflict("stopped")
        self.stage, self.done, self.total = stage, done, total

    def follow(self, stage: str, done: int, total: int) -> None:
        """Take over what another course said."""
        self.stage, self.done, self.total = stage, done, total

    def seen(self) -> tuple[str, int, int]:
        """Give the stage, what is done of it, and its whole."""
        return self.stage, self.done, self.total
