"""An index page for every kind."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from atlas.catalog import Catalog, Entry
from atlas.model import KINDS
from atlas.model.record import GRADES, Record, Source
from atlas.model.teams import TeamType
from atlas.model.work import Level
from atlas.pages.order import by_height, in_order
from atlas.pages.page import Draft, Head, Press, draft
from atlas.pages.writer import GRADE_MEANINGS, GRADE_NAMES, group_name

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


def drafts(press: Press) -> Iterator[Draft]:
    """Yield the index of every kind."""
    yield from _sources(press)
    for kind, model in KINDS.items():
        if model is Source:
            continue
        yield draft(
            f"{kind}/index.md",
            "index",
            Head(model.plural, model.about),
            kind=kind,
            model=model,
            groups=groups(press.catalog, kind),
            facets=in_order(press.catalog) if model is TeamType else (),
        )


def _sources(press: Press) -> Iterator[Draft]:
    """Yield the index of sources, and a page for each grade: over a thousand fill no one page."""
    by_title = sorted(press.catalog.of(Source), key=lambda entry: entry.record.title.casefold())
    grades = {
        grade: [entry for entry in by_title if entry.record.grade == grade] for grade in GRADES
    }
    grades = {grade: entries for grade, entries in grades.items() if entries}
    head = Head(Source.plural, Source.about)
    yield draft(
        "sources/index.md",
        "sources-index",
        head,
        model=Source,
        grades=grades,
        meanings=GRADE_MEANINGS,
    )
    for grade, entries in grades.items():
        title = f"{GRADE_NAMES[grade]} sources"
        meaning = GRADE_MEANINGS[grade]
        yield draft(
            f"sources/graded/{grade}.md",
            "graded",
            Head(title, f"{title}: {meaning}.", kind=None),
            title=title,
            meaning=meaning,
            entries=entries,
        )


def groups(catalog: Catalog, kind: str) -> list[tuple[str, list[Entry[Record]]]]:
    """Return a kind's records under headings, in the order its index shows them."""
    entries = [entry for entry in catalog.entries.values() if entry.kind == kind]
    if kind in {"focus-areas", "facets"}:
        return [("", sorted(entries, key=lambda entry: getattr(entry.record, "order", 0)))]
    if kind == "levels":
        return [("", list(by_height(catalog.of(Level))))]
    if kind == "team-types":
        return list(_by_general_kind(catalog))
    field = _GROUP.get(kind)
    if field is None:
        return [("", sorted(entries, key=lambda entry: entry.record.title.casefold()))]

    def group(entry: Entry[Record]) -> str:
        return str(getattr(entry.record, field))

    def rank(name: str) -> tuple[int, str]:
        return (GRADES.index(name) if name in GRADES else 0, name)

    entries.sort(key=lambda entry: (rank(group(entry)), entry.record.title.casefold()))
    return [(_heading(catalog, field, name), list(same)) for name, same in groupby(entries, group)]


def _by_general_kind(catalog: Catalog) -> Iterator[tuple[str, list[Entry[Record]]]]:
    """Yield each general kind of team with its cases, the general one first."""
    entries = sorted(catalog.of(TeamType), key=lambda entry: entry.record.title.casefold())
    usable = {entry.id for entry in entries}
    left = dict.fromkeys(entry.id for entry in entries)
    for general in entries:
        if general.record.within not in usable:
            cases = [entry for entry in entries if entry.record.within == general.id]
            for shown in (general, *cases):
                del left[shown.id]
            yield general.record.title, [general, *cases]
    if left:  # within one that is not general: a finding, which a preview shows and goes on
        yield "Others", [entry for entry in entries if entry.id in left]


def _heading(catalog: Catalog, field: str, name: str) -> str:
    named = {"team_type": "team-types", "company": "companies", "round": "rounds"}.get(field)
    if named:
        entry = catalog.get(named, name)
        return entry.record.title if entry else name
    if field == "grade":
        return GRADE_NAMES[name]  # type: ignore[index]
    return group_name(name)
