"""`refdesk privacy breach`: who is concerned, by which data, with drafts of the notice."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from refdesk.cli.errands import do
from refdesk.clock import clock
from refdesk.settings import load
from refdesk.web.moments import time_in_words
from refdesk.web.spreadsheets import BYTE_ORDER_MARK, csv_line

HEADINGS: Final = ("patron", "contact", "conversation", "desk", "channel", "opened", "fields")
NOTIFY_WITHIN: Final = timedelta(hours=72)  # UU 27/2022 article 46: 3×24 hours
_FIELD_NAMES: Final = {
    "messages": ("isi percakapan", "what was written in conversations"),
    "notes": ("catatan pustakawan", "notes of librarians"),
    "name": ("nama panggilan", "names given"),
    "comment": ("ulasan", "comments"),
    "sealed nik": ("NIK (tersegel)", "national identity numbers (sealed)"),
    "sealed kk": ("nomor KK (tersegel)", "family card numbers (sealed)"),
    "sealed phone": ("nomor telepon (tersegel)", "telephone numbers (sealed)"),
    "sealed email": ("alamat surel (tersegel)", "e-mail addresses (sealed)"),
    "sealed card": ("nomor kartu bank (tersegel)", "bank card numbers (sealed)"),
    "sealed member": ("nomor anggota (tersegel)", "member numbers (sealed)"),
}


def breach(file: Path | None, what: dict[str, str], out: Path) -> int:
    """Write `patrons.csv` and drafts of the notice into a folder; exit status 1 when refused."""
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    patrons: set[str] = set()
    reached: set[str] = set()
    fields: Counter[str] = Counter()
    conversations = gone = 0
    with _private(out / "patrons.csv").open("w", encoding="utf-8", newline="") as table:
        table.write(BYTE_ORDER_MARK + csv_line(HEADINGS))
        for one in _exposed(file, what):
            if one is None:
                return 1
            conversations += 1
            gone += one["gone"]
            patrons.add(one["patron"])
            reached |= {one["contact"]} - {""}
            fields.update(one["fields"])
            cells = [one["patron"], one["contact"], one["conversation"], one["desk"]]
            table.write(csv_line([*cells, one["channel"], one["opened"], ", ".join(one["fields"])]))
    settings = load(file)
    facts: dict[str, object] = {
        "library": settings.library_name,
        "patrons": len(patrons),
        "conversations": conversations,
    }
    for place, (name, draft) in enumerate(_DRAFTS.items()):
        facts["deadline"] = time_in_words(clock() + NOTIFY_WITHIN, settings.zone, name)
        for end in ("since", "until"):
            moment = datetime.fromisoformat(what[end])
            local = moment if moment.tzinfo else moment.replace(tzinfo=settings.zone)
            facts[end] = time_in_words(local, settings.zone, name)
        facts["fields"] = _listed(fields, place)
        _private(out / f"notice.{name}.txt").write_text(draft.format(**facts), "utf-8")
    sys.stdout.write(
        f"pemustaka / patrons: {len(patrons)} ({len(reached)} dapat dihubungi / can be reached)\n"
        f"percakapan / conversations: {conversations} ({gone} sudah kosong / emptied since)\n"
        f"{_listed(fields, 0)}\n{out}\n"
    )
    return 0


def _exposed(file: Path | None, what: dict[str, str]) -> Iterator[dict[str, Any] | None]:
    after = ""
    while True:
        answer = do(file, "privacy_breach", {**what, "after": after})
        if answer is None:
            yield None
            return
        yield from answer["exposed"]
        after = answer["next"]
        if not after:
            return


def day(text: str, *, after: bool = False) -> str:
    """Read a day or a moment in the library's time; `after` means the end of a day."""
    moment = datetime.fromisoformat(text)
    if after and len(text) == len("2026-01-31"):
        moment += timedelta(days=1)
    return moment.isoformat()


def _private(path: Path) -> Path:
    path.touch(mode=0o600)
    return path


def _listed(fields: Counter[str], place: int) -> str:
    names = [(_FIELD_NAMES.get(one, (one, one))[place], n) for one, n in fields.most_common()]
    return "\n".join(f"- {name}: {n}" for name, n in names)


_DRAFTS: Final = {
    "id": """PEMBERITAHUAN KEGAGALAN PELINDUNGAN DATA PRIBADI
(UU 27/2022 pasal 46; disampaikan kepada pemustaka dan lembaga PDP paling lambat 3x24 jam sejak
diketahui; dari draf ini: {deadline})

{library} memberitahukan bahwa data pribadi dalam layanan tanya pustakawan mungkin telah diakses
tanpa hak.

1. Data pribadi yang terungkap, dalam {conversations} percakapan milik {patrons} pemustaka:
{fields}
   Data bertanda "tersegel" disimpan terenkripsi; kuncinya di luar basis data.

2. Kapan dan bagaimana terungkap: antara {since} dan {until}.
   [Isi: apa yang terjadi, bagaimana diketahui, siapa yang mungkin melihat.]

3. Upaya penanganan dan pemulihan:
   [Isi: akses ditutup, kata sandi dan kunci diganti (refdesk privacy rotate-key), pemeriksaan jejak
   audit, perbaikan yang dilakukan.]

4. Yang dapat Anda lakukan: hapus percakapan Anda dengan /hapus (Telegram) atau tombol di menu
   percakapan; waspadai pesan yang mengaku dari perpustakaan.

Narahubung: [nama, telepon, surel petugas pelindungan data]
""",
    "en": """NOTICE OF A PERSONAL DATA BREACH
(Law 27/2022 article 46; to patrons and the data protection authority within 3x24 hours of becoming
known; counted from this draft: {deadline})

{library} informs you that personal data in its ask-a-librarian service may have been accessed
without right.

1. Personal data laid open, in {conversations} conversations of {patrons} patrons:
{fields}
   Data marked "sealed" is stored encrypted; the key is outside of the database.

2. When and how: between {since} and {until}.
   [Fill in: what happened, how it became known, who may have seen it.]

3. What is done about it:
   [Fill in: access closed, passwords and keys changed (refdesk privacy rotate-key), audit examined,
   what was mended.]

4. What you can do: erase your conversations by /hapus (Telegram) or the button in the menu; beware
   of messages that claim to come from the library.

Contact: [name, telephone, e-mail of the data protection officer]
""",
}
