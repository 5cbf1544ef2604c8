"""The cascade: what an interview loop looks like for a combination, and on whose word.

Start from the base; apply every matching `loops` record, less specific before more specific; the
last one to state a round decides it. Specific means: base < level < profile < family of roles <
role < general kind of team < team type < company, and a set of conditions counts for more than any
part of it. Pure and total.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from atlas.catalog import Catalog, Entry
from atlas.model.interviews import Emphasis, Loop, When
from atlas.model.record import Statement
from atlas.model.teams import TeamType
from atlas.model.work import Role

# What holds for somebody → what it counts for. Powers of two: a set of conditions is worth more
# than every proper part of it, and one condition more than all lesser ones together.
WEIGHTS: Mapping[str, int] = {
    "level": 1,
    "profile": 2,
    "family": 4,
    "role": 8,
    "general_kind": 16,
    "team_type": 32,
    "company": 64,
}
# Condition of `when` → what can meet it.
CONDITIONS: Mapping[str, tuple[str, ...]] = {
    "levels": ("level",),
    "profiles": ("profile",),
    "families": ("family",),
    "roles": ("role",),
    "team_types": ("team_type", "general_kind"),
    "companies": ("company",),
}


@dataclass(frozen=True, slots=True)
class Combination:
    """What a loop is asked for: ids, None where nothing is said."""

    level: str | None = None
    profile: str | None = None
    role: str | None = None
    team_type: str | None = None
    company: str | None = None


@dataclass(frozen=True, slots=True)
class Kinship:
    """What follows from a role and a team type: the role's family, the general kind of team."""

    family: Mapping[str, str] = field(default_factory=dict)
    general_kind: Mapping[str, str] = field(default_factory=dict)

    def holds(self, combination: Combination) -> dict[str, str]:
        """Return everything that holds for a combination: a name of `WEIGHTS`, and the id."""
        known = {
            "level": combination.level,
            "profile": combination.profile,
            "family": self.family.get(combination.role or ""),
            "role": combination.role,
            "general_kind": self.general_kind.get(combination.team_type or ""),
            "team_type": combination.team_type,
            "company": combination.company,
        }
        return {name: id_ for name, id_ in known.items() if id_}


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


def conditions(when: When) -> frozenset[str]:
    """Return which conditions are stated; none for the base."""
    return frozenset(name for name in CONDITIONS if getattr(when, name))


def specificity(when: When, holds: Mapping[str, str]) -> int | None:
    """Return what the conditions count for; None if one of them does not hold."""
    total = 0
    for name, ways in CONDITIONS.items():
        stated = getattr(when, name)
        if stated:
            met = [WEIGHTS[way] for way in ways if holds.get(way) in stated]
            if not met:
                return None
            total += max(met)
    return total


def compose(
    loops: Iterable[Entry[Loop]], combination: Combination, kinship: Kinship | None = None
) -> Composed:
    """Return the loop for a combination; `loops` may come in any order."""
    holds = (kinship or Kinship()).holds(combination)
    weighed = ((specificity(entry.record.when, holds), entry) for entry in loops)
    matching = [
        entry
        for _, _, entry in sorted(
            (weight, entry.id, entry) for weight, entry in weighed if weight is not None
        )
    ]
    rulings: dict[str, list[Ruling]] = {}
    for entry in matching:
        for round_, emphasis in entry.record.rounds.items():
            rulings.setdefault(round_, []).append(Ruling(entry, emphasis))
    steps = (Step(round_, said[-1], tuple(said[-2::-1])) for round_, said in rulings.items())
    ordered = tuple(sorted(steps, key=lambda step: (-step.emphasis, step.round)))
    deciding = {step.ruling.by.id for step in ordered}
    used = tuple(entry for entry in matching if entry.id in deciding)
    return Composed(combination, ordered, used)


class Composer:
    """Composes loops from one catalog's records, each combination once."""

    def __init__(self, catalog: Catalog) -> None:
        """Take what `catalog` says of loops, roles and kinds of team."""
        self.loops = tuple(catalog.of(Loop))
        self.kinship = Kinship(
            {entry.id: entry.record.family for entry in catalog.of(Role)},
            {
                entry.id: entry.record.within
                for entry in catalog.of(TeamType)
                if entry.record.within
            },
        )
        self._composed: dict[Combination, Composed] = {}

    def __call__(self, **asked: str | None) -> Composed:
        """Return the loop for `level`, `profile`, `role`, `team_type`, `company`."""
        combination = Combination(**asked)
        if combination not in self._composed:
            self._composed[combination] = compose(self.loops, combination, self.kinship)
        return self._composed[combination]


def rivals(one: When, other: When) -> bool:
    """Return whether two sets of conditions are as specific and can both match one combination."""
    stated = conditions(one)
    return stated == conditions(other) and all(
        set(getattr(one, name)) & set(getattr(other, name)) for name in stated
    )
