"""The Telegram bot against the whole desk, over real ports."""

import asyncio
from datetime import timedelta

from bots.telegram import words
from refdesk.domain import commands as c
from tests.bots.telegram_desk import CHAT, telegram
from tests.journeys.recorder import LOST, flood, message


async def test_a_question_is_answered_and_rated() -> None:
    """Ask, ask a librarian all the same, read the answer and its correction, end, rate."""
    async with telegram() as t:
        t.server.desk.answers.entries = {"perpanjang": "perpanjangan"}
        await t.server.desk.on_duty("sari")
        await t.recorder.say(CHAT, "gmn cara perpanjang buku")
        await t.recorder.seen(CHAT, words.RECEIVED)
        suggested = await t.recorder.seen(CHAT, words.SUGGESTED)
        await t.recorder.press(suggested, words.UNHELPED_BUTTON)
        await t.recorder.seen(CHAT, words.PASSED_ON)
        assert suggested.buttons == []
        fence = await t.claim()
        await t.recorder.seen(CHAT, "Sari membaca pertanyaan Anda.")
        said = await t.give(c.Say("Lewat situs kami.", fence))
        answer = await t.recorder.seen(CHAT, "Sari:\nLewat situs kami.")
        await t.give(c.Edit(said, "Lewat aplikasi kami.", fence))
        await t.recorder.seen(CHAT, "Lewat aplikasi kami.")
        assert answer.text == "Sari:\nLewat aplikasi kami."
        await t.recorder.say(CHAT, "/selesai")
        ended = await t.recorder.seen(CHAT, words.ENDED)
        await t.recorder.press(ended, "5")
        toast = await t.recorder.called("answerCallbackQuery", 2)
        assert "5" in toast["text"]
        assert t.server.desk.memory.states[t.conversation].rating == 5
        await t.recorder.confirmed()


async def test_a_patron_erases_their_conversation() -> None:
    """/hapus ya empties it at the library, and says so in the chat."""
    async with telegram() as t:
        await t.server.desk.on_duty("sari")
        await t.recorder.say(CHAT, "apakah ada buku tentang HIV?")
        await t.recorder.seen(CHAT, words.NOTICE)
        await t.recorder.say(CHAT, "/hapus ya")
        await t.recorder.seen(CHAT, words.FORGOTTEN)
        await t.recorder.seen(CHAT, "Nomor bukti: ")
        assert t.server.desk.memory.states[t.conversation].forgotten


async def test_a_patron_takes_their_data_and_chooses_what_it_serves() -> None:
    """/unduh gives a file without notes; /izin tells and changes what was agreed to."""
    async with telegram() as t:
        await t.server.desk.on_duty("sari")
        await t.recorder.say(CHAT, "apakah ada buku resep?")
        await t.recorder.seen(CHAT, words.NOTICE)
        await t.give(c.Note("catatan internal"))
        await t.recorder.say(CHAT, "/unduh")
        file = await t.recorder.seen(CHAT, "== Percakapan")
        assert "apakah ada buku resep?" in file.text
        assert "catatan internal" not in file.text
        await t.recorder.say(CHAT, "/izin")
        await t.recorder.seen(CHAT, "[ya] melengkapi tanya jawab")
        await t.recorder.say(CHAT, "/izin nilai")
        told = await t.recorder.seen(CHAT, "[tidak] melengkapi tanya jawab")
        assert "[ya] menilai" in told.text


async def test_an_answer_whose_fate_is_unknown_comes_again_marked() -> None:
    """A call that timed out is made once more, marked; a pause that Telegram asks for is kept."""
    async with telegram() as t:
        await t.server.desk.on_duty("sari")
        await t.recorder.say(CHAT, "jam buka?")
        await t.recorder.seen(CHAT, words.NOTICE)
        fence = await t.claim()
        await t.recorder.seen(CHAT, "membaca")
        t.recorder.fail("sendMessage", flood(1), LOST)
        await t.give(c.Say("Pukul delapan.", fence))
        await t.give(c.Say("Sampai sore.", fence))
        await t.recorder.failed("sendMessage", 1)
        t.server.desk.now += timedelta(minutes=1)
        await t.recorder.seen(CHAT, f"{words.AGAIN} Sari:\nPukul delapan.")
        await t.recorder.seen(CHAT, "Sari:\nSampai sore.")
        texts = [seen.text for seen in t.recorder.messages[-3:]]
        assert texts == [
            "Sari:\nPukul delapan.",
            f"{words.AGAIN} Sari:\nPukul delapan.",
            "Sari:\nSampai sore.",
        ]


async def test_many_chats_at_once_keep_their_order() -> None:
    """A burst of texts from many chats is taken, each chat's in its order, every one once."""
    async with telegram() as t:
        for number in range(8):
            for chat in range(1, 21):
                await t.recorder.say(chat, f"{chat}-{number}")
        await t.recorder.confirmed()
        logs = t.server.desk.memory.events.values()
        told = [
            [getattr(r.event, "body", "") for r in log if r.event.kind == "said"] for log in logs
        ]
        expected = [[f"{chat}-{number}" for number in range(8)] for chat in range(1, 21)]
        assert sorted(told) == sorted(expected)


async def test_what_is_no_text_is_answered_kindly() -> None:
    """A photo, a sticker, a contact, a command, a group are answered, and nothing is opened."""
    async with telegram() as t:
        await t.recorder.say(CHAT, "/start brosur")
        await t.recorder.seen(CHAT, words.WELCOME)
        photo = [{"file_id": "f", "file_unique_id": "f", "width": 1, "height": 1}]
        await t.recorder.write(CHAT, photo=photo)
        await t.recorder.seen(CHAT, "foto Anda tidak diteruskan")
        await t.recorder.write(CHAT, contact={"phone_number": "1", "first_name": "A"})
        await t.recorder.seen(CHAT, words.NO_CONTACTS)
        await t.recorder.say(CHAT, "/apa")
        await t.recorder.seen(CHAT, words.UNKNOWN_COMMAND)
        await t.recorder.say(CHAT, "/nomor")
        await t.recorder.seen(CHAT, f"Nomor obrolan ini: {CHAT}")
        group = {"id": -5, "type": "group", "title": "G"}
        spoken = {**message(-5, 900, text="halo @meja_bot"), "chat": group}
        await t.recorder.deliver(message=spoken)
        await t.recorder.seen(-5, "@meja_bot")
        await t.recorder.say(CHAT, "/selesai")
        await t.recorder.seen(CHAT, words.NOTHING_TO_END)
        await t.recorder.confirmed()
        assert not t.server.desk.memory.states
        await t.recorder.say(CHAT, "jam buka?")
        await t.recorder.confirmed()
        opened = t.server.desk.memory.events[t.conversation][0].event
        assert getattr(opened, "source", "") == "brosur"


async def test_a_poisonous_update_is_given_up() -> None:
    """An update that cannot be read is given up after its tries; those around it are taken."""
    async with telegram() as t:
        await t.recorder.deliver(message={"message_id": "?", "date": "never"})
        await t.recorder.say(CHAT, "jam buka?")
        await t.recorder.confirmed()
        assert len(t.server.desk.memory.states) == 1


async def test_updates_delivered_again_are_taken_once() -> None:
    """The same message under another update id, as when ids begin anew, says nothing again."""
    async with telegram() as t:
        await t.server.desk.on_duty("sari")
        await t.recorder.say(CHAT, "jam buka?")
        update = next(iter(t.recorder.updates.values()))
        await t.recorder.seen(CHAT, words.RECEIVED)
        await t.recorder.confirmed()
        t.recorder.next_update = 3
        await t.recorder.again(update)
        await t.recorder.confirmed()
        said = [r for r in t.server.desk.memory.events[t.conversation] if r.event.kind == "said"]
        assert len(said) == 1
        assert len(t.recorder.holding(CHAT, words.RECEIVED)) == 1


async def test_the_bot_outlives_its_connection() -> None:
    """Connections cut again and again lose nothing and double nothing."""
    async with telegram() as t:
        await t.server.desk.on_duty("sari")
        await t.recorder.say(CHAT, "satu")
        await t.recorder.seen(CHAT, words.NOTICE)
        fence = await t.claim()
        for number in range(6):
            for connection in list(t.server.sockets._open):
                connection.close(1001)
            await t.recorder.say(CHAT, f"tulisan {number}")
            await t.give(c.Say(f"jawaban {number}", fence))
            await asyncio.sleep(0.2)
        await t.recorder.seen(CHAT, "jawaban 5")
        await t.recorder.confirmed()
        log = t.server.desk.memory.events[t.conversation]
        said = [getattr(r.event, "body", "") for r in log if r.event.kind == "said"]
        assert [body for body in said if body.startswith("tulisan")] == [
            f"tulisan {number}" for number in range(6)
        ]
        texts = [seen.text for seen in t.recorder.holding(CHAT, "jawaban")]
        assert texts == [f"Sari:\njawaban {number}" for number in range(6)]
