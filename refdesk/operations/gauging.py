"""What the metrics say of the installation, looked up every few seconds."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping

import structlog

from refdesk.errors import RefdeskError, SettingsProblem
from refdesk.operations.backing_up import backups, made_at
from refdesk.operations.reserve import reserve_of
from refdesk.settings import Settings
from refdesk.store.opening import Store
from refdesk.telemetry import Metrics
from refdesk.web.checks import Check

EVERY = 10.0  # seconds
_log = structlog.get_logger(__name__)


class Gauging:
    """Sets the gauges; `look` is one look."""

    def __init__(
        self, settings: Settings, store: Store, metrics: Metrics, checks: Mapping[str, Check]
    ) -> None:
        self._settings = settings
        self._store = store
        self._metrics = metrics
        self._checks = checks

    async def run(self) -> None:
        """Look again and again."""
        while True:
            try:
                await self.look()
            except (RefdeskError, SettingsProblem, OSError) as problem:
                _log.warning("not gauged", problem=str(problem) or type(problem).__name__)
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Set all gauges once; raises what the store raises."""
        for name, check in self._checks.items():
            self._metrics.part.labels(name).set((await check()).ok)
        await asyncio.to_thread(self._look_at_disk)
        await self._look_at_desks()

    async def _look_at_desks(self) -> None:
        lists, gauge = self._store.lists, self._metrics.conversations
        counts = dict.fromkeys(("waiting", "asked", "claimed"), 0)
        on_duty = 0
        for desk in await lists.desks():
            counts["waiting"] += (await lists.line(desk, 1))[1]
            counts["asked"] += (await lists.asked(desk, 1))[1]
            counts["claimed"] += len(await lists.claimed(desk))
            on_duty += len(await self._store.duty.on_duty(desk))
        for stage, count in counts.items():
            gauge.labels(stage).set(count)
        self._metrics.on_duty.set(on_duty)

    def _look_at_disk(self) -> None:
        self._metrics.disk_free.set(shutil.disk_usage(self._settings.data_dir).free)
        reserve = reserve_of(self._settings)
        self._metrics.reserve.set(reserve is None or reserve.held)
        moments = [moment for file in backups(self._settings) if (moment := made_at(file))]
        self._metrics.backup.set(max(moments).timestamp() if moments else 0)
