"""How the server says that it is well."""

from pathlib import Path

import pytest

from refdesk.errors import StorageFull, StoreBroken
from refdesk.store.sqlite_writer import SqliteWriter
from refdesk.web.checks import Finding, channel_check, disk_check, index_check
from tests.web.conftest import Client
from tests.web.site import Site


async def test_healthy_server_is_ready(client: Client) -> None:
    """All parts are named and said to be fine, in words."""
    for path in ("/healthz", "/readyz"):
        response = await client.get(f"{path}?lang=en")
        state = await response.json()
        assert response.status == 200
        assert state["text"] == "Ready to take questions."
        assert set(state["parts"]) == {"store", "index", "disk"}
        assert all(part["ok"] for part in state["parts"].values())


async def test_a_broken_store_makes_the_server_unready(site: Site, client: Client) -> None:
    """Without its database the server is alive but not ready, and says what to do."""
    site.store._reader.stop(StoreBroken("planted"))
    assert (await client.get("/healthz")).status == 200
    response = await client.get("/readyz?lang=en")
    state = await response.json()
    assert response.status == 503
    assert "refdesk doctor" in state["parts"]["store"]["text"]


async def test_a_store_that_cannot_be_written_makes_the_server_unready(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While commits fail the server is not ready; it is again with the first that goes through."""
    writer = site.store.installation._writer
    assert isinstance(writer, SqliteWriter)
    sound = writer._check

    def full() -> None:
        raise StorageFull

    monkeypatch.setattr(writer, "_check", full)
    with pytest.raises(StorageFull):
        await site.store.installation.agree("x", "y")
    response = await client.get("/readyz?lang=en")
    assert response.status == 503
    assert "cannot be written" in (await response.json())["parts"]["store"]["text"]
    monkeypatch.setattr(writer, "_check", sound)
    assert (await client.get("/readyz")).status == 200


async def test_a_failing_or_silent_check_is_reported(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check that raises or hangs is a part in trouble, not a failing page."""

    async def fails() -> Finding:
        raise RuntimeError("broken")

    async def hangs() -> Finding:
        raise TimeoutError

    checks = dict(site.parts.checks)
    assert isinstance(site.parts.checks, dict)
    site.parts.checks.update(fails=fails, hangs=hangs)
    state = await (await client.get("/readyz?lang=en")).json()
    site.parts.checks.clear()
    site.parts.checks.update(checks)
    assert "failed" in state["parts"]["fails"]["text"]
    assert "2 seconds" in state["parts"]["hangs"]["text"]


async def test_what_is_not_needed_does_not_stop_questions(tmp_path: Path) -> None:
    """A missing index or channel is told, but the server stays ready."""
    for check in (index_check(lambda: False), channel_check(lambda: False)):
        finding = await check()
        assert not finding.ok
        assert not finding.needed
    assert (await channel_check(lambda: True)()).ok


async def test_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Little space left is said before writes fail; until then questions are taken."""
    monkeypatch.setattr("refdesk.web.checks.LEAST_FREE", 2**62)
    finding = await disk_check(tmp_path)()
    assert not finding.ok
    assert not finding.needed


async def test_metrics_count_requests_by_route(client: Client) -> None:
    """The counters name routes, never addresses that people typed."""
    await client.get("/kb/perpanjang")
    await client.get("/kb/search?q=rahasia")
    text = await (await client.get("/metrics")).text()
    assert 'refdesk_requests_total{route="/kb/{slug}",status="200"} 1.0' in text
    assert "rahasia" not in text


async def test_whoever_asks_is_told_their_own_address(client: Client) -> None:
    """What a stranger forwards is not believed."""
    told = await (await client.get("/api/seen")).json()
    assert told == {"address": "127.0.0.1", "forwarded": False, "believed": False}
    lied = await client.get("/api/seen", headers={"X-Forwarded-For": "192.0.2.7"})
    assert await lied.json() == {"address": "127.0.0.1", "forwarded": True, "believed": False}
    assert lied.headers["Cache-Control"] == "no-store"
