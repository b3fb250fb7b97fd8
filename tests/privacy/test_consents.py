"""What a patron refuses is not done: nothing learned, no word exported, none of it left."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from refdesk.domain.actors import Actor, Party
from refdesk.domain.commands import End, Open
from refdesk.privacy.consent_ports import Consent
from refdesk.privacy.consents import Consents, Mode, Purpose
from tests.fakes.consents import MemoryConsents, not_noted, not_relearned
from tests.web.site import MORNING, Site, open_site

PATRON = Actor(Party.PATRON, "p1")
LEARNING, EVALUATION = Purpose.LEARNING, Purpose.EVALUATION


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A whole site over an SQLite file."""
    async with open_site(tmp_path) as site:
        yield site


async def unanswered(site: Site, desk: str = "main") -> str:
    """Hold a conversation whose question has no answer, and learn from it."""
    opened = await site.parts.desk.open(
        PATRON, Open("mesin bubut kayu merek kanari7f3a9", "web", "id", desk=desk),
        cid=secrets.token_hex(16),
    )  # fmt: skip
    await site.behind.turns.take(PATRON, opened.conversation, End())
    await site.behind.teaching.do([opened.conversation])
    return opened.conversation


async def test_what_was_learned_goes_when_it_is_refused(site: Site) -> None:
    """A question is grouped as the notice says; refused, no group holds it or its words."""
    await unanswered(site)
    assert len(await site.store.gaps.groups()) == 1
    await site.behind.care.consents.say(PATRON.id, [EVALUATION])
    assert await site.store.gaps.groups() == []
    await unanswered(site)
    assert await site.store.gaps.groups() == []


async def test_a_refusal_while_it_is_learned_from_is_heard(site: Site) -> None:
    """It comes after the question whether it is allowed: what was learned by then is not kept."""
    consents, asked = site.behind.care.consents, list[str]()

    async def may_learn(conversation: str, _: str) -> bool:
        allowed = await consents.allows(conversation, LEARNING)
        asked.append(conversation)
        if len(asked) == 1:
            await site.store.consents.put(PATRON.id, {LEARNING: Consent("1", False, MORNING)})
        return allowed

    site.behind.teaching._may_learn = may_learn
    theirs = await unanswered(site)
    assert asked == [theirs, theirs]
    assert await site.store.gaps.groups() == []


async def test_a_refusal_under_another_key_counts(site: Site) -> None:
    """Whoever came back by a code, on a form or another device, refuses for the conversation."""
    theirs = await unanswered(site)
    desk = site.parts.desk
    code, _ = await desk.return_code(PATRON, theirs)
    other = Actor(Party.PATRON, "p2")
    await site.parts.redeem(code, other.id, "address")
    await site.behind.care.consents.say(other.id, [])
    assert await site.store.gaps.groups() == []
    assert await desk.consents.refusing([theirs], EVALUATION) == {theirs}


async def test_at_a_desk_of_children_nothing_is_learned_unless_agreed(site: Site) -> None:
    """What the notice tells is not enough there."""
    await unanswered(site, "anak")
    assert await site.store.gaps.groups() == []
    await site.behind.care.consents.say(PATRON.id, [LEARNING])
    await unanswered(site, "anak")
    assert len(await site.store.gaps.groups()) == 1


async def test_a_new_notice_asks_again_and_a_refusal_stands() -> None:
    """What is asked for is off until agreed to, under each version of the notice."""
    store = MemoryConsents()

    def under(version: str, mode: Mode) -> Consents:
        modes = {LEARNING: mode}
        return Consents(store, version, modes, not_noted, lambda: MORNING, not_relearned)

    first = under("1", Mode.ASK)
    assert (await first.of("p")).purposes == {LEARNING: False}
    said = await first.say("p", [LEARNING])
    assert (said.asked, said.purposes) == (False, {LEARNING: True})
    second = await under("2", Mode.ASK).of("p")
    assert (second.asked, second.purposes) == (True, {LEARNING: False})
    await first.say("p", [])
    store.keys = {"c1": ["p"], "c2": ["q"], "c3": ["q", "p"]}
    third = await under("3", Mode.NOTICE).of("p")
    assert (third.asked, third.purposes) == (True, {LEARNING: False})
    assert await under("3", Mode.NOTICE).refusing(store.keys, LEARNING) == {"c1", "c3"}
    assert await under("3", Mode.NOTICE).allows("c1", EVALUATION) is False
