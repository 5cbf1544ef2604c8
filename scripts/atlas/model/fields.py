"""The types record fields are made of: text, prose, dates, addresses, references.

A reference or a link is resolved while the field that holds it is validated, against the
`Reading` passed as pydantic's context. So a dangling reference is an ordinary validation error
at its exact place, and no second walk over the records looks for references.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated, Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

Item = TypeVar("Item")


class Edge(NamedTuple):
    """One reference from a record: the field it stands in, and the record it names."""

    field: str
    kind: str
    id: str


class ProseProblem(NamedTuple):
    """Something wrong inside prose; `snippet` is its `nth` occurrence (from 0) in the text."""

    code: str
    snippet: str
    nth: int
    message: str
    help: str | None = None


@dataclass(slots=True)
class Reading:
    """What one record is read against, and the references found while reading it.

    `ids` holds every record's id by kind; `read_prose` takes Markdown and the field it stands in,
    and returns the records it links to and what is wrong with it.
    """

    kind: str
    id: str
    ids: Mapping[str, Collection[str]]
    read_prose: Callable[[str, str], tuple[Sequence[tuple[str, str]], Sequence[ProseProblem]]]
    edges: list[Edge] = field(default_factory=list)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like `word`, or None where none is like it.

    Only the twenty that share most triples of letters are compared in full: comparing them all
    takes seconds when many references dangle in a large guide.
    """
    index = _by_triple(tuple(sorted(known)))
    shared = Counter(each for triple in _triples(word) for each in index.get(triple, ()))
    likely = [each for each, _ in shared.most_common(20)]
    return next(iter(get_close_matches(word, likely, n=1, cutoff=0.6)), None)


@lru_cache(maxsize=64)
def _by_triple(known: tuple[str, ...]) -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for word in known:
        for triple in _triples(word):
            index.setdefault(triple, []).append(word)
    return index


def _triples(word: str) -> set[str]:
    padded = f"  {word.lower()} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return a sentence that offers the known word nearest to `word`, or None."""
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else None


@dataclass(frozen=True, slots=True)
class RefTo:
    """Marks a string as the id of a record of `kind`.

    With `acyclic`, following the field from record to record must never lead back.
    """

    kind: str
    acyclic: bool = False

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate the string, then look it up."""
        return core_schema.with_info_after_validator_function(self.resolve, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        """Name the kind, so that `atlas schema` can put today's ids there."""
        return {**handler(schema), "x-ref": self.kind}

    def resolve(self, value: str, info: ValidationInfo) -> str:
        """Return `value` if it is the id of a record; note the reference either way."""
        reading: Reading | None = info.context
        if reading is None:
            return value
        if value not in reading.ids.get(self.kind, ()):
            raise PydanticCustomError(
                "unknown_reference",
                "there is no record `{id}` in content/{kind}/",
                {
                    "id": value,
                    "kind": self.kind,
                    "help": did_you_mean(value, reading.ids.get(self.kind, ()))
                    or "correct the id, or add the record it names",
                },
            )
        if (self.kind, value) == (reading.kind, reading.id):
            raise PydanticCustomError("cycle", "a record can't name itself here", {})
        reading.edges.append(Edge(info.field_name or "", self.kind, value))
        return value


def _one_line(value: str) -> str:
    return _not_blank(" ".join(value.split()))


def _not_blank(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("blank", "must not be blank", {})
    return value


def _prose(value: str, info: ValidationInfo) -> str:
    _not_blank(value)
    reading: Reading | None = info.context
    if reading is not None:
        linked, problems = reading.read_prose(value, info.field_name or "")
        reading.edges += (Edge(info.field_name or "", kind, id_) for kind, id_ in linked)
        if problems:
            raise PydanticCustomError("prose", "{count} faults", {"problems": list(problems)})
    return value


def _day(value: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise PydanticCustomError(
            "bad_date", "must be a date written YYYY-MM-DD, not `{value}`", {"value": value}
        )
    return _month_or_day(value)


def _month_or_day(value: str) -> str:
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value):
        raise PydanticCustomError(
            "bad_date",
            "must be a date written YYYY, YYYY-MM or YYYY-MM-DD, not `{value}`",
            {"value": value},
        )
    try:
        date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError:
        raise PydanticCustomError(
            "bad_date", "`{value}` is not a day of the calendar", {"value": value}
        ) from None
    return value


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or re.search(r"[\s<>\"\\^`{|}]", value):
        raise PydanticCustomError(
            "unsafe_link",
            "must be a whole web address that starts with https:// or http://, not `{value}`",
            {"value": value},
        )
    return value


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if values.count(value) > 1:
            raise PydanticCustomError("repeated", "names `{value}` twice", {"value": value})
    return values


def _year(value: Any) -> Any:
    # `published: 2018` is a number to YAML; nobody should have to quote a year.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


# Plain words on one line: shown as they stand, Markdown signs included.
Text = Annotated[str, AfterValidator(_one_line)]
# Markdown: emphasis, lists, links to records.
Prose = Annotated[
    str,
    AfterValidator(_prose),
    Field(json_schema_extra={"contentMediaType": "text/markdown"}),
]
# A calendar day, ISO 8601.
Day = Annotated[str, AfterValidator(_day), Field(json_schema_extra={"format": "date"})]
# A day, a month or a year, as exact as the publication says: ISO 8601, cut short.
When = Annotated[
    str,
    AfterValidator(_month_or_day),
    BeforeValidator(_year, json_schema_input_type=str | int),
    Field(examples=["2025-08-09", "2025-08", 2025]),
]
Address = Annotated[str, AfterValidator(_address)]
# A list. Lists become tuples, because records are frozen.
Items = Annotated[tuple[Item, ...], Field(strict=False)]
# References to several records, each named once.
Refs = Annotated[tuple[Item, ...], Field(strict=False), AfterValidator(_distinct)]

AxisRef = Annotated[str, RefTo("axes")]
FacetRef = Annotated[str, RefTo("facets")]
TeamTypeRef = Annotated[str, RefTo("team-types")]
WithinRef = Annotated[str, RefTo("team-types", acyclic=True)]
TeamRef = Annotated[str, RefTo("teams")]
ProfileRef = Annotated[str, RefTo("profiles")]
RoleRef = Annotated[str, RefTo("roles")]
CompanyRef = Annotated[str, RefTo("companies")]
RoundRef = Annotated[str, RefTo("rounds")]
FocusAreaRef = Annotated[str, RefTo("focus-areas")]
TopicRef = Annotated[str, RefTo("topics")]
BuildsOnRef = Annotated[str, RefTo("topics", acyclic=True)]
SkillRef = Annotated[str, RefTo("skills")]
LevelRef = Annotated[str, RefTo("levels")]
LowerLevelRef = Annotated[str, RefTo("levels", acyclic=True)]
BackgroundRef = Annotated[str, RefTo("backgrounds")]
ResourceRef = Annotated[str, RefTo("resources")]
SourceRef = Annotated[str, RefTo("sources")]
