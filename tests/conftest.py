"""What holds for every test: a skip fails in continuous integration, what was not run is said."""

import os
from asyncio import constants

import pytest
from hypothesis import settings

# A shared machine may be slow at any moment: no test fails on the clock.
settings.register_profile("refdesk", deadline=None)
settings.load_profile("refdesk")
# asyncio's debug mode keeps where each call came from: ten frames were a quarter of a run's time.
constants.DEBUG_STACK_DEPTH = 2  # type: ignore[misc]

_skipped: list[str] = []
_not_run: list[str] = []  # what this machine has no means for


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep in mind which tests were skipped, and what a test says was not run."""
    if report.skipped:
        _skipped.append(report.nodeid)
    if report.when == "call":
        _not_run.extend(str(value) for name, value in report.user_properties if name == "not run")


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Keep in mind which modules were skipped whole."""
    if report.skipped:
        _skipped.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped something where nobody would read why."""
    if _skipped and os.environ.get("CI"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not run, and that skipped tests are the reason of a failure."""
    for row in _not_run:
        terminalreporter.write_line(f"not run: {row}", yellow=True)
    if _skipped and os.environ.get("CI"):
        terminalreporter.write_line(
            f"{len(_skipped)} skipped: what continuous integration skips is not tested", red=True
        )
