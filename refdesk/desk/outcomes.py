"""Outcomes: how a turn ended, for whoever waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from refdesk.desk.orders import Order
from refdesk.desk.ports import Receipt
from refdesk.errors import RefdeskError

Outcome = Receipt | BaseException
Tell = Callable[[Outcome], None]

_log = structlog.get_logger(__name__)


@dataclass(eq=False, slots=True)
class Turn:
    """An order under way, and who waits for its outcome."""

    order: Order
    tell: list[Tell]


def announce(turn: Turn, outcome: Outcome) -> None:
    """Tell everybody who waits, also when telling one of them fails."""
    for tell in turn.tell:
        try:
            tell(outcome)
        except Exception:  # noqa: BLE001 - the outcome stands, the others wait
            _log.exception("outcome_not_taken")


def for_now(outcome: Outcome | None) -> bool:
    """Tell whether a command was refused for the moment: its sender is to send it again."""
    return isinstance(outcome, RefdeskError) and outcome.retryable


def sender_is(sender: str) -> Callable[[Turn], bool]:
    """Give the test whether a turn is this sender's."""
    return lambda turn: turn.order.actor.sender == sender


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
