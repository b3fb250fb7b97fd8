"""Goals: what a run is held against."""

from refdesk.bench.figures import FULL, Measured, Round, Server
from refdesk.bench.goals import goals


def _server(name: str, cpu: float, speed: float, wait: float) -> Server:
    rounds = [Round(rate, speed, cpu, wait, wait, wait, wait, {}, 0, 0.5) for rate in (1_000, FULL)]
    return Server(name, rounds, connection_cpu_ms=0.6, idle_kib=15.0, start_s=0.9, start_mib=86.0)


def test_each_figure_stands_beside_its_goal() -> None:
    """Ratios on SQLite, processor time on PostgreSQL, connections and start on both."""
    products = [_server("refdesk, sqlite", 0.05, 500, 4), _server("refdesk, postgres", 0.2, 1, 1)]
    prototype = _server("prototype", 0.03, 1_000, 2)
    found = goals(Measured(products, prototype, 0.003, {}, {}))
    reached = {(goal.server, goal.what): goal.reached for goal in found}
    assert reached["refdesk, sqlite", "CPU per message at the maximum"]
    assert not reached["refdesk, sqlite", "CPU per message at 1,000/s"]
    assert reached["refdesk, sqlite", "messages/s at the maximum"]
    assert not reached["refdesk, sqlite", "acknowledgement p99 at 1,000/s"]
    assert not reached["refdesk, postgres", "CPU ms per message at the maximum"]
    for server in products:
        assert reached[server.name, "KiB per idle connection"]
        assert not reached[server.name, "CPU ms per connection"]
        assert reached[server.name, "seconds from start to serving"]
        assert not reached[server.name, "MB when serving"]  # 86 MiB are 90.2 MB
