"""What the real content promises as a whole: depth, evidence, no two records alike."""

import re
from collections import Counter, defaultdict
from itertools import combinations

import pytest

from atlas.catalog import Catalog
from atlas.evidence import statements
from atlas.loops import Composer
from atlas.model.interviews import Round
from atlas.model.record import Source
from atlas.model.teams import Company, Facet, Team, TeamType
from atlas.model.work import Position, Role

Run = tuple[str, ...]


def test_the_guide_is_as_deep_as_it_says(atlas: Catalog) -> None:
    assert len(atlas.of(TeamType)) >= 30
    assert len(atlas.of(Role)) >= 40
    assert len(atlas.of(Round)) >= 26
    assert len(atlas.of(Facet)) >= 7
    companies = atlas.of(Company)
    assert len(companies) >= 15
    for company in companies:
        assert len(atlas.naming(company, Position, "company")) >= 3, company.id
        assert company.record.stages or company.record.unknown, company.id
    for role in atlas.of(Role):
        assert len(role.record.ladder) >= 3, role.id
        assert len(role.record.neighbours) >= 3, role.id
    for team_type in atlas.of(TeamType):
        if team_type.record.within:
            teams = atlas.naming(team_type, Team, "team_type")
            assert len(teams) >= 2 or team_type.record.no_team_found, team_type.id


def test_every_claim_about_a_company_has_a_source_with_grade_and_date(atlas: Catalog) -> None:
    about = [each for each in statements(atlas) if each.entry.record.names_company()]
    assert len(about) > 500
    assert [each.entry.path for each in about if not each.sourced] == []


def test_sources_are_many_good_and_cited(atlas: Catalog) -> None:
    sources = atlas.of(Source)
    good = [entry for entry in sources if entry.record.grade in {"official", "engineering"}]
    assert len(sources) >= 250
    assert len(good) >= 100
    assert [entry.id for entry in sources if not atlas.named_by(entry)] == []


def test_the_matrix_has_no_hole(atlas: Catalog) -> None:
    compose = Composer(atlas)
    for team_type in atlas.of(TeamType):
        for role in atlas.of(Role):
            composed = compose(team_type=team_type.id, role=role.id)
            assert any(step.emphasis >= 2 for step in composed.steps), (team_type.id, role.id)
            assert composed.composed_from


# Lists of ids, addresses, dates and field names are not prose; nor what a source is called, and by
# whom it was published.
_LISTS = re.compile(
    r"^\s*(- )?[a-z_]+: *\[[\w, -]*\]$"
    r"|^\s*(url|read_at|read|published|reviewed|as_of|grade|publisher|author): .*$",
    re.M,
)
_TARGETS = re.compile(r"\]\([^)]*\)")
_FIELDS = re.compile(r"^\s*(- )?[a-z_-]+:( |$)", re.M)


def _runs(text: str) -> set[Run]:
    prose = _FIELDS.sub(" ", _TARGETS.sub("]", _LISTS.sub("", text)))
    words = re.findall(r"[a-z0-9']+", prose.lower())
    return {tuple(words[n : n + 8]) for n in range(len(words) - 7)}


def test_no_two_records_of_a_kind_read_alike(atlas: Catalog) -> None:
    """No pair shares more than a tenth of the shorter one's runs of eight words."""
    by_kind: defaultdict[str, dict[str, set[Run]]] = defaultdict(dict)
    for entry in atlas.entries.values():
        text = entry.text
        if entry.kind == "sources":  # the title is the publication's, not ours
            text = text.replace(entry.record.title, "")
        by_kind[entry.kind][entry.id] = _runs(text)
    alike = []
    for kind, records in by_kind.items():
        where: defaultdict[Run, list[str]] = defaultdict(list)
        for id_, runs in records.items():
            for run in runs:
                where[run].append(id_)
        shared: Counter[tuple[str, str]] = Counter()
        for ids in where.values():
            shared.update(combinations(sorted(ids), 2))
        for (one, other), number in shared.items():
            share = number / min(len(records[one]), len(records[other]))
            if share > 0.1:
                alike.append((kind, one, other, round(share, 2)))
    assert alike == []


@pytest.mark.parametrize("level", ["entry", "mid", "senior", "staff"])
def test_a_level_changes_some_loop(atlas: Catalog, level: str) -> None:
    compose = Composer(atlas)
    assert compose(level=level).steps
    if level in {"entry", "senior"}:
        assert compose(level=level).composed_from != compose().composed_from
