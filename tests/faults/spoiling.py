"""The search index is spoiled in sixteen ways: built again by itself, never a wrong answer."""

from __future__ import annotations

import asyncio
import json
import random
import urllib.error
import urllib.request
from collections.abc import Callable
from itertools import product
from pathlib import Path
from urllib.parse import quote

from tests.faults.rows import Finding, Ground, Mutant, Row, Span
from tests.faults.speaking import FREELY
from tests.journeys.server import ServerProcess
from tests.journeys.wire_people import patron, until

QUESTIONS = (
    "gmn cara perpanjang buku",
    "jam buka hari minggu",
    "denda buku hilang",
    "cara jadi anggota",
    "password wifi",
    "apakah ada naskah kuno Kutai?",
)
ASKED = QUESTIONS[0]  # over a conversation as well
READY = "knowledge base ready"
NOTICED = "index missing or damaged"
Damage = Callable[[Path, random.Random], None]


def _delete(file: Path, _: random.Random) -> None:
    file.unlink()


def _empty(file: Path, _: random.Random) -> None:
    file.write_bytes(b"")


def _halve(file: Path, _: random.Random) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _garble(file: Path, chance: random.Random) -> None:
    """Flip a bit that keeps text text: what is still read must not be believed."""
    data = bytearray(file.read_bytes())
    data[chance.randrange(len(data))] ^= 1
    file.write_bytes(data)


DAMAGES: tuple[Damage, ...] = (_garble, _halve, _delete, _empty)
FILES = ("manifest.json", "*/*/lists.npz", "*/*/*.toc", "*/*/*.seg")
KINDS = tuple(product(FILES, DAMAGES))
# Whoosh's files are read by the checksum alone until somebody edits.
SHORTLY = ((FILES[3], _garble), (FILES[1], _halve))


async def attack(ground: Ground, finding: Finding) -> None:
    """Spoil the index under the running server, kill it, ask from its first breath on."""
    chance, span = random.Random(16), Span()
    server = ServerProcess(ground.folder, {"REFDESK_RATES": FREELY}, tree=ground.tree)
    await asyncio.to_thread(server.prepare)
    kinds = SHORTLY if ground.short else KINDS * 4
    done = silent = 0
    async with server.running():
        right, before = await _answers(server), server.log.count(NOTICED)
        assert all(right.values()), f"nothing is found for {[q for q in right if not right[q]]}"
        for place, damage in kinds:
            if span.over:
                break
            _spoil(server.folder / "var" / "index", place, damage, chance)
            assert await _answers(server) == right, "the running server answers differently"
            silent += await _started_again(server, right, f"{place} {damage.__name__}")
            done += 1
        server.stop()
        await server.start()
        assert server.log.count(NOTICED) == before + done, "what was built again is damaged again"
    assert "Traceback" not in server.log, "traceback in the server's log"
    finding.note("kinds", len({(place, damage) for place, damage in kinds[:done]}))
    finding.reached("times", done, ground.many(len(KINDS), len(SHORTLY)))
    finding.note("silent answers meanwhile", silent)
    finding.note("wrong answers", 0)


def _spoil(index: Path, place: str, damage: Damage, chance: random.Random) -> None:
    """Damage one such file, of one language where there are two; now and then of both."""
    files = sorted(index.glob(place))
    for file in files if chance.random() < 1 / 3 else [chance.choice(files)]:
        damage(file, chance)


async def _started_again(server: ServerProcess, right: dict[str, str], what: str) -> int:
    """Kill and start; give how often it was silent before the index was there again."""
    noticed, ready, silent = server.log.count(NOTICED), server.log.count(READY), 0
    server.kill()
    server.launch()
    async with patron(server) as early:
        asked = asyncio.create_task(early.open(ASKED))
        while server.log.count(READY) == ready:
            assert server.process is not None
            assert server.process.poll() is None, server.log[-500:]
            for question, answer in (await _answers(server)).items():
                assert answer in ("", right[question]), f"wrong after {what}: {answer}"
                silent += not answer
            await asyncio.sleep(0.3)
        await asyncio.wait_for(server.until_ready(), 60)
        assert server.log.count(NOTICED) == noticed + 1, f"damage not noticed: {what}"
        assert await _answers(server) == right, f"answers differently after {what}"
        _judge(early.views[await asked], right[ASKED])
        late = await early.open(ASKED)
        await until(lambda: any(one.offers for one in early.views[late]), "a suggestion")
        _judge(early.views[late], right[ASKED])
    return silent


def _judge(view: list, right: str) -> None:  # type: ignore[type-arg]
    """Assert that what was suggested stands among the right answers: silence is fine."""
    for offer in (offer for event in view for offer in event.offers):
        assert f'"{offer.entry}"' in right, f"suggested {offer.entry}"


async def _answers(server: ServerProcess) -> dict[str, str]:
    """Give what is found for each question, "" for nothing or for no server."""
    return await asyncio.to_thread(lambda: {one: _found(server, one) for one in QUESTIONS})


def _found(server: ServerProcess, question: str) -> str:
    try:
        url = f"{server.url}/api/kb/search?lang=id&q={quote(question)}"
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own
            offers = json.load(answer)["offers"]
    except (OSError, urllib.error.URLError):
        return ""
    return json.dumps(offers) if offers else ""


ROWS = (
    Row(
        "index",
        "16 kinds of damage to the search index: built again by itself, silent meanwhile, "
        "never wrong",
        attack,
        Mutant(
            "kb/index.py",
            'if manifest["format"] != reading() or _checksum(home, shelved) != '
            'manifest["checksum"]:',
            'if manifest["format"] != reading():',
            "damage not noticed|differently|wrong after|suggested",
        ),
    ),
)
