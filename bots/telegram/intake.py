"""What an update from Telegram means for the desk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from bots.bridge import Act
from bots.telegram import words
from bots.telegram.buttons import pressed
from bots.telegram.words import say
from refdesk.protocol.frames import ChannelEdit, ChannelPress, ChannelText

# Languages of people who read Indonesian; "in" is what old programs call it.
_INDONESIAN: Final = {"id", "in", "ms", "jv", "su"}
# What else a message may carry, in the order in which it is looked for.
_KINDS: Final = (
    ("photo", words.PHOTO),
    ("voice", words.VOICE),
    ("audio", words.VOICE),
    ("video", words.VIDEO),
    ("video_note", words.VIDEO),
    ("sticker", words.STICKER),
    ("location", words.PLACE),
)
_HELP: Final = {"help", "bantuan"}
_END: Final = {"selesai", "end"}
_ERASE: Final = {"hapus", "erase"}
_DOWNLOAD: Final = {"unduh", "download"}
_CONSENT: Final = {"izin", "consent"}
_NUMBER: Final = {"nomor", "number"}  # for settings that name a chat
_YES: Final = {"ya", "yes"}
_NO: Final = {"tidak", "no"}
_ALL: Final = ("evaluation", "learning")
_PURPOSES: Final = {"nilai": "evaluation", "belajar": "learning"}
_PURPOSES_IN_ENGLISH: Final = {"review": "evaluation", "learn": "learning"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks about their own data; `given` are the purposes they agree to."""

    what: Literal["data", "consents"]
    given: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What is to be done about an update.

    `act` goes to the desk, `wish` is answered by it; `replies` go back to the chat, after the act
    was taken. `campaign` is the parameter of a deep link, None for what is no start. `callback`
    names a pressed button's call, `message` the message it was under.
    """

    source: str
    chat: str = ""
    lang: str = "id"
    person: str = ""
    act: Act | None = None
    wish: Wish | None = None
    replies: tuple[str, ...] = ()
    campaign: str | None = None
    callback: str = ""
    message: int = 0


def understand(update: Update, name: str, lang: str) -> Meaning:
    """Give what an update means to the bot `name`; `lang` is for who says no language."""
    if update.callback_query is not None:
        return _press(update.callback_query, lang)
    message = update.message or update.edited_message
    if message is None:
        return Meaning(f"u:{update.update_id}")
    meaning = _of(message, lang)
    if message.chat.type != ChatType.PRIVATE:
        return _declined(meaning, message, name)
    if update.edited_message is not None:
        return _edit(meaning, message)
    return _message(meaning, message)


def _of(message: Message, lang: str) -> Meaning:
    who = message.from_user
    return Meaning(
        source=f"m:{message.chat.id}:{message.message_id}",
        chat=str(message.chat.id),
        lang=language(who.language_code if who else None, lang),
        person=str(who.id) if who else "",
    )


def language(code: str | None, otherwise: str) -> str:
    """Give the language to answer in: Indonesian where it is read, else English."""
    if not code:
        return otherwise
    return "id" if code.lower().partition("-")[0] in _INDONESIAN else "en"


def _declined(meaning: Meaning, message: Message, name: str) -> Meaning:
    """Answer in a group only where the bot itself was spoken to."""
    text = message.text or message.caption or ""
    spoken_to = text.startswith("/") or f"@{name}".lower() in text.lower()
    if not spoken_to or message.edit_date is not None:
        return meaning
    return replace(meaning, replies=(say(meaning.lang, words.PRIVATE_ONLY, name=name),))


def _message(meaning: Meaning, message: Message) -> Meaning:
    text = message.text or ""
    if text.startswith("/"):
        return _command(meaning, *_words(text))
    if text:
        return replace(meaning, act=ChannelText(body=_clean(text)))
    if message.contact is not None:
        return replace(meaning, replies=(say(meaning.lang, words.NO_CONTACTS),))
    what = _kind(message, meaning.lang)
    if not what:
        return meaning  # of the chat itself: a new photo, a pinned message
    if message.caption:
        reply = say(meaning.lang, words.CAPTION_ONLY, what=what)
        return replace(meaning, act=ChannelText(body=_clean(message.caption)), replies=(reply,))
    return replace(meaning, replies=(say(meaning.lang, words.TEXT_ONLY, what=what),))


def _command(meaning: Meaning, command: str, rest: str) -> Meaning:
    explained = (say(meaning.lang, words.HELP), say(meaning.lang, words.NOTICE))
    if command == "start":
        welcome = "\n\n".join((say(meaning.lang, words.WELCOME), *explained))
        return replace(meaning, campaign=_clean(rest), replies=(welcome,))
    if command in _END:
        return replace(meaning, act=ChannelPress(button="end"))
    if command in _ERASE:
        return _erase(meaning, rest)
    if command in _NUMBER:
        return replace(meaning, replies=(say(meaning.lang, words.NUMBER, chat=meaning.chat),))
    if command in _DOWNLOAD | _CONSENT:
        return replace(meaning, wish=_consents(rest) if command in _CONSENT else Wish("data"))
    unknown = () if command in _HELP else (say(meaning.lang, words.UNKNOWN_COMMAND),)
    return replace(meaning, replies=("\n\n".join((*unknown, *explained)),))


def _erase(meaning: Meaning, rest: str) -> Meaning:
    """Erase for who is sure; tell the others what it means."""
    if rest.lower() in _YES:
        return replace(meaning, act=ChannelPress(button="forget"))
    return replace(meaning, replies=(say(meaning.lang, words.ERASE),))


def _consents(rest: str) -> Wish:
    """Read `/izin`, `/izin ya`, `/izin tidak`, or the names of what is agreed to."""
    words_ = rest.lower().replace(",", " ").split()
    named = [purpose for purpose in map((_PURPOSES | _PURPOSES_IN_ENGLISH).get, words_) if purpose]
    if named:
        return Wish("consents", tuple(named))
    if words_ and words_[0] in _YES | _NO:
        return Wish("consents", _ALL if words_[0] in _YES else ())
    return Wish("consents")


def _words(text: str) -> tuple[str, str]:
    """Give a command without its slash and the bot's name, and what follows it."""
    first, _, rest = text[1:].partition(" ")
    return first.partition("@")[0].lower(), rest.strip()


def _edit(meaning: Meaning, message: Message) -> Meaning:
    """A correction; nothing for what is no text, or was a command."""
    text = message.text or message.caption or ""
    if not text or text.startswith("/") or message.edit_date is None:
        return meaning
    edited = int(message.edit_date.timestamp())
    return replace(
        meaning,
        source=f"e:{message.chat.id}:{message.message_id}:{edited}",
        act=ChannelEdit(of=meaning.source, body=_clean(text)),
    )


def _press(query: CallbackQuery, lang: str) -> Meaning:
    who, under = query.from_user, query.message
    return Meaning(
        source=f"b:{query.id}",
        # A button under a message too old to be told still has its presser.
        chat=str(under.chat.id if under else who.id),
        lang=language(who.language_code, lang),
        person=str(who.id),
        act=pressed(_clean(query.data or "")),
        callback=query.id,
        message=under.message_id if under else 0,
    )


def _kind(message: Message, lang: str) -> str:
    found = next((word for name, word in _KINDS if getattr(message, name)), "")
    if not found and message.effective_attachment:
        found = words.FILE
    return say(lang, found) if found else ""


def _clean(text: str) -> str:
    """Drop what no frame may carry: NUL characters, lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
