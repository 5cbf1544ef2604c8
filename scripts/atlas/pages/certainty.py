"""How sure the guide is: its statements by grade and age, what is unknown, what is disputed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from atlas.catalog import Catalog, Entry
from atlas.evidence import Evidence, statements
from atlas.model import KINDS
from atlas.model.interviews import Round
from atlas.model.record import GRADES, Record
from atlas.model.teams import Company
from atlas.pages.page import Draft, Head, Press, draft
from atlas.pages.writer import GRADE_MEANINGS

# Years are counted one by one from here on; older ones together.
FIRST_YEAR = 2021


class Row(NamedTuple):
    """How many statements are alike in grade or in age: all, and those about named companies."""

    name: str
    meaning: str
    number: int
    share: int
    about_companies: int


class Unknown(NamedTuple):
    """Something published as unknown, and what would settle it, if somebody said so."""

    asks: str
    settled_by: str


def drafts(press: Press) -> Iterator[Draft]:
    """Yield the page on the evidence."""
    catalog = press.catalog
    said = list(statements(catalog))
    about_companies = [each for each in said if each.entry.record.names_company()]
    yield draft(
        "evidence.md",
        "evidence",
        Head("How sure are we?", "Every statement of the guide, counted by who stands behind it."),
        by_grade=[
            _row(grade, GRADE_MEANINGS[grade], said, [each.grade == grade for each in said])
            for grade in GRADES
        ],
        by_age=_by_age(said),
        companies=about_companies,
        sourced=sum(each.sourced for each in about_companies),
        judged=sum(each.grade == "editorial" for each in about_companies),
        dated=sum(each.dated is not None for each in about_companies),
        unconfirmed=_counts(each.entry for each in said if each.unconfirmed),
        unknown=_unknown(catalog),
        disputed=_by_kind([each for each in said if each.said.opposing]),
    )


def _row(name: str, meaning: str, said: Sequence[Evidence], alike: Sequence[bool]) -> Row:
    chosen = [each for each, one in zip(said, alike, strict=True) if one]
    companies = sum(each.entry.record.names_company() for each in chosen)
    return Row(name, meaning, len(chosen), round(100 * len(chosen) / max(1, len(said))), companies)


def _by_age(said: Sequence[Evidence]) -> list[Row]:
    """Count statements by the year of their own date, or of their newest source."""
    years = [int(each.dated[:4]) if each.dated else None for each in said]
    newest = max((year for year in years if year), default=FIRST_YEAR)
    rows = [
        _row(str(year), "", said, [each == year for each in years])
        for year in range(newest, FIRST_YEAR - 1, -1)
    ]
    older = [each is not None and each < FIRST_YEAR for each in years]
    rows.append(_row(f"before {FIRST_YEAR}", "", said, older))
    undated = [each is None for each in years]
    judged = [none and each.grade == "editorial" for none, each in zip(undated, said, strict=True)]
    rows.append(_row("no date", "the guide's own judgement", said, judged))
    rest = [none and not own for none, own in zip(undated, judged, strict=True)]
    rows.append(_row("no date", "sources that show none; each says when it was read", said, rest))
    return rows


def _counts(entries: Iterator[Entry[Record]]) -> list[tuple[Entry[Record], int]]:
    counted = Counter(entries)
    return sorted(counted.items(), key=lambda each: (-each[1], each[0].key))


def _by_kind(said: list[Evidence]) -> list[tuple[str, list[Evidence]]]:
    order = list(KINDS)
    said.sort(key=lambda each: (order.index(each.entry.kind), each.entry.id))
    return [
        (KINDS[kind].plural, list(alike))
        for kind, alike in groupby(said, key=lambda each: each.entry.kind)
    ]


def _unknown(catalog: Catalog) -> list[tuple[Entry[Record], list[Unknown]]]:
    found = []
    for entry in catalog.entries.values():
        asked = [Unknown(each.asks, each.settled_by) for each in entry.record.unknown]
        asked += [Unknown(text, "") for text in _left_out(entry.record)]
        if asked:
            found.append((entry, asked))
    return found


def _left_out(record: Record) -> Iterator[str]:
    """Yield what a record leaves out because nobody trustworthy says it."""
    if isinstance(record, Company):
        if not record.stages:
            yield "Which interviews are there, in which order?"
        if not record.ai_use:
            yield "What is its rule on AI tools in interviews?"
        if not record.level_names:
            yield "What does it call its levels?"
        for stage in record.stages:
            if stage.rounds and stage.minutes is None:
                yield f"How long does each interview of this stage last: {stage.name}?"
    elif isinstance(record, Round) and record.minutes is None:
        yield "How long does it last?"
