"""What every record has, and the statement: the unit that carries sources and a date."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from atlas.model.fields import Address, Day, Items, Prose, Refs, SourceRef, Text, When

# Best first. `editorial` is the guide's own word.
Grade = Literal["official", "engineering", "practitioner", "press", "secondary", "editorial"]
GRADES: tuple[Grade, ...] = Grade.__args__  # type: ignore[attr-defined]


class Part(BaseModel):
    """Something inside a record: strict, closed to unknown fields, immutable."""

    # Built when first used: a command that reads one kind should not wait for all.
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)


def _text_alone(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class Sourced(Part):
    """Something that says where it comes from."""

    sources: Refs[SourceRef] = Field(
        default=(), description="Sources read for this, each an id in content/sources/."
    )
    rests_on: Prose | None = Field(
        default=None,
        description="Marks this as the guide's own judgement, and says what it rests on.",
    )
    unconfirmed: bool = Field(
        default=False,
        description="true where only vendors or aggregators say so; the page then says it too.",
    )


class Statement(Sourced):
    """One statement. Written as plain text, it stands on the sources of its record."""

    text: Prose = Field(description="The statement, in the guide's own words.")
    as_of: When | None = Field(
        default=None, description="When it was so, if the sources' dates don't say."
    )
    opposing: "Opposing | None" = Field(
        default=None, description="What another source says instead, where sources conflict."
    )
    settled_by: Text | None = Field(
        default=None, description="What would settle it, where it is disputed or unconfirmed."
    )


class Opposing(Part):
    """The other side of a disputed statement."""

    text: Prose
    sources: Annotated[Refs[SourceRef], Field(min_length=1)]
    as_of: When | None = None


Said = Annotated[
    Statement,
    BeforeValidator(_text_alone, json_schema_input_type=str | Statement),
]


class OpenQuestion(Part):
    """Something a reader would want to know and nobody trustworthy says."""

    asks: Text = Field(description="What is unknown, as a question.")
    settled_by: Text = Field(description="What would settle it: which page, whose word.")


class Record(Sourced):
    """One file of `content/`. Its id is the file's name and stands nowhere inside."""

    # What the kind is called: one record; a heading over many.
    singular: ClassVar[str]
    plural: ClassVar[str]
    # One sentence for the head of the kind's index page.
    about: ClassVar[str]
    # "md" where the record is mostly prose: the fields are front matter, the prose is `body`.
    form: ClassVar[Literal["yml", "md"]] = "yml"
    # A reader meets these records through the navigation. All others must be named by a record or
    # a page that a reader can get to.
    entry: ClassVar[bool] = False
    # Every statement of a record of this kind is about a named company.
    about_company: ClassVar[bool] = False
    # How many months a claim stays fresh, by the field it stands in; "": in any other.
    shelf_life: ClassVar[Mapping[str, int]] = {}
    # Sections the page adds to those of the filled-in fields; each is an anchor.
    computed_sections: ClassVar[tuple[str, ...]] = ()

    title: Text = Field(description="The name readers see; each title once within a kind.")
    summary: Text = Field(
        max_length=240,
        description="What the reader came for, in one or two plain sentences. No Markdown.",
    )
    unknown: Items[OpenQuestion] = Field(
        default=(), description="What nobody trustworthy says, and what would settle it."
    )
    former_ids: Refs[Text] = Field(
        default=(), description="Ids it had before; their addresses lead to its page."
    )
    waive: dict[Text, Text] = Field(
        default={}, description="Rules that are wrong about this record: the code, and why."
    )
    reviewed: Day = Field(
        description="When somebody last read the whole record against its sources."
    )

    def names_company(self) -> bool:
        """Return whether every statement of this record is about a named company."""
        return self.about_company

    @property
    def own_sections(self) -> tuple[str, ...]:
        """The sections of the record's page that come from its fields: their anchors."""
        hidden = {"title", "summary", "body", "rests_on", "unconfirmed", "former_ids", "waive"}
        hidden.add("reviewed")
        return tuple(
            name
            for name in type(self).model_fields
            if name not in hidden and getattr(self, name) not in (None, (), {})
        )


class Source(Record):
    """A publication the guide relies on."""

    singular = "source"
    plural = "Sources"
    about = "Every publication the guide cites, with how far we trust it and how old it is."

    publisher: Text = Field(description="Who published it: decides the grade.")
    author: Text | None = Field(default=None, description="Who wrote it, if a name is given.")
    url: Address = Field(description="Where it was published. Never an address nobody opened.")
    grade: Grade = Field(
        description="official: the company's own careers or candidate page. engineering: its "
        "engineering blog, talk or paper. practitioner: a first-hand account. press. secondary: "
        "vendors, aggregators, reference works. editorial: this guide."
    )
    published: When | None = Field(
        default=None, description="When it was published, as exact as it says. Left out: unknown."
    )
    read: Day = Field(description="The day somebody last read the passage cited.")
    read_at: Address | None = Field(
        default=None, description="The copy that was read, if it was not read at `url`."
    )


Statement.model_rebuild()


Claim = tuple[tuple[str | int, ...], Sourced, Sourced | None]


def claims(record: Record) -> Iterator[Claim]:
    """Yield everything in a record that says where it comes from, the record itself last.

    Each is (place in the record, the part, what backs it): the part itself or the nearest thing
    around it that names sources or what it rests on; None where nothing does.
    """
    yield from _claims(record, (), None)


def backed(part: Sourced) -> bool:
    """Return whether a part says itself where it comes from."""
    return bool(part.sources) or part.rests_on is not None


def _claims(node: Any, loc: tuple[str | int, ...], backing: Sourced | None) -> Iterator[Claim]:
    if isinstance(node, Sourced) and backed(node):
        backing = node
    if isinstance(node, Part):
        children: Iterable[tuple[str | int, Any]] = (
            (name, getattr(node, name)) for name in type(node).model_fields
        )
    elif isinstance(node, dict):
        children = node.items()
    elif isinstance(node, tuple):
        children = enumerate(node)
    else:
        return
    for name, child in children:
        yield from _claims(child, (*loc, name), backing)
    if isinstance(node, Sourced):
        yield loc, node, backing
