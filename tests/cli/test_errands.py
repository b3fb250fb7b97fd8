"""Errands from the command line: Ctrl-C, what is shown meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping

import pytest

from refdesk.cli import errands, progress
from refdesk.errors import Conflict
from refdesk.operations.courses import Course
from refdesk.operations.office import Answer


@pytest.fixture(autouse=True)
def own_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the log of the tests as it is."""
    monkeypatch.setattr(errands, "set_up", lambda *_: None)


async def long_work(_: object, __: str, ___: Mapping[str, object], course: Course) -> Answer:
    """Be interrupted in the middle, as by Ctrl-C; go on for as long as that is allowed."""
    course.tell("read", 1, 5_000)
    os.kill(os.getpid(), signal.SIGINT)
    try:
        while True:
            await asyncio.sleep(0)
            course.tell("read", 2, 5_000)
    except Conflict as refusal:
        return {"refused": refusal.key}


async def short_work(_: object, __: str, ___: Mapping[str, object], ____: Course) -> Answer:
    """Be interrupted while there is no course to be told."""
    os.kill(os.getpid(), signal.SIGINT)
    await asyncio.Event().wait()
    return {}


def test_an_interrupted_import_says_that_nothing_changed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C ends what has a course at its next step, and the tool says how it was left."""
    monkeypatch.setattr(errands, "carry_out", long_work)
    monkeypatch.setattr(progress, "LINE_EVERY", 0.0)
    assert errands.do(None, "kb_import", {}) is None
    said = capsys.readouterr().err
    assert "nothing was changed" in said


def test_what_has_no_course_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends any other errand as it ends any program."""
    monkeypatch.setattr(errands, "carry_out", short_work)
    with pytest.raises(KeyboardInterrupt):
        errands.do(None, "staff_list", {})


def test_where_there_is_no_terminal_lines_tell_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line comes when something has moved, and only then."""
    monkeypatch.setattr(progress, "LINE_EVERY", 0.0)
    course = Course()
    with progress.showing(course) as look:
        look()
        course.tell("index", 3, 9)
        look()
        look()
        course.tell("index", 9, 9)
        look()
    assert capsys.readouterr().err.splitlines() == [
        "Mengindeks / indexing: 3/9",
        "Merampungkan indeks / finishing the index: 9/9",
    ]
