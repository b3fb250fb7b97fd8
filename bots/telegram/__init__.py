"""The Telegram channel: a bot that carries a chat into a conversation, both ways."""

from __future__ import annotations

from bots.telegram.running import run

__all__ = ["run"]
