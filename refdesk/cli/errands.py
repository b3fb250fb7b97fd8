"""Runs an errand for a command: through the running server, or with the store opened here."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from refdesk.cli.progress import LOOK_EVERY, showing
from refdesk.operations.carrying_out import carry_out
from refdesk.operations.courses import Course
from refdesk.operations.office import Answer
from refdesk.settings import load
from refdesk.telemetry import set_up

REFUSALS = {
    "bad_login": "nama masuk: 2-40 huruf kecil, angka, titik, garis / "
    "login: 2-40 lower-case letters, digits, dots, dashes",
    "bad_name": "nama: 1-80 huruf / name: 1-80 characters",
    "short_password": "sandi: paling sedikit 10 huruf / password: at least 10 characters",
    "easy_password": "sandi: mudah ditebak; pakai tiga kata atau lebih / password: soon guessed; "
    "use three words or more",
    "no_role": "peran belum diisi / no role given",
    "bad_role": "peran: trainee, librarian, mentor, coordinator, editor, evaluator, admin / roles",
    "last_admin": "administrator aktif terakhir: jadikan orang lain admin dahulu / "
    "the last active administrator: make somebody else admin first",
    "login_taken": "nama masuk sudah dipakai / this login exists already",
    "account_disabled": "akun dinonaktifkan: aktifkan dahulu, atau pakai --admin / "
    "the account is disabled: enable it first, or use --admin",
    "no_such_staff": "akun tidak ada / no such account",
    "bad_date": "tanggal tidak terbaca / cannot read the date",
    "reason_needed": "alasan belum diisi / no reason given",
    "request_of_nobody": "tidak ada data dengan nomor itu / nobody's data has that number",
    "token_of_nobody": "jejak audit tidak memuat token API bernomor itu; nomornya ada di kolom "
    "Keterangan, sesudah `token:` / the audit names no API token of that number; it stands in the "
    "column Detail, after `token:`",
    "correction_needs_message": "perlu satu percakapan, --message, dan tulisan dari masukan / "
    "needs one conversation, --message, and a text from input",
    "no_such_message": "pesan pemustaka itu tidak ada / there is no such message of a patron",
    "empty_body": "tulisan kosong / the text is empty",
    "forgotten": "isinya sudah dihapus / its content is erased already",
    "stopped": "dihentikan; tidak ada yang berubah / stopped; nothing was changed",
    "unreadable": "berkas tidak dapat dibaca atau ditulis / cannot read or write the files",
    "unavailable": "server tidak menjawab / the server does not answer",
}


def do(file: Path | None, name: str, wanted: Mapping[str, object]) -> Answer | None:
    """Run the errand; print a refusal and give None, else give the answer."""
    answer = asyncio.run(_watched(file, name, wanted))
    if "refused" not in answer:
        return answer
    for path, line, reason_id, reason_en in answer.get("problems", []):
        sys.stderr.write(f"{path}:{line}: {reason_id} / {reason_en}\n")
    key = answer["refused"]
    if not answer.get("problems"):
        sys.stderr.write(f"refdesk: {_refusal(key)} {answer.get('detail', '')}\n")
    return None


def _refusal(key: str) -> str:
    """Say what was refused in both languages: as commands say it, else as pages do."""
    if key in REFUSALS:
        return REFUSALS[key]
    from refdesk.web.sentences import SENTENCES, sentence  # noqa: PLC0415 - for the few

    return (
        " / ".join(sentence(key, key, name) for name in ("id", "en")) if key in SENTENCES else key
    )


async def _watched(file: Path | None, name: str, wanted: Mapping[str, object]) -> Answer:
    """Carry the errand out, showing its course; Ctrl-C lets one that has a course end undone."""
    set_up("human", "warning")  # what a tool has to say, it says itself
    course = Course()
    errand = asyncio.ensure_future(carry_out(load(file), name, wanted, course))

    def interrupt() -> None:
        if course.stage and not course.stopped:
            course.stop()
        else:
            errand.cancel()

    if sys.platform != "win32":  # there Ctrl-C ends the tool
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, interrupt)
    with showing(course) as look:
        while not errand.done():
            await asyncio.wait([errand], timeout=LOOK_EVERY)
            look()
    if errand.cancelled():
        sys.stderr.write("dihentikan / interrupted\n")
        raise KeyboardInterrupt
    return await errand
