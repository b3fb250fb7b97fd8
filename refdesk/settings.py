"""One frozen Settings, read from a TOML file and REFDESK_* variables (variables win)."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from refdesk.errors import SettingsProblem
from refdesk.settings_accounts import AccountSettings
from refdesk.settings_mail import MailSettings
from refdesk.settings_privacy import PrivacySettings
from refdesk.settings_problems import explain, unreadable
from refdesk.settings_storage import StorageSettings

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OFFICE = {
    "mon": "08:00-16:00", "tue": "08:00-16:00", "wed": "08:00-16:00", "thu": "08:00-16:00",
    "fri": "08:00-11:30, 13:30-16:00",
}  # fmt: skip
# Who may write how often: so many at once, then so many per second.
_RATES: dict[str, tuple[float, float]] = {
    "patron": (30, 1), "conversation": (40, 2), "opening": (5, 0.03), "address": (300, 50),
    "staff": (100, 10),
}  # fmt: skip


class Settings(StorageSettings, AccountSettings, PrivacySettings, MailSettings):
    """Every setting of the server; the description of each is the operators' reference."""

    model_config = SettingsConfigDict(
        env_prefix="REFDESK_", frozen=True, extra="forbid", hide_input_in_errors=True
    )

    # ---- who we are
    library_name: str = Field(
        "Perpustakaan Umum", description="Name of the library, shown to patrons."
    )
    timezone: str = Field(
        "Asia/Jakarta",
        description="Asia/Jakarta (WIB), Asia/Makassar (WITA) or Asia/Jayapura (WIT).",
    )
    language: Literal["id", "en"] = Field("id", description="Language of pages for who says none.")

    # ---- where things are
    host: str = Field("127.0.0.1", description="Address to listen on; the proxy stands before it.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    sample_port: int = Field(
        8081, ge=0, le=65535, description="Port of the sample library page of `refdesk demo`."
    )
    public_url: str = Field(
        "",
        description="Address patrons see, e.g. https://tanya.perpus.example; empty: host and port.",
    )
    sites: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Origins of the library's pages that may frame the panel."
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Addresses or networks whose X-Forwarded-For is believed."
    )
    data_dir: Path = Field(Path("var"), description="Folder for database, index and keys.")
    database: str = Field(
        "", description="sqlite:////path/file.db or postgresql://…; empty: refdesk.db in data_dir."
    )
    bus: str = Field(
        "",
        description="How servers on one PostgreSQL ring each other: postgresql://…, or local: for "
        "not at all (they look every 3 s); empty: through the database itself.",
    )

    # ---- the desk
    hours: Annotated[dict[str, str], NoDecode] = Field(
        _OFFICE,
        description="Weekly hours, e.g. {mon = '08:00-12:00, 13:00-16:00'}; no entry: closed.",
    )
    closed_days: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="More closed days (cuti bersama), as 2026-12-26."
    )
    national_holidays: bool = Field(
        default=True, description="Close on Indonesia's national holidays."
    )
    capacity: int = Field(5, ge=1, le=50, description="Conversations a librarian holds at once.")
    offer_seconds: float = Field(
        45, ge=1, description="Seconds an offer stands before it is renewed."
    )
    vanish_seconds: float = Field(
        90,
        ge=5,
        description="Seconds of silence, pongs included, before a librarian's claims return.",
    )
    duty_grace_seconds: float = Field(
        90,
        ge=0,
        description="Seconds nobody may be on duty before waiting questions are kept for later.",
    )
    reopen_minutes: float = Field(
        30, ge=0, description="Minutes in which a new text re-opens an ended conversation."
    )
    silence_hours: float = Field(
        24, gt=0, description="Hours without a text after which an answered conversation ends."
    )
    abuse_minutes: float = Field(
        60,
        ge=0,
        description="Minutes in which questions of a patron whose conversation was ended as abuse "
        "are kept for later instead of offered; 0: offered as all are.",
    )
    return_code_days: float = Field(14, gt=0, description="Days a return code is valid.")

    # ---- the knowledge base
    kb_dense: bool = Field(
        default=False,
        description="Find entries by meaning too; needs the extra of `make dense`.",
    )

    # ---- Telegram
    telegram_token: SecretStr = Field(
        SecretStr(""), description="Token from @BotFather; empty: no Telegram."
    )
    telegram_api: str = Field(
        "https://api.telegram.org", description="Base address of the Bot API."
    )
    telegram_mode: Literal["polling", "webhook"] = Field(
        "polling", description="polling needs no public address; webhook needs public_url with TLS."
    )
    channel_secret: SecretStr = Field(
        SecretStr(""), description="Secret of channels; empty: one is made in data_dir."
    )
    channels: Literal["inside", "outside", "off"] = Field(
        "inside", description="Run channels as tasks of the server, alone (refdesk-bot), or not."
    )

    # ---- how much is too much
    rates: dict[str, tuple[float, float]] = Field(
        _RATES,
        description="How often each may write: so many at once, then so many per second. opening: "
        "new conversations of one patron; address: all behind one address, who are only slowed.",
    )

    # ---- seen from outside
    log: Literal["human", "json"] = Field("human", description="Form of log lines.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least level that is logged."
    )

    @field_validator("sites", "trusted_proxies", "closed_days", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(item.strip() for item in value.split(",") if item.strip())
        return value

    @field_validator("sites")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for site in value:
            parts = urlsplit(site)
            if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/"):
                raise ValueError(
                    f"{site!r}: tulis asal halaman / write an origin like https://perpus.example"
                )
        return tuple(site.rstrip("/") for site in value)

    @field_validator("public_url", "telegram_api")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"http", "https"}:
            raise ValueError(f"{value!r}: mulai dengan / begin with http:// atau / or https://")
        return value.rstrip("/")

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(
                f"{value!r}: zona waktu tidak dikenal / no time zone; Asia/Jakarta, Asia/Makassar, "
                "Asia/Jayapura"
            )
        return value

    @field_validator("hours", mode="before")
    @classmethod
    def _decoded(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise ValueError('write it as {"mon": "08:00-16:00", "tue": "08:00-16:00"}') from None

    @field_validator("hours")
    @classmethod
    def _days(cls, value: dict[str, str]) -> dict[str, str]:
        for day in value:
            if day not in _DAYS:
                raise ValueError(f"{day!r}: hari tidak dikenal / no day; {', '.join(_DAYS)}")
        return value

    @field_validator("rates")
    @classmethod
    def _rated(cls, value: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
        for name, (burst, per_second) in value.items():
            if name not in _RATES:
                raise ValueError(f"{name!r}: tidak dikenal / unknown; {', '.join(_RATES)}")
            if burst < 1 or per_second <= 0:
                raise ValueError(f"{name!r}: paling sedikit / at least [1, 0.01]")
        return _RATES | value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let variables win over the file's values, which come in as arguments."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings

    @property
    def database_url(self) -> str:
        """Give the address of the database."""
        return self.database or f"sqlite:///{(self.data_dir / 'refdesk.db').absolute()}"

    @property
    def zone(self) -> ZoneInfo:
        """Give the library's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def bus_url(self) -> str:
        """Give the address of the bus."""
        return self.bus or (self.database if self.database.startswith("postgres") else "local:")


def load(file: Path | None = None, **over: object) -> Settings:
    """Read the settings; `over` are defaults of the calling command, below file and variables.

    Raises SettingsProblem with one line per wrong key: the key, what is wrong, how to mend it.
    """
    values: dict[str, Any] = dict(over)
    if file is not None:
        values |= _read(file)
    try:
        return Settings(**values)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False)
        raise SettingsProblem(explain(problems, file)) from None
    except SettingsError as error:
        raise SettingsProblem(unreadable(error)) from None


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise SettingsProblem(f"{file}: berkas tidak ada / no such file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsProblem(f"{file}: {error}") from None
