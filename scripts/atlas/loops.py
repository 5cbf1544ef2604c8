"""The cascade: what an interview loop looks like for a combination, and on whose word.

Start from the base; apply every matching `loops` record, less specific before more specific; the
last one to state a round decides it. Specific means: base < level < profile < role < team type <
company, and a set of conditions counts for more than any part of it. Pure and total.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from atlas.catalog import Catalog, Entry
from atlas.model.interviews import Emphasis, Loop, When
from atlas.model.record import Statement

# Condition of `when` → what it counts for. Powers of two: a set of conditions is worth more than
# every proper part of it, and one condition more than all lesser ones together.
WEIGHTS: Mapping[str, int] = {
    "levels": 1,
    "profiles": 2,
    "roles": 4,
    "team_types": 8,
    "companies": 16,
}


@dataclass(frozen=True, slots=True)
class Combination:
    """What a loop is asked for: ids, None where nothing is said."""

    level: str | None = None
    profile: str | None = None
    role: str | None = None
    team_type: str | None = None
    company: str | None = None


_ASKED = dict(zip(WEIGHTS, (each.name for each in fields(Combination)), strict=True))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one loop record says about one round."""

    by: Entry[Loop]
    emphasis: Emphasis


@dataclass(frozen=True, slots=True)
class Step:
    """One round of a composed loop: the ruling that holds, and those it overruled, newest first."""

    round: str
    ruling: Ruling
    overruled: tuple[Ruling, ...]

    @property
    def emphasis(self) -> int:
        """0 not asked, 1 may come up, 2 asked, 3 decides."""
        return self.ruling.emphasis.emphasis

    @property
    def probes(self) -> tuple[tuple[Statement, Entry[Loop]], ...]:
        """What the round asks about, the most specific first, each with who says so."""
        return tuple(
            (probe, ruling.by)
            for ruling in (self.ruling, *self.overruled)
            for probe in ruling.emphasis.probes
        )


@dataclass(frozen=True, slots=True)
class Composed:
    """A composed loop: its steps, the heaviest first, and the records it was composed from."""

    combination: Combination
    steps: tuple[Step, ...]
    composed_from: tuple[Entry[Loop], ...]

    @property
    def asked(self) -> tuple[Step, ...]:
        """The rounds that can come up at all."""
        return tuple(step for step in self.steps if step.emphasis)

    @property
    def has_company_evidence(self) -> bool:
        """Whether any round rests on a record about the company asked for."""
        return any(step.ruling.by.record.when.companies for step in self.steps)


def weight(when: When) -> int:
    """Return how specific a set of conditions is; the base weighs 0."""
    return sum(weight for name, weight in WEIGHTS.items() if getattr(when, name))


def applies(when: When, combination: Combination) -> bool:
    """Return whether every condition holds for the combination."""
    return all(
        getattr(combination, _ASKED[name]) in getattr(when, name)
        for name in WEIGHTS
        if getattr(when, name)
    )


def compose(loops: Iterable[Entry[Loop]], combination: Combination) -> Composed:
    """Return the loop for a combination; `loops` may come in any order."""
    matching = sorted(
        (entry for entry in loops if applies(entry.record.when, combination)),
        key=lambda entry: (weight(entry.record.when), entry.id),
    )
    rulings: dict[str, list[Ruling]] = {}
    for entry in matching:
        for round_, emphasis in entry.record.rounds.items():
            rulings.setdefault(round_, []).append(Ruling(entry, emphasis))
    steps = (Step(round_, said[-1], tuple(said[-2::-1])) for round_, said in rulings.items())
    ordered = tuple(sorted(steps, key=lambda step: (-step.emphasis, step.round)))
    deciding = {step.ruling.by.id for step in ordered}
    used = tuple(entry for entry in matching if entry.id in deciding)
    return Composed(combination, ordered, used)


def composer(catalog: Catalog) -> "Composer":
    """Return a function-like object that composes loops from the catalog's records."""
    return Composer(tuple(catalog.of(Loop)))


@dataclass(frozen=True, slots=True)
class Composer:
    """Composes loops from one set of records."""

    loops: tuple[Entry[Loop], ...]

    def __call__(self, **combination: str | None) -> Composed:
        """Return the loop for `level`, `profile`, `role`, `team_type`, `company`."""
        return compose(self.loops, Combination(**combination))


def rivals(one: When, other: When) -> bool:
    """Return whether two sets of conditions weigh the same and can both match one combination."""
    return weight(one) == weight(other) and all(
        set(getattr(one, name)) & set(getattr(other, name))
        for name in WEIGHTS
        if getattr(one, name)
    )
