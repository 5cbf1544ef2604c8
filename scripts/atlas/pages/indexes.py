"""An index page for every kind."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from atlas.catalog import Catalog, Entry
from atlas.model import KINDS
from atlas.model.interviews import FocusArea
from atlas.model.record import GRADES, Record
from atlas.pages.page import Head, Page, write
from atlas.pages.writer import GRADE_NAMES

# Kind → the field by which its index groups the records.
_GROUP: Mapping[str, str] = {
    "teams": "team_type",
    "positions": "company",
    "rounds": "group",
    "skills": "group",
    "topics": "group",
    "resources": "type",
    "roles": "family",
    "questions": "round",
    "sources": "grade",
}


def pages(catalog: Catalog) -> Iterator[Page]:
    """Yield the index of every kind."""
    for kind, model in KINDS.items():
        yield write(
            catalog,
            f"{kind}/index.md",
            "index",
            Head(model.plural, model.about),
            kind=kind,
            model=model,
            groups=groups(catalog, kind),
        )


def groups(catalog: Catalog, kind: str) -> list[tuple[str, list[Entry[Record]]]]:
    """Return a kind's records under headings, in the order its index shows them."""
    entries = [entry for entry in catalog.entries.values() if entry.kind == kind]
    if kind == "focus-areas":
        return [("", sorted(entries, key=lambda entry: _order(entry.record)))]
    if kind == "levels":
        return [("", _by_level(entries))]
    field = _GROUP.get(kind)
    if field is None:
        return [("", sorted(entries, key=lambda entry: entry.record.title.casefold()))]

    def group(entry: Entry[Record]) -> str:
        return str(getattr(entry.record, field))

    def rank(name: str) -> tuple[int, str]:
        return (GRADES.index(name) if name in GRADES else 0, name)

    entries.sort(key=lambda entry: (rank(group(entry)), entry.record.title.casefold()))
    return [(_heading(catalog, field, name), list(same)) for name, same in groupby(entries, group)]


def _order(record: Record) -> int:
    return record.order if isinstance(record, FocusArea) else 0


def _by_level(entries: list[Entry[Record]]) -> list[Entry[Record]]:
    """Return levels from the lowest up."""
    below = {entry.id: getattr(entry.record, "above", None) for entry in entries}

    def height(id_: str | None) -> int:
        return 0 if id_ is None or id_ not in below else 1 + height(below[id_])

    return sorted(entries, key=lambda entry: (height(entry.id), entry.id))


def _heading(catalog: Catalog, field: str, name: str) -> str:
    named = {"team_type": "team-types", "company": "companies", "round": "rounds"}.get(field)
    if named:
        entry = catalog.get(named, name)
        return entry.record.title if entry else name
    if field == "grade":
        return GRADE_NAMES[name]  # type: ignore[index]
    return "LLMs" if name == "llm" else name.capitalize()
