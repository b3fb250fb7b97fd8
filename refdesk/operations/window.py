"""The local socket through which a command-line tool has its errands run by the server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final, Self

from refdesk.operations.courses import Course
from refdesk.operations.office import Answer, Office

SOCKET: Final = "refdesk.sock"  # in data_dir
LONGEST_LINE: Final = 1_000_000  # bytes of one errand or its answer
PATIENCE: Final = 120.0  # seconds without a word from the other side
TELL_EVERY: Final = 0.2  # seconds between words of how far a long errand has come
ALIVE_EVERY: Final = 10.0  # seconds between words where nothing moves: the work goes on


class Window:
    """The server's side of the local socket; serve it with `async with`."""

    def __init__(self, office: Office, socket: Path) -> None:
        self._office = office
        self._socket = socket
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Listen; a socket file left by a killed server is replaced."""
        self._socket.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(
            self._serve, self._socket, limit=LONGEST_LINE
        )
        self._socket.chmod(0o600)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
        self._socket.unlink(missing_ok=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                asked = json.loads(await reader.readline())
            course = Course()
            errand = asyncio.ensure_future(
                _run(self._office, asked["errand"], asked["wanted"], course)
            )
            # A further line, or the tool's end, means: stop.
            word = asyncio.ensure_future(reader.readline())
            word.add_done_callback(lambda _: course.stop())
            try:
                await self._tell(errand, course, writer)
                await _send(writer, await errand)
            finally:
                course.stop()
                word.cancel()
                await asyncio.wait([errand])
        except (OSError, TimeoutError, ValueError, KeyError):
            pass
        finally:
            writer.close()

    async def _tell(
        self, errand: asyncio.Future[Answer], course: Course, writer: asyncio.StreamWriter
    ) -> None:
        told, now = course.seen(), asyncio.get_running_loop().time
        due = now() + ALIVE_EVERY
        while not errand.done():
            await asyncio.wait([errand], timeout=TELL_EVERY)
            if not errand.done() and (course.seen() != told or now() >= due):
                told, due = course.seen(), now() + ALIVE_EVERY
                await _send(writer, {"course": list(told)})


async def _run(office: Office, name: str, wanted: Mapping[str, Any], course: Course) -> Answer:
    run = await asyncio.to_thread(_errands)
    return await run(office, name, wanted, course)


def _errands() -> Callable[..., Awaitable[Answer]]:
    # With a reader of Markdown and YAML: 1 MiB that most servers never need (`decisions/0038`).
    from refdesk.operations.errands import run  # noqa: PLC0415

    return run


async def ask(
    socket: Path, name: str, wanted: Mapping[str, Any], course: Course | None = None
) -> Answer | None:
    """Ask the running server; None when no server listens there.

    What it says of its course is put into `course`; once that is stopped, the server is asked to.
    """
    course = course or Course()
    try:
        reader, writer = await asyncio.open_unix_connection(socket, limit=LONGEST_LINE)
    except OSError:
        return None
    try:
        await _send(writer, {"errand": name, "wanted": dict(wanted)})
        while True:
            line = await _line(reader, writer, course)
            answer: Answer = json.loads(line) if line else {"refused": "unavailable"}
            if "course" not in answer:
                return answer
            course.follow(*answer["course"])
    finally:
        writer.close()


async def _line(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, course: Course
) -> bytes:
    """Wait for the server's next line; as soon as the course is stopped, tell the server."""
    coming, told = asyncio.ensure_future(reader.readline()), False
    async with asyncio.timeout(PATIENCE):
        while not coming.done():
            await asyncio.wait([coming], timeout=TELL_EVERY / 4)
            if course.stopped and not told:
                told = True
                await _send(writer, {"stop": True})
        return await coming


async def _send(writer: asyncio.StreamWriter, said: Mapping[str, Any]) -> None:
    async with asyncio.timeout(PATIENCE):
        writer.write(json.dumps(said).encode() + b"\n")
        await writer.drain()
