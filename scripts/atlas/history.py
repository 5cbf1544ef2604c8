"""What changed in the content, day by day, from the history the checkout carries."""

import os
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from atlas.catalog import Catalog
from atlas.model import KINDS

What = Literal["added", "changed", "removed"]
_WHAT: Mapping[str, What] = {"A": "added", "M": "changed", "D": "removed"}
MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Day:
    """One day's changes: the day (YYYY-MM-DD), and ids by what happened to them and by kind."""

    day: str
    changes: Mapping[What, Mapping[str, Sequence[str]]]

    @property
    def title(self) -> str:
        """What happened, counted: "2 roles added; 1 company changed"."""
        parts = (
            f"{len(ids)} {(KINDS[kind].singular if len(ids) == 1 else KINDS[kind].plural).lower()}"
            f" {what}"
            for what, kinds in self.changes.items()
            for kind, ids in kinds.items()
        )
        return "; ".join(parts)


def read(root: Path) -> list[Day]:
    """Return the newest days with changes, the newest first; none without a history."""
    # One clock for all, however far apart the contributors live.
    day = ["--date=format-local:%Y-%m-%d", "--format=%x00%cd"]
    git = ["git", "log", "--no-renames", "--relative", *day, "--name-status", "--", "content"]
    clock = {**os.environ, "TZ": "UTC"}
    run = None
    with suppress(OSError):
        run = subprocess.run(  # noqa: S603
            git, cwd=root, env=clock, capture_output=True, text=True, check=False
        )
    return list(_days(run.stdout))[:MOST_DAYS] if run and not run.returncode else []


def _days(log: str) -> Iterator[Day]:
    days: defaultdict[str, dict[tuple[str, str], What]] = defaultdict(dict)
    for commit in log.split("\0")[1:]:
        day, *lines = commit.strip().split("\n")
        for line in filter(None, lines):
            sign, _, path = line.partition("\t")
            kind, _, name = path.removeprefix("content/").partition("/")
            if kind in KINDS and sign in _WHAT:
                _note(days[day], (kind, name.rpartition(".")[0]), _WHAT[sign])
    for day, found in sorted(days.items(), reverse=True):
        sorted_: defaultdict[What, defaultdict[str, list[str]]]
        sorted_ = defaultdict(lambda: defaultdict(list))
        for what in _WHAT.values():
            for (kind, id_), happened in sorted(found.items(), key=_reading_order):
                if happened == what:
                    sorted_[what][kind].append(id_)
        if sorted_:
            yield Day(day, {what: dict(kinds) for what, kinds in sorted_.items()})


def _reading_order(change: tuple[tuple[str, str], What]) -> tuple[int, str]:
    (kind, id_), _ = change
    return list(KINDS).index(kind), id_


def _note(found: dict[tuple[str, str], What], key: tuple[str, str], earlier: What) -> None:
    """Put together what happened to a record on one day; commits come the newest first."""
    later = found.get(key)
    if later is None:
        found[key] = earlier
    elif earlier == "added":
        if later == "removed":
            del found[key]  # came and went within the day
        else:
            found[key] = "added"
    elif earlier == "removed" and later == "added":
        found[key] = "changed"


def feed(days: Sequence[Day], catalog: Catalog, address: str) -> str:
    """Return the changes as an Atom feed; `address` is where the site is served."""
    page = f"{address}changes.html"
    entries = []
    for day in days:
        lines = [
            f"{what}: {KINDS[kind].plural}: {', '.join(_title(catalog, kind, id_) for id_ in ids)}"
            for what, kinds in day.changes.items()
            for kind, ids in kinds.items()
        ]
        entries.append(
            f"<entry><title>{escape(day.title)}</title><id>{escape(page)}#d{day.day}</id>"
            f"<link href={quoteattr(f'{page}#d{day.day}')}/>"
            f"<updated>{day.day}T00:00:00Z</updated>"
            f'<content type="text">{escape(chr(10).join(lines))}</content></entry>'
        )
    updated = days[0].day if days else "1970-01-01"
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>ML Career Atlas: changes</title><id>{escape(page)}</id>"
        f"<author><name>ML Career Atlas</name></author><updated>{updated}T00:00:00Z</updated>"
        f'<link rel="self" href={quoteattr(f"{address}changes.xml")}/>'
        f"<link href={quoteattr(page)}/>"
    )
    return "\n".join([head, *entries, "</feed>"]) + "\n"


def _title(catalog: Catalog, kind: str, id_: str) -> str:
    entry = catalog.get(kind, id_)
    return entry.record.title if entry else id_
