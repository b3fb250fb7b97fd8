"""The metrics: what is gauged, and that the example dashboard asks for what there is."""

from __future__ import annotations

import json
import re
from pathlib import Path

from prometheus_client import Metric

from refdesk.domain.actors import Actor, Party
from refdesk.domain.commands import Open
from refdesk.operations.gauging import Gauging
from refdesk.settings import load
from refdesk.telemetry import Metrics
from refdesk.web.checks import channel_check
from tests.house.code_files import ROOT
from tests.web.site import open_site

NAME = re.compile(r"\b(?:refdesk|process)_[a-z_]+")
LABEL = re.compile(r"\{\{(\w+)\}\}")
ENDINGS = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}
PATRON = Actor(Party.PATRON, "p1")


async def test_desk_and_machine_are_gauged(tmp_path: Path) -> None:
    """Open conversations by stage, parts that are down, room left, the age of the backup."""
    backups = tmp_path / "backups"
    backups.mkdir()
    (backups / "refdesk-20260301T193000Z.tar.gz").write_bytes(b"x")
    async with open_site(tmp_path) as site:
        await site.parts.desk.open(
            PATRON, Open("buka?", "web", "id"), cid="1" * 32, fingerprint=b""
        )
        settings = load(None, data_dir=tmp_path, reserve_mb=0)
        metrics, checks = Metrics(), {"channel": channel_check(lambda: False)}
        await Gauging(settings, site.store, metrics, checks).look()
    text = metrics.exposition()[1].decode()
    assert 'refdesk_part_ok{part="channel"} 0.0' in text
    assert 'refdesk_conversations{stage="asked"} 1.0' in text  # nobody is on duty
    assert "refdesk_backup_timestamp_seconds 1.7723934e+09" in text
    assert "refdesk_reserve_held 1.0" in text
    assert "process_resident_memory_bytes" in text


def test_the_example_dashboard_asks_for_what_there_is() -> None:
    """Every metric it names is given, every label in its legends is that metric's."""
    dashboard = json.loads((ROOT / "deploy" / "grafana.json").read_text("utf-8"))
    given = {name: labels for one in Metrics().registry.collect() for name, labels in _of(one)}
    asked = [target for panel in dashboard["panels"] for target in panel["targets"]]
    assert len(asked) > 10
    for target in asked:
        names = NAME.findall(target["expr"])
        assert names, target
        for name in names:
            assert name in given, name
            assert set(LABEL.findall(target["legendFormat"])) <= given[name], target


def _of(metric: Metric) -> list[tuple[str, set[str]]]:
    own = Metrics()
    family = next(
        (one for one in vars(own).values() if getattr(one, "_name", "") == metric.name), metric
    )
    labels = set(getattr(family, "_labelnames", ()))
    return [(metric.name + ending, labels) for ending in ENDINGS.get(metric.type, [""])]
