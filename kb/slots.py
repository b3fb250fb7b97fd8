"""Slots number documents by kind, so that what they earn is reduced to entries in few steps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kb.impacts import Numbers, Scores

PHRASING, LEARNED, BODY = 0, 1, 2


class Slots:
    """First every phrasing, then every learned wording, then the bodies, one for each entry.

    `of_document[d]` is the slot of document d, `owners[s]` the position of the entry that slot s
    belongs to. Within a kind, slots keep the documents' order.
    """

    def __init__(self, owners: Numbers, learned: NDArray[np.bool_], entries: int) -> None:
        """Number documents; `owners` and `learned` are by document, each entry's body is last."""
        kinds = np.where(learned, LEARNED, PHRASING)
        kinds[np.searchsorted(owners, np.arange(entries), side="right") - 1] = BODY
        order = kinds.argsort(kind="stable")
        self.of_document: Numbers = np.empty(len(owners), np.int32)
        self.of_document[order] = np.arange(len(owners), dtype=np.int32)
        self.owners: Numbers = owners[order].astype(np.int32)
        self.entries = entries
        self.bodies = len(owners) - entries
        self._phrasings = int(np.count_nonzero(kinds == PHRASING))
        self._firsts = np.searchsorted(self.owners[: self._phrasings], np.arange(entries))
        taught = self.owners[self._phrasings : self.bodies]
        self._taught, self._firsts_taught = np.unique(taught, return_index=True)

    def __len__(self) -> int:
        """Count the documents."""
        return len(self.owners)

    def of_entries(self, earned: Scores) -> Scores:
        """Give what each entry earns: by its best phrasing, its body, its best learned wording."""
        phrased = earned[: self._phrasings]
        if self._phrasings > self.entries:
            phrased = np.maximum.reduceat(phrased, self._firsts)
        scores: Scores = phrased + earned[self.bodies :]
        if len(self._taught):
            learned = earned[self._phrasings : self.bodies]
            scores[self._taught] += np.maximum.reduceat(learned, self._firsts_taught)
        return scores
