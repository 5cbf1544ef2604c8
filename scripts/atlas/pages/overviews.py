"""Pages about the whole: the matrix of loops, the search."""

from collections.abc import Iterator
from typing import get_args

from atlas.model import KINDS
from atlas.model.teams import TeamType
from atlas.model.work import Family, Role
from atlas.pages.page import Draft, Head, Press, draft


def drafts(press: Press) -> Iterator[Draft]:
    """Yield the pages about the whole."""
    families = {
        family: [role for role in press.catalog.of(Role) if role.record.family == family]
        for family in get_args(Family)
    }
    description = "What decides the loop of every team type and role."
    yield draft(
        "loops/matrix.md",
        "matrix",
        Head("Loops by team type and role", description, hide=("toc",)),
        team_types=press.catalog.of(TeamType),
        families={family: roles for family, roles in families.items() if roles},
    )
    description = "Search the guide: teams, roles, companies, rounds, topics and sources."
    yield draft("search.md", "search", Head("Search", description), kinds=list(KINDS))
    description = "The guide's content as JSON, CSV, Markdown and a feed, with a JSON Schema."
    yield draft("data.md", "data", Head("The data", description))
