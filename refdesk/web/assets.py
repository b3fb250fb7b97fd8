"""The site's static files, read once at start, served from memory by their hashed names."""

from __future__ import annotations

import gzip
import hashlib
import json
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from importlib.resources.abc import Traversable

from aiohttp import web

LOADER = "widget.js"
_IMMUTABLE = "public, max-age=31536000, immutable"
# The loader's address is embedded in library pages, so it must be asked for again and again.
_SHORT = "public, max-age=300, must-revalidate"
_WORTH_PACKING = 512  # bytes
_TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it goes out; `packed` is empty where gzip does not pay."""

    content_type: str
    plain: bytes
    packed: bytes
    tag: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All files by path below `/assets/`; `names` maps a stable name to such a path."""

    files: Mapping[str, Asset] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def url(self, name: str) -> str:
        """Give the address of a file by its stable name, "" when it was not built."""
        path = self.names.get(name, "")
        return f"/assets/{path}" if path else ""


def load_assets(dist: Traversable) -> Assets:
    """Read the front end's build in `dist` and the server's own static files.

    A front end that was not built is simply not there: pages say so, nothing fails.
    """
    files: dict[str, Asset] = {}
    names: dict[str, str] = {}
    if (dist / "manifest.json").is_file():
        names |= json.loads((dist / "manifest.json").read_text("utf-8"))
        files |= {path: _asset(path, file) for path, file in _walk(dist) if path[0] != "."}
    for path, file in _walk(resources.files("refdesk.web") / "static"):
        asset = _asset(path, file)
        stem, dot, extension = path.rpartition(".")
        names[path] = f"{stem}-{asset.tag[:10]}{dot}{extension}"
        files[names[path]] = asset
    return Assets(files, names)


def answer(request: web.Request, asset: Asset | None, caching: str = _IMMUTABLE) -> web.Response:
    """Give the response for a file: packed where the browser takes it, 304 where it has it.

    Raises HTTPNotFound when there is no such file.
    """
    if asset is None:
        raise web.HTTPNotFound
    tag = f'"{asset.tag}"'
    headers = {"Cache-Control": caching, "ETag": tag, "Vary": "Accept-Encoding"}
    if request.headers.get("If-None-Match") == tag:
        return web.Response(status=304, headers=headers)
    body = asset.plain
    if asset.packed and "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = asset.packed
    headers["Content-Type"] = asset.content_type
    return web.Response(body=body, headers=headers)


def answer_loader(request: web.Request, assets: Assets) -> web.Response:
    """Give the loader, which library pages embed under its one lasting address."""
    response = answer(request, assets.files.get(assets.names.get(LOADER, "")), _SHORT)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _walk(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    for item in folder.iterdir():
        if item.is_dir():
            yield from _walk(item, f"{prefix}{item.name}/")
        else:
            yield f"{prefix}{item.name}", item


def _asset(path: str, file: Traversable) -> Asset:
    plain = file.read_bytes()
    extension = path[path.rfind(".") :]
    kind = _TYPES.get(extension) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    textual = kind.startswith("text/") or kind.endswith(("json", "svg+xml"))
    packed = gzip.compress(plain, mtime=0) if textual and len(plain) > _WORTH_PACKING else b""
    charset = "; charset=utf-8" if textual else ""
    return Asset(kind + charset, plain, packed, hashlib.sha256(plain).hexdigest()[:32])
