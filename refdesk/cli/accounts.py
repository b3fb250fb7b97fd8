"""`refdesk staff`: accounts from the command line."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from refdesk.cli.errands import do
from refdesk.settings import load


def add(file: Path | None, login: str, name: str, roles: list[str]) -> int:
    """Add an account with the password that is typed or piped in."""
    wanted = {"login": login, "name": name, "roles": roles, "password": _password()}
    return _told(do(file, "staff_add", wanted), f"akun dibuat / account made: {login}")


def change_password(file: Path | None, login: str) -> int:
    """Change a password; the account's sign-ins end."""
    wanted = {"login": login, "password": _password()}
    return _told(do(file, "staff_password", wanted), f"sandi diganti / password changed: {login}")


def disable(file: Path | None, login: str, *, disabled: bool) -> int:
    """Disable or enable an account."""
    done = do(file, "staff_disable", {"login": login, "disabled": disabled})
    word = "dinonaktifkan / disabled" if disabled else "aktif lagi / enabled"
    return _told(done, f"{login}: {word}")


def recover(file: Path | None, login: str, *, admin: bool) -> int:
    """Print a link that sets a new password once and takes the second factor off."""
    answer = do(file, "staff_recover", {"login": login, "admin": admin})
    if answer is None:
        return 1
    settings = load(file)
    base = settings.public_url or f"http://{settings.host}:{settings.port}"
    sys.stdout.write(
        f"Berlaku satu jam, satu kali / good for one hour, once:\n{base}/sandi#{answer['token']}\n"
    )
    return 0


def show(file: Path | None) -> int:
    """List the accounts, one per line."""
    answer = do(file, "staff_list", {})
    for row in (answer or {}).get("accounts", []):
        state = "-" if row["disabled"] else "+"
        sys.stdout.write(f"{state} {row['login']}\t{row['name']}\t{','.join(row['roles'])}\n")
    return 0 if answer is not None else 1


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Sandi / password: ")
    return sys.stdin.readline().rstrip("\n")


def _told(answer: object, words: str) -> int:
    if answer is None:
        return 1
    sys.stdout.write(words + "\n")
    return 0
