"""Situations: the state of the desk that a decision needs, read just before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from refdesk.desk.ports import Calendar
from refdesk.desk.staffing import OnDuty, Staffing
from refdesk.domain import commands as c
from refdesk.domain.conversation import Conversation, Stage
from refdesk.domain.patience import Patience
from refdesk.domain.routing import Candidate, Mode, Need, Routing, route
from refdesk.domain.situation import Situation


class Situations:
    """Reads duty and hours, but only for a command whose events may depend on them."""

    def __init__(
        self,
        staffing: Staffing,
        calendar: Calendar,
        patience: Patience | None = None,
        mode: Mode = Mode.OFFER_TO_ALL,
    ) -> None:
        self._staffing = staffing
        self._calendar = calendar
        self._mode = mode
        self.patience = patience or Patience()

    async def of(self, conversation: Conversation, command: c.Command, now: datetime) -> Situation:
        """Give the situation for deciding `command`."""
        found = self.at_hand(conversation, command, now)
        if found is not None:
            return found
        desk = command.desk if isinstance(command, c.Open) else conversation.desk
        staff = await self._staffing.of(desk, now)
        return self.read(conversation, command, staff, now)

    def at_hand(
        self, conversation: Conversation, command: c.Command, now: datetime
    ) -> Situation | None:
        """Give the situation where its outcome depends on neither duty nor hours, else None."""
        if _begins_to_wait(conversation, command):
            return None
        return Situation(now, True, now, (), self.patience)

    def read(
        self,
        conversation: Conversation,
        command: c.Command | None,
        staff: Sequence[OnDuty],
        now: datetime,
    ) -> Situation:
        """Give the situation when the staffing is already known."""
        opened = command if isinstance(command, c.Open) else conversation
        alone = self._mode is Mode.ASSIGN_TO_BEST and bool(conversation.offered_to)
        routing = self.routing(opened.desk, opened.language, conversation, staff, now)
        return Situation(
            now,
            staffed=any(one.present for one in staff),
            promised_at=self._calendar.at(opened.desk, now).promised_at,
            offer_to=() if alone else routing.to,
            patience=self.patience,
        )

    def routing(
        self,
        desk: str,
        language: str,
        conversation: Conversation,
        staff: Sequence[OnDuty],
        now: datetime,
    ) -> Routing:
        """Explain to whom the conversation would be offered now."""
        resting = self._resting(conversation, now)
        candidates = [
            Candidate(
                staff=one.row.staff,
                desk=one.row.desk,
                load=one.load,
                capacity=one.row.capacity,
                idle_since=one.row.since,
                languages=one.row.languages,
                resting=one.row.staff in resting,
            )
            for one in staff
            if one.present
        ]
        return route(Need(desk, language), candidates, now, self._mode)

    def _resting(self, conversation: Conversation, now: datetime) -> frozenset[str]:
        """Give who is left in peace with this question for now."""
        lapsed = conversation.lapsed_at
        if lapsed is None or now - lapsed >= self.patience.rest:
            return frozenset()
        one_by_one = self._mode is Mode.ASSIGN_TO_BEST
        return conversation.declined | (conversation.lapsed_to if one_by_one else frozenset())


_ALWAYS = frozenset({c.Open, c.Return, c.KeepAsAsked})
_AFTER_ITS_END = frozenset({c.Say, c.Judge})


def _begins_to_wait(conversation: Conversation, command: c.Command) -> bool:
    if conversation.stage is Stage.ENDED and type(command) in _AFTER_ITS_END:
        return True
    return type(command) in _ALWAYS
