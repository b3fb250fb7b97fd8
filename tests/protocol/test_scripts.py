"""The language-neutral protocol scripts, played by the Python client's end."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from refdesk.protocol import frames, told
from refdesk.protocol.client import ClientEnd, Kept
from refdesk.protocol.frames import PatronFrame, StaffFrame
from refdesk.protocol.shapes import In

SCRIPTS = sorted((Path(__file__).parent.parent / "scripts").glob("*.json"))


def _frame(plain: dict[str, Any]) -> Any:  # noqa: ANN401 - any frame of a patron or of staff
    try:
        return msgspec.convert(plain, PatronFrame)
    except msgspec.ValidationError:
        return msgspec.convert(plain, StaffFrame)


_PLAIN: dict[type, Callable[[Any], dict[str, Any]]] = {
    told.Welcomed: lambda _: {"what": "welcome"},
    told.Happened: lambda one: {
        "what": "event",
        "conversation": one.conversation,
        "seq": one.event.seq,
    },
    told.CaughtUp: lambda one: {
        "what": "live",
        "conversation": one.conversation,
        "head": one.frame.head,
    },
    told.Dropped: lambda one: {
        "what": "reset",
        "conversation": one.conversation,
        "reason": one.reason,
    },
    told.Acknowledged: lambda one: {"what": "acknowledged", "cid": one.command.cid},
    told.Delayed: lambda one: {
        "what": "delayed",
        "cid": one.command.cid,
        "code": one.frame.code,
    },
    told.Refused: lambda one: {
        "what": "refused",
        "cid": one.command.cid,
        "code": one.frame.code,
    },
    told.Passed: lambda one: {"what": "frame", "type": one.frame.__struct_config__.tag},
    told.Silent: lambda _: {"what": "silent"},
    told.Broken: lambda _: {"what": "broken"},
}


class Player:
    """One client's end that is led through a script."""

    def __init__(self, script: dict[str, Any]) -> None:
        hello = msgspec.convert(script["hello"], frames.Hello)
        self.end = ClientEnd(hello, Kept.restored(script["kept"]))
        self.at = 0.0

    def play(self, step: dict[str, Any]) -> None:
        """Do one step, compare all that came of it."""
        self.at = step.get("at", self.at)
        again = self._do(step)
        sends = [_frame(json.loads(data)) for data in self.end.data_to_send()]
        assert sends == [_frame(frame) for frame in step.get("sends", [])]
        assert [_PLAIN[type(one)](one) for one in self.end.events_received()] == step.get(
            "tells", []
        )
        assert again == step.get("again")

    def _do(self, step: dict[str, Any]) -> bool | None:
        end = self.end
        match step["do"]:
            case "connect":
                end.connect(self.at)
            case "disconnect":
                return end.disconnect(step["code"])
            case "receive":
                end.receive_data(step.get("text") or json.dumps(step["frame"]), self.at)
            case "command":
                end.command(_frame(step["frame"]))
            case "pass_on":
                frame: In = _frame(step["frame"])
                end.pass_on(frame)
            case "tick":
                end.tick(self.at)
            case "watch" | "unwatch" as verb:
                getattr(end, verb)(step["what"])
            case "follow" | "unfollow" as verb:
                getattr(end, verb)(step["conversation"])
            case unknown:
                raise AssertionError(unknown)
        return None


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_script(path: Path) -> None:
    """Each script says itself what it shows."""
    script = json.loads(path.read_text("utf-8"))
    player = Player(script)
    for step in script["steps"]:
        player.play(step)
    if "kept_after" in script:
        assert player.end.kept() == Kept.restored(script["kept_after"])


def test_there_are_scripts() -> None:
    """The folder was found."""
    assert len(SCRIPTS) > 10
