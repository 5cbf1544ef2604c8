"""A page for every record."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from atlas.catalog import Catalog, Entry
from atlas.model.teams import Axis, Place, Team, TeamType
from atlas.pages.page import Head, Page, write
from atlas.pages.writer import page_path


class Placed(NamedTuple):
    """A team type or team, and its place on an axis."""

    at: int
    entry: Entry[TeamType] | Entry[Team]
    place: Place


def pages(catalog: Catalog) -> Iterator[Page]:
    """Yield a page for every usable record."""
    for entry in catalog.entries.values():
        values: dict[str, Any] = {"entry": entry}
        if isinstance(entry.record, Axis):
            values["places"] = _placed_on(catalog, entry.id)
        head = Head(entry.record.title, entry.record.summary)
        yield write(catalog, page_path(entry.kind, entry.id), entry.kind, head, **values)


def _placed_on(catalog: Catalog, axis: str) -> list[Placed]:
    """Return everything placed on an axis, from its low end to its high end."""
    teams: list[Entry[TeamType] | Entry[Team]] = [*catalog.of(TeamType), *catalog.of(Team)]
    placed = (
        Placed(place.at, entry, place)
        for entry in teams
        if (place := entry.record.position.get(axis))
    )
    return sorted(placed, key=lambda each: (each.at, each.entry.key))
