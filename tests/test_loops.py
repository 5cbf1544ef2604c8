"""The cascade: total, independent of order, specific over general, honest about who says so."""

from itertools import chain, combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.catalog import Catalog, Entry
from atlas.loops import (
    CONDITIONS,
    WEIGHTS,
    Combination,
    Composer,
    Kinship,
    compose,
    conditions,
    rivals,
    specificity,
)
from atlas.model.interviews import Emphasis, Loop, When
from atlas.model.record import Statement

ROUNDS = ("coding", "design", "talk")
IDS = ("a", "b")


def loop(id_: str, when: When, rounds: dict[str, int]) -> Entry[Loop]:
    why = Statement(text="Because.")
    stated = {name: Emphasis(emphasis=heavy, why=why) for name, heavy in rounds.items()}
    record = Loop(title=id_, summary=id_, reviewed="2026-11-21", when=when, rounds=stated)
    return Entry("loops", id_, f"content/loops/{id_}.yml", "", (), record)


some = st.lists(st.sampled_from(IDS), unique=True, max_size=2).map(tuple)
families = st.lists(st.sampled_from(("platform", "research")), unique=True, max_size=2).map(tuple)
whens = st.builds(When, **dict.fromkeys(CONDITIONS, some) | {"families": families})
# `a` is a case of the general kind `b`; the two roles are of different families.
KINSHIP = Kinship({"a": "platform", "b": "research"}, {"a": "b"})
stated = st.dictionaries(st.sampled_from(ROUNDS), st.integers(0, 3), min_size=1)
one = st.sampled_from([None, *IDS])
asked = st.builds(Combination, level=one, profile=one, role=one, team_type=one, company=one)
BASE = loop("base", When(), dict.fromkeys(ROUNDS, 1))
libraries = st.lists(st.tuples(whens, stated), max_size=8).map(
    lambda said: [BASE, *(loop(f"l{n}", when, rounds) for n, (when, rounds) in enumerate(said))]
)


@given(libraries, asked)
@settings(max_examples=300, deadline=None)
def test_every_combination_has_an_answer_for_every_round(
    library: list[Entry[Loop]], combination: Combination
) -> None:
    composed = compose(library, combination, KINSHIP)
    assert {step.round for step in composed.steps} == set(ROUNDS)
    assert all(0 <= step.emphasis <= 3 for step in composed.steps)


@given(libraries, asked, st.randoms())
@settings(max_examples=200, deadline=None)
def test_the_order_of_files_does_not_matter(
    library: list[Entry[Loop]], combination: Combination, random: Random
) -> None:
    shuffled = list(library)
    random.shuffle(shuffled)
    assert compose(shuffled, combination, KINSHIP) == compose(library, combination, KINSHIP)


@given(libraries, asked)
@settings(max_examples=300, deadline=None)
def test_provenance_names_a_record_that_applies_and_states_the_round(
    library: list[Entry[Loop]], combination: Combination
) -> None:
    for step in compose(library, combination, KINSHIP).steps:
        by = step.ruling.by
        assert by in library
        assert specificity(by.record.when, KINSHIP.holds(combination)) is not None
        assert by.record.rounds[step.round] is step.ruling.emphasis


@given(libraries, asked)
@settings(max_examples=300, deadline=None)
def test_a_more_specific_statement_wins(
    library: list[Entry[Loop]], combination: Combination
) -> None:
    holds = KINSHIP.holds(combination)
    for step in compose(library, combination, KINSHIP).steps:
        for other in step.overruled:
            winner, loser = (
                specificity(ruling.by.record.when, holds) for ruling in (step.ruling, other)
            )
            assert winner is not None
            assert loser is not None
            assert winner >= loser
            # What is said of the very team type outweighs all that is said of its general kind.
            if combination.team_type in (other.by.record.when.team_types or (None,)):
                more = conditions(other.by.record.when)
                assert not conditions(step.ruling.by.record.when) < more


def test_the_order_of_conditions_is_the_designs() -> None:
    order = ["level", "profile", "family", "role", "general_kind", "team_type", "company"]
    assert sorted(WEIGHTS, key=lambda name: WEIGHTS[name]) == order
    sets = chain.from_iterable(combinations(WEIGHTS, n) for n in range(len(WEIGHTS) + 1))
    sums = [sum(WEIGHTS[name] for name in names) for names in sets]
    assert len(set(sums)) == 2 ** len(WEIGHTS)


@given(whens, whens)
@settings(max_examples=200, deadline=None)
def test_rivals_are_those_whose_order_only_their_names_decide(first: When, second: When) -> None:
    everybody = [
        Combination(level, profile, role, team_type, company)
        for level in (None, *IDS) for profile in (None, *IDS) for role in (None, *IDS)
        for team_type in (None, *IDS) for company in (None, *IDS)
    ]  # fmt: skip
    holding = [KINSHIP.holds(each) for each in everybody]
    weights = [(specificity(first, holds), specificity(second, holds)) for holds in holding]
    meet = any(one == other and one is not None for one, other in weights)
    if meet:  # a role and another family never meet; `rivals` may be careful and say they do
        assert rivals(first, second)
    if rivals(first, second) and not (first.roles and first.families):
        assert meet


def test_a_general_kind_speaks_for_its_cases_until_one_of_them_speaks() -> None:
    general = loop("general", When(team_types=("b",)), {"coding": 2, "design": 2})
    case = loop("case", When(team_types=("a",)), {"coding": 3})
    composed = compose([case, general, BASE], Combination(team_type="a"), KINSHIP)
    by = {step.round: step.ruling.by.id for step in composed.steps}
    assert by == {"coding": "case", "design": "general", "talk": "base"}


def test_a_family_speaks_for_its_roles_until_one_of_them_speaks() -> None:
    family = loop("family", When(families=("platform",)), {"coding": 2, "design": 2})
    role = loop("role", When(roles=("a",)), {"coding": 3})
    composed = compose([role, family, BASE], Combination(role="a"), KINSHIP)
    by = {step.round: step.ruling.by.id for step in composed.steps}
    assert by == {"coding": "role", "design": "family", "talk": "base"}
    other = compose([role, family, BASE], Combination(role="b"), KINSHIP)
    assert {step.ruling.by.id for step in other.steps} == {"base"}


def test_a_company_speaks_over_a_team_type_and_says_so() -> None:
    company = loop("company", When(companies=("a",)), {"coding": 3})
    team = loop("team", When(team_types=("a",)), {"coding": 2, "design": 3})
    composed = compose([company, team, BASE], Combination(company="a", team_type="a"))
    by = {step.round: (step.ruling.by.id, step.emphasis) for step in composed.steps}
    assert by == {"coding": ("company", 3), "design": ("team", 3), "talk": ("base", 1)}
    assert composed.has_company_evidence
    assert not compose([team, BASE], Combination(company="a", team_type="a")).has_company_evidence
    coding = next(step for step in composed.steps if step.round == "coding")
    assert [ruling.by.id for ruling in coding.overruled] == ["team", "base"]


def test_the_real_content_answers_every_combination(atlas: Catalog) -> None:
    answer = Composer(atlas)
    rounds = set(atlas.ids["rounds"])
    for team_type in (None, *atlas.ids["team-types"]):
        for role in (None, *atlas.ids["roles"]):
            for company in (None, *atlas.ids["companies"]):
                composed = answer(team_type=team_type, role=role, company=company)
                assert {step.round for step in composed.steps} == rounds
                assert composed.asked
