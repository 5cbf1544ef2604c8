"""All records and pages of prose, loaded and linked.

Ids are known from file names before any file is read, so a reference resolves whether or not the
record it names can be read. Loading never raises on bad content: what is wrong is collected in
`Catalog.found`, and a record that can't be used has None in its place.
"""

import os
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from atlas import links, source, validation
from atlas.diagnostics import Diagnostic, Span
from atlas.model import KINDS
from atlas.model.fields import Edge, ProseProblem, Reading, did_you_mean
from atlas.model.record import Record

RecordT = TypeVar("RecordT", bound=Record)
RecordT_co = TypeVar("RecordT_co", bound=Record, covariant=True)
Key = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Entry(Generic[RecordT_co]):
    """A record with its identity; `edges` are its references in the order they were read."""

    kind: str
    id: str
    path: str
    text: str
    edges: tuple[Edge, ...]
    record: RecordT_co

    @property
    def key(self) -> Key:
        """Kind and id."""
        return self.kind, self.id

    def locate(self, *loc: str | int, key: bool = False) -> Span:
        """Return where a field of the record stands in its file."""
        return source.parse(self.path, self.text).locate(loc, key=key)


@dataclass(frozen=True, slots=True)
class DocsPage:
    """A hand-written page under docs/; `links` are the records it names."""

    path: str
    text: str
    links: tuple[Key, ...]


@dataclass(frozen=True)
class Catalog:
    """Everything that was loaded."""

    root: Path
    # Every id that a file name claims, by kind; a superset of the readable records.
    ids: Mapping[str, Collection[str]]
    entries: Mapping[Key, Entry[Record]]
    # Records that could not be used: their text, and what they name as far as it was read.
    unusable: Mapping[Key, tuple[str, tuple[Edge, ...]]]
    pages: Mapping[str, DocsPage]
    # What loading found wrong, by code.
    found: Mapping[str, Sequence[Diagnostic]]
    incoming: Mapping[Key, Sequence[tuple[Entry[Record], str]]] = field(default_factory=dict)
    # The day by which claims are judged fresh or stale, if one was given; never the clock's.
    as_of: str | None = None

    def of(self, model: type[RecordT]) -> list[Entry[RecordT]]:
        """Return the usable records of a kind, by id."""
        kind = KIND_OF[model]
        return [entry for (of, _), entry in self.entries.items() if of == kind]  # type: ignore[misc]

    def get(self, kind: str, id_: str) -> Entry[Record] | None:
        """Return a record, or None if there is none or it can't be used."""
        return self.entries.get((kind, id_))

    def named_by(self, entry: Entry[Record]) -> list[Entry[Record]]:
        """Return the records that name this one, each once, by kind and id."""
        return list(dict.fromkeys(by for by, _ in self.incoming.get(entry.key, ())))

    def naming(
        self, entry: Entry[Record], model: type[RecordT], *fields: str
    ) -> list[Entry[RecordT]]:
        """Return the records of a kind that name this one in one of `fields`, each once."""
        found = (
            by
            for by, field_ in self.incoming.get(entry.key, ())
            if isinstance(by.record, model) and (field_ in fields or not fields)
        )
        return list(dict.fromkeys(found))  # type: ignore[arg-type]


KIND_OF: Mapping[type[Record], str] = {model: kind for kind, model in KINDS.items()}


def load(root: Path, as_of: str | None = None, hidden: Key | None = None) -> Catalog:
    """Load content/ and docs/ of the checkout at `root`, to be judged as of a day (YYYY-MM-DD).

    With `hidden`, all is read as if that record were not there: whatever names it dangles.
    """
    return replace(_Loader(root).load(hidden), as_of=as_of)


def load_file(root: Path, path: str, as_of: str | None = None) -> Catalog:
    """Load one file of content/ or docs/ and the records it names: quick, however many there are.

    Raises `FileNotFoundError` where the path names no record and no page.
    """
    return replace(_Loader(root).load_file(path), as_of=as_of)


class _Loader:
    """Carries what loading has found so far."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.found: defaultdict[str, list[Diagnostic]] = defaultdict(list)
        # By file name. A mapping, because every reference asks whether an id is in it.
        self.ids: dict[str, dict[str, None]] = {kind: {} for kind in KINDS}
        self.entries: dict[Key, Entry[Record]] = {}
        self.unusable: dict[Key, tuple[str, tuple[Edge, ...]]] = {}
        self.docs: list[str] = []
        forms = {kind: model.form for kind, model in KINDS.items()}
        self.territory = links.Territory(self.ids, forms, self.docs, self.anchors)
        self.territory_without_anchors = replace(self.territory, anchors=lambda _: None)

    def load(self, hidden: Key | None = None) -> Catalog:
        self.list_content()
        self.list_docs()
        files = [(kind, id_) for kind, ids in self.ids.items() for id_ in ids]
        if hidden:
            self.ids[hidden[0]].pop(hidden[1], None)
        pending = [
            (kind, id_, anchored)
            for kind, id_ in files
            if (anchored := self.read_record(kind, id_))
        ]
        for kind, id_, anchored in pending:
            # Anchors can be looked up only now; a record that names a wrong one is read again,
            # so that the fault is reported at its place like any other.
            if any(self.lacks(path, anchor) for path, anchor in anchored):
                self.read_record(kind, id_, with_anchors=True)
        pages = {path: self.read_page(path) for path in self.docs if path.endswith(".md")}
        return Catalog(
            self.root, self.ids, self.entries, self.unusable, pages, self.found, self.inverse()
        )

    def load_file(self, path: str) -> Catalog:
        self.list_content()
        self.list_docs()
        record = self.territory.record_at(path)
        pages: dict[str, DocsPage] = {}
        if record:
            if any(self.lacks(*each) for each in self.read_record(*record)):
                self.read_record(*record, with_anchors=True)
            entry = self.entries.get(record)
            edges = entry.edges if entry else self.unusable[record][1]
            ahead = list(dict.fromkeys((edge.kind, edge.id) for edge in edges))
            # What the file's own rules hold it against, whether it names it or not.
            against = {"team-types": "facets", "teams": "companies"}.get(record[0], "")
            ahead += ((against, id_) for id_ in self.ids.get(against, ()))
            for kind, id_ in ahead:
                if id_ in self.ids[kind] and (kind, id_) != record:
                    self.read_record(kind, id_)
        elif path in self.docs:
            pages[path] = self.read_page(path)
        elif not any(each.span.path == path for found in self.found.values() for each in found):
            raise FileNotFoundError(2, "no record and no page", path)
        return Catalog(self.root, self.ids, self.entries, self.unusable, pages, self.found)

    def inverse(self) -> dict[Key, list[tuple[Entry[Record], str]]]:
        incoming: defaultdict[Key, list[tuple[Entry[Record], str]]] = defaultdict(list)
        for entry in self.entries.values():
            for edge in dict.fromkeys(entry.edges):
                incoming[edge.kind, edge.id].append((entry, edge.field))
        return dict(incoming)

    def complain(self, code: str, span: Span, message: str, help_: str | None = None) -> None:
        self.found[code].append(Diagnostic(code, span, message, help_))

    # ---- what there is -------------------------------------------------------------------------

    def list_content(self) -> None:
        top = self.root / "content"
        if not top.is_dir():
            self.complain("unreadable-file", Span("content"), "there is no folder content/ here")
            return
        for folder in _listing(top):
            path = f"content/{folder.name}"
            if folder.is_symlink():
                self.complain(
                    "unreadable-file", Span(path), "is a link; put the folder itself here"
                )
            elif folder.name not in KINDS:
                self.complain(
                    "unknown-kind",
                    Span(path),
                    f"`{folder.name}` is no kind of record",
                    did_you_mean(folder.name, KINDS),
                )
            elif not folder.is_dir():
                self.complain("unknown-kind", Span(path), "must be a folder of records")
            else:
                self.list_kind(folder.name, folder)

    def list_kind(self, kind: str, folder: Path) -> None:
        form = KINDS[kind].form
        try:
            files = _listing(folder)
        except OSError as error:
            why = (error.strerror or "error").lower()
            self.complain("unreadable-file", Span(f"content/{kind}"), f"can't be read: {why}")
            return
        for file in files:
            path, id_ = f"content/{kind}/{file.name}", file.stem
            if file.suffix != f".{form}":
                renamed = f"rename it to `{id_}.{form}`"
                self.complain(
                    "unknown-kind",
                    Span(path),
                    f"a record in content/{kind}/ is a file named ID.{form}",
                    renamed if file.suffix in {".yml", ".yaml", ".md"} else None,
                )
            elif not sound_id(id_):
                better = _as_id(id_)
                self.complain(
                    "bad-id",
                    Span(path),
                    f"the id `{id_}` is the name of a device on Windows"
                    if id_ in _DEVICES
                    else f"the id `{id_}` may have only a-z, 0-9 and single hyphens",
                    f"rename it to `{better}.{form}`" if better not in {"", id_} else None,
                )
            else:
                self.ids[kind][id_] = None

    def list_docs(self) -> None:
        top = self.root / "docs"
        for folder, folders, files in os.walk(top):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted([*files, *folders]):
                file = Path(folder, name)
                path = file.relative_to(self.root).as_posix()
                if file.is_symlink():  # it could lead out of the checkout, and would be published
                    self.complain("unreadable-file", Span(path), "is a link; put the file here")
                elif name in files and not name.startswith("."):
                    self.docs.append(path)

    # ---- reading -------------------------------------------------------------------------------

    def read_record(
        self, kind: str, id_: str, *, with_anchors: bool = False
    ) -> list[tuple[str, str]]:
        """Read one record; return its links with an anchor, as (path, anchor)."""
        model = KINDS[kind]
        path = f"content/{kind}/{id_}.{model.form}"
        document = source.read(self.root, path)
        territory = self.territory if with_anchors else self.territory_without_anchors
        anchored: list[tuple[str, str]] = []

        def read_prose(text: str, name: str) -> tuple[Sequence[Key], Sequence[ProseProblem]]:
            prose = links.read_prose(text, path, territory, blocks=name == "body")
            anchored.extend(prose.anchored)
            return prose.records, prose.problems

        reading = Reading(kind, id_, self.ids, read_prose)
        found = list(document.problems)
        record: Record | None = None
        if document.value is not None:
            try:
                record = model.model_validate(document.value, context=reading)
            except ValidationError as error:
                found += validation.diagnose(error, document, model)
        if with_anchors:
            self.forget(path)
        for each in found:
            self.found[each.code].append(each)
        edges = tuple(reading.edges)
        if record is None or found:
            self.entries.pop((kind, id_), None)
            self.unusable[kind, id_] = document.text, edges
        else:
            self.entries[kind, id_] = Entry(kind, id_, path, document.text, edges, record)
        return anchored

    def forget(self, path: str) -> None:
        """Drop what an earlier reading of a file found."""
        for code, found in self.found.items():
            self.found[code] = [each for each in found if each.span.path != path]

    def lacks(self, path: str, anchor: str) -> bool:
        """Return whether a page is known not to have an anchor."""
        anchors = self.anchors(path)
        return anchors is not None and anchor not in anchors

    def anchors(self, path: str) -> Collection[str] | None:
        """Return the anchors of the page made from a file; None where the file can't be used."""
        if path.startswith("docs/"):
            return links.heading_anchors(source.read(self.root, path).text)
        kind, _, name = path.removeprefix("content/").partition("/")
        if not name:
            return ()
        id_ = name.rpartition(".")[0]
        model = KINDS[kind]
        if entry := self.entries.get((kind, id_)):
            filled = entry.record.own_sections
            body = getattr(entry.record, "body", "")
        else:
            # The record can't be used; its fields may still be there to be read.
            value = source.read(self.root, path).value
            if value is None:
                return None
            filled = tuple(value.keys() & model.model_fields.keys())
            body = str(value.get("body", ""))
        return {*links.heading_anchors(body), *filled, *model.computed_sections}

    def read_page(self, path: str) -> DocsPage:
        document = source.read(self.root, path)
        found = document.problems
        if not document.text.startswith("---"):
            # Fields at the head are optional here: without them, the whole page is prose.
            found = [each for each in found if each.code != "yaml-syntax"]
        if document.value is None:
            document = source.Document(path, document.text, {"body": document.text})
        prose = links.read_prose(document.value["body"], path, self.territory, blocks=True)
        for problem in prose.problems:
            span = document.locate_within(("body",), problem.snippet, problem.nth)
            found.append(Diagnostic(problem.code, span, problem.message, problem.help))
        for each in found:
            self.found[each.code].append(each)
        return DocsPage(path, document.text, tuple(prose.records))


def _listing(folder: Path) -> list[Path]:
    """Return what is in a folder, by name, without hidden files and editors' backups."""
    return sorted(
        each
        for each in folder.iterdir()
        if not each.name.startswith(".") and not each.name.endswith("~")
    )


_ID_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
# Names that are devices on Windows, where nobody could check the guide out.
_DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{name}{n}" for name in ("com", "lpt") for n in range(10)),
}


def sound_id(id_: str) -> bool:
    """Return whether an id has only a-z, 0-9 and single hyphens between them, and is no device."""
    return set(id_) <= _ID_SIGNS and all(id_.split("-")) and id_ not in _DEVICES


def _as_id(name: str) -> str:
    signs = (sign if sign in _ID_SIGNS else "-" for sign in name.lower())
    return "-".join(filter(None, "".join(signs).split("-")))
