"""The state of each list as one watcher sees it; a round reads what is shared only once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar

import msgspec

from refdesk.desk.ports import Clock, Line, Lists
from refdesk.desk.staffing import OnDuty, Staffing
from refdesk.domain.actors import Actor
from refdesk.domain.waiting import estimate
from refdesk.people.authority import may
from refdesk.protocol import frames, values
from refdesk.protocol.codes import WATCH_ROWS
from refdesk.protocol.shapes import Lists as ListName
from refdesk.web.danger import Hints
from refdesk.web.desk_state import RECENT, DeskStates
from refdesk.web.wire import row, stamp

DESK: Final = "main"
ALARMS: Final = timedelta(hours=24)  # how long an alarm is told
_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Sight:
    """What a watcher looks at; `followed` gives the conversations of a patron's connection."""

    what: ListName
    reader: Actor
    language: str
    followed: Callable[[], Iterable[str]]


@dataclass(frozen=True, slots=True)
class ListSource:
    """Where the lists come from."""

    lists: Lists
    staffing: Staffing
    states: DeskStates
    clock: Clock
    hints: Hints = field(default_factory=Hints)


@dataclass(slots=True)
class Round:
    """One round of reading; make a new one for the next."""

    source: ListSource
    _read: dict[str, Any] = field(default_factory=dict)

    async def state(self, sight: Sight) -> frames.State:
        """Give the state; its version is read first, so that it is never newer than the rows."""
        version = await self._once("version", lambda: self.source.lists.version(f"desk:{DESK}"))
        match sight.what:
            case "duty":
                duty = [_on_duty(one) for one in await self._staff()]
                alarms = await self._alarms() if may(sight.reader, "read_audit") else []
                return frames.State(
                    what="duty", version=version, count=len(duty), duty=duty, alarms=alarms
                )
            case "desk":
                return frames.State(what="desk", version=version, desk=await self._desk(sight))
            case _:
                return await self._rows(sight, version)

    async def _rows(self, sight: Sight, version: int) -> frames.State:
        lists, key = self.source.lists, sight.what
        match sight.what:
            case "line":
                lines, count = await self._once(key, lambda: lists.line(DESK, WATCH_ROWS))
            case "asked":
                lines, count = await self._once(key, lambda: lists.asked(DESK, WATCH_ROWS))
            case _:
                lines = await self._held_by(sight.reader.id)
                lines, count = lines[:WATCH_ROWS], len(lines)
        names = await self._once("names", self._names)
        rows = [row(line, sight.reader, names, self.source.hints) for line in lines]
        return frames.State(what=sight.what, version=version, count=count, rows=rows)

    async def _desk(self, sight: Sight) -> values.DeskState:
        """Give the state of the desk with the place of the patron's waiting conversation."""
        language = sight.language
        state = await self._once(f"desk {language}", lambda: self.source.states.of(DESK, language))
        places = await self._places()
        position = min((places[one] for one in sight.followed() if one in places), default=0)
        if not position:
            return state
        wait = estimate(await self._waits(), position, await self._present())
        return msgspec.structs.replace(state, position=position, wait=wait)

    async def _alarms(self) -> list[values.Alarmed]:
        since = self.source.clock() - ALARMS
        lines = await self._once("alarms", lambda: self.source.lists.alarmed(since))
        names = await self._once("names", self._names)
        return [
            values.Alarmed(
                conversation=one.conversation,
                at=stamp(one.alarmed_at),
                name=names.get(one.holder or "", ""),
            )
            for one in lines
        ]

    async def _held_by(self, staff: str) -> list[Line]:
        """Give a librarian's conversations, longest unanswered first, from one reading for all."""
        return sorted((await self._once("held", self._held)).get(staff, ()), key=_unanswered)

    async def _held(self) -> dict[str | None, list[Line]]:
        held: dict[str | None, list[Line]] = {}
        for line in await self._claimed():
            held.setdefault(line.holder, []).append(line)
        return held

    async def _names(self) -> dict[str, str]:
        return {one.row.staff: one.row.name for one in await self._staff()}

    async def _claimed(self) -> list[Line]:
        return await self._once("claimed", lambda: self.source.lists.claimed(DESK))

    async def _places(self) -> dict[str, int]:
        lists = self.source.lists
        lines, _ = await self._once("line", lambda: lists.line(DESK, WATCH_ROWS))
        return {line.conversation: place for place, line in enumerate(lines, 1)}

    async def _waits(self) -> list[float]:
        since = self.source.clock() - RECENT
        return await self._once("waits", lambda: self.source.lists.recent_waits(DESK, since))

    async def _present(self) -> int:
        return sum(one.present for one in await self._staff())

    async def _staff(self) -> list[OnDuty]:
        now, claimed = self.source.clock(), await self._claimed()
        return await self._once("staff", lambda: self.source.staffing.of(DESK, now, claimed))

    async def _once(self, key: str, read: Callable[[], Awaitable[_T]]) -> _T:
        if key not in self._read:
            self._read[key] = await read()
        found: _T = self._read[key]
        return found


def _unanswered(line: Line) -> tuple[datetime, datetime, str]:
    return (line.unanswered_since or _NEVER, line.last_said_at or _NEVER, line.conversation)


def _on_duty(one: OnDuty) -> values.OnDuty:
    return values.OnDuty(
        staff=one.row.staff,
        name=one.row.name,
        connected=one.connected,
        load=one.load,
        capacity=one.row.capacity,
    )
