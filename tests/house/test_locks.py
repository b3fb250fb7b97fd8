"""The lock files: every version pinned with hashes, nothing about where it was downloaded."""

import json
import re
import tomllib

import pytest

from tests.house.code_files import ROOT

LOCKS = (
    "requirements.lock",
    "tests/requirements.lock",
    "tests/telemelya.lock",
    "deploy/dense.lock",
)
NAME = re.compile(r"[A-Za-z0-9._-]+")


def loose_lines(text: str) -> list[str]:
    """Requirements of a lock that are not pinned to one version with a hash."""
    entries = re.split(r"\n(?=\S)", text.strip())
    pinned = re.compile(r"[\w.-]+==[\w.]+.*\\\n\s+--hash=sha256:[0-9a-f]{64}", re.DOTALL)
    return [entry.splitlines()[0] for entry in entries if not pinned.match(entry)]


def missing(requirements: list[str], lock: str) -> list[str]:
    """The names in `requirements` that `lock` does not pin."""
    locked = {line.split("==")[0] for line in lock.splitlines() if "==" in line}
    named = [match[0] for text in requirements if (match := NAME.match(text))]
    return [name for name in named if re.sub(r"[-_.]+", "-", name).lower() not in locked]


def with_addresses(text: str) -> list[str]:
    """The entries of an npm lock that say where they come from, or carry no integrity hash."""
    packages: dict[str, dict[str, object]] = json.loads(text)["packages"]
    return [
        name
        for name, entry in packages.items()
        if name and ("resolved" in entry) | ("integrity" not in entry)
    ]


@pytest.mark.parametrize("name", LOCKS)
def test_locks_are_pinned(name: str) -> None:
    """Every line of each lock has one version, a hash and no address."""
    text = (ROOT / name).read_text("utf-8")
    assert loose_lines(text) == []
    assert "://" not in text


def test_locks_hold_what_the_project_asks_for() -> None:
    """Whatever pyproject.toml asks for is in the lock that is installed for it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    runtime = project["project"]["dependencies"]
    runtime += project["project"]["optional-dependencies"]["postgres"]
    assert missing(runtime, (ROOT / LOCKS[0]).read_text("utf-8")) == []
    tested = runtime + project["dependency-groups"]["test"]
    assert missing(tested, (ROOT / LOCKS[1]).read_text("utf-8")) == []
    dense = project["dependency-groups"]["dense"]
    assert missing(dense, (ROOT / LOCKS[3]).read_text("utf-8")) == []


def test_npm_lock_has_no_addresses() -> None:
    """The npm lock pins by hash alone."""
    assert with_addresses((ROOT / "widgets/package-lock.json").read_text("utf-8")) == []


def test_planted_faults_are_caught() -> None:
    """An unpinned line, a missing name and an address are each found."""
    good = "a-b==1 \\\n    --hash=sha256:" + "0" * 64 + "\n    # via c\n"
    assert loose_lines(good + "b>=2\nc==3\n") == ["b>=2", "c==3"]
    assert missing(["A_b>=1", "d[x]"], good) == ["d"]
    entry = {"resolved": "somewhere", "integrity": "sha512-x"}
    text = json.dumps({"packages": {"": {}, "x": entry, "y": {}}})
    assert with_addresses(text) == ["x", "y"]


def test_both_locks_agree_on_versions() -> None:
    """A library has the same version in both locks: tests run what is shipped."""
    runtime, tests = ((ROOT / name).read_text("utf-8") for name in LOCKS[:2])
    pins = re.compile(r"^[\w.-]+==\S+", re.MULTILINE)
    assert set(pins.findall(runtime)) - set(pins.findall(tests)) == set()
