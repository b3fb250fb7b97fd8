"""A new key for sealed personal data: the old one is gone, everything still opens."""

from __future__ import annotations

from pathlib import Path

from refdesk.clock import clock
from refdesk.domain.events import Said
from refdesk.domain.personal_data import Kind
from refdesk.domain.redaction import Original
from refdesk.operations.carrying_out import carry_out
from refdesk.operations.keys import key_ring
from refdesk.operations.privacy_values import SEALING, sealer
from refdesk.privacy.safe import Safe
from refdesk.settings import load
from refdesk.store.opening import open_store
from tests.contracts.writing import Story

NIK = Original(1, Kind.NIK, "6474011203900001")


async def test_after_a_rotation_only_the_new_key_is_there_and_opens_all(tmp_path: Path) -> None:
    """The originals read the same, and no box is under the old key."""
    settings = load(data_dir=tmp_path)
    old = sealer(settings)
    store = await open_store(settings.database_url, clock=clock)
    story = Story(store.log, "c1")
    await story.open()
    await story.write(Said("[NIK 1]"), sealed=(old.seal("c1", 3, NIK),))
    await Safe(store.credentials.secrets, old).keep("second-factor/s1", "JBSWY3DP")
    await store.close()
    assert await carry_out(settings, "privacy_rotate", {}) == {"sealed": 2}
    assert [file.name for file in (tmp_path / "keys" / SEALING).iterdir()] == ["2"]
    (key,) = key_ring(tmp_path, SEALING)
    store = await open_store(settings.database_url, clock=clock)
    (box,) = await store.sealed.of("c1", 3)
    assert await Safe(store.credentials.secrets, sealer(settings)).of("second-factor/s1") == (
        "JBSWY3DP"
    )
    await store.close()
    assert sealer(settings).open("c1", box) == NIK
    assert len(key) == 32
    assert not box.box.startswith(old.newest)
