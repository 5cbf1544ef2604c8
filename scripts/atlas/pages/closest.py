"""Where somebody could go from a kind of team: those whose work is most alike, by their facets."""

from typing import NamedTuple

from atlas.catalog import Catalog, Entry
from atlas.model.teams import Facet, TeamType
from atlas.pages.order import in_order

MOST = 4


class Change(NamedTuple):
    """A facet that two kinds of team answer differently, and the answers in words."""

    facet: Entry[Facet]
    here: str
    there: str


class Move(NamedTuple):
    """Another kind of team, what would change there, and the roles both have (ids)."""

    entry: Entry[TeamType]
    changes: tuple[Change, ...]
    roles: tuple[str, ...]


def closest(catalog: Catalog, entry: Entry[TeamType]) -> list[Move]:
    """Return the kinds of team with the fewest facets answered differently, the nearest first.

    Those alike go by their distance on the axes. General kinds are held against general kinds.
    """
    general = entry.record.within is None
    moves = [
        _move(catalog, entry, other)
        for other in catalog.of(TeamType)
        if other.id != entry.id and (other.record.within is None) == general
    ]
    moves.sort(key=lambda each: (len(each.changes), _apart(entry, each.entry), each.entry.id))
    return moves[:MOST]


def _move(catalog: Catalog, here: Entry[TeamType], there: Entry[TeamType]) -> Move:
    changes = []
    for facet in in_order(catalog):
        one, other = (each.record.facets.get(facet.id) for each in (here, there))
        steps = facet.record.steps
        if one and other and one.at != other.at and {one.at, other.at} <= steps.keys():
            changes.append(Change(facet, steps[one.at].label, steps[other.at].label))
    both = tuple(id_ for id_ in here.record.roles if id_ in there.record.roles)
    return Move(there, tuple(changes), both)


def _apart(one: Entry[TeamType], other: Entry[TeamType]) -> int:
    """Return how far apart two kinds of team are on the axes both are placed on, in all."""
    here, there = one.record.position, other.record.position
    return sum(abs(here[axis].at - there[axis].at) for axis in here.keys() & there.keys())
