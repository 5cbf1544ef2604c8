"""A record in the terminal: its text, what it names, what names it."""

from collections.abc import Iterable

from atlas.catalog import Catalog, Entry, Key
from atlas.model.record import Record


def as_text(catalog: Catalog, entry: Entry[Record]) -> str:
    """Return a record's file, then its references both ways, a kind on each line."""
    names = dict.fromkeys((edge.kind, edge.id) for edge in entry.edges)
    named_by = [other.key for other in catalog.named_by(entry)]
    parts = [
        f"{entry.path}: {entry.record.title}\n",
        entry.text.rstrip("\n") + "\n",
        "names:\n" + _by_kind(names),
        "is named by:\n" + _by_kind(named_by),
    ]
    return "\n".join(parts)


def _by_kind(keys: Iterable[Key]) -> str:
    kinds: dict[str, list[str]] = {}
    for kind, id_ in keys:
        kinds.setdefault(kind, []).append(id_)
    lines = (f"  {kind}: {', '.join(sorted(ids))}\n" for kind, ids in sorted(kinds.items()))
    return "".join(lines) or "  nothing\n"
