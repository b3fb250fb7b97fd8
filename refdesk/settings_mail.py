"""The settings of mail that the server sends: to whom staff call for help, nothing else."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings

_SERVER = re.compile(r"[^\s:/@]+:\d{1,5}")
# RFC 5322's dot-atom on both sides; quoted names and address literals no library needs.
_PART = r"[\w!#$%&'*+/=?^`{|}~-]+"
_ADDRESS = re.compile(rf"{_PART}(\.{_PART})*@{_PART}(\.{_PART})*", re.ASCII)


def is_address(value: str) -> bool:
    """Tell whether mail can be written to or from this, one address and nothing beside it."""
    return _ADDRESS.fullmatch(value) is not None


class MailSettings(BaseSettings):
    """What is set about mail; `refdesk.settings.Settings` takes them in."""

    mail_server: str = Field(
        "",
        description="Mail server for the calls for help of `crisis`, e.g. smtp.perpus.example:587; "
        "empty: no mail.",
    )
    mail_security: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        description="How mail is kept from being read on its way: starttls (587), tls (465), none.",
    )
    mail_from: str = Field(
        "",
        validate_default=True,
        description="Sender of mail, e.g. tanya@perpus.example.",
    )
    mail_login: str = Field(
        "", description="Account at the mail server; empty: without signing in."
    )
    mail_password: SecretStr = Field(SecretStr(""), description="Its password.")

    @field_validator("mail_server")
    @classmethod
    def _server(cls, value: str) -> str:
        if value and not _SERVER.fullmatch(value):
            raise ValueError(f"{value!r}: tulis host:port / write smtp.perpus.example:587")
        return value

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str, told: ValidationInfo) -> str:
        if (value or told.data.get("mail_server")) and not is_address(value):
            raise ValueError(
                f"{value!r}: tulis alamat pengirim / write a sender like tanya@perpus.example"
            )
        return value
