"""Where ML people work: the axes of the map, kinds of team, named teams, profiles, companies."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from atlas.model.fields import (
    AxisRef,
    CompanyRef,
    FacetRef,
    Items,
    LevelRef,
    ProfileRef,
    Prose,
    Refs,
    RoleRef,
    RoundRef,
    TeamTypeRef,
    Text,
    TopicRef,
    WithinRef,
)
from atlas.model.interviews import AiUse, Minutes
from atlas.model.record import Part, Record, Said, Sourced


class Pole(Part):
    """One end of an axis."""

    label: Text = Field(description="The word printed at this end of the map.")
    does: Items[Said] = Field(description="What a team at this end does.")
    measured_by: Items[Said] = Field(description="What such a team is measured by.")
    hires: Items[Said] = Field(description="Whom such a team hires.")


class Axis(Record):
    """A dimension on which teams differ."""

    singular = "axis"
    plural = "Axes"
    about = "The dimensions on which ML teams differ, and what changes from one end to the other."
    entry = True
    computed_sections = ("places",)

    question: Text = Field(description="What to ask about a team to place it.")
    on_map: Literal["across", "down"] | None = Field(
        default=None, description="Which way the axis runs on the map, if it is drawn there."
    )
    low: Pole = Field(description="The end at 0: left, or top.")
    high: Pole = Field(description="The end at 100: right, or bottom.")
    changes: Items[Said] = Field(default=(), description="What changes along the axis.")


class FacetStep(Part):
    """One of the answers to a facet's question."""

    label: Text = Field(description="The word readers filter by.")
    means: Said = Field(description="What a team with this answer is like.")


class Facet(Record):
    """A question with a few answers that tells kinds of team apart; every team type answers it."""

    singular = "facet"
    plural = "Facets"
    about = "Questions that tell kinds of ML team apart, each with a few answers to filter by."
    entry = True
    computed_sections = ("team-types",)

    order: Annotated[int, Field(ge=1, le=20)] = Field(description="Its turn on a page.")
    question: Text = Field(description="What to ask about a team.")
    steps: dict[Text, FacetStep] = Field(
        min_length=2, description="The answers, each by a short id, in their order."
    )
    changes: Items[Said] = Field(
        min_length=1, description="What the answer changes: the work, the hiring, the loop."
    )


class FacetPlace(Sourced):
    """A team type's answer to a facet."""

    at: Text = Field(description="The id of one of the facet's steps.")
    why: Said = Field(description="What makes it so, with figures where there are any.")


class TeamNeighbour(Sourced):
    """A kind of team easily taken for this one."""

    team_type: TeamTypeRef
    difference: Prose = Field(description="How to tell this kind of team from that one.")


class Place(Sourced):
    """A place on one axis."""

    at: Annotated[int, Field(ge=0, le=100)] = Field(
        description="0 is the low end of the axis, 100 the high end."
    )
    why: Said = Field(description="Why there.")


class Mix(Part):
    """The blend of specialists and generalists a team asks for."""

    leans: ProfileRef | None = Field(
        default=None, description="The profile that outnumbers the other; left out: even."
    )
    why: Said


class TeamType(Record):
    """A kind of ML team."""

    singular = "team type"
    plural = "Team types"
    about = "The kinds of ML team that exist, and what it is like to sit on one."
    entry = True
    computed_sections = ("closest", "loop", "loop-by-role", "teams")
    shelf_life: ClassVar = {"": 84}

    within: WithinRef | None = Field(
        default=None, description="The general kind of team it is a case of."
    )
    position: dict[AxisRef, Place] = Field(min_length=1, description="Its place, axis by axis.")
    facets: dict[FacetRef, FacetPlace] = Field(
        min_length=1, description="Its answer to every facet, by the facet's id."
    )
    charter: Said = Field(description="What it exists to do.")
    owns: Items[Said] = Field(min_length=1, description="Metrics and systems it answers for.")
    data: Said = Field(description="What data it works on, and where that comes from.")
    compute: Said = Field(description="What it computes on, and how much.")
    half_year: Items[Said] = Field(
        min_length=1, description="What a typical half-year consists of, in the order it comes."
    )
    mix: Mix
    roles: Refs[RoleRef] = Field(min_length=1, description="Roles that sit on such a team.")
    thrives: Items[Said] = Field(min_length=1, description="Who does well there.")
    struggles: Items[Said] = Field(min_length=1, description="Who does not.")
    ways_in: Items[Said] = Field(min_length=1, description="How people get onto such a team.")
    neighbours: Items[TeamNeighbour] = Field(
        default=(),
        description="Kinds of team easily mistaken for it, each with the difference.",
    )
    no_team_found: Said | None = Field(
        default=None,
        description="Where fewer than two named teams could be found: where one looked.",
    )


class Team(Record):
    """A named team at a company."""

    singular = "named team"
    plural = "Named teams"
    about = "Real teams, as examples of each kind of team, with who says so."
    entry = True
    about_company = True
    shelf_life: ClassVar = {"": 60}

    company: CompanyRef | None = Field(
        default=None, description="Its company, where the guide has a record of it."
    )
    employer: Text | None = Field(
        default=None, description="Its company's name, where the guide has no record of it."
    )
    product: Text = Field(description="The product or system it works on.")
    team_type: TeamTypeRef
    position: dict[AxisRef, Place] = Field(
        default={}, description="Its place, axis by axis. Left out: that of its team type."
    )
    does: Items[Said] = Field(min_length=1, description="What the sources say it does.")
    status: Said | None = Field(
        default=None, description="If it was renamed, merged or ended: what the sources say."
    )
    roles: Refs[RoleRef] = Field(default=(), description="Roles known to sit on it.")
    topics: Refs[TopicRef] = Field(default=(), description="What to know to talk with this team.")


class Profile(Record):
    """A shape of expertise: broad or deep."""

    singular = "profile"
    plural = "Profiles"
    about = "Specialist or generalist: two shapes an ML engineer can have, and how each is judged."
    entry = True
    computed_sections = ("loop",)

    brings: Items[Said] = Field(min_length=1, description="What a team gets.")
    limits: Items[Said] = Field(min_length=1, description="What a team does not get.")
    alone: Said = Field(description="Whether it can be a team's only ML engineer, and when.")
    interview: Said = Field(description="How the loop is shaped for this profile.")
    expected: Items[Said] = Field(min_length=1, description="What interviewers expect to see.")
    trusted_with: Said = Field(
        description="What an interviewer ends up saying about the candidate."
    )
    wanted_by: Refs[TeamTypeRef] = Field(default=(), description="Team types that lean this way.")


class LevelName(Sourced):
    """What a company calls a level."""

    name: Text
    level: LevelRef


class Stage(Sourced):
    """One step of a company's interviews, as somebody describes it."""

    name: Text = Field(description="What the company or the account calls it.")
    rounds: Refs[RoundRef] = Field(
        default=(), description="Which rounds of the guide's own vocabulary it consists of."
    )
    minutes: Minutes | None = Field(
        default=None, description="How long each of its interviews lasts. Left out: unknown."
    )
    what: Said = Field(description="What happens, how many interviews, with whom.")


class AiRule(Sourced):
    """A company's rule on AI tools in some of its rounds."""

    rounds: Refs[RoundRef] = Field(
        default=(), description="The rounds it holds for. Left out: all without a rule of theirs."
    )
    rule: AiUse
    says: Said = Field(description="What the rule says, since when, on whose word.")


class Process(Part):
    """How a company interviews."""

    expect: Items[Said] = Field(min_length=1, description="What to expect.")
    prepare: Items[Said] = Field(min_length=1, description="How to prepare.")
    tip: Said | None = Field(default=None, description="The one thing to remember.")


class Company(Record):
    """A company that hires for ML."""

    singular = "company"
    plural = "Companies"
    about = "What each company's interview loop is like, who says so, and how old that is."
    entry = True
    about_company = True
    computed_sections = ("loop", "positions", "teams")
    shelf_life: ClassVar = {"ai_use": 12, "stages": 24, "process": 36, "": 60}

    also: Items[Text] = Field(default=(), description="Other names it goes by.")
    does: Items[Said] = Field(min_length=1, description="What it uses ML for.")
    process: Process | None = Field(
        default=None, description="Its interview process. Left out: published as unknown."
    )
    stages: Items[Stage] = Field(
        default=(), description="Its interviews in their order. Left out: unknown."
    )
    ai_use: Items[AiRule] = Field(
        default=(), description="Its rules on AI tools in interviews. Left out: unknown."
    )
    platforms: Items[Said] = Field(
        default=(), description="Its ML platforms and frameworks by name, and what each is for."
    )
    level_names: Items[LevelName] = Field(
        default=(), description="What it calls its levels. Left out: unknown."
    )
