"""What helps on the way: topics, paths, backgrounds, resources, questions people ask, terms."""

from typing import Literal

from pydantic import Field

from atlas.model.fields import (
    Address,
    BackgroundRef,
    BuildsOnRef,
    Items,
    Prose,
    Refs,
    RoleRef,
    RoundRef,
    SkillRef,
    TeamTypeRef,
    Text,
    TopicRef,
)
from atlas.model.record import Part, Record, Said


class Topic(Record):
    """A thing to know."""

    singular = "topic"
    plural = "Topics"
    about = "Things to know before a conversation with an ML team."
    form = "md"

    group: Literal[
        "serving", "experimentation", "recommendation", "data", "llm", "safety", "career"
    ]
    builds_on: Refs[BuildsOnRef] = Field(default=(), description="Topics to read first.")
    rounds: Refs[RoundRef] = Field(default=(), description="Rounds in which it comes up.")
    body: Prose


class Background(Record):
    """Where somebody comes from."""

    singular = "background"
    plural = "Backgrounds"
    about = "Where people come from, what they bring, and which ML teams can use it first."

    brings: Items[Said] = Field(min_length=1, description="What carries over.")
    missing: Items[Said] = Field(min_length=1, description="What to learn.")
    first_work: Items[Said] = Field(min_length=1, description="ML work that can use it at once.")
    team_types: Refs[TeamTypeRef] = Field(min_length=1, description="Teams to look at first.")


class Step(Part):
    """One step of a path."""

    title: Text
    do: Items[Said] = Field(min_length=1, description="What to do.")
    done_when: Said = Field(description="How to tell that the step is behind you.")
    tip: Said | None = None


class Path(Record):
    """A step-by-step way from a background into a role."""

    singular = "path"
    plural = "Paths"
    about = "Step by step from where you are into an ML role."
    entry = True

    backgrounds: Refs[BackgroundRef] = Field(min_length=1, description="Where it starts.")
    roles: Refs[RoleRef] = Field(min_length=1, description="Where it leads.")
    why: Said = Field(description="Why this order.")
    steps: Items[Step] = Field(min_length=2)
    not_for: Items[Said] = Field(default=(), description="Who should take another way.")


class Resource(Record):
    """A book, a course, a site, a way to practise."""

    singular = "resource"
    plural = "Resources"
    about = "Books, courses and places to practise, with what each is good for and where it stops."

    type: Literal["book", "course", "platform", "practice"]
    author: Text | None = None
    url: Address | None = Field(default=None, description="Where to find it.")
    good_for: Items[Said] = Field(min_length=1, description="What it is good for.")
    stops_at: Items[Said] = Field(min_length=1, description="What it will not do for you.")
    skills: Refs[SkillRef] = ()
    rounds: Refs[RoundRef] = Field(default=(), description="Rounds it prepares for.")


class Faq(Record):
    """A question people ask."""

    singular = "frequent question"
    plural = "Frequent questions"
    about = "Questions people ask, answered first and argued after."
    form = "md"
    entry = True

    body: Prose


class Term(Record):
    """A word of the field."""

    singular = "term"
    plural = "Glossary"
    about = "The words this guide uses, in a sentence or two each."
    entry = True

    also: Items[Text] = Field(default=(), description="Other forms, abbreviations.")
    topics: Refs[TopicRef] = Field(default=(), description="Where to read more.")
