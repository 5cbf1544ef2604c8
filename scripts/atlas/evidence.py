"""What stands behind each statement: whose word, how good it is, how old."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from atlas.catalog import Catalog, Entry, Key
from atlas.model.record import GRADES, Grade, Record, Source, Sourced, Statement, claims


@dataclass(frozen=True, slots=True)
class Evidence:
    """A statement, where it stands in its record, and what backs it.

    `grade` is the best of its sources', or "editorial" for the guide's own judgement; `dated` is
    when it was so or was published, `read` when somebody last read it: each the newest, ISO 8601.
    """

    entry: Entry[Record]
    loc: tuple[str | int, ...]
    said: Statement
    backing: Sourced | None
    grade: Grade
    dated: str | None
    read: str | None

    @property
    def unconfirmed(self) -> bool:
        """Whether it is published as unconfirmed."""
        return self.said.unconfirmed or bool(self.backing and self.backing.unconfirmed)

    @property
    def sourced(self) -> bool:
        """Whether a source stands behind it, with the day it was read."""
        return self.read is not None


def statements(
    catalog: Catalog, of: Callable[[Record], bool] = lambda _: True
) -> Iterator[Evidence]:
    """Yield every statement of the usable records that `of` holds for, with what backs it."""
    sources = {entry.id: entry.record for entry in catalog.of(Source)}
    for entry in catalog.entries.values():
        if not of(entry.record):
            continue
        for loc, part, backing in claims(entry.record):
            if isinstance(part, Statement):
                cited = [
                    sources[id_] for id_ in (backing.sources if backing else ()) if id_ in sources
                ]
                published = max((each.published for each in cited if each.published), default=None)
                read = max((each.read for each in cited), default=None)
                dated = part.as_of or published
                yield Evidence(entry, loc, part, backing, _grade(backing, cited), dated, read)


def _grade(backing: Sourced | None, cited: list[Source]) -> Grade:
    if backing is None or backing.rests_on is not None:
        return "editorial"
    return min((each.grade for each in cited), key=GRADES.index, default="editorial")


class Backings:
    """What backs the statements of one catalog's records, each record looked through once."""

    def __init__(self) -> None:
        """Begin with none looked through."""
        self._known: dict[Key, dict[int, Sourced | None]] = {}

    def of(self, said: Statement, entry: Entry[Record]) -> Sourced:
        """Return the part that names a statement's sources or what it rests on, or the record."""
        if entry.key not in self._known:
            # By identity: the same words may stand twice in a record, on different sources.
            backings = {id(part): backing for _, part, backing in claims(entry.record)}
            self._known[entry.key] = backings
        return self._known[entry.key][id(said)] or entry.record


def age(dated: str, as_of: str) -> int:
    """Return the whole months from a date (YYYY, YYYY-MM or YYYY-MM-DD) to a day.

    A date cut short counts as the last month it can mean, so that nothing looks older than it is.
    """
    year, month = int(dated[:4]), int(dated[5:7] or 12)
    day = date.fromisoformat(as_of)
    return max(0, (day.year - year) * 12 + day.month - month)
