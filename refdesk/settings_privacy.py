"""The settings of privacy: what is redacted, how long things are kept, what patrons are asked."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode

from refdesk.settings_mail import is_address
from refdesk.settings_storage import TIME

_CRISIS = ("contact", "phone", "mail", "telegram", "id", "en")
_KINDS = ("nik", "kk", "phone", "email", "card", "member")


class PrivacySettings(BaseSettings):
    """What is set about privacy; `refdesk.settings.Settings` takes them in."""

    redaction: dict[str, Literal["seal", "drop", "keep"]] = Field(
        {},
        description="What becomes of nik, kk, phone, email, card, member in patrons' texts; "
        "'desk:kind' is for one desk; else seal.",
    )
    member_numbers: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="How members are numbered: # a digit, ? a letter, e.g. BTG-####-#####."
    )

    retention: dict[Literal["texts", "audit", "commands"], int] = Field(
        {"texts": 90, "audit": 730, "commands": 90},
        description="Days that texts (after the end), audit (with requests that are done), stored "
        "acknowledgements are kept; 0: for ever.",
    )
    retention_at: str = Field(
        "03:30", pattern=TIME, description="Time at which what is over its time goes; empty: none."
    )
    notice_version: str = Field(
        "1",
        min_length=1,
        max_length=40,
        description="Version of the privacy notice; another one asks patrons again.",
    )
    consent: dict[Literal["evaluation", "learning"], Literal["notice", "ask", "off"]] = Field(
        {"evaluation": "notice", "learning": "notice"},
        description="What conversations serve beyond their answer: told in the notice and on until "
        "refused, asked for and off until agreed to, or off.",
    )

    crisis: dict[str, str] = Field(
        {},
        description="The crisis text of staff: contact, phone (whom they name), mail, telegram "
        "(where that person is told by itself), id, en (texts of your own); 'desk:name' is for one "
        "desk.",
    )
    child_desks: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Desks where children write: no name is asked, texts are kept a third as long, "
        "nothing is learned without a guardian's consent.",
    )
    shared_minutes: float = Field(
        5, gt=0, description="Minutes after which a shared computer forgets who does nothing."
    )

    @field_validator("crisis")
    @classmethod
    def _crisis(cls, value: dict[str, str]) -> dict[str, str]:
        for name, said in value.items():
            kind = name.rpartition(":")[2]
            if kind not in _CRISIS:
                raise ValueError(f"{name!r}: tidak dikenal / unknown; {', '.join(_CRISIS)}")
            if kind == "mail" and said and not is_address(said):
                raise ValueError(
                    f"{name} = {said!r}: tulis satu alamat surel / "
                    "write one mail address, like ratna@perpus.example"
                )
        return value

    @field_validator("member_numbers", "child_desks", mode="before")
    @classmethod
    def _listed_numbers(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(item.strip() for item in value.split(",") if item.strip())
        return value

    @field_validator("redaction")
    @classmethod
    def _kinds(cls, value: dict[str, str]) -> dict[str, str]:
        for name in value:
            if name.rpartition(":")[2] not in _KINDS:
                raise ValueError(f"{name!r}: tidak dikenal / unknown; {', '.join(_KINDS)}")
        return value
