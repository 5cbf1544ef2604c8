"""A page for every record."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from atlas.catalog import Catalog, Entry, Key
from atlas.model import KINDS
from atlas.model.interviews import Loop
from atlas.model.learning import Term
from atlas.model.record import Record, Source
from atlas.model.teams import Axis, Facet, Place, Team, TeamType
from atlas.model.work import Level, Role
from atlas.pages.closest import closest
from atlas.pages.indexes import groups
from atlas.pages.order import by_height, in_order
from atlas.pages.page import Draft, Head, Press, draft
from atlas.pages.writer import page_path


class Placed(NamedTuple):
    """A team type or team, and its place on an axis."""

    at: int
    entry: Entry[TeamType] | Entry[Team]
    place: Place


class Turn(NamedTuple):
    """The records before and after one, in reading order."""

    before: Entry[Record] | None
    after: Entry[Record] | None


def drafts(press: Press) -> Iterator[Draft]:
    """Yield a page for every usable record."""
    catalog = press.catalog
    turns = _turns(catalog)
    first: dict[str, Key] = {}
    for entry in catalog.entries.values():
        values: dict[str, Any] = {"entry": entry, "turn": turns[entry.key]}
        if isinstance(entry.record, Axis):
            values["places"] = _placed_on(catalog, entry.id)
        elif isinstance(entry.record, Facet):
            values["placed"] = _by_step(catalog, entry.id)
        elif isinstance(entry.record, TeamType):
            values["facets"] = in_order(catalog)
            values["closest"] = closest(catalog, entry)  # type: ignore[arg-type]
        elif isinstance(entry.record, Role):
            values["levels"] = by_height(catalog.of(Level))
        # Hundreds of them, seldom shared: one card serves all of a kind.
        seldom = isinstance(entry.record, Source | Term | Loop)
        kind = None if seldom else entry.record.plural
        head = Head(_page_title(entry, first), entry.record.summary, kind=kind)
        yield draft(page_path(entry.kind, entry.id), entry.kind, head, **values)


def _page_title(entry: Entry[Record], first: dict[str, Key]) -> str:
    """Return a title no other page has: with the kind, where an earlier kind has the same title."""
    title = entry.record.title
    taken = first.setdefault(title.casefold(), entry.key) != entry.key
    return f"{title} ({entry.record.singular})" if taken else title


def _turns(catalog: Catalog) -> dict[Key, Turn]:
    """Return what comes before and after each record, in the order of its kind's index."""
    turns: dict[Key, Turn] = {}
    for kind in KINDS:
        order = [entry for _, group in groups(catalog, kind) for entry in group]
        for before, entry, after in zip([None, *order], order, [*order[1:], None], strict=False):
            turns[entry.key] = Turn(before, after)
    return turns


def _placed_on(catalog: Catalog, axis: str) -> list[Placed]:
    """Return everything placed on an axis, from its low end to its high end."""
    teams: list[Entry[TeamType] | Entry[Team]] = [*catalog.of(TeamType), *catalog.of(Team)]
    placed = (
        Placed(place.at, entry, place)
        for entry in teams
        if (place := entry.record.position.get(axis))
    )
    return sorted(placed, key=lambda each: (each.at, each.entry.key))


def _by_step(catalog: Catalog, facet: str) -> Mapping[str, list[Entry[TeamType]]]:
    """Return the team types that give each answer to a facet."""
    placed: defaultdict[str, list[Entry[TeamType]]] = defaultdict(list)
    for entry in catalog.of(TeamType):
        if answer := entry.record.facets.get(facet):
            placed[answer.at].append(entry)
    return placed
