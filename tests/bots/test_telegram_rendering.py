"""Events as Telegram messages."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bots.telegram import rendering, words
from bots.telegram.rendering import Message, Rendering
from bots.telegram.splitting import LONGEST, units
from bots.telegram.words import ENGLISH, say
from refdesk.protocol.frames import Send
from refdesk.protocol.values import Event, Offer

LIBRARY = Rendering(ZoneInfo("Asia/Makassar"), "https://tanya.example")


def send(kind: str, *, lang: str = "id", refs: dict[int, str] | None = None, **more: Any) -> Send:  # noqa: ANN401
    """Give a row to deliver."""
    envelope = {"seq": 4, "id": "e4", "at": 0, "by": "staff", "name": "Rina"}
    event = Event(**{**envelope, "kind": kind, **more})
    return Send(thread="7", n=1, conversation="c" * 26, event=event, lang=lang, refs=refs or {})


def texts(one: Send) -> list[str]:
    """Give the texts an event becomes."""
    return [message.text for message in LIBRARY.messages(one)]


def test_a_librarians_text_carries_their_name() -> None:
    """The name stands above the text; without one it is "the librarian"."""
    assert texts(send("said", body="Ada.")) == ["Rina:\nAda."]
    assert texts(send("said", body="Ada.", name="", lang="en")) == ["Librarian:\nAda."]


def test_what_the_patron_wrote_is_not_repeated() -> None:
    """The patron sees it in the chat already."""
    assert texts(send("said", body="Ada?", by="patron")) == []


def test_a_long_text_is_several_messages() -> None:
    """Each fits, also when it is marked as sent again."""
    found = texts(send("said", body="kata " * 1_500))
    assert len(found) == 2
    assert all(units(f"{words.AGAIN} {text}") <= LONGEST for text in found)


def test_suggestions_have_buttons() -> None:
    """Each offer is shown with its link and judged by a button; the last asks a librarian."""
    offers = [
        Offer(entry="a", language="id", title="Perpanjangan", text="Lewat situs.", url="/kb/a"),
        Offer(entry="b", language="id", title="Denda", text="panjang " * 500),
    ]
    (found,) = LIBRARY.messages(send("suggested", offers=offers))
    assert "[1] Perpanjangan\nLewat situs.\nSelengkapnya: https://tanya.example/kb/a" in found.text
    assert "[2] Denda" in found.text
    labels = [button.label for row in found.rows for button in row]
    assert labels == ["✓ Jawaban 1 cocok", "✓ Jawaban 2 cocok", "Tanya pustakawan"]
    (alone,) = LIBRARY.messages(send("suggested", offers=offers[:1]))
    assert alone.rows[0][0].label == words.HELPED_BUTTON
    assert "[1]" not in alone.text


def test_a_promise_tells_day_and_time_zone() -> None:
    """The promised time is told in the library's own time."""
    (found,) = texts(send("asked", promised_at=1_700_000_000_000))
    assert "Rabu 15/11/2023 06.13 WITA" in found
    (english,) = texts(send("asked", promised_at=1_700_000_000_000, lang="en"))
    assert "Wednesday 15/11/2023 06:13 WITA" in english


def test_an_edit_replaces_the_message() -> None:
    """With the message's id it is replaced, without it the correction is a message of its own."""
    assert LIBRARY.messages(send("edited", of=3, body="Tidak.", refs={3: "55"})) == [
        Message("Rina:\nTidak.", edits="55")
    ]
    assert texts(send("edited", of=3, body="Tidak.")) == ["Rina (diperbaiki):\nTidak."]
    assert texts(send("edited", of=3, body="Tidak.", by="patron")) == []


@pytest.mark.parametrize("why", ["librarian", "helped", "silence"])
def test_an_end_asks_for_a_rating(why: str) -> None:
    """Five buttons, whatever the end was."""
    (found,) = LIBRARY.messages(send("ended", why=why))
    assert [button.label for button in found.rows[0]] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("kind", ["opened", "judged", "rated", "redacted", "of-a-later-release"])
def test_other_events_say_nothing(kind: str) -> None:
    """They are settled without a message."""
    assert texts(send(kind)) == []


@pytest.mark.parametrize("kind", sorted(rendering._MESSAGES))
def test_every_event_speaks_both_languages(kind: str) -> None:
    """No sentence is the same in both, no slot stays unfilled."""
    more: dict[str, Any] = {"body": "", "promised_at": 1}
    indonesian, english = (texts(send(kind, lang=lang, **more)) for lang in ("id", "en"))
    assert "{" not in "".join(indonesian + english)
    assert kind == "said" or indonesian != english


def test_every_sentence_has_its_english() -> None:
    """A sentence without English would stop a delivery."""
    own = {
        value for name, value in vars(words).items() if name.isupper() and isinstance(value, str)
    }
    assert own == set(ENGLISH)
    assert say("nl", words.THANKS) == words.THANKS
