"""Content files are Markdown with front matter, turned into entries all together or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import yaml

from kb.entries import Audience, Entry, Kind, Lang, Source, State
from kb.field_reader import FieldReader
from kb.front_matter import FrontMatterError, split
from kb.problems import ContentErrors, Problem
from kb.variables import Variables, fill, unknown_names

__all__ = ["FOLDERS", "ContentErrors", "Problem", "dump", "load_directory", "parse"]

FOLDERS = {
    "faq": Kind.FAQ,
    "panduan": Kind.PATHFINDER,
    "balasan": Kind.CANNED,
    "fakta": Kind.FACT,
}


def load_directory(
    path: Path,
    variables: Variables | None = None,
    *,
    keep: bool = False,
    tell: Callable[[int, int], None] = lambda _, __: None,
) -> list[Entry]:
    """Read every entry under `path` (`<lang>/<folder>/<slug>.md`).

    With `variables`, `{{name}}` becomes the library's own fact, or has to be one with `keep`; with
    None it is kept. `tell` hears how many files of how many are read. Raises ContentErrors with
    every problem of every file, and then nothing is loaded.
    """
    problems, entries = list[Problem](), list[Entry]()
    files = [(lang, file) for lang in Lang for file in sorted((path / lang).glob("*/*.md"))]
    for done, (lang, file) in enumerate(files):
        tell(done, len(files))
        try:
            entries.append(_read(file, path, lang, variables, keep=keep))
        except ContentErrors as error:
            problems.extend(error.problems)
    problems.extend(_none_found(path) if not entries and not problems else [])
    if problems:
        raise ContentErrors(problems)
    return entries


def parse(text: str, file: str, lang: Lang, kind: Kind, slug: str) -> Entry:
    """Turn one file's text into an entry; raises ContentErrors with all its problems."""
    try:
        page = split(text, file)
    except FrontMatterError as error:
        raise ContentErrors([error.problem]) from error
    reader = FieldReader(page, file)
    entry = Entry(
        id=reader.slug("id", slug),
        lang=lang,
        kind=reader.choice("kind", Kind, kind),
        title=reader.required("title"),
        answer=page.body,
        alternatives=reader.texts("alternatives"),
        keywords=reader.texts("keywords"),
        topics=reader.texts("topics"),
        audience=reader.choice("audience", Audience, Audience.PUBLIC),
        state=reader.choice("state", State, State.LIVE),
        owner=reader.text("owner"),
        reviewed=reader.day("reviewed"),
        review_by=reader.day("review_by"),
        sources=reader.sources(),
        related=reader.texts("related"),
        scope=reader.text("scope"),
        for_whom=reader.text("for_whom"),
        search_terms=reader.texts("search_terms"),
    )
    reader.expect(entry, kind, slug)
    if reader.problems:
        raise ContentErrors(reader.problems)
    return entry


def dump(entry: Entry) -> str:
    """Write an entry as a file's text; parsing it again gives the same entry, without aliases."""
    fields: dict[str, object] = {"id": entry.id, "kind": entry.kind.value, "title": entry.title}
    for name in ("alternatives", "keywords", "topics"):
        fields[name] = list(getattr(entry, name))
    fields |= {"audience": entry.audience.value, "state": entry.state.value, "owner": entry.owner}
    fields["reviewed"] = entry.reviewed.isoformat() if entry.reviewed else ""
    fields["review_by"] = entry.review_by.isoformat() if entry.review_by else ""
    fields["sources"] = [_plain_source(source) for source in entry.sources]
    fields["related"] = list(entry.related)
    fields |= {"scope": entry.scope, "for_whom": entry.for_whom}
    fields["search_terms"] = list(entry.search_terms)
    kept = {name: value for name, value in fields.items() if value not in ("", [])}
    block = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{block}---\n\n{entry.answer}\n"


def _plain_source(source: Source) -> str | dict[str, str]:
    if not source.call_number and not source.link:
        return source.title
    parts = {"title": source.title, "call_number": source.call_number, "link": source.link}
    return {name: value for name, value in parts.items() if value}


def _read(
    file: Path, root: Path, lang: Lang, variables: Variables | None, *, keep: bool = False
) -> Entry:
    name = str(file.relative_to(root))
    kind = FOLDERS.get(file.parent.name)
    if kind is None:
        known = ", ".join(FOLDERS)
        raise ContentErrors(
            [
                Problem(
                    name,
                    1,
                    f"folder '{file.parent.name}' tidak dikenal; pakai salah satu dari {known}",
                    f"unknown folder '{file.parent.name}'; use one of {known}",
                )
            ]
        )
    text = _text(file, name)
    entry = parse(text, name, lang, kind, file.stem)
    if variables is None:
        return entry
    problems = _unknown_variables(text, name, variables)
    if problems:
        raise ContentErrors(problems)
    return entry if keep else fill(entry, variables)


def _text(file: Path, name: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        problem = Problem(
            name, line, "berkas bukan UTF-8; simpan ulang sebagai UTF-8", "not UTF-8; save as UTF-8"
        )
        raise ContentErrors([problem]) from error


def _unknown_variables(text: str, name: str, variables: Variables) -> list[Problem]:
    return [
        Problem(
            name,
            number,
            f"variabel '{{{{{unknown}}}}}' tidak ada di variables.toml",
            f"the variable '{{{{{unknown}}}}}' is not in variables.toml",
        )
        for number, line in enumerate(text.split("\n"), start=1)
        for unknown in unknown_names(line, variables)
    ]


def _none_found(path: Path) -> list[Problem]:
    return [
        Problem(
            str(path),
            1,
            "tidak ada entri; berkas seharusnya di <bahasa>/<faq|panduan>/<slug>.md",
            "no entries; files belong in <lang>/<faq|panduan>/<slug>.md",
        )
    ]
