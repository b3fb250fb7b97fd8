"""Outcomes: how a turn ended, for whoever waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from refdesk.desk.orders import Order
from refdesk.desk.ports import Receipt

Outcome = Receipt | BaseException
Tell = Callable[[Outcome], None]


@dataclass(eq=False, slots=True)
class Turn:
    """An order under way, and who waits for its outcome."""

    order: Order
    tell: list[Tell]


def outcome_of(task: asyncio.Task[Receipt]) -> Outcome:
    """Give how a task ended."""
    if task.cancelled():
        return asyncio.CancelledError()
    return task.exception() or task.result()


def conclude(waiting: asyncio.Future[Receipt], outcome: Outcome) -> None:
    """Let a future end like the turn, unless whoever asked has gone."""
    if waiting.done():
        return
    if isinstance(outcome, BaseException):
        waiting.set_exception(outcome)
    else:
        waiting.set_result(outcome)
