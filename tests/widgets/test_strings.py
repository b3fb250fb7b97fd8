"""The front end's translations: collected from the sources, checked against the catalogues."""

import json
from pathlib import Path

import pytest

from tests.house.code_files import ROOT
from tests.widgets.node import run_module

SOURCE = """// One idea.
/** Say t("in a comment"). */
export function t(source: string): string { return source; }
t("Halo {nama}", { nama: 1 });
const words = [t("Tutup"), format("bukan"), list.t("bukan")];
tn("{n} orang", 3);
"""
CATALOGUE = r"""
msgid ""
msgstr "Language: en\n"

#: panel.tsx
msgid "Halo {nama}"
msgstr ""
"Hello "
"{nama}"

msgid "Tutup"
msgstr "Close \"it\""

msgid "{n} orang"
msgid_plural "{n} orang"
msgstr[0] "{n} person"
msgstr[1] "{n} people"
"""
BUILD = """
import {{ catalogues, compile, extract }} from "{strings}";
try {{
  const words = compile(extract(["a.ts"]), catalogues(".").get("en"), "en");
  console.log(JSON.stringify(words));
}} catch (error) {{ console.error(error.message); process.exitCode = 1; }}
"""


def compiled(folder: Path, source: str, catalogue: str) -> tuple[dict[str, object], str]:
    """The words that the build makes of a source and an English catalogue; what it complains of."""
    (folder / "a.ts").write_text(source, "utf-8")
    (folder / "en.po").write_text(catalogue, "utf-8")
    code = BUILD.format(strings=(ROOT / "widgets" / "build" / "strings.mjs").as_uri())
    run = run_module(code, folder)
    return json.loads(run.stdout or "{}"), run.stderr


def test_words_are_collected(tmp_path: Path) -> None:
    """Every t() and tn() of the source has its translation; comments and methods are left alone."""
    words, complaint = compiled(tmp_path, SOURCE, CATALOGUE)
    assert complaint == ""
    assert words == {
        "Halo {nama}": "Hello {nama}",
        "Tutup": 'Close "it"',
        "{n} orang": ["{n} person", "{n} people"],
    }


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ('msgid "Tutup"', 'msgid "Buka"', 'a.ts:5: "Tutup" is not translated'),
        ('msgid "Tutup"', '#, fuzzy\nmsgid "Tutup"', '"Tutup" is not translated'),
        ('"{nama}"', '"you"', "must keep the slots {nama}"),
        ('msgid_plural "{n} orang"\nmsgstr[0]', "msgstr", "en.po"),
        ("msgstr[1]", "#", "is not translated"),
        ("#: panel.tsx", "panel.tsx", "en.po:5: this is not a PO line"),
    ],
)
def test_a_faulty_catalogue_fails(tmp_path: Path, good: str, bad: str, complaint: str) -> None:
    """A missing, fuzzy or wrong translation fails the build with its place."""
    assert good in CATALOGUE
    words, said = compiled(tmp_path, SOURCE, CATALOGUE.replace(good, bad))
    assert words == {}
    assert complaint in said


def test_a_computed_string_fails(tmp_path: Path) -> None:
    """A t() whose string is not written out cannot be translated, so the build fails."""
    _, said = compiled(tmp_path, "// One.\nt(name);\n", CATALOGUE)
    assert "a.ts:2: t() takes a string in double quotes" in said
