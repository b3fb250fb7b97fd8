"""Operations of the desk at work: transcripts, requests, the knowledge base."""

from __future__ import annotations

from typing import Final

from tests.sweep.rows import (
    ALL,
    ANSWERING,
    EDITING,
    LEADING,
    READING,
    Body,
    Operation,
    roles,
    slug,
    talk,
)
from tests.sweep.world import World


def _filled(world: World, name: str) -> Body:
    texts = {"id": {"title": "Judul baru?", "answer": "Jawaban."}}
    return {"kind": "faq", "texts": texts, "base": {"id": world.revisions.get(name, 0)}}


WORK: Final = (
    Operation("GET /api/codes", roles(ALL)),
    Operation("GET /keadaan", roles(ALL)),
    Operation("GET /bahan", roles(ALL)),
    Operation(
        "GET /bahan/{material}",
        roles(ALL),
        objects=("own", "absent"),
        path=lambda _, n: {"material": "latihan" if n == "own" else "rahasia"},
    ),
    Operation("GET /fakta", roles(LEADING)),
    Operation("POST /fakta", roles(LEADING), lambda w, _: {"act": "preview"}, form=True),
    Operation("GET /api/transcripts", roles(READING, "token")),
    Operation("GET /api/transcripts.csv", roles("CVA", "token")),
    Operation("GET /api/transcripts.xlsx", roles("CVA", "token")),
    Operation(
        "GET /api/transcripts/{conversation}",
        roles(READING, "token"),
        objects=("own", "absent"),
        path=talk,
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
        path=talk,
    ),
    Operation(
        "POST /api/conversations/{conversation}/crisis",
        roles(ANSWERING),
        lambda _, __: {"fence": 0},
        objects=("own", "absent"),
        path=talk,
        through=frozenset({400, 409}),
    ),
    Operation(
        # Only its holder is shown it; who answers may know of the conversation, but holds none.
        "POST /api/conversations/{conversation}/sealed",
        roles(ANSWERING),
        lambda _, __: {"seq": 2},
        objects=("own", "deleted", "absent"),
        alike=("absent",),
        path=talk,
        told="not_holder",
    ),
)

KNOWLEDGE: Final = (
    Operation("GET /api/kb/canned", roles(ALL, "token")),
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
        roles(ANSWERING),
        lambda w, n: {"conversation": w.talks[n]},
        objects=("own", "absent"),
    ),
    Operation("GET /api/kb/gaps", roles(ALL)),
    Operation(
        "POST /api/kb/gaps/{gap}",
        roles(EDITING),
        lambda _, __: {"state": "no such state"},
        path=lambda _, __: {"gap": "g1"},
    ),
    Operation("GET /api/kb/entries", roles(ALL, "token")),
    Operation("GET /api/kb/entries.csv", roles(ALL, "token")),
    Operation("GET /api/kb/entries.xlsx", roles(ALL, "token")),
    Operation(
        "POST /api/kb/entries",
        roles(EDITING, "token"),
        lambda w, _: {"kind": "faq", "texts": {"id": {"title": "", "answer": ""}}},
    ),
    *(
        Operation(name, roles(ALL, "token"), ask, objects=("own", "absent"), path=slug)
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
        path=slug,
    ),
    Operation(
        "POST /api/kb/entries/{slug}/open",
        roles(EDITING, "token"),
        objects=("own", "absent"),
        path=slug,
    ),
    Operation(
        "POST /api/kb/entries/{slug}/step",
        roles(EDITING, "token"),
        lambda _, __: {"step": "submitted", "base": {"id": 99}},
        objects=("own", "absent"),
        path=slug,
    ),
    Operation(
        "POST /api/kb/entries/{slug}/restore",
        roles(EDITING, "token"),
        lambda _, __: {"lang": "id", "revision": 1, "base": 99},
        objects=("own", "absent"),
        path=slug,
    ),
)
