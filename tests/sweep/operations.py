"""The table of HTTP operations: who gets through, to which objects, asked in which words.

It is written by hand, not derived from the code it judges: a role gained or lost shows here. An
operation that the table does not list makes the sweep fail.
"""

from __future__ import annotations

from typing import Final

from tests.sweep.account_operations import ADMINISTERING, OWN
from tests.sweep.open_operations import PATRONS, PROVED, PUBLIC
from tests.sweep.work_operations import KNOWLEDGE, WORK

TABLE: Final = (*PUBLIC, *PATRONS, *PROVED, *OWN, *ADMINISTERING, *WORK, *KNOWLEDGE)
