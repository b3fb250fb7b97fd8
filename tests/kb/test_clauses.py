"""A long message is also read part by part."""

from kb.clauses import readings


def test_a_short_question_is_one_reading() -> None:
    """A comma alone does not take a question apart."""
    assert readings("min, jam buka hari minggu?") == ["min, jam buka hari minggu?"]


def test_a_story_is_read_whole_then_by_clause() -> None:
    """The question inside a long message gets a chance of its own; greetings do not."""
    text = "Kak, buku saya hilang waktu mudik, saya harus gimana? Takut didenda banyak."
    assert [part.strip() for part in readings(text)] == [
        text,
        "buku saya hilang waktu mudik",
        "saya harus gimana",
        "Takut didenda banyak",
    ]


def test_few_parts_are_looked_at() -> None:
    """A page of text costs no more than a few questions."""
    assert len(readings("satu dua tiga empat. " * 50)) == 5
