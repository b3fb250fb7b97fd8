"""Reception: a conversation begins, or is found again by its return code."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from refdesk.desk.ports import Clock, IntakeRow, Lists, Receipt, ReturnCodes, ThreadBinding
from refdesk.desk.turn import Turns
from refdesk.domain.actors import Actor
from refdesk.domain.commands import Open
from refdesk.domain.returning import CODE_LENGTH, normal
from refdesk.errors import ForbiddenOrAbsent, RateLimited

VALID = timedelta(days=14)
TRIES = 5  # wrong codes from one sender
TRIES_FORGOTTEN = timedelta(minutes=10)
SENDERS_KEPT = 10_000
AT_ONCE = 16  # openings: a crowd's, each with much to read and write, must not fill the loop (G9)

RandomBytes = Callable[[int], bytes]


def conversation_id(patron: str, cid: str) -> str:
    """Derive the id that this patron's opening under this command id always gets.

    26 lower-case base-32 characters, so that an opening sent twice meets its conversation.
    """
    digest = hashlib.blake2b(f"{patron}\0{cid}".encode(), digest_size=16, person=b"conversation")
    return base64.b32encode(digest.digest()).decode().rstrip("=").lower()


@dataclass(frozen=True, slots=True)
class Welcome:
    """How patrons are received: at `child_desks` no name is taken.

    `pauses` tells whether what a patron asks now is kept for later, whoever is on duty.
    """

    child_desks: frozenset[str] = frozenset()
    pauses: Callable[[str], bool] = lambda _: False


class Reception:
    """Opens conversations, gives and redeems return codes.

    `key` is a server secret: the codes of a stolen database cannot be tried out without it.
    """

    def __init__(
        self,
        turns: Turns,
        lists: Lists,
        codes: ReturnCodes,
        clock: Clock,
        random_bytes: RandomBytes,
        key: bytes,
        valid: timedelta = VALID,
        welcome: Welcome | None = None,
    ) -> None:
        self._welcome = welcome or Welcome()
        self._turns = turns
        self._lists = lists
        self._codes = codes
        self._clock = clock
        self._random_bytes = random_bytes
        self._key = key
        self._valid = valid
        self._door = asyncio.Semaphore(AT_ONCE)
        self._wrong: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    async def open(
        self,
        actor: Actor,
        command: Open,
        *,
        cid: str,
        fingerprint: bytes = b"",
        intake: IntakeRow | None = None,
        bind: Callable[[str], ThreadBinding] | None = None,
    ) -> Receipt:
        """Open a conversation, or meet the one this command id opened before.

        `bind` gives the channel thread's binding to the new id. A previous conversation that the
        patron may not follow is left out, and a name where children write. Raises what
        `Turns.take` raises.
        """
        if command.name and command.desk in self._welcome.child_desks:
            command = replace(command, name="")
        if self._welcome.pauses(actor.id):
            command = replace(command, kept=True)
        previous = command.previous
        if previous and not await self._lists.may_follow(actor.id, previous):
            command = replace(command, previous="")
        conversation = conversation_id(actor.id, cid)
        async with self._door:
            return await self._turns.take(
                actor,
                conversation,
                command,
                cid=cid,
                fingerprint=fingerprint,
                intake=intake,
                bind=bind(conversation) if bind else None,
            )

    async def return_code(self, actor: Actor, conversation: str) -> tuple[str, datetime]:
        """Make a code to continue elsewhere: 10 base-32 characters, shown once, with its end.

        Earlier codes of the conversation end. Raises ForbiddenOrAbsent for a strange patron.
        """
        if not await self._lists.may_follow(actor.id, conversation):
            raise ForbiddenOrAbsent(detail=f"{conversation} is not this patron's")
        code = base64.b32encode(self._random_bytes(10)).decode()[:CODE_LENGTH]
        until = self._clock() + self._valid
        await self._codes.keep(self._hash(code), conversation, until)
        return code, until

    async def redeem(self, code: str, key: str, sender: str) -> str:
        """Use a code once: the patron key `key` may follow the conversation that is returned.

        `sender` names who tries (an address key). Raises ForbiddenOrAbsent("code_not_valid"), and
        RateLimited after five wrong codes within ten minutes.
        """
        now = self._clock()
        self._refuse_guessing(sender, now)
        conversation = await self._codes.redeem(self._hash(normal(code)), key, now)
        if conversation is None:
            self._count_wrong(sender, now)
            raise ForbiddenOrAbsent("code_not_valid")
        return conversation

    def _hash(self, code: str) -> bytes:
        return hmac.digest(self._key, f"return code {code}".encode(), "sha256")

    def _refuse_guessing(self, sender: str, now: datetime) -> None:
        wrong, since = self._wrong.get(sender, (0, now))
        left = since + TRIES_FORGOTTEN - now
        if left <= timedelta():
            self._wrong.pop(sender, None)
        elif wrong >= TRIES:
            raise RateLimited("too_many_codes", retry_after=left.total_seconds())

    def _count_wrong(self, sender: str, now: datetime) -> None:
        wrong, since = self._wrong.get(sender, (0, now))
        self._wrong[sender] = (wrong + 1, since)
        if len(self._wrong) > SENDERS_KEPT:
            self._wrong.popitem(last=False)
