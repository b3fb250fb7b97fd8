"""The shelf: the present state of the knowledge base, ready to suggest from and to read.

Entries come from the database; the index is derived, names the texts it was built from, and is
built again whenever it is missing, damaged or of other texts (G16). Until then suggestions are
silent. A few edits go into memory at once; `settle` writes the index after them.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from kb.entries import Audience, Entry, Kind
from kb.variables import Variables, fill
from refdesk.domain.events import Offer
from refdesk.knowledge.encoding_turn import EncodingTurn
from refdesk.knowledge.ports import EntryStore, Tell, untold
from refdesk.knowledge.telling import logged
from refdesk.knowledge.trying import LONGEST_QUESTION, Explained, Holdings, as_published, explained

if TYPE_CHECKING:
    from kb.dense import Encoder
    from kb.generation import Generation
    from kb.suggest import Suggester, Suggestion

USE = 0.2  # share of an entry's score that its standing adds or takes

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Holding:
    """One state of the shelf: entries with the library's facts filled in, and what finds them.

    `built_to` names the state; `stored` is False while the index on disk is of an older one.
    """

    version: int = -1
    entries: Holdings = field(default_factory=dict)
    suggester: Suggester | None = None
    built_to: str = ""
    stored: bool = False


class Shelf:
    """Holds the present state and swaps it whole.

    `variables` gives the library's facts as `reread` left them, which is waited for before every
    refresh; `observe` is told the seconds each suggestion took; `dense` asks for the extra;
    `standing` says what people made of an entry, -0.5 to 0.5.
    """

    def __init__(
        self,
        store: EntryStore,
        directory: Path,
        variables: Callable[[], Variables],
        observe: Callable[[float], None] = lambda _: None,
        reread: Callable[[], Awaitable[None]] | None = None,
        *,
        dense: bool = False,
        standing: Callable[[str], float] = lambda _: 0.0,
    ) -> None:
        self._store = store
        self._directory = directory
        self._variables = variables
        self._observe = observe
        self._reread = reread
        self._dense = dense
        self._standing = standing
        self._encoding = EncodingTurn(dense=dense)
        self._holding = Holding()
        self._turn = asyncio.Lock()

    def facts(self) -> Variables:
        """Give the library's facts as they are set now."""
        return self._variables()

    @property
    def ready(self) -> bool:
        """Tell whether there is an index to suggest from."""
        return self._holding.suggester is not None

    @property
    def version(self) -> int:
        """Give the version of the knowledge base that is held, -1 before the first."""
        return self._holding.version

    async def refresh(self, tell: Tell = untold) -> bool:
        """Bring the shelf to the database's version; False when it was there already.

        `tell` hears how many entries of a new index are read and of how many, in another thread;
        when it raises, the shelf stays as it is.
        """
        async with self._turn:
            version = await self._store.version()
            if version == self._holding.version and self.ready:
                return False
            if self._reread is not None:
                await self._reread()
            entries = _filled(await self._store.all(), self._variables())
            built_to = await asyncio.to_thread(_digest, entries)
            if self.ready and built_to == self._holding.built_to:
                # Somebody judged an entry, or a draft was begun: nothing that is found by changed.
                self._holding = replace(self._holding, version=version)
                return True
            edited = await asyncio.to_thread(self._edited, entries, built_to)
            if edited is None:
                self._show(entries)
            suggester = edited or await asyncio.to_thread(self._suggester, entries, built_to, tell)
            self._holding = Holding(version, entries, suggester, built_to, edited is None)
            _log.info("knowledge base ready", entries=len(entries), version=version)
            return True

    def _show(self, entries: Holdings) -> None:
        """Let texts be read before the index is built, where only their wording is new."""
        held = self._holding
        if held.suggester is not None and _standing(entries) == _standing(held.entries):
            self._holding = replace(held, entries=entries)

    async def settle(self) -> None:
        """Write the index that edits are ahead of, so that a start finds it; edits go on."""
        held = self._holding
        if held.suggester is None or held.stored:
            return
        suggester = await asyncio.to_thread(self._suggester, held.entries, held.built_to)
        if self._holding is held:
            self._holding = replace(held, suggester=suggester, stored=True)

    def _edited(self, entries: Holdings, built_to: str) -> Suggester | None:
        """Put a few edits into what is held: at once, where an index takes seconds."""
        held = self._holding.suggester
        return None if held is None else held.edited(entries.values(), built_to)

    def _suggester(self, entries: Holdings, built_to: str, tell: Tell = untold) -> Suggester:
        from kb.suggest import Suggester  # noqa: PLC0415 - in a thread: a start does not wait

        generation = self._generation(list(entries.values()), built_to, tell)
        return Suggester(generation, entries.values(), dense=self._encoder())

    def _encoder(self) -> tuple[Encoder, Path] | None:
        """Give the encoder if it is asked for and installed: without it words must do."""
        if not self._dense:
            return None
        from kb.dense import DenseMissing, encoder  # noqa: PLC0415

        try:
            return encoder(), self._directory
        except DenseMissing as missing:
            _log.warning("kb_dense is set, but suggestions go by words alone", why=str(missing))
            return None

    def _generation(self, entries: list[Entry], version: str, tell: Tell) -> Generation:
        from kb.index import DamagedIndex, build, open_generation  # noqa: PLC0415

        try:
            generation = open_generation(self._directory)
            if generation.version == version:
                return generation
        except DamagedIndex:
            _log.info("index missing or damaged: building it from the database")
        self._directory.mkdir(parents=True, exist_ok=True)
        return build(entries, self._directory, version, logged(tell))

    # ---- reading
    def entry(self, entry: str, language: str, *, staff: bool = False) -> Entry | None:
        """Give the entry in this language, else in the other; None when there is none to show."""
        held = self._holding.entries
        found = next((held[k] for k in _keys(entry, language) if k in held), None)
        if found is None or not found.findable:
            return None
        return found if staff or found.audience is Audience.PUBLIC else None

    def public(
        self, language: str, kinds: Sequence[Kind] = (Kind.FAQ, Kind.PATHFINDER)
    ) -> list[Entry]:
        """Give the public entries of these kinds that have this language, by title."""
        chosen = [e for e in self._live(language, kinds) if e.audience is Audience.PUBLIC]
        return sorted(chosen, key=lambda e: e.title.casefold())

    def canned(self, language: str) -> list[Entry]:
        """Give the canned replies that have this language, by title."""
        return sorted(self._live(language, (Kind.CANNED,)), key=lambda e: e.title.casefold())

    def _live(self, language: str, kinds: Sequence[Kind]) -> Iterator[Entry]:
        for e in self._holding.entries.values():
            if e.lang == language and e.findable and e.kind in kinds:
                yield e

    # ---- finding
    async def suggest(
        self, text: str, language: str, *, staff: bool, key: str = ""
    ) -> Sequence[Offer]:
        """Give up to three entries worth showing, or none; never raises."""
        del key  # an answer takes well under a millisecond: nothing waits, so nothing coalesces
        held = self._holding
        if held.suggester is None or self._encoding.full:
            return ()
        began = time.perf_counter()
        asked = text[:LONGEST_QUESTION], language
        ask = partial(held.suggester.suggest, *asked, audience=_audience(staff=staff))
        found = await self._encoding.run(ask)
        self._observe(time.perf_counter() - began)
        offered = sorted(found.visible, key=self._by_use)
        return [_offer(held, s.entry_id, s.lang, s.confidence) for s in offered]

    def _by_use(self, found: Suggestion) -> float:
        """Order what is shown: what people made of an entry moves it a little, at most past one."""
        return -found.score * (1 + USE * self._standing(found.entry_id))

    async def search(
        self, text: str, language: str, *, staff: bool, limit: int = 10
    ) -> list[Offer]:
        """Give the best entries for a search box, best first; empty when nothing matches."""
        held = self._holding
        if held.suggester is None:
            return []
        asked = text[:LONGEST_QUESTION], language, limit, _audience(staff=staff)
        found = await self._encoding.run(partial(held.suggester.search, *asked))
        return [_offer(held, s.entry_id, s.lang, s.score) for s in found]

    async def explain(self, text: str, language: str, *, staff: bool) -> Explained | None:
        """Give what a question would suggest and by what; None while there is no index."""
        held = self._holding
        if held.suggester is None:
            return None
        asked = held.suggester, held.entries, text, language, _audience(staff=staff)
        return await self._encoding.run(partial(explained, *asked))

    async def explain_draft(
        self, drafts: Sequence[Entry], text: str, language: str
    ) -> Explained | None:
        """Give what a question would suggest if these versions stood in place of what readers have.

        They are put into lists of their own; those that serve patrons stay as they are.
        """
        held = self._holding
        if held.suggester is None:
            return None
        published = [
            as_published(one, held.entries.get(one.key), self._variables()) for one in drafts
        ]
        entries = {**held.entries, **{one.key: one for one in published}}
        # The name of a state that nothing is kept of.
        suggester = await asyncio.to_thread(held.suggester.edited, entries.values(), "tried")
        if suggester is None:
            return None
        audience = max((one.audience for one in published), key=list(Audience).index)
        asked = suggester, entries, text, language, audience
        return await self._encoding.run(partial(explained, *asked))


def _offer(held: Holding, entry: str, language: str, score: float) -> Offer:
    return Offer(entry, language, held.entries[entry, language].title, round(score, 3))


def _filled(raw: Sequence[Entry], facts: Variables) -> Holdings:
    filled: Holdings = {}
    for entry in raw:
        try:
            filled[entry.key] = fill(entry, facts)
        except KeyError as error:
            _log.warning("entry uses an unknown fact", entry=entry.id, fact=str(error))
    return filled


def _digest(entries: Holdings) -> str:
    """Name a state of the entries, as they are indexed: facts filled in, learned wordings too."""
    said = hashlib.blake2b(digest_size=16)
    for entry in entries.values():
        said.update(repr(entry).encode())
    return said.hexdigest()


def _standing(entries: Holdings) -> dict[tuple[str, str], tuple[bool, Audience]]:
    return {key: (entry.findable, entry.audience) for key, entry in entries.items()}


def _keys(entry: str, language: str) -> list[tuple[str, str]]:
    other = "en" if language == "id" else "id"
    return [(entry, language), (entry, other)]


def _audience(*, staff: bool) -> Audience:
    return Audience.STAFF if staff else Audience.PUBLIC
