"""What happens around every request: an id, a log line, security headers, errors in words."""

from __future__ import annotations

import secrets
from time import perf_counter

import structlog
from aiohttp import web

from refdesk.errors import (
    BadRequest,
    ForbiddenOrAbsent,
    RefdeskError,
    StoreBroken,
    TooLarge,
    Unavailable,
)
from refdesk.web.answers import Refusal, refusal_of, refused
from refdesk.web.headers import ALWAYS, NOTHING, STRICT_TRANSPORT, UNSTORED
from refdesk.web.language import language_of
from refdesk.web.parts import PARTS, Handler
from refdesk.web.statuses import STATUSES
from refdesk.web.templating import page

log = structlog.get_logger("refdesk.web")
# Whoever types a slash too many is led to the page.
one_address = web.normalize_path_middleware(append_slash=False, remove_slash=True)
MACHINES = ("/api/", "/exchange", "/hook/", "/ws/", "/assets/", "/healthz", "/readyz", "/metrics")


@web.middleware
async def identified(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give the request an id, count it, write one line without query, address or text."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=secrets.token_hex(6))
    began = perf_counter()
    response = await handler(request)
    resource = request.match_info.route.resource
    route = resource.canonical if resource else "unknown"
    request.app[PARTS].desk.metrics.requests.labels(route, str(response.status)).inc()
    seconds = round(perf_counter() - began, 4)
    log.debug("request", method=request.method, route=route, status=response.status, took=seconds)
    return response


@web.middleware
async def explained(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every error into an answer that its reader understands."""
    try:
        return await handler(request)
    except RefdeskError as error:
        log.info("refused", code=error.code, key=error.key, detail=error.detail)
        return _answer(request, error)
    except web.HTTPException as problem:
        if problem.status < web.HTTPBadRequest.status_code:
            raise
        return _answer(request, _as_error(problem), problem.status)
    except StoreBroken:
        log.exception("store broken")
        return _answer(request, Unavailable())
    except Exception:
        log.exception("failed")
        return _answer(
            request, Unavailable("server_fault"), web.HTTPInternalServerError.status_code
        )


async def protect(request: web.Request, response: web.StreamResponse) -> None:
    """Add the security headers (a signal: it also reaches what the server itself answers)."""
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", NOTHING)
    response.headers.setdefault("Cache-Control", UNSTORED)
    response.headers.pop("Server", None)
    if request.app[PARTS].secure:
        response.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)


def _as_error(problem: web.HTTPException) -> RefdeskError:
    match problem.status:
        case web.HTTPNotFound.status_code:
            return ForbiddenOrAbsent("no_such_page")
        case web.HTTPMethodNotAllowed.status_code:
            return BadRequest("wrong_method")
        case web.HTTPRequestEntityTooLarge.status_code:
            return TooLarge()
        case _:
            return BadRequest()


def _answer(request: web.Request, error: RefdeskError, status: int = 0) -> web.Response:
    refusal = refusal_of(error, language_of(request))
    if request.path.startswith(MACHINES):
        return refused(refusal, status)
    return _page(request, refusal, status or STATUSES[error.code])


def _page(request: web.Request, refusal: Refusal, status: int) -> web.Response:
    response = page(request, "refused.html", status=status, refusal=refusal)
    response.headers["Cache-Control"] = UNSTORED
    return response
