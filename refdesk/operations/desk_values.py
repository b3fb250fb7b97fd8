"""Settings turned into the values that the desk works with: patience, calendar, proxies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from refdesk.desk.calendar import ServiceCalendar
from refdesk.domain.hours import Timetable
from refdesk.domain.patience import Patience
from refdesk.domain.rates import Rate
from refdesk.domain.timetables import read_week
from refdesk.errors import SettingsProblem
from refdesk.operations.backup_keeping import Keep
from refdesk.operations.national_days import holiday_names
from refdesk.protocol.codes import PING_EVERY
from refdesk.settings import Settings
from refdesk.web.addresses import Network, networks
from refdesk.web.limiting import Rates


def patience(settings: Settings) -> Patience:
    """Give the desk's time limits."""
    return Patience(
        lapse=timedelta(seconds=settings.offer_seconds),
        rest=timedelta(seconds=settings.offer_seconds),
        reopen=timedelta(minutes=settings.reopen_minutes),
        silence=timedelta(hours=settings.silence_hours),
        grace=timedelta(seconds=settings.duty_grace_seconds),
        vanish=timedelta(seconds=settings.vanish_seconds),
    )


def ping_every(settings: Settings) -> float:
    """Give the seconds between pings: who is there must be heard before claims return."""
    return min(PING_EVERY, settings.vanish_seconds / 3)


def rates(settings: Settings) -> Rates:
    """Give how often each may write."""
    return Rates(**{name: Rate(*pair) for name, pair in settings.rates.items()})


def calendar(settings: Settings) -> ServiceCalendar:
    """Give the service calendar; raises SettingsProblem."""
    try:
        week = read_week(settings.hours)
    except ValueError as error:
        raise SettingsProblem(f"hours (REFDESK_HOURS): {error}") from None
    holiday = holiday_names(settings.closed_days, national=settings.national_holidays)
    return ServiceCalendar(Timetable(ZoneInfo(settings.timezone), week), holiday)


def keep(settings: Settings) -> Keep:
    """Give how many backups are kept."""
    return replace(Keep(), **settings.backup_keep)


def proxies(settings: Settings) -> tuple[Network, ...]:
    """Give the trusted networks; raises SettingsProblem."""
    try:
        return networks(settings.trusted_proxies)
    except ValueError as error:
        raise SettingsProblem(f"trusted_proxies (REFDESK_TRUSTED_PROXIES): {error}") from None
