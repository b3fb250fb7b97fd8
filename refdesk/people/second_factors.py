"""The second factor of an account: set up, asked for, taken off; recovery codes in its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from refdesk.errors import BadRequest
from refdesk.people.ports import AuditRow, SecondFactorStore, SecretSafe, StaffRow, StaffStore
from refdesk.people.secrets import (
    new_recovery_code,
    new_second_factor,
    qr_code,
    recovery_hash,
    setup_address,
    step_of,
)

RECOVERY_CODES = 10
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Setup:
    """What an authenticator app is set up with: typed, opened, or scanned."""

    secret: str
    address: str
    picture: str  # SVG in a data: address


class SecondFactors:
    """Time-based codes (RFC 6238); each code works once, in the order of time."""

    def __init__(
        self,
        staff: StaffStore,
        factors: SecondFactorStore,
        safe: SecretSafe,
        clock: Callable[[], datetime],
        issuer: str,
    ) -> None:
        """`issuer` is what the app shows beside the login: the library's name."""
        self._staff = staff
        self._factors = factors
        self._safe = safe
        self._clock = clock
        self._issuer = issuer

    async def begin(self, row: StaffRow) -> Setup:
        """Give a new secret, not used before it is confirmed; raises BadRequest where one is on."""
        if row.second_factor_since is not None:
            raise BadRequest("second_factor_on")
        secret = new_second_factor()
        await self._safe.keep(_place(row.id), secret)
        address = setup_address(secret, row.login, self._issuer)
        return Setup(secret, address, qr_code(address))

    async def confirm(self, row: StaffRow, code: str) -> tuple[str, ...]:
        """Turn it on with a code of the app; give the recovery codes, which are shown once.

        Raises BadRequest `wrong_code` or `second_factor_on`.
        """
        if row.second_factor_since is not None:
            raise BadRequest("second_factor_on")
        secret = await self._safe.of(_place(row.id))
        step = step_of(secret, _digits(code), self._clock()) if secret else None
        if step is None:
            raise BadRequest("wrong_code")
        codes, hashes = _recovery_codes()
        await self._factors.turn_on(row.id, self._clock(), step, hashes)
        await self._audit(row.id, "second_factor_on", row.id)
        return codes

    async def accepts(self, staff: str, code: str) -> bool:
        """Tell whether a code of the app, or a recovery code, is right; it is used up by this."""
        if len(_digits(code)) == _DIGITS:
            secret = await self._safe.of(_place(staff))
            step = step_of(secret, _digits(code), self._clock()) if secret else None
            return step is not None and await self._factors.use_step(staff, step)
        used = await self._factors.use_code(staff, recovery_hash(code))
        if used:
            await self._audit(staff, "recovery_code_used", staff)
        return used

    async def renew_codes(self, staff: str) -> tuple[str, ...]:
        """Give new recovery codes in the place of the old."""
        codes, hashes = _recovery_codes()
        await self._factors.replace_codes(staff, hashes)
        await self._audit(staff, "recovery_codes_renewed", staff)
        return codes

    async def codes_left(self, staff: str) -> int:
        """Count the recovery codes not used yet."""
        return await self._factors.codes_left(staff)

    async def take_off(self, staff: str, *, by: str) -> None:
        """Turn it off, if it is on; the secret is gone."""
        await self.taken_off(staff, was_on=await self._factors.turn_off(staff), by=by)

    async def taken_off(self, staff: str, *, was_on: bool, by: str) -> None:
        """Forget the secret of a second factor that was turned off."""
        if was_on:
            await self._audit(by, "second_factor_off", staff)
        await self._safe.forget(_place(staff))

    async def _audit(self, actor: str, action: str, target: str) -> None:
        await self._staff.audit(AuditRow(self._clock(), actor, action, target))


def _place(staff: str) -> str:
    return f"second-factor/{staff}"


def _digits(code: str) -> str:
    """Give a code as the app counts it: people type it in two groups."""
    joined = "".join(code.split())
    return joined if joined.isascii() and joined.isdigit() else ""


def _recovery_codes() -> tuple[tuple[str, ...], frozenset[bytes]]:
    codes = tuple(new_recovery_code() for _ in range(RECOVERY_CODES))
    return codes, frozenset(map(recovery_hash, codes))
