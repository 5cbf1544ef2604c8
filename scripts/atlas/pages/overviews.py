"""Pages about the whole: home with the map, the matrix of loops, the state of the evidence."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from atlas.catalog import Catalog, Entry
from atlas.model import KINDS
from atlas.model.interviews import Round
from atlas.model.record import GRADES, Grade, Record, Source, Sourced, Statement, claims
from atlas.model.teams import Axis, Company, Team, TeamType
from atlas.model.work import Role
from atlas.pages import map as atlas_map
from atlas.pages.page import Head, Page, write


def pages(catalog: Catalog) -> Iterator[Page]:
    """Yield the pages about the whole."""
    yield _home(catalog)
    yield write(
        catalog,
        "loops/matrix.md",
        "matrix",
        Head(
            "Loops by team type and role",
            "What decides the loop of every team type and role.",
            hide=("toc",),
        ),
        team_types=catalog.of(TeamType),
        roles=catalog.of(Role),
    )
    yield _evidence(catalog)
    description = "Search the guide: teams, roles, companies, rounds, topics and sources."
    yield write(catalog, "search.md", "search", Head("Search", description), kinds=list(KINDS))


def _home(catalog: Catalog) -> Page:
    axes = {axis.record.on_map: axis for axis in catalog.of(Axis) if axis.record.on_map}
    values: dict[str, Any] = {"team_types": catalog.of(TeamType), "map": None}
    if len(axes) == 2:
        across, down = axes["across"], axes["down"]
        ends = atlas_map.Ends(
            across.record.low.label,
            across.record.high.label,
            down.record.low.label,
            down.record.high.label,
        )
        points = list(_points(catalog, across.id, down.id))
        values["map"] = {
            "wide": atlas_map.draw(atlas_map.WIDE, points, ends),
            "narrow": atlas_map.draw(atlas_map.NARROW, points, ends),
            "key": atlas_map.key(points),
        }
    description = (
        "Kinds of machine-learning team, the roles on them and the interview loops in front of "
        "them, with who says so and how old that is."
    )
    head = Head("ML Career Atlas", description, hide=("navigation", "toc"))
    return write(catalog, "index.md", "home", head, **values)


def _points(catalog: Catalog, across: str, down: str) -> Iterator[atlas_map.Point]:
    teams: list[Entry[TeamType] | Entry[Team]] = [*catalog.of(TeamType), *catalog.of(Team)]
    for entry in teams:
        record = entry.record
        if {across, down} <= record.position.keys():
            company = getattr(record, "company", "")
            yield atlas_map.Point(
                record.position[across].at,
                record.position[down].at,
                record.title,
                record.summary,
                f"{entry.kind}/{entry.id}.html",
                isinstance(record, TeamType),
                _title(catalog, "companies", company),
                _title(catalog, "team-types", getattr(record, "team_type", entry.id)),
            )


def _title(catalog: Catalog, kind: str, id_: str) -> str:
    entry = catalog.get(kind, id_)
    return entry.record.title if entry else id_


_MEANINGS = {
    "official": "the company's own careers or candidate page",
    "engineering": "its engineering blog, talk or paper",
    "practitioner": "a first-hand account",
    "press": "a newspaper, a digest",
    "secondary": "vendors, aggregators, reference works",
    "editorial": "the guide's own judgement; each says what it rests on",
}


@dataclass(frozen=True, slots=True)
class Row:
    """How many statements have a grade as the best one behind them."""

    grade: Grade
    meaning: str
    count: int
    share: int
    about_companies: int


def _evidence(catalog: Catalog) -> Page:
    best = {source.id: source.record.grade for source in catalog.of(Source)}
    said = [
        (entry, part, _grade(backing, best))
        for entry in catalog.entries.values()
        for _, part, backing in claims(entry.record)
        if isinstance(part, Statement)
    ]
    counts = Counter(grade for _, _, grade in said)
    companies = Counter(grade for entry, _, grade in said if entry.record.about_company)
    share = {grade: round(100 * counts[grade] / max(1, len(said))) for grade in GRADES}
    return write(
        catalog,
        "evidence.md",
        "evidence",
        Head("How sure are we?", "Every statement of the guide, counted by who stands behind it."),
        rows=[
            Row(grade, _MEANINGS[grade], counts[grade], share[grade], companies[grade])
            for grade in GRADES
        ],
        unknown=list(_unknown(catalog)),
        disputed=[(entry, part) for entry, part, _ in said if part.opposing],
    )


def _grade(backing: Sourced | None, grades: dict[str, Grade]) -> Grade:
    """Return the best grade behind a statement; the guide's own judgement stays its own."""
    if backing is None or backing.rests_on is not None:
        return "editorial"
    known = [grades[id_] for id_ in backing.sources if id_ in grades]
    return min(known, key=GRADES.index, default="editorial")


def _unknown(catalog: Catalog) -> Iterator[tuple[Entry[Record], str]]:
    for company in catalog.of(Company):
        missing = [
            name
            for field, name in (
                ("process", "its interview process"),
                ("ai_use", "its rule on AI tools in interviews"),
                ("level_names", "its level names"),
            )
            if not getattr(company.record, field)
        ]
        if missing:
            yield company, ", ".join(missing)
    for round_ in catalog.of(Round):
        if round_.record.minutes is None:
            yield round_, "how long it lasts"
