"""Front matter is the YAML block that opens a Markdown file, read here with its line numbers."""

from __future__ import annotations

from dataclasses import dataclass

import yaml

from kb.problems import Problem

FENCE = "---"
FIRST_YAML_LINE = 2


@dataclass(frozen=True, slots=True)
class Field:
    """A value of the front matter (text, list of texts, or list of mappings) with its line."""

    line: int
    value: str | tuple[str | dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A file taken apart: its fields by name, the Markdown body, the line the body starts on."""

    fields: dict[str, Field]
    body: str
    body_line: int


class FrontMatterError(Exception):
    """The front matter cannot be read; `problem` says where it stops making sense."""

    def __init__(self, problem: Problem) -> None:
        """Keep the problem."""
        self.problem = problem
        super().__init__(problem.text("en"))


def split(text: str, file: str) -> Page:
    """Take a file's text apart; raises FrontMatterError naming file and line."""
    lines = text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n")
    end = _closing_fence(lines, file)
    fields = _fields("\n".join(lines[1:end]), file)
    body = "\n".join(lines[end + 1 :])
    leading = len(body) - len(body.lstrip("\n"))
    return Page(fields, body.strip("\n"), end + 2 + leading)


def _closing_fence(lines: list[str], file: str) -> int:
    if lines[0].rstrip() != FENCE:
        raise FrontMatterError(
            Problem(
                file,
                1,
                "berkas harus dibuka dengan baris '---' lalu keterangan YAML",
                "the file must open with a line '---' followed by its YAML fields",
            )
        )
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FENCE:
            return number
    raise FrontMatterError(
        Problem(
            file,
            1,
            "baris '---' penutup keterangan tidak ditemukan",
            "the closing '---' line of the front matter is missing",
        )
    )


def _fields(block: str, file: str) -> dict[str, Field]:
    # BaseLoader keeps every scalar a text, so `no` stays a word and a date is checked by us.
    try:
        root = yaml.compose(block, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        raise FrontMatterError(_unreadable(error, file)) from error
    except RecursionError as error:
        raise FrontMatterError(
            Problem(
                file,
                FIRST_YAML_LINE,
                "keterangan YAML bersarang terlalu dalam",
                "the YAML is nested too deeply",
            )
        ) from error
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise FrontMatterError(
            Problem(
                file,
                FIRST_YAML_LINE,
                "keterangan harus berupa pasangan 'kunci: nilai'",
                "the front matter must be 'key: value' pairs",
            )
        )
    return _mapping(root, file)


def _unreadable(error: yaml.YAMLError, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = FIRST_YAML_LINE + (mark.line if mark is not None else 0)
    detail = getattr(error, "problem", None) or getattr(error, "reason", None) or "?"
    return Problem(file, line, f"YAML tidak dapat dibaca ({detail})", f"unreadable YAML ({detail})")


def _mapping(root: yaml.MappingNode, file: str) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for key, node in root.value:
        line = FIRST_YAML_LINE + key.start_mark.line
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        if name in fields:
            raise FrontMatterError(
                Problem(
                    file,
                    line,
                    f"kunci '{name}' ditulis dua kali; hapus salah satu",
                    f"the key '{name}' is written twice; remove one",
                )
            )
        fields[name] = Field(line, _value(node, name, file))
    return fields


def _value(node: yaml.Node, name: str, file: str) -> str | tuple[str | dict[str, str], ...]:
    if isinstance(node, yaml.ScalarNode):
        return str(node.value).strip()
    if isinstance(node, yaml.SequenceNode):
        return tuple(_item(item, name, file) for item in node.value)
    raise FrontMatterError(_wrong_shape(node, name, file))


def _item(node: yaml.Node, name: str, file: str) -> str | dict[str, str]:
    if isinstance(node, yaml.ScalarNode):
        return str(node.value).strip()
    if isinstance(node, yaml.MappingNode) and all(
        isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
        for key, value in node.value
    ):
        return {str(key.value): str(value.value).strip() for key, value in node.value}
    raise FrontMatterError(_wrong_shape(node, name, file))


def _wrong_shape(node: yaml.Node, name: str, file: str) -> Problem:
    return Problem(
        file,
        FIRST_YAML_LINE + node.start_mark.line,
        f"isi '{name}' harus teks atau daftar teks (beri tanda kutip bila memuat ':')",
        f"'{name}' must be a text or a list of texts (quote it if it contains ':')",
    )
