"""The settings of what stands about accounts: sign-ins, second factors, webhooks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode

_Roles = Literal["trainee", "librarian", "mentor", "coordinator", "editor", "evaluator", "admin"]


class AccountSettings(BaseSettings):
    """What is set about accounts; `refdesk.settings.Settings` takes them in."""

    sign_in_hours: float = Field(
        12, gt=0, description="Hours after which staff sign in again in any case."
    )
    sign_in_idle_minutes: float = Field(
        120,
        gt=1,
        description="Minutes without a request or an open console after which they sign in again.",
    )
    second_factor_for: Annotated[frozenset[_Roles], NoDecode] = Field(
        frozenset(),
        description="Roles that need a second factor, e.g. ['coordinator', 'admin'].",
    )
    webhook_inside: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Hosts of webhooks that may be in the own network and without TLS, e.g. "
        "['intranet.perpus.example']; others need https and a public address.",
    )

    @field_validator("second_factor_for", "webhook_inside", mode="before")
    @classmethod
    def _named(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(item.strip() for item in value.split(",") if item.strip())
        return value
