"""Rules about kinds of team and named teams: what makes them comparable."""

from collections.abc import Iterator

from atlas.catalog import Catalog
from atlas.diagnostics import Diagnostic
from atlas.model.fields import did_you_mean
from atlas.model.teams import Company, Facet, Team, TeamType
from atlas.rules.rule import rule, whole_rule

ENOUGH_TEAMS = 2


@rule
def facet_answer(catalog: Catalog) -> Iterator[Diagnostic]:
    """Every team type answers every facet, with one of the steps the facet names.

    Readers filter and compare team types by facets; a team type without an answer would vanish
    from a filter without a word.

        facets:
          horizon:
            at: quarter
            why: The roadmap is cut every three months.

    Mend it: add the answer, or correct the step's id; the facet's record lists its steps.
    """
    facets = {entry.id: entry.record for entry in catalog.of(Facet)}
    for entry in catalog.of(TeamType):
        for id_, facet in facets.items():
            answer = entry.record.facets.get(id_)
            if answer is None:
                yield Diagnostic(
                    "facet-answer",
                    entry.locate("facets", key=True),
                    f"the facet `{id_}` has no answer: {facet.question}",
                    f"one of {', '.join(facet.steps)}",
                )
            elif answer.at not in facet.steps:
                yield Diagnostic(
                    "facet-answer",
                    entry.locate("facets", id_, "at"),
                    f"`{answer.at}` is no step of the facet `{id_}`",
                    did_you_mean(answer.at, facet.steps) or f"one of {', '.join(facet.steps)}",
                )


@rule
def general_kind(catalog: Catalog) -> Iterator[Diagnostic]:
    """What a team type is `within` is a general kind: one that is within nothing itself.

    A loop statement for a general kind holds for its cases too. With more than two storeys nobody
    could tell which of two general statements is the nearer.

    Mend it: name the general kind at the top.
    """
    for entry in catalog.of(TeamType):
        above = catalog.get("team-types", entry.record.within or "")
        if above and isinstance(above.record, TeamType) and above.record.within:
            yield Diagnostic(
                "general-kind",
                entry.locate("within"),
                f"`{above.id}` is itself within `{above.record.within}`",
                f"write `within: {above.record.within}`",
            )


@whole_rule
def named_teams(catalog: Catalog) -> Iterator[Diagnostic]:
    """A team type has two named teams at real companies, or says that none was found.

    A kind of team that exists nowhere by name may be one the guide made up.

    Mend it: add a record under content/teams/, with its source; or say in `no_team_found` where
    you looked.
    """
    for entry in catalog.of(TeamType):
        teams = len(catalog.naming(entry, Team, "team_type"))
        if entry.record.within and teams < ENOUGH_TEAMS and not entry.record.no_team_found:
            yield Diagnostic(
                "named-teams",
                entry.locate("title", key=True),
                f"{teams or 'no'} named team{'' if teams == 1 else 's'} of this kind",
                "add one under content/teams/, or say in `no_team_found` where you looked",
            )


@rule
def team_employer(catalog: Catalog) -> Iterator[Diagnostic]:
    """A named team says whose it is: `company` where the guide has a record of it, or `employer`.

    One of the two, because two could contradict each other.

    Mend it: name the company's id, or write the employer's name.
    """
    known = {
        name.casefold(): company.id
        for company in catalog.of(Company)
        for name in (company.record.title, *company.record.also)
    }
    for entry in catalog.of(Team):
        company, employer = entry.record.company, entry.record.employer
        if company and employer:
            at = entry.locate("employer", key=True)
            yield Diagnostic("team-employer", at, "has both `company` and `employer`", "keep one")
        elif employer and (id_ := known.get(employer.casefold())):
            at = entry.locate("employer")
            message = f"the guide has a record of {employer}"
            yield Diagnostic("team-employer", at, message, f"write `company: {id_}` instead")
        elif not company and not employer:
            yield Diagnostic(
                "team-employer",
                entry.locate("title", key=True),
                "has neither `company` nor `employer`",
                "add `company: ID`, or `employer: NAME` where content/companies/ does not have it",
            )
