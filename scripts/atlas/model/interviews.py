"""What stands in front of the work: rounds, loops, the design interview, questions."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from atlas.model.fields import (
    CompanyRef,
    FocusAreaRef,
    Items,
    LevelRef,
    ProfileRef,
    Prose,
    Refs,
    ResourceRef,
    RoleRef,
    RoundRef,
    SkillRef,
    TeamTypeRef,
    TopicRef,
)
from atlas.model.record import Part, Record, Said, Sourced
from atlas.model.work import Family

Difficulty = Literal["warm-up", "standard", "hard"]


class Minutes(Sourced):
    """How long a round lasts."""

    least: Annotated[int, Field(ge=5, le=960)]
    most: Annotated[int, Field(ge=5, le=960)]


# What a candidate may do with AI tools: barred; permitted (their own tools); provided (by the
# company, to use or not); expected (graded on the use of them).
AiUse = Literal["barred", "permitted", "provided", "expected", "varies"]


class Variant(Sourced):
    """How a round changes with what is allowed of AI tools."""

    rule: AiUse
    says: Said = Field(description="What is then asked and graded, and who does it so.")


class Round(Record):
    """A kind of interview round."""

    singular = "round"
    plural = "Rounds"
    about = "The kinds of interview round, what each looks for, and how to get ready for it."
    entry = True
    computed_sections = ("where", "questions")
    shelf_life: ClassVar = {"variants": 24, "": 84}

    group: Literal[
        "screens", "coding", "data", "knowledge", "design", "systems", "research", "people"
    ]
    purpose: Said = Field(description="What the company wants to find out.")
    minutes: Minutes | None = Field(default=None, description="How long. Left out: unknown.")
    format: Items[Said] = Field(min_length=1, description="What happens in the room.")
    signals: Items[Said] = Field(min_length=1, description="What a strong candidate shows.")
    failure_modes: Items[Said] = Field(min_length=1, description="How people fail it.")
    prepare: Items[Said] = Field(min_length=1, description="How to get ready.")
    variants: Items[Variant] = Field(
        min_length=1, description="How it changes where AI tools are barred or allowed."
    )
    focus_areas: Refs[FocusAreaRef] = Field(
        default=(), description="The parts an interviewer grades, in the order they come."
    )
    topics: Refs[TopicRef] = ()
    skills: Refs[SkillRef] = ()
    resources: Refs[ResourceRef] = ()


class When(Part):
    """To whom a loop statement applies: every condition given must hold; none: to everybody."""

    levels: Refs[LevelRef] = ()
    profiles: Refs[ProfileRef] = ()
    families: Refs[Family] = Field(default=(), description="Families of roles.")
    roles: Refs[RoleRef] = ()
    team_types: Refs[TeamTypeRef] = Field(
        default=(), description="Kinds of team; a general kind stands for all its cases."
    )
    companies: Refs[CompanyRef] = ()


class Emphasis(Sourced):
    """How much a round weighs."""

    emphasis: Annotated[int, Field(ge=0, le=3)] = Field(
        description="0 not asked, 1 may come up, 2 asked, 3 decides."
    )
    why: Said = Field(description="What the sources say, or why the guide judges so.")
    probes: Items[Said] = Field(default=(), description="What this round then asks about.")


class Loop(Record):
    """A statement of emphasis: whom it applies to, and the rounds it changes."""

    singular = "loop statement"
    plural = "Loops"
    about = "Who says how much each round weighs, and for whom. Every loop is composed from these."
    entry = True
    shelf_life: ClassVar = {"": 60}

    when: When = Field(description="To whom it applies. `{}` is the base of every loop.")
    rounds: dict[RoundRef, Emphasis] = Field(min_length=1, description="The rounds it changes.")

    def names_company(self) -> bool:
        """Return whether it speaks of named companies."""
        return bool(self.when.companies)


class Answers(Part):
    """How the two profiles answer."""

    generalist: Said
    specialist: Said


class Weights(Part):
    """How much an interviewer expects of each profile, 1 (enough to pass) to 3 (must shine)."""

    generalist: Annotated[int, Field(ge=1, le=3)]
    specialist: Annotated[int, Field(ge=1, le=3)]
    why: Said


class FocusArea(Record):
    """An area of the ML system design interview."""

    singular = "focus area"
    plural = "Focus areas"
    about = "The five areas an ML system design interview is graded on."

    order: Annotated[int, Field(ge=1, le=20)] = Field(description="Its turn in the interview.")
    probes: Items[Said] = Field(min_length=1, description="What the interviewer probes.")
    strong: Items[Said] = Field(min_length=1, description="What a strong answer contains.")
    answers: Answers = Field(description="What a generalist and a specialist show.")
    weights: Weights = Field(description="How the area weighs for each.")
    topics: Refs[TopicRef] = ()


class Design(Record):
    """A worked ML system design, by focus area."""

    singular = "worked design"
    plural = "Worked designs"
    about = "ML system design questions, answered area by area."
    form = "md"
    entry = True

    difficulty: Difficulty
    focus_areas: Annotated[Refs[FocusAreaRef], Field(min_length=1)] = Field(
        description="The areas it works through, in order."
    )
    topics: Refs[TopicRef] = ()
    body: Prose


class Question(Record):
    """A practice question with its answer."""

    singular = "question"
    plural = "Questions"
    about = "Questions to practise on, each with an answer and what a strong one shows."
    form = "md"
    entry = True

    difficulty: Difficulty
    round: RoundRef
    shows: Items[Said] = Field(min_length=1, description="What a strong answer shows.")
    topics: Refs[TopicRef] = ()
    body: Prose
