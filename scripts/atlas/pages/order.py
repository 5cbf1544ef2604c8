"""The order in which readers see records that have one of their own."""

from collections.abc import Iterable

from atlas.catalog import Catalog, Entry
from atlas.model.teams import Facet
from atlas.model.work import Level


def in_order(catalog: Catalog) -> list[Entry[Facet]]:
    """Return the facets in the turn each states."""
    return sorted(catalog.of(Facet), key=lambda entry: entry.record.order)


def by_height(levels: Iterable[Entry[Level]]) -> list[Entry[Level]]:
    """Return levels from the lowest up."""
    entries = list(levels)
    below = {entry.id: entry.record.above for entry in entries}

    def height(id_: str | None) -> int:
        passed: list[str] = []
        while id_ in below and id_ not in passed:  # a preview may show a circle
            passed.append(id_)
            id_ = below[id_]
        return len(passed)

    return sorted(entries, key=lambda entry: (height(entry.id), entry.id))
