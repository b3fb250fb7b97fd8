"""Operations on accounts: one's own, others', what programs are told."""

from __future__ import annotations

from typing import Final

from tests.sweep.rows import (
    ALL,
    ENTRY,
    EVERY,
    MISSING,
    OTHERS,
    Body,
    Operation,
    roles,
)
from tests.sweep.world import World


def _code(_: World, __: str) -> Body:
    return {"code": "000000"}


OWN: Final = (
    Operation("POST /api/sign-out", roles(ALL)),
    Operation("GET /api/me", roles(ALL)),
    Operation("GET /api/me/account", roles(ALL)),
    Operation(
        "POST /api/me/password", roles(ALL), lambda _, __: {"old": "x", "password": "pendek"}
    ),
    Operation("POST /api/me/second-factor", roles(ALL), lambda _, __: {"password": "x"}),
    Operation("POST /api/me/second-factor/confirm", roles(ALL), _code),
    Operation("POST /api/me/second-factor/remove", roles(ALL), _code),
    Operation("POST /api/me/second-factor/codes", roles(ALL), _code),
    Operation(
        "POST /api/me/sign-ins/end",
        roles(ALL),
        lambda w, n: {"id": w.sign_in_of(n)},
        objects=EVERY,
        alike=OTHERS,
    ),
    Operation(
        "POST /api/me/tokens",
        roles(ALL),
        lambda _, __: {"name": "", "scopes": [], "days": 1, "password": "x"},
    ),
    Operation(
        "POST /api/me/tokens/revoke",
        roles(ALL),
        lambda w, n: {"id": w.token_of(n)},
        objects=EVERY,
        alike=OTHERS,
    ),
)

ADMINISTERING: Final = (
    Operation("GET /api/staff", roles("A")),
    Operation(
        "POST /api/staff", roles("A"), lambda _, __: {"login": "b", "name": "B", "roles": []}
    ),
    Operation(
        "POST /api/staff/{staff}",
        roles("A"),
        lambda _, __: {"name": "B", "roles": [], "disabled": False, "must_change": False},
        objects=("own", "absent"),
        path=lambda w, n: {"staff": w.staff[n]},
    ),
    Operation(
        "POST /api/staff/{staff}/link",
        roles("A"),
        objects=("own", "absent"),
        path=lambda w, n: {"staff": w.staff[n]},
    ),
    Operation(
        "POST /api/staff/{staff}/tokens/revoke",
        roles("A"),
        lambda w, _: {"id": w.tokens.get("another's", "t0")},
        objects=("own", "absent"),
        path=lambda w, n: {"staff": w.staff[n]},
    ),
    Operation("GET /api/webhooks", roles("A")),
    Operation("POST /api/webhooks", roles("A"), lambda _, __: {"address": "x", "kinds": []}),
    Operation(
        "POST /api/webhooks/{webhook}",
        roles("A"),
        lambda _, __: {
            "address": "https://perpus.example/",
            "kinds": ["rating.given"],
            "paused": True,
        },
        objects=ENTRY,
        alike=MISSING,
        path=lambda w, n: {"webhook": w.webhooks[n]},
    ),
    Operation(
        "POST /api/webhooks/{webhook}/remove",
        roles("A"),
        objects=ENTRY,
        alike=MISSING,
        path=lambda w, n: {"webhook": w.webhook_to_remove(n)},
    ),
    Operation(
        "GET /api/webhooks/{webhook}/announcements",
        roles("A"),
        objects=ENTRY,
        alike=MISSING,
        path=lambda w, n: {"webhook": w.webhooks[n]},
    ),
    Operation(
        "POST /api/webhooks/{webhook}/announcements/{announcement}/replay",
        roles("A"),
        objects=EVERY,
        alike=OTHERS,
        path=lambda w, n: {"webhook": w.webhooks["own"], "announcement": w.announcements[n]},
    ),
)
