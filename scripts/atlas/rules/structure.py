"""Rules about the whole: what reaches what, cycles, titles, navigation."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any, get_args

from atlas import source
from atlas.catalog import Catalog, Entry, Key, sound_id
from atlas.diagnostics import Diagnostic, Span
from atlas.model import KINDS
from atlas.model.fields import RefTo
from atlas.model.record import Record
from atlas.rules.rule import whole_rule


@whole_rule
def unreached_record(catalog: Catalog) -> Iterator[Diagnostic]:
    """A reader can get to every record by following links.

    Some kinds are in the navigation (team types, roles, companies, …). A record of another kind (a
    topic, a skill, a source, …) must be named by a record or page that can be reached; a source
    that nothing cites, for instance, supports nothing.

    Mend it: name the record where it belongs, or delete it.
    """
    reached: set[Key] = set()
    known: dict[Key, list[Key]] = {
        key: [(edge.kind, edge.id) for edge in entry.edges]
        for key, entry in catalog.entries.items()
    }
    for key, (text, edges) in catalog.unusable.items():
        # A record that can't be read may name any id that stands in its text.
        words = set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", text))
        mentioned = [other for other in catalog.entries if other[1] in words]
        known[key] = [*((edge.kind, edge.id) for edge in edges), *mentioned]
    ahead = [key for key in known if KINDS[key[0]].entry]
    ahead += (key for page in catalog.pages.values() for key in page.links)
    while ahead:
        key = ahead.pop()
        if key not in reached:
            reached.add(key)
            ahead += known.get(key, ())
    for key, entry in catalog.entries.items():
        if key not in reached:
            yield Diagnostic(
                "unreached-record",
                entry.locate("title"),
                f"nothing a reader can get to names this {entry.record.singular}",
                f"name `{entry.id}` where it belongs, or delete {entry.path}",
            )


def _acyclic_fields() -> Iterator[tuple[type[Record], str]]:
    for model in KINDS.values():
        for name, field in model.model_fields.items():
            marks = [*field.metadata, *_marks(field.annotation)]
            if any(isinstance(mark, RefTo) and mark.acyclic for mark in marks):
                yield model, name


def _marks(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for inner in get_args(annotation):
        if not isinstance(inner, RefTo | str | int):
            yield from _marks(inner)


@whole_rule
def cycle(catalog: Catalog) -> Iterator[Diagnostic]:
    """Where one record comes before another, following that never leads back.

    So for what a topic builds on, which level is below a level, and what a team type is within;
    and no record names itself as its neighbour.

    Mend it: one of the references along the circle is wrong; delete it.
    """
    yield from catalog.found.get("cycle", ())
    for model, field in _acyclic_fields():
        entries = {entry.id: entry for entry in catalog.of(model)}
        graph = {
            id_: [edge.id for edge in entry.edges if edge.field == field and edge.id in entries]
            for id_, entry in entries.items()
        }
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            around = error.args[1]
            first = entries[min(around)]
            yield Diagnostic(
                "cycle",
                first.locate(field),
                f"`{field}` leads back to where it starts: {' → '.join(reversed(around))}",
            )


@whole_rule
def duplicate_title(catalog: Catalog) -> Iterator[Diagnostic]:
    """Within a kind, every title stands once.

    Two records with one title look like the same thing twice: in a list, in the search, in a tab.

    Mend it: say in the title what sets the record apart, or merge the two.
    """
    by_title: defaultdict[tuple[str, str], list[Entry[Record]]] = defaultdict(list)
    for entry in catalog.entries.values():
        by_title[entry.kind, entry.record.title.casefold()].append(entry)
    for same in by_title.values():
        for entry in same[1:]:
            yield Diagnostic(
                "duplicate-title",
                entry.locate("title"),
                f"`{entry.record.title}` is also the title of {same[0].path}",
            )


@whole_rule
def former_id(catalog: Catalog) -> Iterator[Diagnostic]:
    """A record's former id is nobody's id now, and no other record's former id.

    The old address can lead to one page only.

    Mend it: take the id out of `former_ids`, or give the other record another id.
    """
    claimed: dict[Key, str] = {}
    for entry in catalog.entries.values():
        for n, old in enumerate(entry.record.former_ids):
            other = claimed.setdefault((entry.kind, old), entry.id)
            if old in catalog.ids[entry.kind]:
                wrong = f"there is a record `{old}`"
            elif other != entry.id:
                wrong = f"`{old}` is a former id of `{other}` too"
            elif not sound_id(old):
                wrong = f"`{old}` was never an id"
            else:
                continue
            yield Diagnostic("former-id", entry.locate("former_ids", n), wrong)


@whole_rule
def unreachable_page(catalog: Catalog) -> Iterator[Diagnostic]:
    """Every page under docs/ stands in the navigation of mkdocs.yml, and every entry has its page.

    A page outside the navigation is found by nobody but the search; an entry without a page is a
    broken link on every page.

    Mend it: add the page to `nav:` in mkdocs.yml, or delete it; correct the entry's path.
    """
    if not (catalog.root / "mkdocs.yml").is_file():
        return
    document = source.read(catalog.root, "mkdocs.yml")
    yield from (each for each in document.problems if each.code != "yaml-feature")
    if document.value is None:
        return
    named = dict(_navigation(document.value.get("nav"), ("nav",)))
    records = {f"{kind}/{id_}.md" for kind, ids in catalog.ids.items() for id_ in ids}
    made = {*MADE, *records}
    for path, loc in named.items():
        elsewhere = "://" in path
        if f"docs/{path}" not in catalog.pages and path not in made and not elsewhere:
            yield Diagnostic(
                "unreachable-page",
                document.locate(loc),
                f"the navigation names `{path}`, and there is no such page",
            )
    for path in catalog.pages:
        if path.removeprefix("docs/") not in named:
            yield Diagnostic(
                "unreachable-page",
                Span(path, excerpt=catalog.pages[path].text.partition("\n")[0]),
                "no entry of the navigation leads to this page",
                "add it to `nav:` in mkdocs.yml",
            )


# The pages made from all records together; besides, there is one for each record.
MADE = frozenset(
    {
        *(f"{kind}/index.md" for kind in KINDS),
        "index.md",
        "search.md",
        "compare/index.md",
        "loops/matrix.md",
        "evidence.md",
        "rules.md",
        "changes.md",
        "data.md",
    }
)


@whole_rule
def taken_path(catalog: Catalog) -> Iterator[Diagnostic]:
    """No two pages have one address.

    A record called `index`, or a page of docs/ that is called like one made from records, would
    take its place without a word.

    Mend it: give the record another id, or the page another name.
    """
    for entry in catalog.entries.values():
        if f"{entry.kind}/{entry.id}.md" in MADE:
            message = f"`{entry.kind}/{entry.id}.html` is the address of another page"
            yield Diagnostic("taken-path", entry.locate("title", key=True), message)
    records = {f"{entry.kind}/{entry.id}.md" for entry in catalog.entries.values()}
    for path in catalog.pages:
        name = path.removeprefix("docs/")
        if name in MADE or name in records:
            excerpt = catalog.pages[path].text.partition("\n")[0]
            message = f"`{name}` is made from records"
            yield Diagnostic("taken-path", Span(path, excerpt=excerpt), message)


def _navigation(node: Any, loc: source.Loc) -> Iterator[tuple[str, source.Loc]]:
    """Yield the pages that a `nav:` names, and where."""
    if isinstance(node, str):
        yield node, loc
    elif isinstance(node, list):
        for n, each in enumerate(node):
            yield from _navigation(each, (*loc, n))
    elif isinstance(node, Mapping):
        for name, each in node.items():
            yield from _navigation(each, (*loc, name))
