"""What updates mean."""

from typing import Any

import pytest
from telegram import Update

from bots.telegram import words
from bots.telegram.buttons import LONGEST, helped, pressed, rate, unhelped
from bots.telegram.intake import Meaning, language, understand
from bots.telegram.words import say
from refdesk.protocol.frames import ChannelEdit, ChannelPress, ChannelText
from tests.journeys.recorder import message


def meaning(**update: Any) -> Meaning:  # noqa: ANN401 - JSON
    """Understand an update."""
    return understand(Update.de_json({"update_id": 1, **update}, None), "meja_bot", "id")


def test_a_text_is_named_by_its_message() -> None:
    """The source names chat and message, not the update."""
    found = meaning(message=message(7, 3, text="jam buka?"))
    assert (found.source, found.chat, found.person) == ("m:7:3", "7", "7")
    assert found.act == ChannelText(body="jam buka?")


def test_an_edit_is_named_by_its_time_too() -> None:
    """Each correction of a message is an act of its own."""
    found = meaning(edited_message=message(7, 3, text="jam tutup?", edit_date=99))
    assert found.source == "e:7:3:99"
    assert found.act == ChannelEdit(of="m:7:3", body="jam tutup?")


def test_a_press_carries_what_its_button_said() -> None:
    """The button's data gives the act, the call its name."""
    under = message(7, 3, text="?")
    call = {"id": "c1", "from": under["from"], "chat_instance": "1", "message": under}
    found = meaning(callback_query={**call, "data": rate("abc", 4)})
    assert found.act == ChannelPress(button="rate", conversation="abc", score=4)
    assert (found.source, found.chat, found.callback, found.message) == ("b:c1", "7", "c1", 3)
    assert meaning(callback_query={**call, "data": "zzz"}).act is None


def test_letters_no_frame_may_carry_are_dropped() -> None:
    """A lone surrogate or a NUL character does not stop a text."""
    found = meaning(message=message(7, 3, text="a\ud800b\0c"))
    assert found.act == ChannelText(body="abc")


@pytest.mark.parametrize(
    ("text", "button", "campaign"),
    [("/selesai", "end", None), ("/start poster-1", "", "poster-1"), ("/start", "", "")],
)
def test_commands(text: str, button: str, campaign: str | None) -> None:
    """/selesai ends; /start remembers where the patron came from."""
    found = meaning(message=message(7, 3, text=text))
    assert (found.act == ChannelPress(button="end")) is (button == "end")
    assert found.campaign == campaign


def test_erasing_wants_a_second_word() -> None:
    """/hapus explains what would go; only with "ya" behind it does it go."""
    asked = meaning(message=message(7, 3, text="/hapus"))
    assert asked.act is None
    assert "/hapus ya" in asked.replies[0]
    assert meaning(message=message(7, 4, text="/hapus ya")).act == ChannelPress(button="forget")


def test_the_first_words_tell_of_privacy() -> None:
    """/start and /bantuan say what is kept."""
    for text in ("/start", "/bantuan", "/help@meja_bot"):
        (reply,) = meaning(message=message(7, 3, text=text)).replies
        assert words.NOTICE in reply


def test_a_photo_with_words_passes_the_words_on() -> None:
    """The caption is taken; the patron is told that the photo is not seen."""
    photo = [{"file_id": "f", "file_unique_id": "f", "width": 1, "height": 1}]
    found = meaning(message=message(7, 3, photo=photo, caption="buku ini ada?"))
    assert found.act == ChannelText(body="buku ini ada?")
    assert found.replies == (say("id", words.CAPTION_ONLY, what="foto"),)


def test_groups_are_declined_only_when_they_speak_to_the_bot() -> None:
    """A group's own talk is none of the bot's business."""
    group = {"id": -5, "type": "group", "title": "G"}
    talk = meaning(message={**message(-5, 3, text="halo semua"), "chat": group})
    asked = meaning(message={**message(-5, 4, text="/start@meja_bot"), "chat": group})
    assert (talk.act, talk.replies) == (None, ())
    assert asked.act is None
    assert "@meja_bot" in asked.replies[0]


def test_what_is_no_message_is_nothing() -> None:
    """An update of a kind not asked for causes nothing."""
    found = meaning(message=message(7, 3, new_chat_title="x"))
    assert (found.act, found.replies) == (None, ())
    assert understand(Update(9), "meja_bot", "id") == Meaning("u:9")


@pytest.mark.parametrize(
    ("code", "found"), [("id", "id"), ("in", "id"), ("en-GB", "en"), ("nl", "en"), (None, "id")]
)
def test_language(code: str | None, found: str) -> None:
    """Indonesian where it is read, English elsewhere, the library's own for who says none."""
    assert language(code, "id") == found


def test_buttons_carry_their_acts() -> None:
    """What a button carries is read back; an entry with too long a name stays unnamed."""
    conversation = "c" * 26
    assert pressed(helped(conversation, "faq-1")) == ChannelPress(
        button="helped", conversation=conversation, entry="faq-1"
    )
    assert pressed(unhelped(conversation)) == ChannelPress(
        button="unhelped", conversation=conversation
    )
    long = helped(conversation, "e" * 60)
    assert len(long) <= LONGEST
    assert pressed(long) == ChannelPress(button="helped", conversation=conversation)
    assert pressed("r|c|9") is None
