"""Who is at the other end of a connection, as the greeting found out."""

from __future__ import annotations

from dataclasses import dataclass

from refdesk.domain.actors import Actor


@dataclass(frozen=True, slots=True)
class Peer:
    """A patron or librarian with the language they read, the key of their address."""

    actor: Actor
    language: str
    address: str  # "" for a program on the server's own machine
    channel: str = "web"  # web or terminal
    cookie: str = ""  # of a librarian's sign-in
