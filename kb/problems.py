"""A problem says which line of which file is wrong, in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in a file; `line` counts from 1."""

    file: str
    line: int
    reason_id: str
    reason_en: str

    def text(self, lang: str = "id") -> str:
        """Write the problem as one line, `file:line: reason`."""
        reason = self.reason_en if lang == "en" else self.reason_id
        return f"{self.file}:{self.line}: {reason}"


class ContentErrors(Exception):
    """The files hold faults, so nothing was loaded; `problems` lists every one of them."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the problems in file order."""
        self.problems = sorted(problems)
        super().__init__("\n".join(problem.text("en") for problem in self.problems))
