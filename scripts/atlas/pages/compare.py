"""Team types, roles and companies side by side: a page for each common pair, and the data for any.

The pairs work without scripts. Any two or three are put together in the browser, from one file of
plain text a kind, at an address that names them.
"""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from atlas.catalog import Catalog, Entry
from atlas.data import compact
from atlas.loops import Composed, Composer
from atlas.model.record import Record, Statement
from atlas.model.teams import AiRule, Company, LevelName, Stage, TeamType
from atlas.model.work import Level, Role
from atlas.pages.order import by_height, in_order
from atlas.pages.page import Draft, Head, Press, draft
from atlas.pages.writer import AI_USE, EMPHASIS, Name, Writer, minutes

COMPARED: dict[str, type[Record]] = {"team-types": TeamType, "roles": Role, "companies": Company}


class Row(NamedTuple):
    """One line of a comparison: what is compared, and what a record says of it."""

    label: str
    said: tuple[Statement | str, ...]


def drafts(press: Press) -> Iterator[Draft]:
    """Yield the page to compare on, and one for each common pair."""
    catalog, compose = press.catalog, press.compose
    by_kind = {kind: list(_pairs(catalog, kind)) for kind in COMPARED}
    about = "Any two or three team types, roles or companies, side by side."
    head = Head("Compare", about, hide=("toc",))
    yield draft("compare/index.md", "compare", head, pairs=by_kind)
    for kind, both in by_kind.items():
        for one, other in both:
            names = f"{one.record.title} and {other.record.title}"
            yield draft(
                pair_path(kind, one.id, other.id),
                "pair",
                Head(
                    f"{names}, compared",
                    f"{names}, side by side, from the same records.",
                    kind=None,
                ),
                one=one,
                other=other,
                rows=list(
                    zip(rows(catalog, compose, one), rows(catalog, compose, other), strict=True)
                ),
            )


def pairs(catalog: Catalog) -> Iterator[tuple[str, Entry[Record], Entry[Record]]]:
    """Yield every pair that has a page, with its kind."""
    for kind in COMPARED:
        for one, other in _pairs(catalog, kind):
            yield kind, one, other


def pair_path(kind: str, one: str, other: str) -> str:
    """Return the path of the page that compares two records."""
    return f"compare/{kind}/{one}-and-{other}.md"


def files(catalog: Catalog) -> dict[str, str]:
    """Return what the browser compares from, as scripts, by path: the lists, and each record."""
    press = Press(catalog)
    compose, writer = press.compose, press.writer("compare/index.md")
    made = {}
    lists: dict[str, list[tuple[str, str]]] = {kind: [] for kind in COMPARED}
    for kind, model in COMPARED.items():
        for entry in sorted(catalog.of(model), key=lambda each: each.record.title.casefold()):
            lists[kind].append((entry.id, entry.record.title))
            record = {
                "id": entry.id,
                "title": entry.record.title,
                "href": f"{kind}/{entry.id}.html",
                "rows": [
                    [row.label, [_told(writer, said, entry) for said in row.said]]
                    for row in rows(catalog, compose, entry)
                ],
            }
            made[f"compare/{kind}/{entry.id}.js"] = (
                f'atlasCompare.record("{kind}",{compact(record)});\n'
            )
    made["compare/lists.js"] = f"atlasCompare.lists({compact(lists)});\n"
    return made


def plain(text: str) -> str:
    """Return Markdown as plain words: what a link says, without where it leads."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[*`]|^[-+] ", "", text, flags=re.M).split())


def _told(writer: Writer, said: Statement | str, entry: Entry[Record]) -> list[str]:
    """Return what is said in plain words, and after it who says so, of what grade, and when."""
    if isinstance(said, str):
        return [plain(said)]
    words = [plain(said.text), writer.standing(said, entry)]
    if other := said.opposing:
        words += [f"Disputed: {plain(other.text)}", f"{writer.names(other.sources)}."]
    return words


def _pairs(catalog: Catalog, kind: str) -> Iterator[tuple[Entry[Record], Entry[Record]]]:
    """Yield the pairs people ask about: neighbours; of companies, all whose process is known."""
    entries: list[Entry[Record]] = list(catalog.of(COMPARED[kind]))
    for one, other in combinations(entries, 2):
        records = one.record, other.record
        if all(isinstance(each, Company) for each in records):
            wanted = all(each.stages or each.process for each in records)  # type: ignore[attr-defined]
        else:
            wanted = (kind, other.id) in _neighbours(one) or (kind, one.id) in _neighbours(other)
        if wanted:
            yield one, other


def _neighbours(entry: Entry[Record]) -> set[tuple[str, str]]:
    # The model names the field of a reference by where it stands: in a list of neighbours.
    return {(edge.kind, edge.id) for edge in entry.edges if edge.field in {"role", "team_type"}}


def rows(catalog: Catalog, compose: Composer, entry: Entry[Record]) -> list[Row]:
    """Return what is compared of a record; records of a kind have the same rows."""
    record = entry.record
    if isinstance(record, TeamType):
        return [
            Row("Exists to", (record.charter,)),
            Row("Answers for", record.owns),
            *_facets(catalog, record),
            Row("Data", (record.data,)),
            Row("Compute", (record.compute,)),
            Row("Half a year", record.half_year),
            Row("Who sits on it", _titles(catalog, "roles", record.roles)),
            Row("Who thrives", record.thrives),
            Row("Who does not", record.struggles),
            Row("Ways in", record.ways_in),
            Row("Loop", _loop(catalog, compose(team_type=entry.id))),
        ]
    if isinstance(record, Role):
        return [
            Row("Builds", record.builds),
            Row("Decides", record.decides),
            Row("A week", record.week),
            Row("Can't do without", _titles(catalog, "skills", record.skills.essential)),
            Row("Helps", _titles(catalog, "skills", record.skills.useful)),
            *_rungs(catalog, record),
            Row("Loop", _loop(catalog, compose(role=entry.id))),
        ]
    if isinstance(record, Company):
        process = record.process
        return [
            Row("Loop", _loop(catalog, compose(company=entry.id))),
            Row("Stages", tuple(said for stage in record.stages for said in _stage(stage))),
            Row("AI tools", tuple(said for rule in record.ai_use for said in _rule(catalog, rule))),
            Row("Expect", process.expect if process else ()),
            Row("Prepare", process.prepare if process else ()),
            Row("Remember", (process.tip,) if process and process.tip else ()),
            Row("Levels", tuple(_level(catalog, each) for each in record.level_names)),
            Row("Platforms", record.platforms),
            Row("Uses ML for", record.does),
        ]
    raise TypeError(entry.kind)


def _facets(catalog: Catalog, record: TeamType) -> Iterator[Row]:
    for facet in in_order(catalog):
        answer = record.facets.get(facet.id)
        step = facet.record.steps.get(answer.at) if answer else None
        said = (Name(f"{step.label}."), answer.why) if answer and step else ()
        yield Row(facet.record.title, said)


def _rungs(catalog: Catalog, record: Role) -> Iterator[Row]:
    for level in by_height(catalog.of(Level)):
        rung = record.ladder.get(level.id)
        said = (rung.scope, rung.evidence) if rung else ()
        yield Row(level.record.title, tuple(each for each in said if each))


def _stage(stage: Stage) -> tuple[Statement | str, ...]:
    length = f", {minutes(stage.minutes)}" if stage.minutes else ""
    return Name(f"{stage.name}{length}."), stage.what


def _rule(catalog: Catalog, rule: AiRule) -> tuple[Statement | str, ...]:
    where = ", ".join(_titles(catalog, "rounds", rule.rounds)) or "every other round"
    return Name(f"{AI_USE[rule.rule]}: {where}."), rule.says


def _level(catalog: Catalog, name: LevelName) -> str:
    level = catalog.get("levels", name.level)
    return f"{name.name}: {level.record.title if level else name.level}."


def _titles(catalog: Catalog, kind: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    found = (catalog.get(kind, id_) for id_ in ids)
    return (", ".join(entry.record.title for entry in found if entry),)


def _loop(catalog: Catalog, composed: Composed) -> tuple[str, ...]:
    def titles(emphasis: int) -> str:
        steps = (step for step in composed.asked if step.emphasis == emphasis)
        found = (catalog.get("rounds", step.round) for step in steps)
        return ", ".join(entry.record.title for entry in found if entry)

    lines = ((EMPHASIS[heavy].capitalize(), titles(heavy)) for heavy in (3, 2, 1))
    return tuple(f"{weight}: {rounds}." for weight, rounds in lines if rounds)
