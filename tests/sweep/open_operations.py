"""Operations for whoever is not signed in: pages, patrons, what a secret proves."""

from __future__ import annotations

from typing import Final

from tests.sweep.rows import (
    ANYBODY,
    EVERY,
    NOBODY,
    OTHERS,
    Operation,
    slug,
)

PUBLIC: Final = tuple(
    Operation(name, ANYBODY)
    for name in (
        *("GET /", "GET /robots.txt", "GET /sitemap.xml", "GET /kb", "GET /kb/search"),
        *("GET /tanya", "GET /first-run", "GET /sandi", "GET /panel", "GET /chat"),
        *("GET /console", "GET /widget.js", "GET /api/desk", "GET /api/kb/search"),
        *("GET /api/openapi.json", "GET /api/asyncapi.json", "GET /healthz", "GET /readyz"),
        *("GET /api/seen",),
    )
)

PATRONS: Final = (
    # What the public may not read looks as if it were not there.
    Operation("GET /kb/{slug}", ANYBODY, objects=EVERY, alike=OTHERS, path=slug),
    Operation("GET /kb/{slug}/thanks", ANYBODY, objects=EVERY, alike=OTHERS, path=slug),
    Operation(
        "POST /kb/{slug}/answered",
        ANYBODY,
        lambda _, __: {"answered": "maybe"},
        objects=EVERY,
        alike=OTHERS,
        path=slug,
        form=True,
    ),
    Operation(
        "POST /tanya",
        frozenset({"patron"}),
        lambda w, n: {"act": "read", "token": w.token, "conversation": w.talks[n]},
        objects=EVERY,
        alike=OTHERS,
        form=True,
    ),
    Operation(
        "POST /api/patron/redeem",
        frozenset({"patron"}),
        lambda w, n: {"code": w.codes[n], "token": w.token},
        objects=EVERY,
        alike=OTHERS,
    ),
    Operation(
        "POST /api/patron/transcript",
        frozenset({"patron"}),
        lambda w, n: {"token": w.token, "conversation": w.talks[n]},
        objects=EVERY,
        alike=OTHERS,
    ),
    Operation(
        "POST /api/patron/forget", frozenset({"patron"}), lambda w, _: {"token": w.spare_token}
    ),
    Operation("POST /api/patron/data", frozenset({"patron"}), lambda w, _: {"token": w.token}),
    Operation("POST /api/patron/consents", frozenset({"patron"}), lambda w, _: {"token": w.token}),
    Operation(
        "POST /exchange",
        frozenset({"patron"}),
        lambda w, _: {"token": w.token, "build": "sweep/1", "frames": [], "hold": 0},
    ),
)

# Each proves itself by something only its holder has; here nobody has it.
PROVED: Final = (
    Operation("POST /api/sign-in", NOBODY, lambda _, __: {"login": "ani", "password": "salah ya"}),
    Operation(
        "POST /first-run",
        NOBODY,
        lambda _, __: {
            "token": "x",
            "login": "a",
            "name": "A",
            "password": "p" * 12,
            "again": "p" * 12,
        },
        form=True,
    ),
    Operation(
        "POST /api/first-run",
        NOBODY,
        lambda _, __: {"token": "x", "login": "a", "name": "A", "password": "p" * 12},
    ),
    Operation(
        "POST /sandi",
        NOBODY,
        lambda _, __: {"token": "x", "password": "p" * 12, "again": "p" * 12},
        form=True,
    ),
    Operation(
        "POST /hook/{channel}",
        NOBODY,
        path=lambda _, __: {"channel": "telegram"},
        through=frozenset({200}),
    ),
    Operation("GET /metrics", ANYBODY),  # of the machine itself: the tests are there
    Operation("GET /assets/{path}", NOBODY, path=lambda _, __: {"path": "none.js"}),
    Operation("GET /manifest/{app}.webmanifest", ANYBODY, path=lambda _, __: {"app": "console"}),
    *(
        Operation(f"GET /ws/{role}", NOBODY, through=frozenset({101}))
        for role in ("patron", "staff", "channel")
    ),
)
