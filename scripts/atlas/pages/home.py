"""The first page: what this is, four doors, the map."""

from collections.abc import Iterator
from math import cos, sin
from typing import Any

from atlas.catalog import Catalog, Entry
from atlas.model.teams import Axis, Team, TeamType
from atlas.pages import map as atlas_map
from atlas.pages.indexes import groups
from atlas.pages.page import Draft, Head, Press, draft
from atlas.pages.writer import employer


def drafts(press: Press) -> Iterator[Draft]:
    """Yield the first page."""
    catalog = press.catalog
    axes = {axis.record.on_map: axis for axis in catalog.of(Axis) if axis.record.on_map}
    values: dict[str, Any] = {"groups": groups(catalog, "team-types"), "map": None}
    if len(axes) == 2:
        across, down = axes["across"], axes["down"]
        ends = atlas_map.Ends(
            across.record.low.label,
            across.record.high.label,
            down.record.low.label,
            down.record.high.label,
        )
        points = list(_points(catalog, across.id, down.id))
        types = [point for point in points if point.is_type]
        values["map"] = {
            "wide": atlas_map.draw(atlas_map.WIDE, points, ends),
            "narrow": atlas_map.draw(atlas_map.NARROW, types, ends),
            "key": atlas_map.key(types),
            "teams": sorted(
                (point for point in points if point.company), key=lambda each: each.title.casefold()
            ),
            "companies": sorted({point.company for point in points} - {""}, key=str.casefold),
        }
    description = (
        "Kinds of machine-learning team, the roles on them and the interview loops in front of "
        "them, with who says so and how old that is."
    )
    head = Head("ML Career Atlas", description, hide=("navigation", "toc"))
    yield draft("index.md", "home", head, **values)


def _points(catalog: Catalog, across: str, down: str) -> Iterator[atlas_map.Point]:
    for entry in catalog.of(TeamType):
        if {across, down} <= entry.record.position.keys():
            at = entry.record.position[across].at, entry.record.position[down].at
            yield _point(entry, at, is_general=entry.record.within is None)
    for n, team in enumerate(catalog.of(Team)):
        record = team.record
        kind = catalog.get("team-types", record.team_type)
        own = {across, down} <= record.position.keys()
        position = record.position if own else getattr(kind and kind.record, "position", {})
        if {across, down} <= position.keys():
            at = position[across].at, position[down].at
            company = employer(catalog, record)
            yield _point(team, at if own else _beside(at, n), company=company)


def _beside(at: tuple[int, int], n: int) -> tuple[float, float]:
    """Return a place around a team type's, one of many, for a team without one of its own."""
    turn = n * 2.4  # the golden angle, in radians: neighbours end up far apart
    across, down = at[0] + 1.6 * cos(turn), at[1] + 2.8 * sin(turn)
    return max(0.0, min(100.0, across)), max(0.0, min(100.0, down))


def _point(
    entry: Entry[TeamType] | Entry[Team],
    at: tuple[float, float],
    *,
    company: str = "",
    is_general: bool = False,
) -> atlas_map.Point:
    record = entry.record
    href = f"{entry.kind}/{entry.id}.html"
    is_type = isinstance(record, TeamType)
    return atlas_map.Point(*at, record.title, record.summary, href, is_type, is_general, company)
