"""What a start loads: whoever needs more of it loads it then."""

import subprocess
import sys

# Each costs memory that most servers never use, or not before a question, a sign-in, an edit.
LATER = (
    *("alembic", "argon2", "asyncpg", "cryptography", "holidays", "httpx", "itsdangerous"),
    *("markdown_it", "nh3", "numpy", "phonenumbers", "pyotp", "segno", "telegram", "websockets"),
    *("whoosh", "xlsxwriter", "yaml", "zxcvbn"),
    *("sqlalchemy.dialects.postgresql", "sqlalchemy.ext.asyncio"),
    *("refdesk.bench", "refdesk.operations.check_list", "refdesk.operations.errands"),
)
IMPORTING = "import sys, refdesk.cli.serving; print(*filter(sys.modules.get, sys.argv[1:]))"


def test_the_modules_of_a_server_load_nothing_that_only_some_requests_need() -> None:
    """The modules of the server bring none of the libraries that are loaded when needed."""
    words = [sys.executable, "-c", IMPORTING, *LATER]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
