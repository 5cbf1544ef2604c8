"""Renames a record and every reference to it: in YAML, front matter and prose, to the byte.

The references are found by reading the checkout as if the record were not there: whatever then
dangles is a reference to it, and the reader already knows its exact place.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from atlas import catalog, rules
from atlas.diagnostics import Span
from atlas.model import KINDS


class RenameError(Exception):
    """The record can't be renamed; the message says why. Nothing was changed."""


def rename(root: Path, kind: str, old: str, new: str) -> dict[str, int]:
    """Rename a record of the checkout at `root`; return how often each file named it.

    All or nothing: what was written is put back if anything fails, an interrupt included. Raises
    `RenameError` where the record is missing, the new id is taken or unsound, or the content has
    findings (a file that can't be read may hide a reference).
    """
    source, target = (f"content/{kind}/{id_}.{KINDS[kind].form}" for id_ in (old, new))
    if not (root / source).is_file():
        raise RenameError(f"there is no {source}")
    if not catalog.sound_id(new):
        raise RenameError(f"`{new}` may have only a-z, 0-9 and single hyphens")
    if (root / target).exists():
        raise RenameError(f"{target} is there already")
    if rules.check(catalog.load(root)):
        raise RenameError("the content has findings; mend what `atlas check` reports first")
    places = references(root, kind, old)
    texts = {path: (root / path).read_bytes().decode("utf-8") for path in places}
    edits = {path: substitute(text, places[path], old, new) for path, text in texts.items()}
    own = (root / source).read_bytes().decode("utf-8")
    edits[target] = edits.pop(source, own)
    _write(root, edits, source)
    return {path: len(spans) for path, spans in places.items()}


def references(root: Path, kind: str, id_: str) -> Mapping[str, list[Span]]:
    """Return where a record is named, by path. The content must be clean otherwise."""
    without = catalog.load(root, hidden=(kind, id_))
    places: defaultdict[str, list[Span]] = defaultdict(list)
    for code in ("unknown-reference", "broken-link"):
        for each in without.found.get(code, ()):
            places[each.span.path].append(each.span)
    return dict(places)


def substitute(text: str, spans: Iterable[Span], old: str, new: str) -> str:
    """Return a text with `old` written as `new` at the places named, and the rest to the byte."""
    lines = text.split("\n")
    for span in sorted(set(spans), reverse=True):
        line = lines[span.line - 1]
        start, stop = span.column - 1, span.end - 1
        # In a link the id stands last before the ending: `../roles/old.yml#old-section`.
        anchor = line.find("#", start, stop)
        at = line.rfind(old, start, stop if anchor < 0 else anchor)
        lines[span.line - 1] = line[:at] + new + line[at + len(old) :]
    return "\n".join(lines)


def _write(root: Path, edits: Mapping[str, str], removed: str) -> None:
    """Write every file and remove one; put all back if anything fails."""
    before = {path: (root / path).read_bytes() for path in (*edits, removed) if _exists(root, path)}
    made: dict[str, Path] = {}
    try:
        for path, text in edits.items():  # what could fill the disk comes first
            made[path] = (root / path).with_name(f".{Path(path).name}.new")
            made[path].write_bytes(text.encode("utf-8"))
        for path, file in made.items():
            file.replace(root / path)
        (root / removed).unlink()
        found = rules.check(catalog.load(root))
        if found:
            raise RenameError(f"{found[0].span.path} would no longer be sound: {found[0].message}")
    except BaseException:
        for path in edits.keys() - before.keys():
            (root / path).unlink(missing_ok=True)
        for path, raw in before.items():
            if not _exists(root, path) or (root / path).read_bytes() != raw:
                (root / path).write_bytes(raw)
        raise
    finally:
        for file in made.values():
            file.unlink(missing_ok=True)


def _exists(root: Path, path: str) -> bool:
    return os.path.lexists(root / path)
