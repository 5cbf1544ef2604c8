"""What each kind of record is: the only place that knows field names."""

from collections.abc import Mapping
from types import MappingProxyType

from atlas.model.interviews import Design, FocusArea, Loop, Question, Round
from atlas.model.learning import Background, Faq, Path, Resource, Term, Topic
from atlas.model.record import Record, Source
from atlas.model.teams import Axis, Company, Facet, Profile, Team, TeamType
from atlas.model.work import Level, Position, Role, Skill

# Folder under content/ → what a record in it is. The order is the order readers see.
KINDS: Mapping[str, type[Record]] = MappingProxyType(
    {
        "axes": Axis,
        "facets": Facet,
        "team-types": TeamType,
        "teams": Team,
        "profiles": Profile,
        "roles": Role,
        "levels": Level,
        "companies": Company,
        "positions": Position,
        "rounds": Round,
        "loops": Loop,
        "focus-areas": FocusArea,
        "designs": Design,
        "questions": Question,
        "paths": Path,
        "backgrounds": Background,
        "skills": Skill,
        "topics": Topic,
        "resources": Resource,
        "faqs": Faq,
        "terms": Term,
        "sources": Source,
    }
)
