"""Rules about evidence: who says so, and when."""

from collections.abc import Iterable, Iterator

from atlas.catalog import Catalog, Entry
from atlas.diagnostics import Diagnostic
from atlas.model.interviews import Loop
from atlas.model.record import Record, Source, Statement, backed, claims
from atlas.rules.rule import rule


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
        if record.about_company or (isinstance(record, Loop) and record.when.companies):
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


@rule
def date_order(catalog: Catalog) -> Iterable[Diagnostic]:
    """Nothing is read before it was published, or known later than its newest source was read.

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
