"""The table of HTTP operations: who gets through, to which objects, asked in which words.

It is written by hand, not derived from the code it judges: a role gained or lost shows here. An
operation that the table does not list makes the sweep fail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.sweep.world import World

# Roles by their letters.
ROLES: Final = {
    "T": "trainee",
    "L": "librarian",
    "M": "mentor",
    "C": "coordinator",
    "E": "editor",
    "V": "evaluator",
    "A": "admin",
}
ALL = "TLMCEVA"
ANSWERING = "LMCA"
EDITING = "LMCEA"
READING = "LMCVA"
LEADING = "CA"
ANYBODY = frozenset({"nobody", "patron", "channel", "token", "disabled", "owner", *ROLES.values()})
NOBODY: frozenset[str] = frozenset()

Body = Mapping[str, Any]
# (the world, name of the object) -> what is sent; for GET the query
Ask = Callable[[World, str], Body]


@dataclass(frozen=True)
class Operation:
    """One operation of the router.

    `may` are the actors that get through to their own object. `objects` are the names of objects
    by kind, `own` first: whoever may not gets the same answer for each of them, and `alike` are
    those that nobody can tell apart. `path` gives the parts of the address for an object.
    """

    name: str
    may: frozenset[str]
    ask: Ask = lambda _, __: {}
    objects: tuple[str, ...] = ("own",)
    alike: tuple[str, ...] = ()
    path: Callable[[World, str], Mapping[str, str]] = lambda _, __: {}
    form: bool = False
    through: frozenset[int] = field(default_factory=frozenset)  # only these mean: let through
    told: str = ""  # only this message key means so


def roles(letters: str, *more: str) -> frozenset[str]:
    """Give roles by their letters, with further actors."""
    return frozenset({ROLES[letter] for letter in letters} | set(more))


def _slug(world: World, name: str) -> Mapping[str, str]:
    return {"slug": world.entries[name]}


def _talk(world: World, name: str) -> Mapping[str, str]:
    return {"conversation": world.talks[name]}


_ENTRY: Final = ("own", "deleted", "absent")
_OTHERS: Final = ("foreign", "deleted", "absent")
_MISSING: Final = ("deleted", "absent")
_EVERY: Final = ("own", *_OTHERS)


def _filled(world: World, name: str) -> Body:
    texts = {"id": {"title": "Judul baru?", "answer": "Jawaban."}}
    return {"kind": "faq", "texts": texts, "base": {"id": world.revisions.get(name, 0)}}


def _code(_: World, __: str) -> Body:
    return {"code": "000000"}


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
    Operation("GET /kb/{slug}", ANYBODY, objects=_EVERY, alike=_OTHERS, path=_slug),
    Operation("GET /kb/{slug}/thanks", ANYBODY, objects=_EVERY, alike=_OTHERS, path=_slug),
    Operation(
        "POST /kb/{slug}/answered",
        ANYBODY,
        lambda _, __: {"answered": "maybe"},
        objects=_EVERY,
        alike=_OTHERS,
        path=_slug,
        form=True,
    ),
    Operation(
        "POST /tanya",
        frozenset({"patron"}),
        lambda w, n: {"act": "read", "token": w.token, "conversation": w.talks[n]},
        objects=_EVERY,
        alike=_OTHERS,
        form=True,
    ),
    Operation(
        "POST /api/patron/redeem",
        frozenset({"patron"}),
        lambda w, n: {"code": w.codes[n], "token": w.token},
        objects=_EVERY,
        alike=_OTHERS,
    ),
    Operation(
        "POST /api/patron/transcript",
        frozenset({"patron"}),
        lambda w, n: {"token": w.token, "conversation": w.talks[n]},
        objects=_EVERY,
        alike=_OTHERS,
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

OWN: Final = (
    Operation("POST /api/sign-out", roles(ALL)),
    Operation("GET /api/me", roles(ALL)),
    Operation("GET /api/me/account", roles(ALL)),
    Operation(
        "POST /api/me/password", roles(ALL), lambda _, __: {"old": "x", "password": "pendek"}
    ),
    Operation("POST /api/me/second-factor", roles(ALL)),
    Operation("POST /api/me/second-factor/confirm", roles(ALL), _code),
    Operation("POST /api/me/second-factor/remove", roles(ALL), _code),
    Operation("POST /api/me/second-factor/codes", roles(ALL), _code),
    Operation(
        "POST /api/me/sign-ins/end",
        roles(ALL),
        lambda w, n: {"id": w.sign_in_of(n)},
        objects=_EVERY,
        alike=_OTHERS,
    ),
    Operation(
        "POST /api/me/tokens", roles(ALL), lambda _, __: {"name": "", "scopes": [], "days": 1}
    ),
    Operation(
        "POST /api/me/tokens/revoke",
        roles(ALL),
        lambda w, n: {"id": w.token_of(n)},
        objects=_EVERY,
        alike=_OTHERS,
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
        objects=_ENTRY,
        alike=_MISSING,
        path=lambda w, n: {"webhook": w.webhooks[n]},
    ),
    Operation(
        "POST /api/webhooks/{webhook}/remove",
        roles("A"),
        objects=_ENTRY,
        alike=_MISSING,
        path=lambda w, n: {"webhook": w.webhook_to_remove(n)},
    ),
    Operation(
        "GET /api/webhooks/{webhook}/announcements",
        roles("A"),
        objects=_ENTRY,
        alike=_MISSING,
        path=lambda w, n: {"webhook": w.webhooks[n]},
    ),
    Operation(
        "POST /api/webhooks/{webhook}/announcements/{announcement}/replay",
        roles("A"),
        objects=_EVERY,
        alike=_OTHERS,
        path=lambda w, n: {"webhook": w.webhooks["own"], "announcement": w.announcements[n]},
    ),
)

WORK: Final = (
    Operation("GET /api/codes", roles(ALL)),
    Operation("GET /keadaan", roles(ALL)),
    Operation("GET /fakta", roles(LEADING)),
    Operation("POST /fakta", roles(LEADING), lambda w, _: {"act": "preview"}, form=True),
    Operation("GET /api/transcripts", roles(READING, "token")),
    Operation("GET /api/transcripts.csv", roles("CVA", "token")),
    Operation("GET /api/transcripts.xlsx", roles("CVA", "token")),
    Operation(
        "GET /api/transcripts/{conversation}",
        roles(READING, "token"),
        objects=("own", "absent"),
        path=_talk,
    ),
    Operation("GET /api/privacy/requests", roles(LEADING)),
    Operation(
        "POST /api/privacy/requests", roles(LEADING), lambda _, __: {"kind": "access", "reason": ""}
    ),
    Operation(
        "POST /api/privacy/requests/{receipt}",
        roles(LEADING),
        lambda _, __: {"act": "close", "outcome": ""},
        objects=("own", "absent"),
        path=lambda w, n: {"receipt": w.receipts[n]},
    ),
    Operation(
        "POST /api/privacy/requests/{receipt}/data",
        roles(LEADING),
        objects=("own", "absent"),
        path=lambda w, n: {"receipt": w.receipts[n]},
    ),
    Operation("GET /api/audit", roles(LEADING)),
    Operation("GET /api/audit.csv", roles(LEADING)),
    Operation("GET /api/audit.xlsx", roles(LEADING)),
    Operation(
        "GET /api/conversations/{conversation}/crisis",
        roles(ANSWERING),
        objects=("own", "absent"),
        path=_talk,
    ),
    Operation(
        "POST /api/conversations/{conversation}/crisis",
        roles(ANSWERING),
        lambda _, __: {"fence": 0},
        objects=("own", "absent"),
        path=_talk,
        through=frozenset({400, 409}),
    ),
    Operation(
        # Only its holder is shown it; who answers may know of the conversation, but holds none.
        "POST /api/conversations/{conversation}/sealed",
        roles(ANSWERING),
        lambda _, __: {"seq": 2},
        objects=("own", "deleted", "absent"),
        alike=("absent",),
        path=_talk,
        told="not_holder",
    ),
)

KNOWLEDGE: Final = (
    Operation("GET /api/kb/staff-search", roles(ALL, "token"), lambda _, __: {"q": "buku"}),
    Operation("GET /api/kb/choices", roles(ALL, "token")),
    Operation("GET /api/kb/try", roles(ALL, "token"), lambda _, __: {"q": "buku"}),
    Operation(
        "POST /api/kb/try",
        roles(EDITING, "token"),
        lambda _, __: {"q": "x" * 9_000, "filled": {"kind": "faq", "texts": {}}},
    ),
    Operation("POST /api/kb/preview", roles(ALL, "token"), lambda _, __: {"text": "halo"}),
    Operation(
        "POST /api/kb/from-transcript",
        roles(ANSWERING, "token"),
        lambda w, n: {"conversation": w.talks[n]},
        objects=("own", "absent"),
    ),
    Operation("GET /api/kb/gaps", roles(ALL, "token")),
    Operation(
        "POST /api/kb/gaps/{gap}",
        roles(EDITING, "token"),
        lambda _, __: {"state": "no such state"},
        path=lambda _, __: {"gap": "g1"},
    ),
    Operation("GET /api/kb/entries", roles(ALL, "token")),
    Operation(
        "POST /api/kb/entries",
        roles(EDITING, "token"),
        lambda w, _: {"kind": "faq", "texts": {"id": {"title": "", "answer": ""}}},
    ),
    *(
        Operation(name, roles(ALL, "token"), ask, objects=("own", "absent"), path=_slug)
        for name, ask in (
            ("GET /api/kb/entries/{slug}", lambda _, __: {}),
            ("GET /api/kb/entries/{slug}/revisions", lambda _, __: {}),
            (
                "GET /api/kb/entries/{slug}/changes",
                lambda _, __: {"version": "id", "revision": "1"},
            ),
        )
    ),
    Operation(
        "POST /api/kb/entries/{slug}",
        roles(EDITING, "token"),
        _filled,
        objects=("own", "absent"),
        path=_slug,
    ),
    Operation(
        "POST /api/kb/entries/{slug}/open",
        roles(EDITING, "token"),
        objects=("own", "absent"),
        path=_slug,
    ),
    Operation(
        "POST /api/kb/entries/{slug}/step",
        roles(EDITING, "token"),
        lambda _, __: {"step": "submitted", "base": {"id": 99}},
        objects=("own", "absent"),
        path=_slug,
    ),
    Operation(
        "POST /api/kb/entries/{slug}/restore",
        roles(EDITING, "token"),
        lambda _, __: {"lang": "id", "revision": 1, "base": 99},
        objects=("own", "absent"),
        path=_slug,
    ),
)

TABLE: Final = (*PUBLIC, *PATRONS, *PROVED, *OWN, *ADMINISTERING, *WORK, *KNOWLEDGE)
