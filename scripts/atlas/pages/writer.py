"""What a template can say on one page: links, statements with their evidence, loops."""

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from markupsafe import Markup

from atlas import links
from atlas.catalog import Catalog, Entry
from atlas.loops import Composed, Composer
from atlas.model import KINDS
from atlas.model.record import GRADES, Grade, Record, Source, Sourced, Statement, backed
from atlas.pages.markup import escape, hang

EMPHASIS = ("not asked", "may come up", "asked", "decides")
GRADE_NAMES: dict[Grade, str] = {
    "official": "Official",
    "engineering": "Engineering",
    "practitioner": "Practitioner",
    "press": "Press",
    "secondary": "Secondary",
    "editorial": "This guide",
}


def page_path(kind: str, id_: str) -> str:
    """Return the path of a record's page."""
    return f"{kind}/{id_}.md"


# Condition of a loop → the kind it names, and its field in `when`.
_CONDITIONS = {
    "team_type": ("team-types", "team_types"),
    "role": ("roles", "roles"),
    "company": ("companies", "companies"),
}


class Weighed(NamedTuple):
    """A record for which a round has an emphasis."""

    entry: Entry[Record]
    emphasis: int


@dataclass(slots=True)
class Writer:
    """Writes one page, and keeps the notes its evidence section will list."""

    catalog: Catalog
    compose: Composer
    path: str
    # Sources and judgements in the order the page cites them; a note's number is its place.
    sources: list[str] = field(default_factory=list)
    judgements: list[tuple[str, str]] = field(default_factory=list)

    # ---- links ---------------------------------------------------------------------------------

    def to(self, page: str) -> str:
        """Return the address of another Markdown page, relative to this one."""
        return posixpath.relpath(page, posixpath.dirname(self.path) or ".")

    def href(self, kind: str, id_: str) -> str:
        """Return the address of a record's built page, for places Markdown does not reach."""
        return self.to(f"{kind}/{id_}.html")

    def link(self, kind: str, id_: str, text: str | None = None, anchor: str = "") -> Markup:
        """Return a Markdown link to a record, called by its title unless `text` is given."""
        label = escape(text or self.title(kind, id_))
        return Markup(f"[{label}]({self.to(page_path(kind, id_))}{anchor})")  # noqa: S704

    def links(self, kind: str, ids: Iterable[str]) -> Markup:
        """Return links to several records, with commas between."""
        return Markup(", ").join(self.link(kind, id_) for id_ in ids)

    def entry(self, entry: Entry[Record]) -> Markup:
        """Return a link to an entry."""
        return self.link(entry.kind, entry.id)

    def title(self, kind: str, id_: str) -> str:
        """Return a record's title, or its id where the record can't be used."""
        entry = self.catalog.get(kind, id_)
        return entry.record.title if entry else id_

    # ---- prose and statements ------------------------------------------------------------------

    def prose(self, text: str, entry: Entry[Record]) -> Markup:
        """Return an entry's Markdown with its links made for this page."""
        return Markup(links.rewrite(text.strip(), entry.path, self.path))  # noqa: S704

    def say(self, said: Statement, entry: Entry[Record], *around: Sourced) -> Markup:
        """Return a statement with its date, its notes and the opposing statement, if any.

        `around` are the parts of the record it stands in, nearest first: they speak for it if it
        names no sources itself.
        """
        backing = next((part for part in (said, *around, entry.record) if backed(part)), said)
        parts = [self.prose(said.text, entry)]
        if said.as_of:
            parts.append(Markup(f' <small class="as-of">as of {escape(said.as_of)}</small>'))  # noqa: S704
        parts.append(self.notes(backing, entry))
        if said.opposing:
            other = said.opposing
            when = f" ({escape(other.as_of)})" if other.as_of else ""
            parts.append(
                Markup(' <span class="disputed">Disputed</span> ')
                + self.prose(other.text, entry)
                + Markup(when)  # noqa: S704
                + self.cite(other.sources)
            )
        return hang(Markup("").join(parts))

    def notes(self, part: Sourced, entry: Entry[Record]) -> Markup:
        """Return the marks that lead to a part's evidence."""
        marks = self.cite(part.sources)
        if part.rests_on:
            judgement = (part.rests_on, entry.path)
            if judgement not in self.judgements:
                self.judgements.append(judgement)
            number = self.judgements.index(judgement) + 1
            marks += Markup(  # noqa: S704
                f'<a class="cite cite-editorial" href="#judgement-{number}" '
                f'title="The guide\'s own judgement">j{number}</a>'
            )
        return marks

    def cite(self, ids: Sequence[str]) -> Markup:
        """Return the marks that lead to sources, the best grade first."""
        marks = []
        for id_ in sorted(ids, key=lambda id_: (GRADES.index(self.grade(id_)), id_)):
            if id_ not in self.sources:
                self.sources.append(id_)
            number = self.sources.index(id_) + 1
            name = f"{GRADE_NAMES[self.grade(id_)]}: {self.title('sources', id_)}"
            marks.append(
                Markup(  # noqa: S704
                    f'<a class="cite cite-{self.grade(id_)}" href="#source-{number}" '
                    f'title="{escape(name)}">{number}</a>'
                )
            )
        return Markup("").join(marks)

    def source(self, id_: str) -> Source | None:
        """Return a source, or None where its record can't be used."""
        entry = self.catalog.get("sources", id_)
        return entry.record if entry and isinstance(entry.record, Source) else None

    def grade(self, id_: str) -> Grade:
        """Return a source's grade; the lowest where its record can't be used."""
        source = self.source(id_)
        return source.grade if source else "editorial"

    # ---- the rest of the catalog ---------------------------------------------------------------

    def known(self, kind: str, ids: Iterable[str]) -> list[Entry[Record]]:
        """Return the usable records among `ids`, in that order."""
        return [entry for id_ in ids if (entry := self.catalog.get(kind, id_))]

    def naming(self, entry: Entry[Record], kind: str, *fields: str) -> list[Entry[Record]]:
        """Return the records of a kind that name this entry, in one of `fields` if given."""
        return self.catalog.naming(entry, KINDS[kind], *fields)

    def loop(self, **combination: str | None) -> Composed:
        """Return the composed loop for a combination."""
        return self.compose(**combination)

    def minutes(self, round_: str) -> str:
        """Return how long a round lasts, or nothing where that is unknown."""
        entry = self.catalog.get("rounds", round_)
        minutes = getattr(entry.record, "minutes", None) if entry else None
        if minutes is None:
            return ""
        span = {minutes.least: None, minutes.most: None}
        return f"{' to '.join(map(str, span))} min"

    def where(self, round_: str, condition: str) -> list[Weighed]:
        """Return for whom a round is stated to be asked or to decide, the heaviest first.

        `condition` is a condition of `Combination`: "team_type", "role" or "company".
        """
        kind, field_ = _CONDITIONS[condition]
        found = []
        for entry in self.catalog.entries.values():
            if entry.kind == kind:
                for step in self.compose(**{condition: entry.id}).steps:
                    stated = getattr(step.ruling.by.record.when, field_)
                    if step.round == round_ and step.emphasis >= 2 and stated:
                        found.append(Weighed(entry, step.emphasis))
        return sorted(found, key=lambda each: (-each.emphasis, each.entry.id))

    def rests_on(self, text: str, path: str) -> Markup:
        """Return what a judgement rests on, with its links made for this page."""
        return hang(links.rewrite(text.strip(), path, self.path))

    def address(self, url: str) -> Markup:
        """Return a web address the model has checked, to stand between angle brackets."""
        return Markup(url)  # noqa: S704

    def cell(self, texts: Iterable[str], entry: Entry[Record]) -> Markup:
        """Return an entry's texts for one cell of a table: on one line, with breaks between."""
        said = (" ".join(self.prose(text, entry).split()).replace("|", "&#124;") for text in texts)
        return Markup("<br><br>").join(Markup(each) for each in said) or Markup("Unknown")  # noqa: S704
