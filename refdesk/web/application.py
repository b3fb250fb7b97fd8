"""The web application, put together from its parts."""

from __future__ import annotations

from aiohttp import web

from refdesk.web.access import Route, Who, guarded
from refdesk.web.bodies import BODY_BYTES
from refdesk.web.exchange import EXCHANGES, Exchanges
from refdesk.web.middleware import explained, identified, one_address, protect
from refdesk.web.parts import PARTS, Parts
from refdesk.web.routes import ROUTES, socket_routes
from refdesk.web.templating import ENVIRONMENT, environment
from refdesk.web.words import LANGUAGES, catalogue


def build(parts: Parts) -> web.Application:
    """Give the application. Serve it with `access_log=None`: access lines hold addresses."""
    application = web.Application(
        middlewares=[identified, explained, one_address], client_max_size=BODY_BYTES
    )
    application[PARTS] = parts
    application[ENVIRONMENT] = environment(parts)
    exchanges = application[EXCHANGES] = Exchanges(parts.desk)
    application.on_shutdown.append(exchanges.stop)
    for route in (*ROUTES, *socket_routes(parts.sockets)):
        for method in _methods(route):
            application.router.add_route(method, route.path, guarded(route))
    application.on_response_prepare.append(protect)
    for language in LANGUAGES:
        catalogue(language)  # a broken translation file shows at start, not at a patron's request
    return application


def _methods(route: Route) -> tuple[str, ...]:
    """Give the methods of a route; pages also answer HEAD, which link checkers send."""
    return ("GET", "HEAD") if (route.method, route.who) == ("GET", Who.PUBLIC) else (route.method,)
