"""Rules about evidence: who says so, and when."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from atlas.catalog import Catalog, Entry
from atlas.diagnostics import Diagnostic
from atlas.evidence import Evidence, age, statements
from atlas.model.record import Record, Source, Statement, backed, claims
from atlas.rules.rule import rule, whole_rule


@rule
def unsourced_claim(catalog: Catalog) -> Iterator[Diagnostic]:
    """Every record says where it comes from, and every claim about a company has a source.

    `sources` on the record covers all its statements; a statement, place or emphasis can have its
    own. `rests_on` marks the guide's own judgement and says what it rests on: enough for what is
    said of ML work in general. What is said of a named company or team needs a source besides, so
    that a reader can see who says so and how old it is.

    Mend it: add `sources: [ID]` to the record or the statement. What nobody trustworthy says is
    left out, and the site publishes it as unknown.
    """
    for entry in catalog.entries.values():
        record = entry.record
        if record.names_company():
            yield from _unsourced_about_company(entry)
        elif not (backed(record) or isinstance(record, Source)):
            yield Diagnostic(
                "unsourced-claim",
                entry.locate("title", key=True),
                "the record names neither sources nor what it rests on",
                "add `sources: [ID]`, or `rests_on:` for the guide's own judgement",
            )


def _unsourced_about_company(entry: Entry[Record]) -> Iterator[Diagnostic]:
    for loc, part, backing in claims(entry.record):
        if loc and not (backing and backing.sources):
            what = "this statement" if isinstance(part, Statement) else f"`{loc[-1]}`"
            yield Diagnostic(
                "unsourced-claim",
                entry.locate(*loc),
                f"{what} is about a named company and has no source",
                "add `sources: [ID]` to it or to the record",
            )


# "The guide's judgement." and its like have three.
FEWEST_WORDS = 5


@rule
def hollow_judgement(catalog: Catalog) -> Iterator[Diagnostic]:
    """What a judgement of the guide rests on is something a reader can weigh.

        rests_on: The guide's judgement.                              wrong
        rests_on: Uber and LinkedIn both put these engineers on call. right

    Mend it: say which facts, pages or comparisons led to it; if there are none, delete the
    judgement.
    """
    for entry in catalog.entries.values():
        if "rests_on" not in entry.text:
            continue
        for loc, part, _ in claims(entry.record):
            if part.rests_on is not None and len(part.rests_on.split()) < FEWEST_WORDS:
                yield Diagnostic(
                    "hollow-judgement",
                    entry.locate(*loc, "rests_on"),
                    "says nothing a reader could weigh",
                    "name the facts, pages or comparisons it rests on",
                )


@rule
def date_order(catalog: Catalog) -> Iterable[Diagnostic]:
    """Nothing is read before it was published, or known later than its newest source was read.

    And a source's record is reviewed when it is read, or later.

    Mend it: one of the two dates is wrong; look at the publication.
    """
    for source in catalog.of(Source):
        published, read = source.record.published, source.record.read
        if published and published > read[: len(published)]:
            yield Diagnostic(
                "date-order",
                source.locate("published"),
                f"published on {published}, after it was read on {read}",
            )
        if read > source.record.reviewed:
            yield Diagnostic(
                "date-order",
                source.locate("read"),
                f"read on {read}, after the record was last reviewed on {source.record.reviewed}",
            )
    read_on = {source.id: source.record.read for source in catalog.of(Source)}
    for entry in catalog.entries.values():
        if "as_of" not in entry.text:
            continue  # nothing to compare, and most records are like that
        for loc, part, backing in claims(entry.record):
            as_of = part.as_of if isinstance(part, Statement) else None
            days = [read_on[id_] for id_ in (backing.sources if backing else ()) if id_ in read_on]
            if as_of and days and as_of > max(days)[: len(as_of)]:
                yield Diagnostic(
                    "date-order",
                    entry.locate(*loc, "as_of"),
                    f"known as of {as_of}, after its newest source was read on {max(days)}",
                )


@rule
def unconfirmed_claim(catalog: Catalog) -> Iterator[Diagnostic]:
    """A claim about a company on the word of vendors or aggregators alone says so.

    They copy from one another, and a candidate would plan by it. `unconfirmed: true` on the
    statement, or on the part it stands in, makes the page say so too. Once a better source stands
    beside it, the mark has to go.

    Mend it: cite the company, its engineers, a candidate or the press; or add `unconfirmed: true`
    and, if you can, `settled_by:`.
    """
    yield from _marked_parts(catalog)
    for each in statements(catalog, Record.names_company):
        secondary = each.sourced and each.grade == "secondary"
        if secondary and not each.unconfirmed:
            yield Diagnostic(
                "unconfirmed-claim",
                each.entry.locate(*each.loc),
                "only vendors or aggregators say this",
                "cite a better source, or add `unconfirmed: true`",
            )
        elif each.said.unconfirmed and not secondary:
            yield Diagnostic(
                "unconfirmed-claim",
                each.entry.locate(*each.loc, "unconfirmed", key=True),
                f"a source of grade {each.grade} stands behind this",
                "delete `unconfirmed`",
            )


def _marked_parts(catalog: Catalog) -> Iterator[Diagnostic]:
    """Yield a finding for each part around statements whose mark its own sources belie."""
    grades = {entry.id: entry.record.grade for entry in catalog.of(Source)}
    for entry in catalog.entries.values():
        if "unconfirmed" not in entry.text:
            continue  # nothing to look at, and most records are like that
        for loc, part, _ in claims(entry.record):
            if not part.unconfirmed or isinstance(part, Statement):
                continue
            cited = {grades[id_] for id_ in part.sources if id_ in grades}
            if cited != {"secondary"}:
                yield Diagnostic(
                    "unconfirmed-claim",
                    entry.locate(*loc, "unconfirmed", key=True),
                    "not only vendors or aggregators stand behind this part",
                    "delete `unconfirmed`, or move it to the statements it is true of",
                )


@rule
def stale_claim(catalog: Catalog) -> Iterator[Diagnostic]:
    """A claim is no older than its kind stays fresh: asked only with `atlas check --as-of DATE`.

    Rules on AI tools change within the year, interview stages within two, a team's work slower.
    A claim is as old as its `as_of`, or else its newest source; an undated one as the last
    reading.

    Mend it: read the page again, or find a newer one; then correct the statement and its dates,
    or delete what nobody says any more.
    """
    if catalog.as_of is None:
        return
    for each in statements(catalog):
        fresh = _months_fresh(each)
        dated = each.dated or each.read
        if fresh and dated and (months := age(dated, catalog.as_of)) > fresh:
            yield Diagnostic(
                "stale-claim",
                each.entry.locate(*each.loc),
                f"is {months} months old on {catalog.as_of}; such a claim stays fresh for {fresh}",
            )


def _months_fresh(each: Evidence) -> int | None:
    lives = each.entry.record.shelf_life
    return lives.get(str(each.loc[0]), lives.get(""))


@whole_rule
def duplicate_source(catalog: Catalog) -> Iterator[Diagnostic]:
    """A publication has one record, however many statements rest on it.

    With two, one would be corrected and the other forgotten.

    Mend it: keep one record, and name its id where the other stood.
    """
    known: defaultdict[str, list[Entry[Source]]] = defaultdict(list)
    for entry in catalog.of(Source):
        known[entry.record.url.rstrip("/")].append(entry)
    for first, *others in known.values():
        for other in others:
            yield Diagnostic(
                "duplicate-source",
                other.locate("url"),
                f"`{first.id}` has the same address",
            )
