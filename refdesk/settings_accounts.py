"""The settings of accounts: how long a sign-in lasts, who needs a second factor."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings

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
    second_factor_for: frozenset[_Roles] = Field(
        frozenset(),
        description="Roles that need a second factor, e.g. ['coordinator', 'admin'].",
    )
