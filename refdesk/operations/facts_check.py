"""The check of the library's facts: filled in, not left as examples."""

from __future__ import annotations

from refdesk.errors import SettingsProblem
from refdesk.operations.doctor import Finding
from refdesk.operations.facts import OWN, example_facts, read_facts
from refdesk.settings import Settings

NAME = ("Fakta perpustakaan", "Library's facts")
NAMED = 5


async def library_facts(settings: Settings) -> Finding:
    """Answers hold the library's own hours and numbers instead of invented ones."""
    own = settings.data_dir / OWN
    try:
        facts, left = read_facts(settings), example_facts(settings)
    except SettingsProblem as problem:
        told = str(problem)
        remedy = ("perbaiki berkas itu", "mend that file")
        return Finding(NAME, good=False, says=(told, told), remedy=remedy)
    if not left:
        said = (f"{len(facts)} fakta terisi", f"{len(facts)} facts filled in")
        return Finding(NAME, good=True, says=said)
    some = ", ".join(left[:NAMED]) + (" …" if len(left) > NAMED else "")
    return Finding(
        NAME,
        good=False,
        serious=False,
        says=(f"{len(left)} masih contoh: {some}", f"{len(left)} are still examples: {some}"),
        remedy=(
            f"jalankan `refdesk kb facts`, isi {own}, ubah example menjadi false, mulai ulang",
            f"run `refdesk kb facts`, fill in {own}, set example to false, restart",
        ),
    )
