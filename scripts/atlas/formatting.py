"""The canonical form of a record's file: the same values, in one way of writing.

Fields stand in the order of their kind; lines end in LF and in nothing blank; lists on one line
have a blank after each comma. A step that would change a value is not taken.
"""

import re
from collections.abc import Callable

from atlas import source
from atlas.model import KINDS

_FIRST = ("title", "summary")
_LAST = ("unknown", "former_ids", "waive", "rests_on", "unconfirmed", "sources", "reviewed")
_IDS = re.compile(r"^(\s*(?:- )?[\w-]+:) +\[\s*([\w-]+(?:\s*,\s*[\w-]+)*)?\s*,?\s*\]$")
_KEY = re.compile(r"^(\s*(?:- )?[\w-]+:) {2,}(?=[^\s#])")
_TOP = re.compile(r"^([\w-]+):")


def formatted(path: str, text: str) -> str:
    """Return a record's text in its canonical form; one that can't be read stays as it is."""
    meaning = source.parse(path, text)
    if meaning.value is None or meaning.problems:
        return text
    for step in (_line_ends, _lists, _spacing, lambda each: _ordered(path, each)):
        tried = step(text)
        after = source.parse(path, tried)
        if after.value == meaning.value and not after.problems:
            text = tried
    return text


def _line_ends(text: str) -> str:
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return "\n".join(lines).strip("\n") + "\n"


def _lists(text: str) -> str:
    def even(found: re.Match[str]) -> str:
        return f"{found[1]} [{', '.join((found[2] or '').replace(',', ' ').split())}]"

    return _each_field_line(text, lambda line: _IDS.sub(even, line))


def _spacing(text: str) -> str:
    return _each_field_line(text, lambda line: _KEY.sub(r"\1 ", line))


def _each_field_line(text: str, change: Callable[[str], str]) -> str:
    head, prose = _split(text)
    return "\n".join(change(line) for line in head.split("\n")) + prose


def _split(text: str) -> tuple[str, str]:
    """Return what holds the fields, and the prose below it with its fence, if there is one."""
    if not text.startswith("---\n"):
        return text, ""
    close = text.find("\n---", 3)
    return text[:close], text[close:]


def _ordered(path: str, text: str) -> str:
    """Return the text with its fields in the order of their kind."""
    head, prose = _split(text)
    fence, lines = ("---\n", head[4:]) if prose else ("", head)
    blocks: dict[str, list[str]] = {}
    loose: list[str] = []  # comments and blank lines belong to the field below them
    name = ""
    for line in lines.rstrip("\n").split("\n"):
        if found := _TOP.match(line):
            name = found[1]
            blocks[name] = [*loose, line]
            loose = []
        elif not line or line.startswith("#"):
            loose.append(line)
        elif name:
            blocks[name] += [*loose, line]
            loose = []
    order = {field: n for n, field in enumerate(field_order(path.split("/")[1]))}
    names = sorted(blocks, key=lambda field: order.get(field, len(order)))
    ordered = [line for field in names for line in blocks[field]] + loose
    return fence + "\n".join(ordered) + ("" if prose else "\n") + prose


def field_order(kind: str) -> list[str]:
    """Return the fields of a kind in their canonical order."""
    own = [name for name in KINDS[kind].model_fields if name not in {*_FIRST, *_LAST}]
    return [*_FIRST, *own, *_LAST]
