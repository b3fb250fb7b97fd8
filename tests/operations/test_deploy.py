"""The files of deploy/: what can be said of them without running them whole."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import yaml

from tests.house.code_files import ROOT

DEPLOY = ROOT / "deploy"
WORST = 15  # of 100, as systemd-analyze counts exposure


def test_the_unit_is_closed(record_property: Callable[[str, object], None]) -> None:
    """The machine's own systemd rates what is left open of the machine to the server."""
    if not shutil.which("systemd-analyze"):
        record_property("not run", "the rating of deploy/refdesk.service: no systemd-analyze")
        return
    rating = ["systemd-analyze", "security", "--no-pager", "--offline=true"]
    unit = str(DEPLOY / "refdesk.service")
    run = subprocess.run(
        [*rating, f"--threshold={WORST}", unit], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout[-300:] + run.stderr


def test_the_container_writes_its_own_folder_only() -> None:
    """Its root is read-only, its rights are none, its memory and its log are bounded."""
    server = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]["refdesk"]
    assert server["read_only"]
    assert server["cap_drop"] == ["ALL"]
    assert server["mem_limit"] == "512m"
    assert server["logging"]["options"]["max-size"]
    assert "USER refdesk" in (DEPLOY / "Containerfile").read_text("utf-8")


def test_the_command_runs_as_the_service_does(tmp_path: Path) -> None:
    """It asks systemd for the account, the secrets, the settings, and hands its arguments on."""
    for name in ("systemd-run", "id"):
        stub = tmp_path / name
        stub.write_text('#!/bin/sh\n[ "${0##*/}" = id ] && echo 0 || printf "%s\\n" "$@"\n')
        stub.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(
        ["sh", str(DEPLOY / "refdesk-command.sh"), "restore", "a file"],
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    given = run.stdout.splitlines()
    assert given[-3:] == ["/opt/refdesk/bin/refdesk", "restore", "a file"]
    assert "--property=User=refdesk" in given
    assert "--property=EnvironmentFile=-/etc/refdesk/secrets.env" in given
