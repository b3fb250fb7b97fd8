"""The house rules: this tree keeps each of them, each catches a planted violation."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import homes, naming, prose, shape
from tests.house.code_files import ROOT

Rule = Callable[[Path], list[str]]

SAID = '"""One idea."""\n'
LONG_BODY = "    x = 1\n" * 61
LONG_SCRIPT = "  x();\n" * 61

# Each rule with files that break it, by path and text.
PLANTED: list[tuple[Rule, dict[str, str]]] = [
    (shape.long_files, {"refdesk/app.py": "x = 1\n" * 301}),
    (shape.long_files, {"widgets/patron/panel.tsx": "x();\n" * 301}),
    (shape.long_functions, {"kb/index.py": f"def build():\n{LONG_BODY}"}),
    (shape.long_functions, {"widgets/a.ts": "export function a() {\n" + LONG_SCRIPT + "}\n"}),
    (naming.empty_names, {"refdesk/utils.py": SAID}),
    (naming.empty_names, {"widgets/helpers/panel.ts": "// One."}),
    (naming.foreign_words, {"refdesk/desk/a.py": "def close_ticket(): ..."}),
    (naming.foreign_words, {"refdesk/desk/a.py": "class ChatUser: ..."}),
    (naming.foreign_words, {"bots/a.py": "def answer(user_id): ..."}),
    (naming.foreign_words, {"kb/a.py": "room = 1"}),
    (naming.foreign_words, {"widgets/shared/a.ts": "const agentName = 1;"}),
    (prose.first_sentences, {"refdesk/a.py": "x = 1"}),
    (prose.first_sentences, {"refdesk/a.py": '"""Opens and closes."""'}),
    (prose.first_sentences, {"widgets/shared/a.ts": "export const a = 1;"}),
    (prose.unfinished, {"kb/a.py": "# TO" + "DO later"}),
    (prose.unfinished, {"refdesk/a.py": "raise NotImplementedError"}),
    (prose.machine_places, {"deploy/README.md": "see /" + "work/main"}),
    (prose.machine_places, {"requirements.lock": f"--index-url https://{prose.HOSTS[0]}/simple"}),
    (prose.skipped_tests, {"tests/kb/test_a.py": "@pytest.mark." + "skip\ndef test_a(): ..."}),
    (prose.foreign_addresses, {"widgets/patron/a.css": "@import 'https://fonts.cdn.net/a.css'"}),
    (prose.foreign_addresses, {"refdesk/web/a.html": "<script src=https://cdn.net/a.js>"}),
    (homes.homeless_imports, {"refdesk/desk/a.py": "import aiohttp"}),
    (homes.homeless_imports, {"kb/a.py": "from numbergarden import grow"}),
    (homes.homeless_imports, {"refdesk/people/staff.py": "def f():\n    import argon2"}),
    (homes.scattered_whoosh, {f"kb/{n}.py": "from whoosh import index" for n in "abc"}),
    (homes.impure_imports, {"refdesk/domain/a.py": "import asyncio"}),
    (homes.impure_imports, {"refdesk/domain/a.py": "import msgspec"}),
    (homes.impure_imports, {"refdesk/protocol/a.py": "from refdesk.domain import hours"}),
    (homes.impure_imports, {"refdesk/errors.py": "from refdesk.protocol import codes"}),
    (
        homes.scattered_clocks,
        {f"refdesk/{n}.py": "from datetime import datetime\nnow = datetime.now" for n in "ab"},
    ),
]
RULES = sorted({rule for rule, _ in PLANTED}, key=lambda rule: rule.__name__)


def plant(root: Path, texts: dict[str, str]) -> None:
    """Write `texts` by path under `root`."""
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_tree_keeps_the_rule(rule: Rule) -> None:
    """Nothing in this repository breaks the rule."""
    assert rule(ROOT) == []


@pytest.mark.parametrize(
    ("rule", "texts"), PLANTED, ids=[f"{rule.__name__}-{n}" for n, (rule, _) in enumerate(PLANTED)]
)
def test_the_rule_catches(rule: Rule, texts: dict[str, str], tmp_path: Path) -> None:
    """A planted violation is found, in each file planted."""
    plant(tmp_path, texts)
    assert {found.split(":")[0] for found in rule(tmp_path)} == set(texts)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_lets_good_code_pass(rule: Rule, tmp_path: Path) -> None:
    """A file that keeps all rules is not reported."""
    plant(tmp_path, {"refdesk/domain/hours.py": SAID + "def opens(desk: str, now: int): ...\n"})
    assert rule(tmp_path) == []
