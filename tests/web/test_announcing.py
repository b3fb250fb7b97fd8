"""Webhooks as the console's administrator cares for them."""

from __future__ import annotations

import base64

import pytest

from refdesk.desk.announcing_ports import Announcement, Attempt
from refdesk.domain.announcements import Announced
from tests.web.person import Person
from tests.web.site import Site

HOOK = {"address": "https://perpus.example/hook", "kinds": ["rating.given"]}


async def test_a_webhook_is_made_changed_and_removed(site: Site, sari: Person) -> None:
    """Its secret is told once and is not in the database; every step is audited."""
    made = await sari.post("/api/webhooks", HOOK)
    assert len(base64.b64decode(made["secret"].removeprefix("whsec_"))) == 32
    box = await site.store.credentials.secrets.box(f"webhook/{made['id']}")
    assert box is not None
    assert made["secret"].encode() not in box
    listed = await sari.get("/api/webhooks")
    assert listed["kinds"] == [kind.value for kind in Announced]
    (row,) = listed["webhooks"]
    assert (row["address"], row["kinds"], row["paused"]) == (*HOOK.values(), False)
    address = f"/api/webhooks/{made['id']}"
    assert await sari.post(address, {**HOOK, "paused": True}) == {}
    assert (await sari.get(f"{address}/announcements"))["announcements"] == []
    gone = await sari.post(f"{address}/announcements/msg_1/replay", {})
    assert gone["key"] == "no_such_webhook"
    assert await sari.post(f"{address}/remove", {}) == {}
    assert (await sari.post(f"{address}/remove", {}))["key"] == "no_such_webhook"
    assert await site.store.credentials.secrets.box(f"webhook/{made['id']}") is None
    actions = [row.action for row in await site.store.staff.audited()]
    assert {"webhook_added", "webhook_changed", "webhook_removed"} <= set(actions)


async def test_what_failed_is_said_in_words(site: Site, sari: Person) -> None:
    """Neither a key nor the name of an exception reaches people, in either language."""
    made = await sari.post("/api/webhooks", HOOK)
    at, store = site.behind.now, site.store.webhooks
    row = Announcement("msg_1", made["id"], Announced.RATED, "c1", "{}", at)
    await store.announce([row])
    for said in ("timeout", "ClientOSError", "webhook_inside", ""):
        await store.tried("msg_1", Attempt(at, 0 if said else 200, 5, said), "waiting", at)
    address = f"/api/webhooks/{made['id']}/announcements"
    words = {
        "id": ["Tidak dijawab pada waktunya.", "Tidak dapat tersambung.", "Alamat ini ada di"],
        "en": ["Not answered in time.", "Could not connect.", "This address is in an inner"],
    }
    for lang, beginnings in words.items():
        (listed,) = (await sari.get(f"{address}?lang={lang}"))["announcements"]
        *failed, taken = (one["said"] for one in listed["attempts"])
        assert taken == ""
        assert all(map(str.startswith, failed, beginnings))


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"address": "http://perpus.example/"}, "webhook_needs_https"),
        ({"address": "https://192.168.1.1/"}, "webhook_inside"),
        ({"address": "perpus"}, "bad_webhook_address"),
        ({"kinds": []}, "no_kind"),
        ({"kinds": ["message.text"]}, "no_kind"),
    ],
)
async def test_what_is_wrong_is_named(sari: Person, change: dict[str, object], key: str) -> None:
    """Each fault of a webhook has words of its own."""
    assert (await sari.post("/api/webhooks", HOOK | change))["key"] == key
