"""Five entries that the tests of the index ask about."""

from kb.entries import Audience, Entry, Kind, Lang, State


def entry(name: str, lang: str, title: str, answer: str, **more: object) -> Entry:
    """Make an FAQ."""
    fields = {"id": name, "lang": Lang(lang), "kind": Kind.FAQ, "title": title, "answer": answer}
    return Entry(**(fields | more))  # type: ignore[arg-type]


FIVE = [
    entry("denda", "id", "Berapa denda keterlambatan?", "Lima ratus rupiah per hari."),
    entry("denda", "en", "How much is the late fine?", "Five hundred rupiah a day."),
    entry("wifi", "id", "Apakah ada Wi-Fi?", "Ada, gratis.", alternatives=("sandi internet apa",)),
    entry("parkir", "id", "Di mana parkir motor?", "Di belakang gedung."),
    entry("kas", "id", "Di mana kunci brankas?", "Di laci petugas.", audience=Audience.STAFF),
    entry("lama", "id", "Berapa iuran tahun lalu?", "Sudah dihapus.", state=State.RETIRED),
]
