"""Consent: what a patron agrees to beyond being answered, by purpose and version of the notice.

Being answered needs none. A purpose is either told in the notice and stands until the patron
refuses it, or asked for and off until the patron agrees. A new version of the notice asks again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from refdesk.privacy.consent_ports import Consent, ConsentStore


class Purpose(StrEnum):
    """What a conversation may serve beyond its answer."""

    EVALUATION = "evaluation"  # transcripts are read and exported to judge and better the service
    LEARNING = "learning"  # questions and verdicts teach the knowledge base


class Mode(StrEnum):
    """How a purpose is agreed to."""

    NOTICE = "notice"  # told, on until refused
    ASK = "ask"  # off until agreed to


@dataclass(frozen=True, slots=True)
class Standing:
    """What a patron agrees to now; `asked` says that they have not answered this notice yet."""

    version: str
    asked: bool
    purposes: Mapping[Purpose, bool]


Noted = Callable[[str, str], Awaitable[None]]  # action, detail


class Consents:
    """Tells and takes what patrons agree to."""

    def __init__(
        self,
        store: ConsentStore,
        version: str,
        modes: Mapping[Purpose, Mode],
        noted: Noted,
        clock: Callable[[], datetime],
        relearn: Callable[[Sequence[str]], Awaitable[None]],
    ) -> None:
        """`modes` are the purposes this library has, `noted` writes the audit.

        `relearn` lets go of what was learned from conversations whose patron refuses it.
        """
        self._relearn = relearn
        self._store = store
        self._version = version
        self._modes = modes
        self._noted = noted
        self._clock = clock

    @property
    def asks(self) -> str:
        """Give the version of the notice where a purpose is asked for, "" where all are told."""
        return self._version if Mode.ASK in self._modes.values() else ""

    async def of(self, patron: str) -> Standing:
        """Give what a patron key agrees to."""
        said = await self._store.of(patron)
        purposes = {one: self._allows(one, said.get(one)) for one in self._modes}
        answered = all(one in said and said[one].version == self._version for one in self._modes)
        return Standing(self._version, not answered, purposes)

    async def say(self, patron: str, given: Collection[str]) -> Standing:
        """Take what a patron agrees to: every purpose that is not in `given` is refused."""
        now = self._clock()
        said = {str(one): Consent(self._version, one in given, now) for one in self._modes}
        before = await self.of(patron)
        theirs = await self._store.put(patron, said)
        if Purpose.LEARNING in self._modes and Purpose.LEARNING not in given:
            await self._relearn(theirs)
        for one in self._modes:
            action = "consent_given" if one in given else "consent_refused"
            if before.asked or before.purposes[one] is not (one in given):
                await self._noted(action, f"{one} {self._version}")
        return await self.of(patron)

    async def allows(self, conversation: str, purpose: Purpose, *, asked: bool = False) -> bool:
        """Tell whether a conversation may serve a purpose.

        Where it is `asked` for in any case, what the notice tells is not enough.
        """
        said = (await self._store.on([conversation], purpose)).get(conversation, ())
        return self._all_allow(purpose, said) and (not asked or bool(said))

    async def refusing(self, conversations: Collection[str], purpose: Purpose) -> frozenset[str]:
        """Give those conversations that may not serve a purpose."""
        said = await self._store.on(conversations, purpose)
        return frozenset(
            one for one in conversations if not self._all_allow(purpose, said.get(one, ()))
        )

    def _all_allow(self, purpose: Purpose, said: Sequence[Consent]) -> bool:
        """One person comes back under many keys: whichever refused, it is refused."""
        if not said:
            return self._allows(purpose, None)
        refused = any(not one.given for one in said)
        return not refused and any(self._allows(purpose, one) for one in said)

    def _allows(self, purpose: Purpose, said: Consent | None) -> bool:
        """A refusal stands for good, a consent for the notice it was given to."""
        mode = self._modes.get(purpose)
        if said is None or mode is None:
            return mode is Mode.NOTICE
        return said.given and (mode is Mode.NOTICE or said.version == self._version)


def learning_from(
    agreed: Consents, child_desks: Collection[str]
) -> Callable[[str, str], Awaitable[bool]]:
    """Give from which conversations may be learned: where children write, only when asked for."""

    async def may_learn(conversation: str, desk: str) -> bool:
        return await agreed.allows(conversation, Purpose.LEARNING, asked=desk in child_desks)

    return may_learn
