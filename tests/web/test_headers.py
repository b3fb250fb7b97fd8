"""The security headers: policies of content, frames, features, origins, caches."""

from pathlib import Path

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from refdesk.web.headers import app_policy, hash_source, page_policy
from tests.web.conftest import Client
from tests.web.site import ORIGIN, PASSWORD, Setting, Site, open_site


def test_pages_run_no_script() -> None:
    """A server-rendered page allows no script; a data block only by its hash."""
    assert "script-src 'none'" in page_policy()
    assert "script-src 'sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o='" in page_policy(
        scripts=hash_source("{}")
    )
    assert "unsafe" not in page_policy()


def test_only_named_sites_frame_the_panel() -> None:
    """The panel's ancestors are the sites given; without any, none."""
    sites = ["https://perpus.example", "https://kota.example"]
    framed = app_policy(["https://tanya.example"], sites)
    assert "frame-ancestors https://perpus.example https://kota.example" in framed
    assert "frame-ancestors 'none'" in app_policy(["https://tanya.example"])


def test_sockets_of_the_own_origin_are_allowed() -> None:
    """Old Safari needs the socket's origin named."""
    assert "wss://tanya.example" in app_policy(["https://tanya.example"])
    assert "ws://127.0.0.1:8080" in app_policy(["http://127.0.0.1:8080"])


async def directives(client: Client, path: str) -> dict[str, str]:
    """Give the policy that a page comes with, by directive."""
    policy = (await client.get(path)).headers["Content-Security-Policy"]
    return dict(one.strip().partition(" ")[::2] for one in policy.split(";"))


@pytest.mark.parametrize(
    "path", ["/", "/kb", "/kb/perpanjang", "/tanya", "/console", "/panel", "/tidak-ada"]
)
async def test_no_page_runs_or_loads_what_is_not_ours(client: Client, path: str) -> None:
    """Nothing is allowed but what is named; no inline script or style, no plug-in."""
    found = await directives(client, path)
    assert found["default-src"] == "'none'"
    assert found["base-uri"] == "'none'"
    assert "object-src" not in found
    assert found["style-src"] == "'self'"
    assert not [value for value in found.values() if "unsafe" in value or "*" in value]


async def test_frames_are_for_the_panel_in_the_librarys_own_pages(client: Client) -> None:
    """Every answer, a picture or an error too, may be framed by nobody but the panel."""
    for path in (
        "/",
        "/chat",
        "/console",
        "/kb",
        "/tanya",
        "/api/desk",
        "/robots.txt",
        "/tidak-ada",
    ):
        assert (await directives(client, path))["frame-ancestors"] == "'none'", path
    framed = await directives(client, "/panel")
    assert framed["frame-ancestors"] == "https://perpus.example"


async def test_the_console_turns_no_text_into_html_or_script(client: Client) -> None:
    """Trusted Types: only the console's own rule makes HTML of a text."""
    found = await directives(client, "/console")
    assert found["require-trusted-types-for"] == "'script'"
    assert found["trusted-types"] == "default"


async def test_features_and_origins_are_kept_apart(client: Client) -> None:
    """No camera, place or microphone; opened windows and other sites have no hold on a page."""
    headers = (await client.get("/console")).headers
    for feature in ("camera", "geolocation", "microphone", "browsing-topics", "usb"):
        assert f"{feature}=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    framed = (await client.get("/panel")).headers
    assert framed["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Origin" not in framed


async def test_what_is_private_is_kept_nowhere(site: Site, client: Client) -> None:
    """No cache keeps an answer that does not say so; pages for everybody are asked for again."""
    for path in (
        "/api/desk",
        "/api/me",
        "/api/transcripts",
        "/tanya",
        "/fakta",
        "/healthz",
        "/tidak-ada",
    ):
        assert (await client.get(path)).headers["Cache-Control"] == "no-store", path
    for path in ("/", "/kb", "/kb/perpanjang", "/console", "/chat", "/panel"):
        assert (await client.get(path)).headers["Cache-Control"] == "no-cache", path
    await site.staff("rina")
    given = {"login": "rina", "password": PASSWORD}
    await client.post("/api/sign-in", json=given, headers={"Origin": ORIGIN})
    for path in ("/api/me", "/api/transcripts", "/api/codes", "/api/kb/gaps"):
        response = await client.get(path)
        assert (response.status, response.headers["Cache-Control"]) == (200, "no-store"), path


async def test_tls_is_asked_for_ever_after(
    client: Client, tmp_path: Path, aiohttp_client: AiohttpClient
) -> None:
    """Behind TLS every answer says that this host and what is below it speak nothing else."""
    assert "Strict-Transport-Security" not in (await client.get("/")).headers
    (tmp_path / "tls").mkdir()
    async with open_site(tmp_path / "tls", Setting(origins=("https://desk.test",))) as site:
        safe = await aiohttp_client(site.app)
        for path in ("/", "/api/desk", "/tidak-ada", "/widget.js"):
            header = (await safe.get(path)).headers["Strict-Transport-Security"]
            assert header == "max-age=31536000; includeSubDomains"
