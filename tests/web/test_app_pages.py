"""The front end's pages, with their files."""

import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from refdesk.web.assets import load_assets
from tests.web.conftest import Client
from tests.web.site import Setting, open_site


@pytest.fixture
async def built(tmp_path: Path, aiohttp_client: AiohttpClient) -> AsyncIterator[Client]:
    """Give a client of a site whose front end was built."""
    dist = tmp_path / "dist"
    (dist / "locale").mkdir(parents=True)
    files = {
        "widget.js": "widget.js",
        "panel.js": "panel-AB12.js",
        "exchange.js": "exchange-12AB.js",
        "exchange.en.js": "exchange.en-34CD.js",
        "panel.css": "panel-CD34.css",
        "locale/en.panel.json": "locale/en.panel-EF56.json",
    }
    (dist / "manifest.json").write_text(json.dumps(files))
    for file in files.values():
        (dist / file).write_text("/* " + "x" * 600 + " */")
    (tmp_path / "secret.txt").write_text("secret")
    (dist / ".sources").write_text("hash")
    async with open_site(tmp_path, Setting(assets=load_assets(dist))) as site:
        yield await aiohttp_client(site.app)


async def test_hashed_files_are_kept_for_ever(built: Client) -> None:
    """A hashed file is immutable, packed where the browser takes it, and not sent twice."""
    response = await built.get("/assets/panel-AB12.js")
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.content_type == "text/javascript"
    again = await built.get(
        "/assets/panel-AB12.js", headers={"If-None-Match": response.headers["ETag"]}
    )
    assert again.status == 304


async def test_old_browsers_get_plain_files(built: Client) -> None:
    """Who does not take gzip gets the same bytes unpacked."""
    async with built.get("/assets/panel-AB12.js", headers={"Accept-Encoding": "identity"}) as plain:
        assert "Content-Encoding" not in plain.headers
        assert (await plain.read()).startswith(b"/* x")


async def test_loader_is_short_lived_and_embeddable(built: Client) -> None:
    """The loader may be loaded by any page and is asked for again soon."""
    response = await built.get("/widget.js")
    assert response.status == 200
    assert "immutable" not in response.headers["Cache-Control"]
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize(
    "path", ["/assets/../secret.txt", "/assets/%2e%2e/secret.txt", "/assets/.sources", "/assets/x"]
)
async def test_only_built_files_are_served(built: Client, path: str) -> None:
    """No path leads out of the build."""
    assert (await built.get(path)).status == 404


async def test_panel_carries_its_setting_as_data(built: Client) -> None:
    """The panel's template gives language, build, page and words without a script."""
    text = await (await built.get("/panel?lang=en&page=Beranda&source=qr1")).text()
    for part in (
        'data-lang="en"',
        'data-build="test"',
        'data-page="Beranda"',
        'data-framed="true"',
        'data-strings="/assets/locale/en.panel-EF56.json"',
        'src="/assets/panel-AB12.js"',
        '<body data-detour="/assets/exchange.en-34CD.js"',
    ):
        assert part in text


async def test_only_the_panel_can_be_framed(built: Client) -> None:
    """The library's sites may frame the panel; nobody may frame chat, console or pages."""
    policy = (await built.get("/panel")).headers["Content-Security-Policy"]
    assert "frame-ancestors https://perpus.example" in policy
    for path in ("/chat", "/console", "/", "/kb", "/tanya", "/api/me", "/no-such-page"):
        policy = (await built.get(path)).headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy


async def test_without_scripts_the_other_doors_are_shown(built: Client) -> None:
    """A browser without scripts is led to the form and the knowledge base."""
    text = await (await built.get("/chat?lang=id")).text()
    assert 'href="/tanya?lang=id"' in text
    assert 'href="/kb?lang=id"' in text


async def test_missing_front_end_is_told(client: Client) -> None:
    """A server whose front end was not built says so instead of showing nothing."""
    assert "make run" in await (await client.get("/chat?lang=en")).text()
    assert (await client.get("/widget.js")).status == 404


@pytest.mark.parametrize("app", ["chat", "console"])
async def test_apps_can_be_installed(built: Client, app: str) -> None:
    """Chat and console have a manifest with an icon that exists."""
    response = await built.get(f"/manifest/{app}.webmanifest?lang=en")
    manifest = json.loads(await response.text())
    assert response.content_type == "application/manifest+json"
    assert manifest["start_url"] == f"/{app}?lang=en"
    assert (await built.get(manifest["icons"][0]["src"])).status == 200
    assert (await built.get("/manifest/other.webmanifest")).status == 404


def test_packed_files_are_the_same_files(tmp_path: Path) -> None:
    """What is packed at start unpacks to the file."""
    (tmp_path / "manifest.json").write_text('{"a.js": "a-1.js"}')
    (tmp_path / "a-1.js").write_text("x" * 2000)
    asset = load_assets(tmp_path).files["a-1.js"]
    assert gzip.decompress(asset.packed) == asset.plain == b"x" * 2000
