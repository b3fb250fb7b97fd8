"""A patron in a terminal: the smallest client of the protocol."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Callable
from typing import Final

from bots import terminal_words as words
from bots.terminal_lines import clock_time, line_of
from bots.terminal_state import TerminalState
from bots.terminal_words import command_of
from refdesk.client import Client, CommandRefused, new_cid, socket_address
from refdesk.protocol import codes, frames, told
from refdesk.protocol.client import Kept
from refdesk.protocol.pending import Command, conversation_of
from refdesk.protocol.values import DeskState, Offer

BUILD: Final = "terminal/1"
FAREWELL: Final = 10.0  # seconds to let what was typed reach the server before leaving
LINGER: Final = 1.0  # seconds more to show what comes of it


def sendable(typed: str) -> str:
    """Give a line without what no frame can hold: bytes that are no text, NUL characters.

    Of a line that is too long no more is left than shows the server that it is.
    """
    text = typed.encode("utf-8", "replace").decode().replace("\0", "")
    return text.strip()[: codes.BODY_LIMIT + 1]


class Terminal:
    """One patron. What is shown of the conversation is what the server has kept of it."""

    def __init__(
        self, server: str, language: str, state: TerminalState, show: Callable[[str], None]
    ) -> None:
        """Show each line by `show`; raises ValueError for what is no server address."""
        self._language = language
        self._state = state
        self._show = show
        self._offers: list[Offer] = []
        self._desk = DeskState(open=False)
        self._reading: dict[str, asyncio.Task[None]] = {}
        self._giving: set[asyncio.Task[None]] = set()
        self._group = asyncio.TaskGroup()
        self._client = Client(
            socket_address(server, "patron"),
            frames.Hello(build=BUILD, token=state.token, lang=language),
            kept=state.kept,
            keep=self._keep,
            watch_state=lambda live: self._say(words.CONNECTED if live else words.LOST),
        )

    async def run(self, lines: AsyncIterable[str]) -> None:
        """Talk until the patron leaves or the input ends; raises SentAway in a group."""
        self._say(words.AGAIN if self._conversation else words.WELCOME)
        self._client.watch("desk")
        async with self._group as group:
            tasks = [group.create_task(self._client.run()), group.create_task(self._hear())]
            self._read_all(self._state.kept)
            async for typed in lines:
                line = sendable(typed)
                if line and not self._obey(line):
                    break
                await asyncio.sleep(0)  # what was given is pending before the next line
            if self._giving:
                await asyncio.wait(self._giving, timeout=FAREWELL)
                await asyncio.sleep(LINGER)
            for task in (*tasks, *self._reading.values(), *self._giving):
                task.cancel()

    @property
    def _conversation(self) -> str:
        """Give the present conversation: the only one that is followed, or about to be."""
        kept = self._state.kept
        opening = (one.cid for one in kept.pending if isinstance(one, frames.Open))
        return next(iter((*kept.cursors, *map(conversation_of, opening))), "")

    # What the patron types

    def _obey(self, line: str) -> bool:
        """Do what a line asks for; False to leave."""
        command, number = command_of(line)
        match command:
            case "quit":
                return False
            case "help":
                self._say(words.HELP)
            case "new":
                self._forget()
            case "say":
                self._write(line)
            case "answer" | "helped":
                self._use(command, number)
            case _:
                self._about_conversation(command, number)
        return True

    def _write(self, body: str, previous: str = "") -> None:
        if self._conversation:
            self._give(frames.Say(cid=new_cid(), conversation=self._conversation, body=body))
            return
        self._give(frames.Open(cid=new_cid(), body=body, lang=self._language, previous=previous))

    def _use(self, command: str, number: int) -> None:
        if not 1 <= number <= len(self._offers):
            self._say(words.NO_ANSWER)
            return
        offer = self._offers[number - 1]
        if command == "answer":
            self._show(f"{offer.title}\n{offer.text}")
        else:
            self._give(
                frames.Judge(
                    cid=new_cid(),
                    conversation=self._conversation,
                    verdict="helped",
                    entry=offer.entry,
                )
            )

    def _about_conversation(self, command: str, number: int) -> None:
        here = self._conversation
        if not here:
            self._say(words.NOTHING)
        elif command == "librarian":
            self._give(frames.Judge(cid=new_cid(), conversation=here, verdict="unhelped"))
        elif command == "end":
            self._give(frames.End(cid=new_cid(), conversation=here))
        elif command == "rate":
            self._give(frames.Rate(cid=new_cid(), conversation=here, score=number))
        elif not self._client.pass_on(frames.AskCode(conversation=here)):
            self._say(words.LOST)

    def _give(self, command: Command) -> None:
        """Send a command in the background; those given earlier go out earlier."""
        task = self._group.create_task(self._given(command))
        self._giving.add(task)
        task.add_done_callback(self._giving.discard)

    async def _given(self, command: Command) -> None:
        try:
            await self._client.command(command)
        except CommandRefused as refused:
            if refused.error.key == "conversation_ended" and isinstance(command, frames.Say):
                self._forget()
                self._write(command.body, previous=command.conversation)
            else:
                self._say(words.REFUSED, text=refused.error.text or refused.error.code)

    def _forget(self) -> None:
        for conversation in tuple(self._state.kept.cursors):
            self._client.unfollow(conversation)
        self._offers = []

    # What the server tells

    def _keep(self, kept: Kept) -> None:
        self._state.kept = kept
        self._state.save()
        self._read_all(kept)

    def _read_all(self, kept: Kept) -> None:
        for conversation in kept.cursors.keys() - self._reading.keys():
            self._reading[conversation] = self._group.create_task(self._read(conversation))

    async def _read(self, conversation: str) -> None:
        async for story in self._client.follow(conversation):
            if not isinstance(story, told.Happened):
                continue
            if story.event.kind == "suggested":
                self._offers = story.event.offers
            if line := line_of(self._language, story.event):
                self._show(line)

    async def _hear(self) -> None:
        async for frame in self._client.frames:
            match frame:
                case frames.State(desk=DeskState() as desk):
                    self._tell_desk(desk)
                case frames.ReturnCode():
                    self._say(words.CODE, code=frame.code, time=clock_time(frame.until))
                case frames.Error():
                    self._say(words.REFUSED, text=frame.text or frame.code)
                case _:
                    pass

    def _tell_desk(self, desk: DeskState) -> None:
        before, self._desk = self._desk, desk
        if desk.position and desk.position != before.position:
            self._say(words.PLACE, place=desk.position)
        elif not self._conversation and desk != before:
            self._say(words.OPEN if desk.open else words.CLOSED)

    def _say(self, sentence: str, **slots: object) -> None:
        self._show(words.say(self._language, sentence, **slots))
