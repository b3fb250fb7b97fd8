"""Secrets stay where they belong: in no address that a browser asks for, in no line of a log."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser

from refdesk.client import Client, SentAway, socket_address
from refdesk.protocol import frames
from refdesk.protocol.codes import SUBPROTOCOL
from tests.journeys.people import Librarian, Patron
from tests.journeys.recorder import TOKEN, Recorder, recording
from tests.journeys.server import PASSWORD, ServerProcess

CHANNEL = "kanari-kanal-yang-panjang"
WORDS = "kanari-isi-pertanyaan"


@pytest.mark.parametrize("form", ["human", "json"])
async def test_no_log_line_holds_a_secret_or_a_text(form: str, tmp_path: Path) -> None:
    """At the most talkative level, right and wrong uses of every secret leave no trace of it."""
    async with recording() as (recorder, api):
        env = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API": api, "CHANNEL_SECRET": CHANNEL}
        env |= {"LOG_LEVEL": "debug", "LOG": form}
        server = ServerProcess(tmp_path, {f"REFDESK_{name}": value for name, value in env.items()})
        server.prepare()
        given = f"{PASSWORD}\n"
        server.must("staff", "add", "tata", "--name", "Tata", "--role", "admin", given=given)
        async with server.running():
            canaries = {TOKEN, CHANNEL, PASSWORD, WORDS}
            canaries |= await by_staff(server)
            canaries |= await by_patron(server)
            canaries |= await by_strangers(server)
            await by_telegram(recorder)
        for needed in ("request", "telegram bot", "refused"):
            assert needed in server.log, "the log has to be talkative, or this proves nothing"
        assert [one for one in canaries if one in server.log] == []


async def by_staff(server: ServerProcess) -> set[str]:
    """Sign in, wrongly first; make a token for a program, use it; change the password."""
    wrong, changed = "kanari-salah-sandi", "kanari-sandi-baru-benar"
    headers = {"Origin": server.url}
    jar = aiohttp.CookieJar(unsafe=True)  # it holds cookies of addresses without a name
    async with aiohttp.ClientSession(server.url, headers=headers, cookie_jar=jar) as session:
        await session.post("/api/sign-in", json={"login": "tata", "password": wrong})
        signed_in = await session.post("/api/sign-in", json={"login": "tata", "password": PASSWORD})
        me = await signed_in.json()
        cookies = {one.value for one in session.cookie_jar}
        assert cookies
        call = {"X-CSRF": me["csrf"]}
        new: dict[str, Any] = {"name": "papan", "scopes": ["transcripts:read"], "days": 1}
        new["password"] = PASSWORD
        answer = await session.post("/api/me/tokens", json=new, headers=call)
        made = await answer.json()
        assert answer.status == 200, made
        given = {"old": PASSWORD, "password": changed}
        await session.post("/api/me/password", json=given, headers=call)
        await session.post("/api/me/password", data='{"old": "' + wrong, headers=call)
    async with aiohttp.ClientSession(server.url) as program:
        bearer = {"Authorization": f"Bearer {made['token']}"}
        assert (await program.get("/api/transcripts", headers=bearer)).status in {200, 404}
        await program.get("/api/me", headers=bearer | {"X-CSRF": me["csrf"]})
    return {wrong, changed, *cookies, me["csrf"], made["token"]}


async def by_patron(server: ServerProcess) -> set[str]:
    """Ask, get a code, redeem it by another token, fetch the transcript, use a wrong one."""
    token, other = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    client = Client(socket_address(server.url, "patron"), frames.Hello(build="k", token=token))
    async with asyncio.TaskGroup() as group:
        running = group.create_task(client.run())
        conversation = await client.open(WORDS, name="Kanari Pemustaka")
        client.pass_on(frames.AskCode(conversation=conversation))
        codes = (one async for one in client.frames if isinstance(one, frames.ReturnCode))
        code = (await anext(codes)).code
        running.cancel()
    async with aiohttp.ClientSession(server.url) as session:
        for tried in ("KANARIKODE", code):
            await session.post("/api/patron/redeem", json={"code": tried, "token": other})
        given = {"token": other, "conversation": conversation}
        answer = await session.post("/api/patron/transcript", json=given)
        assert WORDS in await answer.text()
        await session.post("/api/patron/transcript", json={**given, "token": f"x{other}"})
        await session.post("/tanya", data={"act": "open", "code": "KANARIKODE", "token": token})
    return {token, other, code, "KANARIKODE", "Kanari Pemustaka"}


async def by_strangers(server: ServerProcess) -> set[str]:
    """Secrets in wrong places and of wrong shapes: addresses, headers, frames, calls of hooks."""
    canary = "kanari-" + secrets.token_hex(8)
    async with aiohttp.ClientSession(server.url) as session:
        for path in (f"/api/me?token={canary}", f"/{canary}", f"/sandi/{canary}?code={canary}"):
            await session.get(path, headers={"Cookie": f"refdesk_session={canary}"})
        await session.get("/api/me", headers={"Authorization": f"Bearer {canary}"})
        await session.post("/api/sign-in", json={"login": canary, "password": [canary]})
        secret = {"X-Telegram-Bot-Api-Secret-Token": canary}
        await session.post("/hook/telegram", json={"update_id": canary}, headers=secret)
        for role, origin in (("patron", server.url), ("channel", None)):
            address = f"/ws/{role}"
            socket = await session.ws_connect(address, protocols=[SUBPROTOCOL], origin=origin)
            await socket.send_str(f'{{"type": "hello", "token": "{canary}", "{canary}": 1}}')
            await socket.receive()
            await socket.close()
    hello = frames.Hello(build="k", token=canary)
    with pytest.raises(SentAway):
        await Client(socket_address(server.url, "patron"), hello).run()
    return {canary}


async def by_telegram(recorder: Recorder) -> None:
    """Write from Telegram; the bot's calls carry its token in their addresses."""
    await recorder.say(7, f"{WORDS} di Telegram?")
    await recorder.seen(7, "")
    await recorder.confirmed()


async def test_no_address_holds_a_secret(server: ServerProcess, browser: Browser) -> None:
    """Whatever people do in panel and console, tokens, codes, passwords, words stay in bodies."""
    asked: list[str] = []
    rina = await Librarian.signed_in(browser, server, "rina")
    rina.page.context.on("request", lambda request: asked.append(request.url))
    await rina.page.reload()
    await rina.on_duty()
    patron = await Patron.at(browser, f"{server.url}/chat?lang=id")
    patron.page.context.on("request", lambda request: asked.append(request.url))
    await patron.ask(WORDS)
    await rina.claim()
    await rina.write("Jawaban kanari.")
    await patron.reads("Jawaban kanari.")
    await patron.page.get_by_role("button", name="Menu").click()
    await patron.page.get_by_role("button", name="Minta kode kembali").click()
    code = await patron.page.get_by_role("region", name="Kode kembali").locator("code").inner_text()
    await patron.page.reload()
    await patron.reads(WORDS)
    token = await patron.page.evaluate("JSON.parse(localStorage.getItem('refdesk.token'))")
    cookies = [one.get("value", "") for one in await rina.page.context.cookies()]
    canaries = [token, code, code.replace("-", ""), PASSWORD, WORDS, "kanari", *cookies]
    assert len(asked) > 5
    assert [one for one in canaries if any(one in url for url in asked)] == []
