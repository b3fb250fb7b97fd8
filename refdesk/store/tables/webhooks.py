"""Tables of webhooks: whom to tell of what, what is to be told, each attempt."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import ColumnElement, Index, literal_column
from sqlmodel import Field

from refdesk.store.tables.stored import Stored, key, maybe_number, number, number_key, partial

WAITING: ColumnElement[bool] = literal_column("state = 'waiting'")


class WebhookRow(Stored, table=True):
    """An address that is told; its secret lies sealed in `service_secret`."""

    __tablename__: ClassVar[str] = "webhook"

    id: str = key()
    address: str
    kinds: str  # JSON
    paused: bool
    created_at: int = number()


class AnnouncementRow(Stored, table=True):
    """Something to tell a webhook."""

    __tablename__: ClassVar[str] = "announcement"
    __table_args__ = (
        partial(
            "ix_announcement_due",
            "next_at",
            "id",
            where=WAITING,
        ),
        Index("ix_announcement_webhook_at", "webhook", "at"),
        Index("ix_announcement_at", "at"),
    )

    id: str = key()
    webhook: str = Field(foreign_key="webhook.id")
    kind: str
    conversation: str
    body: str
    at: int = number()
    state: str
    tries: int
    next_at: int | None = maybe_number()


class AttemptRow(Stored, table=True):
    """One try to tell it."""

    __tablename__: ClassVar[str] = "announcement_attempt"

    announcement: str = key()
    n: int = number_key()
    at: int = number()
    status: int
    took: int = number()
    said: str
