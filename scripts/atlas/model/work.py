"""What ML people do: role archetypes, positions at companies, skills, levels."""

from typing import ClassVar, Literal

from pydantic import Field

from atlas.model.fields import (
    CompanyRef,
    Items,
    LevelRef,
    LowerLevelRef,
    Prose,
    Refs,
    ResourceRef,
    RoleRef,
    SkillRef,
    Text,
    TopicRef,
)
from atlas.model.record import Part, Record, Said, Sourced

# Roles of a family have a loop in common.
Family = Literal[
    "product-engineering",
    "generative-ai",
    "research",
    "safety",
    "platform",
    "physical",
    "analysis",
    "direction",
]


class Rung(Sourced):
    """What a level means for one role, beyond what the level's own record says."""

    scope: Said = Field(description="What somebody at this level answers for.")
    ambiguity: Said | None = Field(
        default=None, description="How unclear a problem they can be handed."
    )
    influence: Said | None = Field(default=None, description="Whose decisions they change.")
    evidence: Said = Field(description="What shows it in an interview for this role.")
    down_levelled: Said | None = Field(
        default=None, description="What gets a candidate placed below it."
    )


class RoleSkills(Part):
    """The skills of a role."""

    essential: Refs[SkillRef] = Field(min_length=1, description="Without these, no offer.")
    useful: Refs[SkillRef] = Field(default=(), description="These help.")


class Neighbour(Sourced):
    """A role easily taken for this one."""

    role: RoleRef
    difference: Prose = Field(description="How this role differs from that one.")


class Role(Record):
    """A role archetype, whatever a company calls it."""

    singular = "role"
    plural = "Roles"
    about = "What each role builds and decides, and how it differs from its neighbours."
    entry = True
    computed_sections = ("loop", "team-types", "positions")

    family: Family
    also: Items[Text] = Field(default=(), description="Other titles it goes by.")
    builds: Items[Said] = Field(min_length=1, description="What it builds.")
    decides: Items[Said] = Field(min_length=1, description="What it decides.")
    week: Items[Said] = Field(min_length=1, description="What fills a week.")
    skills: RoleSkills
    ladder: dict[LevelRef, Rung] = Field(
        min_length=1, description="What each level means for this role, the lowest first."
    )
    neighbours: Items[Neighbour] = Field(
        min_length=1, description="Roles easily mistaken for it, each with the difference."
    )


class Position(Record):
    """A role at a company."""

    singular = "position"
    plural = "Positions"
    about = "A role at a company: what it answers for, asks for, works on."
    entry = True
    about_company = True
    computed_sections = ("loop",)
    shelf_life: ClassVar = {"": 36}

    company: CompanyRef
    role: RoleRef
    responsibilities: Items[Said] = Field(min_length=1)
    asks_for: Items[Said] = Field(
        min_length=1, description="Skills asked for, as the sources put it."
    )
    skills: Refs[SkillRef] = Field(min_length=1, description="The same skills, as records.")
    projects: Items[Said] = Field(min_length=1, description="Typical projects.")
    exciting: Items[Said] = Field(min_length=1, description="What draws people to it.")


class Skill(Record):
    """A skill that ML work asks for."""

    singular = "skill"
    plural = "Skills"
    about = "What ML work asks for, what good looks like, and how to get there."
    computed_sections = ("roles",)

    group: Literal["technical", "mathematics", "domain", "people"]
    good: Items[Said] = Field(min_length=1, description="What somebody who has it can do.")
    asked: Items[Said] = Field(default=(), description="Where a loop looks for it.")
    practise: Items[Said] = Field(min_length=1, description="How to get better at it.")
    topics: Refs[TopicRef] = ()
    resources: Refs[ResourceRef] = ()


class Level(Record):
    """A step of seniority, whatever a company calls it."""

    singular = "level"
    plural = "Levels"
    about = "What grows from one level to the next, and what an interviewer looks for."
    entry = True

    above: LowerLevelRef | None = Field(default=None, description="The level just below this one.")
    scope: Said = Field(description="How much somebody at this level answers for.")
    ambiguity: Said = Field(description="How unclear a problem they can be handed.")
    influence: Said = Field(description="How far their decisions reach.")
    evidence: Items[Said] = Field(
        min_length=1, description="What shows this level in an interview."
    )
    down_levelled: Items[Said] = Field(
        default=(), description="What makes an interviewer place a candidate below it."
    )
