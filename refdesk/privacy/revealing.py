"""Showing a sealed original to the librarian who holds the conversation; each view is audited."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from refdesk.domain.actors import Actor
from refdesk.domain.conversation import Conversation
from refdesk.domain.redaction import Original
from refdesk.errors import ForbiddenOrAbsent
from refdesk.privacy.ports import Vault
from refdesk.privacy.sealing import Sealer

Newest = Callable[[str], Awaitable[Conversation]]
Authorise = Callable[[Actor, str, Conversation | None], None]
Viewed = Callable[[Actor, str, int], Awaitable[None]]  # who, conversation, seq


class Revealing:
    """Opens what was sealed."""

    def __init__(
        self, vault: Vault, sealer: Sealer, newest: Newest, authorise: Authorise, viewed: Viewed
    ) -> None:
        """`viewed` writes the audit: nothing is shown when that fails."""
        self._vault = vault
        self._sealer = sealer
        self._newest = newest
        self._authorise = authorise
        self._viewed = viewed

    async def reveal(self, by: Actor, conversation: str, seq: int) -> list[Original]:
        """Give the originals of an event to the claim holder.

        Raises ForbiddenOrAbsent for everybody else, Unavailable when the key is not here.
        """
        state = await self._newest(conversation)
        self._authorise(by, "reveal", state)
        if state.holder != by.id:
            raise ForbiddenOrAbsent("not_holder", detail=f"{by.id} does not hold {conversation}")
        originals = [
            self._sealer.open(conversation, one) for one in await self._vault.of(conversation, seq)
        ]
        if originals:
            await self._viewed(by, conversation, seq)
        return originals
