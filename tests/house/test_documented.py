"""Every setting, command and variable is documented where an operator looks for it."""

import re
import tomllib
from collections.abc import Iterator

import typer.main

from refdesk.cli import app
from refdesk.settings import Settings, load
from tests.house.code_files import ROOT

EXAMPLE = ROOT / "deploy" / "refdesk.toml"
GUIDE = ROOT / "deploy" / "README.md"
SETTING = re.compile(r"^# (?=\[?[a-z_]+(\]$| = ))", re.MULTILINE)


def commands(command: object, path: str = "refdesk") -> Iterator[str]:
    """All commands below a command or group of typer's, each with its whole path."""
    below: dict[str, object] | None = getattr(command, "commands", None)
    if below is None or getattr(command, "invoke_without_command", False):
        yield path
    if below is None:
        return
    for name, one in below.items():
        yield from commands(one, f"{path} {name}")


def differences(documented: set[str], existing: set[str]) -> list[str]:
    """What exists without being documented, what is documented without existing."""
    missing = [f"{name}: not documented" for name in existing - documented]
    return sorted(missing + [f"{name}: does not exist" for name in documented - existing])


def settings_of(example: str) -> set[str]:
    """The settings that an example file names, with its comment marks taken away."""
    return set(tomllib.loads(SETTING.sub("", example)))


def commands_of(guide: str) -> set[str]:
    """The commands in the table of a guide."""
    return set(re.findall(r"^\| `(refdesk [a-z -]+)` \|", guide, re.MULTILINE))


def test_every_setting_is_in_the_example() -> None:
    """The example file names each setting, and no other."""
    documented = settings_of(EXAMPLE.read_text("utf-8"))
    assert differences(documented, set(Settings.model_fields)) == []


def test_the_example_shows_the_defaults() -> None:
    """The example with its comment marks taken away is what the server does without it."""
    values = tomllib.loads(SETTING.sub("", EXAMPLE.read_text("utf-8")))
    assert Settings(**values) == load()


def test_every_setting_says_what_it_is() -> None:
    """Each setting has a description, which the example repeats."""
    example = EXAMPLE.read_text("utf-8")
    texts = [field.description or "" for field in Settings.model_fields.values()]
    assert [text for text in texts if not text or text not in example] == []


def test_every_command_is_in_the_guide() -> None:
    """The operators' guide has a row for each command, and no other."""
    documented = commands_of(GUIDE.read_text("utf-8"))
    assert differences(documented, set(commands(typer.main.get_command(app)))) == []


def test_planted_gaps_are_caught() -> None:
    """A setting or command that is not documented, or documented and gone, is named."""
    example = "# Where.\n# port = 1\n\n# Hours.\n# [hours]\n# mon = '8'\n"
    assert settings_of(example) == {"port", "hours"}
    assert commands_of("| command | |\n| `refdesk kb import` | x |\n") == {"refdesk kb import"}
    assert differences({"a", "b"}, {"b", "c"}) == ["a: does not exist", "c: not documented"]
