"""What a template can say on one page: links, statements with their evidence, loops."""

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from markupsafe import Markup

from atlas import links
from atlas.catalog import Catalog, Entry
from atlas.evidence import Backings
from atlas.loops import Composed, Composer, Step
from atlas.model import KINDS
from atlas.model.interviews import AiUse, Loop, Minutes
from atlas.model.record import GRADES, Grade, Record, Source, Sourced, Statement
from atlas.model.teams import AiRule, Company, Facet, Team
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

GRADE_MEANINGS: dict[Grade, str] = {
    "official": "the company's own careers or candidate page",
    "engineering": "its engineering blog, talk or paper",
    "practitioner": "a first-hand account",
    "press": "a newspaper, a digest",
    "secondary": "vendors, aggregators, reference works",
    "editorial": "the guide's own judgement; each says what it rests on",
}
AI_USE: dict[AiUse, str] = {
    "barred": "Barred",
    "permitted": "Permitted",
    "provided": "Provided",
    "expected": "Expected",
    "varies": "Varies; ask",
}


def group_name(id_: str) -> str:
    """Return what readers call a group of records: a family of roles, a sort of skill."""
    return {"llm": "LLMs", "generative-ai": "Generative AI"}.get(
        id_, id_.replace("-", " ").capitalize()
    )


def page_path(kind: str, id_: str) -> str:
    """Return the path of a record's page."""
    return f"{kind}/{id_}.md"


def minutes(span: Minutes) -> str:
    """Return a length of time in words."""
    ends = {span.least: None, span.most: None}
    return f"{' to '.join(map(str, ends))} min"


def employer(catalog: Catalog, team: Team) -> str:
    """Return the name of the company a team is at."""
    entry = catalog.get("companies", team.company or "")
    return entry.record.title if entry else team.employer or team.company or ""


# Condition of a loop → the kind it names, and its field in `when`.
_CONDITIONS = {
    "team_type": ("team-types", "team_types"),
    "role": ("roles", "roles"),
    "company": ("companies", "companies"),
}


class Name(str):
    """What the statement after it is about."""

    __slots__ = ()


class Weighed(NamedTuple):
    """A record for which a round has an emphasis."""

    entry: Entry[Record]
    emphasis: int


class Differing(NamedTuple):
    """A round that weighs differently from role to role, and its step for each."""

    round: str
    steps: tuple[Step, ...]


@dataclass(slots=True)
class Writer:
    """Writes one page, and keeps the notes its evidence section will list."""

    catalog: Catalog
    compose: Composer
    backings: Backings
    path: str
    # Sources and judgements in the order the page cites them; a note's number is its place.
    sources: list[str] = field(default_factory=list)
    judgements: list[tuple[str, str]] = field(default_factory=list)

    # ---- links ---------------------------------------------------------------------------------

    def to(self, page: str) -> str:
        """Return the address of another Markdown page, relative to this one."""
        return links.relative_path(page, posixpath.dirname(self.path))

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

    def links_or_ids(self, kind: str, ids: Iterable[str]) -> Markup:
        """Return links to the records that are there, and the ids of those that are not."""
        found = (
            self.link(kind, id_) if self.catalog.get(kind, id_) else escape(id_) for id_ in ids
        )
        return Markup(", ").join(found)

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

    def say(self, said: Statement, entry: Entry[Record]) -> Markup:
        """Return a statement with its date, its notes and the opposing statement, if any."""
        parts = [self.prose(said.text, entry), self.marks(said, entry)]
        if said.opposing:
            other = said.opposing
            when = f" ({escape(other.as_of)})" if other.as_of else ""
            parts.append(
                Markup(' <span class="disputed">Disputed</span> ')
                + self.prose(other.text, entry)
                + Markup(when)  # noqa: S704
                + self.cite(other.sources)
            )
        if said.settled_by:
            settles = f" <small>Would settle it: {escape(said.settled_by)}</small>"
            parts.append(Markup(settles))  # noqa: S704
        return hang(Markup("").join(parts))

    def marks(self, said: Statement, entry: Entry[Record]) -> Markup:
        """Return what stands after a statement: whether it is confirmed, its date, its notes."""
        backing = self.backings.of(said, entry)
        marks = Markup("")
        if said.unconfirmed or backing.unconfirmed:
            marks += Markup(' <small class="unconfirmed">Unconfirmed</small>')
        if said.as_of:
            marks += Markup(f' <small class="as-of">as of {escape(said.as_of)}</small>')  # noqa: S704
        return marks + self.notes(backing, entry)

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

    def rare(self, composed: Composed) -> list[Step]:
        """Return the steps that may come up and are told apart, as there are many of them.

        At a company, only those that no statement about the company speaks of.
        """
        company = composed.combination.company
        rare = [
            step
            for step in composed.asked
            if step.emphasis == 1 and not (company and step.ruling.by.record.when.companies)
        ]
        return rare if len(rare) > 3 else []

    def described(self, company: Entry[Company]) -> set[str]:
        """Return the rounds of a company's steps, and those its loops for some jobs speak of."""
        found = {round_ for stage in company.record.stages for round_ in stage.rounds}
        for loop in self.naming(company, "loops", "companies"):
            if isinstance(loop.record, Loop):
                rounds = loop.record.rounds.items()
                found |= {round_ for round_, stated in rounds if stated.emphasis}
        return found

    def minutes(self, round_: str) -> str:
        """Return how long a round lasts, or nothing where that is unknown."""
        entry = self.catalog.get("rounds", round_)
        span = getattr(entry.record, "minutes", None) if entry else None
        return minutes(span) if span else ""

    def span(self, span: Minutes) -> str:
        """Return a length of time in words."""
        return minutes(span)

    def step(self, facet: str, id_: str) -> str:
        """Return what readers call one of a facet's steps."""
        entry = self.catalog.get("facets", facet)
        step = entry.record.steps.get(id_) if entry and isinstance(entry.record, Facet) else None
        return step.label if step else id_

    def employer(self, team: Team) -> str:
        """Return the name of the company a team is at."""
        return employer(self.catalog, team)

    def ai_rules(self, company: Company, rounds: Sequence[str]) -> list[AiRule]:
        """Return a company's rules on AI tools that hold for some rounds.

        A rule that names a round holds before one for all the others.
        """
        general = [each for each in company.ai_use if not each.rounds]
        found = (
            rule
            for round_ in rounds
            for rule in [each for each in company.ai_use if round_ in each.rounds] or general
        )
        return list({rule.rule: rule for rule in found}.values())

    def who(self, said: Statement, entry: Entry[Record]) -> str:
        """Return who says something and when, each source in a few words, the best grade first."""
        return self.names(self.backings.of(said, entry).sources)

    def standing(self, said: Statement, entry: Entry[Record]) -> str:
        """Return in plain words how sure a statement is: confirmed or not, as of when, by whom."""
        backing = self.backings.of(said, entry)
        words = ["Unconfirmed"] if said.unconfirmed or backing.unconfirmed else []
        words += [f"as of {said.as_of}"] if said.as_of else []
        return ". ".join([*words, self.names(backing.sources)]) + "."

    def names(self, ids: Sequence[str]) -> str:
        """Return who published some sources and when, the best grade first."""
        known = [source for id_ in ids if (source := self.source(id_))]
        known.sort(key=lambda source: GRADES.index(source.grade))
        said_by = [
            f"{source.author or source.publisher} ({GRADE_NAMES[source.grade].lower()}, "
            f"{source.published or f'undated, read {source.read}'})"
            for source in known
        ]
        return "; ".join(dict.fromkeys(said_by)) or "the guide's own judgement"

    def differing(self, team_type: str, roles: Sequence[Entry[Record]]) -> list[Differing]:
        """Return the rounds whose emphasis differs among a team type's roles, by id."""
        by_role = [
            {step.round: step for step in self.compose(team_type=team_type, role=role.id).steps}
            for role in roles
        ]
        rows = [
            Differing(round_, tuple(steps[round_] for steps in by_role))
            for round_ in sorted(by_role[0] if by_role else ())
        ]
        return [row for row in rows if len({step.emphasis for step in row.steps}) > 1]

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

    def cell(self, said: Iterable[Statement | str], entry: Entry[Record]) -> Markup:
        """Return what an entry says, for one cell of a table: on one line, breaks between."""
        text = Markup("")
        for each in said:
            words = escape(each) if isinstance(each, str) else self.say(each, entry)
            line = Markup(" ".join(words.split()).replace("|", "&#124;"))  # noqa: S704
            named = isinstance(each, Name)
            text += Markup("<b>{}</b><br>").format(line) if named else line + Markup("<br><br>")
        return Markup(text.removesuffix("<br><br>")) or Markup("Unknown")  # noqa: S704
