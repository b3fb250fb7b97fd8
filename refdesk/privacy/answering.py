"""Answering requests: staff register what a patron asks about their data and carry it out.

Each step is audited by kind under the receipt, the request's number; why it was asked stands in the
request only, which goes after its time, without personal data.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol

from refdesk.domain.actors import SYSTEM, Actor
from refdesk.domain.commands import Command, Correct, Forget, Restrict
from refdesk.domain.given_names import without_names
from refdesk.domain.texts import short
from refdesk.errors import BadRequest, ForbiddenOrAbsent
from refdesk.privacy.request_ports import Kind, Request, RequestStore, Whose

LONGEST: Final = 500  # characters of a reason

Take = Callable[..., Awaitable[object]]
Authorise = Callable[[Actor, str], None]
Clean = Callable[[str], str]


class Noted(Protocol):
    """Writes the audit."""

    async def __call__(self, actor: str, action: str, target: str, detail: str) -> None:
        """Append a row: who did what to which request, and of what kind that was."""


@dataclass(frozen=True, slots=True)
class Correction:
    """The right text of the message `seq`; 1 is the name that was given."""

    seq: int
    body: str


class Answering:
    """Registers and carries out requests."""

    def __init__(
        self,
        store: RequestStore,
        take: Take,
        noted: Noted,
        scrub: Callable[[], None],
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        authorise: Authorise,
        clean: Clean,
    ) -> None:
        """`scrub` asks that no byte of what was emptied be left in the files.

        `clean` puts tokens in the place of personal data in what staff write.
        """
        self.clean = clean
        self._store = store
        self._take = take
        self._noted = noted
        self._scrub = scrub
        self._clock = clock
        self._new_id = new_id
        self._authorise = authorise

    async def listed(self, by: Actor, limit: int = 200) -> Sequence[Request]:
        """Give the requests, those that wait first."""
        self._authorise(by, "answer_requests")
        return await self._store.newest(limit)

    async def register(
        self, by: Actor, kind: Kind, target: str, reason: str, asked_at: datetime | None = None
    ) -> Request:
        """Write a request down: its clock runs from when it was asked, None: just now.

        An empty `target`: whose it is, is not yet known. Raises BadRequest without a reason, for a
        target that names nobody, and for a time to come.
        """
        self._authorise(by, "answer_requests")
        now = self._clock()
        if asked_at is not None and asked_at > now:
            raise BadRequest("asked_in_future")
        whose = await self._whose(target.strip()) if target.strip() else Whose("", ())
        request = Request(
            id=self._new_id(),
            kind=kind,
            subject=whose.subject,
            conversation=whose.conversation,
            reason=self._reason(reason, whose.names),
            asked_by=by.id,
            asked_at=asked_at or now,
        )
        await self._store.put(request)
        await self._noted(by.id, "request_registered", request.id, kind)
        return request

    async def carry_out(
        self, by: Actor, request_id: str, correction: Correction | None = None
    ) -> Request:
        """Do what is asked, to all conversations it is about; done again, it is so already.

        Raises BadRequest for a correction without its text or without one conversation, and for a
        request that names nobody.
        """
        self._authorise(by, "answer_requests")
        request = await self._known(request_id)
        if request.done_at is not None:
            return request
        whose = await self.about(request)
        command = _command(request, correction)
        for conversation in whose.conversations:
            if command is not None:
                await self._take(SYSTEM, conversation, command)
        done = await self._done(by, request, "", len(whose.conversations))
        if request.kind in (Kind.ERASE, Kind.CORRECT):
            self._scrub()
        return done

    async def name(self, by: Actor, request_id: str, target: str) -> Request:
        """Write down whose data a request is about, once it is known; its clock runs on.

        Raises BadRequest for one that is done: its receipt tells whose data it was.
        """
        self._authorise(by, "answer_requests")
        request, whose = await self._known(request_id), await self._whose(target.strip())
        if request.done_at is not None:
            raise BadRequest("request_done")
        named = replace(
            request,
            subject=whose.subject,
            conversation=whose.conversation,
            reason=self._reason(request.reason, whose.names),
        )
        await self._store.put(named)
        await self._noted(by.id, "request_named", request.id, whose.conversation)
        return named

    async def close(self, by: Actor, request_id: str, outcome: str) -> Request:
        """Close what was done otherwise, or cannot be done; `outcome` says which.

        What is done already stays as it was.
        """
        self._authorise(by, "answer_requests")
        request = await self._known(request_id)
        whose = await self._store.find(request.conversation or request.subject)
        why = self._reason(outcome, whose.names if whose else ())
        return request if request.done_at is not None else await self._done(by, request, why, 0)

    async def given(self, by: Actor, request_id: str) -> tuple[str, ...]:
        """Give the conversations whose data somebody takes out, and note that they do."""
        self._authorise(by, "answer_requests")
        request = await self._known(request_id)
        whose = await self.about(request)
        await self._noted(by.id, "data_taken_out", request.id, request.kind)
        return whose.conversations

    async def whose(self, by: Actor, target: str) -> Whose:
        """Find whose data is meant; raises BadRequest for what names nobody."""
        self._authorise(by, "answer_requests")
        return await self._whose(target.strip())

    async def about(self, request: Request) -> Whose:
        """Give the conversations that a request is about; raises BadRequest when nobody knows."""
        if not request.subject:
            raise BadRequest("request_of_nobody")
        return await self._whose(request.conversation or request.subject)

    async def _done(self, by: Actor, request: Request, outcome: str, count: int) -> Request:
        done = replace(
            request, done_by=by.id, done_at=self._clock(), outcome=outcome, conversations=count
        )
        await self._store.put(done)
        action = "request_closed" if outcome else _ACTIONS[request.kind]
        await self._noted(by.id, action, request.id, f"{request.kind} {count}")
        return done

    def _reason(self, text: str, names: Iterable[str]) -> str:
        reason = short(without_names(self.clean(text), names), LONGEST)
        if not reason:
            raise BadRequest("reason_needed")
        return reason

    async def _known(self, request_id: str) -> Request:
        request = await self._store.by_id(request_id)
        if request is None:
            raise ForbiddenOrAbsent(detail=f"no request {request_id}")
        return request

    async def _whose(self, target: str) -> Whose:
        whose = await self._store.find(target)
        if whose is None:
            raise BadRequest("request_of_nobody")
        return whose


_ACTIONS: Final = {
    Kind.ACCESS: "data_given",
    Kind.CORRECT: "data_corrected",
    Kind.RESTRICT: "data_restricted",
    Kind.RELEASE: "data_released",
    Kind.ERASE: "erased",
}


def _command(request: Request, correction: Correction | None) -> Command | None:
    match request.kind:
        case Kind.ACCESS:
            return None
        case Kind.RESTRICT | Kind.RELEASE:
            return Restrict(on=request.kind is Kind.RESTRICT)
        case Kind.ERASE:
            return Forget(asked=True)
        case Kind.CORRECT:
            if correction is None or not request.conversation:
                raise BadRequest("correction_needs_message")
            return Correct(correction.seq, correction.body)
