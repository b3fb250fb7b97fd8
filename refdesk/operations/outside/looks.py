"""All looks of a visit, in the order in which they are made and told."""

from __future__ import annotations

from typing import Final

from refdesk.operations.outside import reaching, showing, talking
from refdesk.operations.outside.visit import Look

LOOKS: Final = (
    Look(reaching.NAME, reaching.name, vital=True),
    Look(reaching.CERTIFICATE, reaching.certificate, vital=True),
    Look(reaching.REDIRECT, reaching.redirect),
    Look(talking.SERVER, talking.ours, vital=True),
    Look(talking.SOCKET, talking.socket),
    Look(talking.EXCHANGE, talking.exchange),
    Look(talking.ADDRESSES, talking.addresses),
    Look(showing.HEADERS, showing.headers),
    Look(showing.COMPRESSION, showing.compression),
    Look(showing.FRAMING, showing.framing),
    Look(showing.PAGE, showing.own_page),
    Look(talking.METRICS, talking.metrics),
    Look(talking.TIMES, talking.times),
)
