"""Team types, roles and companies side by side: a page for each common pair, and the data for any.

The pairs work without scripts. Any two or three are put together in the browser, from one file of
plain text a kind, at an address that names them.
"""

import json
import re
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from atlas.catalog import Catalog, Entry
from atlas.loops import Composed, Composer, composer
from atlas.model.record import Record, Statement
from atlas.model.teams import Company, TeamType
from atlas.model.work import Role
from atlas.pages.page import Head, Page, write
from atlas.pages.writer import EMPHASIS

COMPARED: dict[str, type[Record]] = {"team-types": TeamType, "roles": Role, "companies": Company}


class Row(NamedTuple):
    """One line of a comparison: what is compared, and what a record says of it, in Markdown."""

    label: str
    texts: tuple[str, ...]


def pages(catalog: Catalog) -> Iterator[Page]:
    """Yield the page to compare on, and one for each common pair."""
    pairs = {kind: list(_pairs(catalog, kind)) for kind in COMPARED}
    about = "Any two or three team types, roles or companies, side by side."
    head = Head("Compare", about, hide=("toc",))
    yield write(catalog, "compare/index.md", "compare", head, pairs=pairs)
    compose = composer(catalog)
    for kind, both in pairs.items():
        for one, other in both:
            names = f"{one.record.title} and {other.record.title}"
            yield write(
                catalog,
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


def pair_path(kind: str, one: str, other: str) -> str:
    """Return the path of the page that compares two records."""
    return f"compare/{kind}/{one}-and-{other}.md"


def files(catalog: Catalog) -> dict[str, str]:
    """Return what the browser compares from, as scripts, by path."""
    compose = composer(catalog)
    made = {}
    for kind, model in COMPARED.items():
        records = [
            {
                "id": entry.id,
                "title": entry.record.title,
                "href": f"{kind}/{entry.id}.html",
                "rows": [
                    [row.label, [plain(text) for text in row.texts]]
                    for row in rows(catalog, compose, entry)
                ],
            }
            for entry in catalog.of(model)
        ]
        text = json.dumps(records, ensure_ascii=False, separators=(",", ":"))
        made[f"compare/{kind}.js"] = f'atlasCompare("{kind}",{text});\n'
    return made


def plain(text: str) -> str:
    """Return Markdown as plain words: what a link says, without where it leads."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[*`]|^[-+] ", "", text, flags=re.M).split())


def _pairs(catalog: Catalog, kind: str) -> Iterator[tuple[Entry[Record], Entry[Record]]]:
    """Yield the pairs people ask about: neighbours among roles; else those with most to compare."""
    entries: list[Entry[Record]] = list(catalog.of(COMPARED[kind]))
    for one, other in combinations(entries, 2):
        near = {edge.id for edge in one.edges if edge.kind == kind} | {
            edge.id for edge in other.edges if edge.kind == kind
        }
        if kind == "roles" and not near & {one.id, other.id}:
            continue
        if all(
            not isinstance(each.record, Company) or each.record.process for each in (one, other)
        ):
            yield one, other


def rows(catalog: Catalog, compose: Composer, entry: Entry[Record]) -> list[Row]:
    """Return what is compared of a record; records of a kind have the same rows."""
    record = entry.record
    if isinstance(record, TeamType):
        return [
            Row("Exists to", _said(record.charter)),
            Row("Answers for", _said(*record.owns)),
            Row("Horizon", _said(record.horizon)),
            Row("Latency", _said(record.latency)),
            Row("Compute", _said(record.compute)),
            Row("Who sits on it", _titles(catalog, "roles", record.roles)),
            Row("Who thrives", _said(*record.thrives)),
            Row("Who does not", _said(*record.struggles)),
            Row("Ways in", _said(*record.ways_in)),
            Row("Loop", _loop(catalog, compose(team_type=entry.id))),
        ]
    if isinstance(record, Role):
        return [
            Row("Builds", _said(*record.builds)),
            Row("Decides", _said(*record.decides)),
            Row("A week", _said(*record.week)),
            Row("Can't do without", _titles(catalog, "skills", record.skills.essential)),
            Row("Helps", _titles(catalog, "skills", record.skills.useful)),
            Row("Loop", _loop(catalog, compose(role=entry.id))),
        ]
    if isinstance(record, Company):
        process = record.process
        return [
            Row("Loop", _loop(catalog, compose(company=entry.id))),
            Row("Expect", _said(*process.expect) if process else ()),
            Row("Prepare", _said(*process.prepare) if process else ()),
            Row("Remember", _said(process.tip) if process else ()),
            Row("AI tools", _said(*record.ai_use)),
            Row("Uses ML for", _said(*record.does)),
        ]
    raise TypeError(entry.kind)


def _said(*said: Statement | None) -> tuple[str, ...]:
    return tuple(each.text for each in said if each)


def _titles(catalog: Catalog, kind: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    found = (catalog.get(kind, id_) for id_ in ids)
    return (", ".join(entry.record.title for entry in found if entry),)


def _loop(catalog: Catalog, composed: Composed) -> tuple[str, ...]:
    def title(round_: str) -> str:
        entry = catalog.get("rounds", round_)
        return entry.record.title if entry else round_

    return tuple(f"{title(step.round)}: {EMPHASIS[step.emphasis]}" for step in composed.asked)
