"""The library's facts: the database's wordings over the invented ones of the starter base."""

from __future__ import annotations

from collections.abc import Sequence

from kb.fact_list import Fact
from kb.variables import Variables
from refdesk.knowledge.ports import FactStore, Wordings


class Facts:
    """Holds the facts as they are now, for texts to be filled with."""

    def __init__(self, listed: Sequence[Fact], store: FactStore) -> None:
        self.listed = tuple(listed)
        self.store = store
        self._starter = {fact.name: fact.wording for fact in listed}
        self._own: Wordings = {}
        self.mark = 0

    def current(self) -> Variables:
        """Give every fact's wordings."""
        return {**self._starter, **self._own}

    async def reread(self) -> None:
        """Take up what the database has, another node's changes included."""
        self._own, self.mark = await self.store.all()

    def examples(self) -> list[str]:
        """Give the names of facts that are still invented."""
        return [fact.name for fact in self.listed if self.is_example(fact)]

    def is_example(self, fact: Fact) -> bool:
        """Tell whether a fact has not been filled in."""
        return fact.example and fact.name not in self._own
