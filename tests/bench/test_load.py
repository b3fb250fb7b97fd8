"""The load: what its result says of connections that do not last."""

from refdesk.bench.load import Load
from refdesk.bench.speaker import Speaker
from refdesk.bench.talks import Talk


async def test_a_connection_that_is_gone_is_said_in_every_result() -> None:
    """Also one that the server closed before the measuring began, once each."""
    patron, librarian = Speaker(b""), Speaker(b"")
    load = Load([Talk(name, patron, librarian, 0) for name in ("c1", "c2")])
    assert not load.fresh().refused
    patron.connection_lost(None)
    for _ in range(2):
        assert load.fresh().refused == {"connection lost: None": 1}
