"""Rules about loop statements: what the cascade needs to be total and unambiguous."""

from collections.abc import Iterator
from itertools import combinations

from atlas.catalog import Catalog
from atlas.diagnostics import Diagnostic, Span
from atlas.loops import conditions, rivals
from atlas.model.interviews import Loop
from atlas.rules.rule import whole_rule


@whole_rule
def base_loop(catalog: Catalog) -> Iterator[Diagnostic]:
    """One loop statement applies to everybody (`when: {}`), and it states every round.

    Every loop is composed from it, so without it some combinations would have no answer.

    Mend it: state the new round in the base, with emphasis 0 where most loops don't have it.
    """
    if any(kind == "loops" for kind, _ in catalog.unusable):
        return  # the base may be among the records that can't be read
    bases = [entry for entry in catalog.of(Loop) if not conditions(entry.record.when)]
    rounds = catalog.ids["rounds"]
    if not bases and (rounds or catalog.ids["loops"]):
        yield Diagnostic("base-loop", Span("content/loops"), "no statement has `when: {}`")
    for base in bases[:1]:
        for round_ in rounds:
            if round_ not in base.record.rounds:
                yield Diagnostic(
                    "base-loop",
                    base.locate("rounds", key=True),
                    f"the base must state every round, and does not state `{round_}`",
                )


@whole_rule
def loop_conflict(catalog: Catalog) -> Iterator[Diagnostic]:
    """Two loop statements that are equally specific never speak of the same round for anybody.

    Otherwise the order of file names would decide what a reader is told.

    Mend it: merge the two statements, or take the round out of one.
    """
    by_conditions: dict[frozenset[str], list[tuple[str, Loop]]] = {}
    entries = {entry.id: entry for entry in catalog.of(Loop)}
    for id_, entry in entries.items():
        alike = by_conditions.setdefault(conditions(entry.record.when), [])
        alike.append((id_, entry.record))
    for alike in by_conditions.values():
        for (one, first), (other, second) in combinations(alike, 2):
            if not rivals(first.when, second.when):
                continue
            for round_ in first.rounds.keys() & second.rounds.keys():
                yield Diagnostic(
                    "loop-conflict",
                    entries[other].locate("rounds", round_, key=True),
                    f"`{round_}` is also stated by `{one}`, for some of the same people",
                )
