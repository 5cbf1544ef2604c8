"""From the bytes of one file to values, each with its place in the file.

One pass over libyaml's events builds the values and a mark for every key and value. The reader is
stricter than YAML 1.1 on purpose: no anchors, aliases, tags or merge keys, no key twice, and only
`null`, `true`, `false` and whole numbers are anything but text. Nothing here raises on bad
content: what is wrong becomes a diagnostic, and reading goes on where it can.
"""

import re
import stat
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from atlas.diagnostics import Diagnostic, Span

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
# Of a file full of hidden signs, so many are reported: the rest would be noise.
MOST_SIGNS = 20

Loc = tuple[str | int, ...]


class _PureParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """The same events as libyaml's, ten times slower: for platforms whose PyYAML lacks it."""

    def __init__(self, stream: str) -> None:
        yaml.reader.Reader.__init__(self, stream)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)


_Parser: Any = yaml.cyaml.CParser if yaml.__with_libyaml__ else _PureParser  # type: ignore[attr-defined]

# Signs that hide, reorder or break lines differently from one program to the next.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
    "|\r(?!\n)"
)
# What an escape in double quotes can bring in besides.
_ESCAPED = re.compile(f"{_FORBIDDEN.pattern}|[\ud800-\udfff]")
_NULL = {"", "~", "null", "Null", "NULL"}
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
# Only numbers that mean the same when written back; `012` and `1_000` stay text.
_INT = re.compile(r"-?(0|[1-9][0-9]{0,17})")


class Extent(NamedTuple):
    """From one place to another in a text; lines and columns count from 0."""

    line: int
    column: int
    end_line: int
    end_column: int


class Mark(NamedTuple):
    """Where a value stands, and its key if it has one."""

    key: Extent | None
    value: Extent


class _TooDeepError(Exception):
    def __init__(self, at: Extent) -> None:
        self.at = at


@dataclass(slots=True)
class Document:
    """One file, read: its values, where each stands, and what was wrong with it.

    `value` is None where nothing could be read. `faulty` holds the places whose value is only a
    stand-in, because what stood there was refused.
    """

    path: str
    text: str = ""
    value: Any = None
    marks: dict[Loc, Mark] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    faulty: set[Loc] = field(default_factory=set)

    def span(self, extent: Extent) -> Span:
        """Return the part of `extent` on its first line."""
        lines = self.text.split("\n")
        excerpt = lines[extent.line].rstrip("\r") if extent.line < len(lines) else ""
        same_line = extent.end_line == extent.line
        end = extent.end_column if same_line else len(excerpt)
        return Span(
            self.path,
            extent.line + 1,
            extent.column + 1,
            max(end, extent.column + 1) + 1,
            excerpt,
        )

    def locate(self, loc: Loc, *, key: bool = False) -> Span:
        """Return where `loc` stands: its value, or its key if `key`.

        Segments that name no node (a union's tag, a field written in short form, a field that is
        missing) are skipped, so the nearest thing around them is pointed at.
        """
        mark = self.marks.get(self.known(loc))
        if mark is None:
            return self.span(Extent(0, 0, 0, 0))
        return self.span(mark.key if key and mark.key else mark.value)

    def known(self, loc: Loc) -> Loc:
        """Return `loc` without the segments that name no node of the file."""
        known: Loc = ()
        for segment in loc:
            if (*known, segment) in self.marks:
                known = (*known, segment)
        return known

    def locate_within(self, loc: Loc, snippet: str, nth: int) -> Span:
        """Return where the `nth` occurrence of `snippet` (from 0) stands inside the text at `loc`.

        Found in the raw slice of the file, so line and column are exact in block scalars too. A
        file without fields, a page of docs/, is searched whole.
        Where the raw text spells it differently (an escape in quotes), the start of the value.
        """
        extent = self.marks[self.known(loc)].value if self.marks else _whole(self.text)
        start = self._offset(extent.line, extent.column)
        stop = self._offset(extent.end_line, extent.end_column)
        at = start - 1
        for _ in range(nth + 1):
            at = self.text.find(snippet, at + 1, stop)
            if at < 0:
                return self.span(extent)
        return self.span_at(at, len(snippet))

    def span_at(self, offset: int, length: int = 1) -> Span:
        """Return the place `offset` characters into the text, up to the end of its line."""
        line = self.text.count("\n", 0, offset)
        column = offset - (self.text.rfind("\n", 0, offset) + 1)
        return self.span(Extent(line, column, line, column + length))

    def _offset(self, line: int, column: int) -> int:
        at = 0
        for _ in range(line):
            at = self.text.find("\n", at) + 1
            if at == 0:
                return len(self.text)
        return at + column

    def complain(self, code: str, span: Span, message: str, help_: str | None = None) -> None:
        """Note that something is wrong."""
        self.problems.append(Diagnostic(code, span, message, help_))


def read(root: Path, path: str) -> Document:
    """Read `path`, relative to `root` with forward slashes: YAML, or Markdown with front matter."""
    document = Document(path)
    raw = _bytes(root / path, document)
    if raw is not None and _decode(raw, document):
        if path.endswith(".md"):
            _parse_markdown(document)
        else:
            _parse_yaml(document, document.text)
    return document


def parse(path: str, text: str) -> Document:
    """Parse text that is already in memory, as if it stood in `path`."""
    document = Document(path)
    if _decode(text.encode("utf-8", "surrogatepass"), document):
        (_parse_markdown if path.endswith(".md") else _parse_yaml_whole)(document)
    return document


def _parse_yaml_whole(document: Document) -> None:
    _parse_yaml(document, document.text)


def _bytes(file: Path, document: Document) -> bytes | None:
    nowhere = Span(document.path)
    try:
        about = file.lstat()
        if stat.S_ISLNK(about.st_mode):
            document.complain("unreadable-file", nowhere, "is a link; put the file itself here")
        elif not stat.S_ISREG(about.st_mode):
            document.complain("unreadable-file", nowhere, "must be an ordinary file")
        elif about.st_size > MAX_BYTES:
            size = f"{about.st_size / MAX_BYTES:.1f}"
            document.complain(
                "file-too-large", nowhere, f"must be at most 1 MiB, and has {size} MiB"
            )
        else:
            return file.read_bytes()
    except OSError as error:
        document.complain(
            "unreadable-file", nowhere, f"can't be read: {(error.strerror or 'error').lower()}"
        )
    return None


def _decode(raw: bytes, document: Document) -> bool:
    """Put the text into the document; return whether it can be parsed."""
    try:
        document.text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        document.text = raw.decode("utf-8", "replace")
        at = len(raw[: error.start].decode("utf-8"))
        document.complain(
            "encoding",
            document.span_at(at),
            f"must be UTF-8, and byte 0x{raw[error.start]:02X} here is not",
            "save the file as UTF-8 without a byte order mark",
        )
        return False
    for found in islice(_FORBIDDEN.finditer(document.text), MOST_SIGNS):
        sign = ord(found.group())
        what = "a byte order mark" if sign == 0xFEFF else f"the invisible sign U+{sign:04X}"
        document.complain(
            "encoding", document.span_at(found.start()), f"must not contain {what}", "delete it"
        )
    return not document.problems


def _parse_markdown(document: Document) -> None:
    """Read front matter between two `---` lines, and the prose after it as `body`."""
    lines = document.text.split("\n")
    fences = (n for n, line in enumerate(lines) if n and line.rstrip() == "---")
    close = next(fences, None)
    if lines[0].rstrip() != "---" or close is None:
        document.complain(
            "yaml-syntax",
            document.span(Extent(0, 0, 0, 0)),
            "must start with its fields between two lines of `---`",
        )
        return
    _parse_yaml(document, "\n".join(lines[:close]) + "\n")
    if document.value is None:
        return
    if "body" in document.value:
        document.complain(
            "unknown-field",
            document.locate(("body",), key=True),
            "`body` is the prose below the fields, not a field",
        )
    document.value["body"] = "\n".join(lines[close + 1 :])
    end = Extent(close + 1, 0, len(lines) - 1, len(lines[-1]))
    document.marks["body",] = Mark(None, end)


def _parse_yaml(document: Document, text: str) -> None:
    for tab in islice(re.finditer("\t", text), MOST_SIGNS):
        document.complain(
            "yaml-syntax", document.span_at(tab.start()), "must not contain a tab", "use spaces"
        )
    try:
        # A tab was reported; as a space it keeps every column, and the rest can still be read.
        document.value = _Builder(document, text.replace("\t", " ")).build()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        problem = (error.problem or error.context or "is not YAML").strip()
        document.complain(
            "yaml-syntax",
            document.span(Extent(line, column, line, column)),
            f"is not YAML here: {problem}",
            _syntax_help(problem),
        )
    except yaml.YAMLError as error:
        document.complain("yaml-syntax", document.span(Extent(0, 0, 0, 0)), f"is not YAML: {error}")
    except _TooDeepError as deep:
        document.complain(
            "too-deep", document.span(deep.at), f"must not nest deeper than {MAX_DEPTH}"
        )


def _syntax_help(problem: str) -> str | None:
    if "mapping values are not allowed" in problem:
        return "put quotes around a text that contains a colon and a space"
    if "could not find expected ':'" in problem:
        return "a line of a mapping is `key: value`; is a colon or an indent missing above?"
    if "did not find expected" in problem:
        return "look for a wrong indent, or a quote or bracket that isn't closed, here or above"
    if "cannot start any token" in problem:
        return "put quotes around a text that starts with a special sign"
    return None


class _Builder:
    """Builds one document's values from the parser's events, and marks each."""

    def __init__(self, document: Document, text: str) -> None:
        self.document = document
        self.next = _Parser(text).get_event

    def build(self) -> dict[str, Any] | None:
        self.next()  # the stream's start
        event = self.next()
        if isinstance(event, yaml.StreamEndEvent):
            self.refuse("yaml-syntax", event, (), "must contain a record, and is empty")
            return None
        first = self.next()
        value = self.value(first, (), 0, None)
        self.next()  # the document's end
        event = self.next()
        if not isinstance(event, yaml.StreamEndEvent):
            self.refuse("yaml-syntax", event, (), "must contain one record, not two documents")
        if isinstance(value, dict):
            return value
        self.refuse("wrong-type", first, (), "must be a mapping of fields: `title: …`")
        return None

    def value(self, event: Any, loc: Loc, depth: int, key: Extent | None) -> Any:
        if getattr(event, "anchor", None) is not None:
            self.refuse_feature(event, loc)
        if isinstance(event, yaml.AliasEvent):
            self.document.marks[loc] = Mark(key, _extent(event))
            return None
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.refuse("yaml-feature", event, loc, f"must not use a tag (`{tag}`)")
        if isinstance(event, yaml.ScalarEvent):
            self.document.marks[loc] = Mark(key, _extent(event))
            if event.style == '"' and (hidden := _ESCAPED.search(event.value)):
                sign = f"U+{ord(hidden.group()):04X}"
                self.refuse("encoding", event, loc, f"must not contain the invisible sign {sign}")
            return _scalar(event.value) if event.implicit[0] else event.value
        if depth == MAX_DEPTH:
            raise _TooDeepError(_extent(event))
        # Marked before what is inside, so that a mapping comes before its fields.
        self.document.marks[loc] = Mark(key, _extent(event))
        build = self.mapping if isinstance(event, yaml.MappingStartEvent) else self.sequence
        value, end = build(loc, depth + 1)
        self.document.marks[loc] = Mark(key, _extent(event, end))
        return value

    def sequence(self, loc: Loc, depth: int) -> tuple[list[Any], Any]:
        values: list[Any] = []
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            values.append(self.value(event, (*loc, len(values)), depth, None))
        return values, event

    def mapping(self, loc: Loc, depth: int) -> tuple[dict[str, Any], Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            key = self.key(event, loc, depth)
            value = self.next()
            if key is None or key in values:
                first = self.document.marks.get((*loc, key)) if key is not None else None
                if first and first.key:
                    self.refuse(
                        "duplicate-key", event, None, f"`{key}` stands here a second time",
                        f"it stands first in line {first.key.line + 1}; keep one of the two",
                    )  # fmt: skip
                self.skip(value, depth)
            else:
                values[key] = self.value(value, (*loc, key), depth, _extent(event))
        return values, event

    def key(self, event: Any, loc: Loc, depth: int) -> str | None:
        """Return a mapping's key, or None if it was refused."""
        if isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None:
            if event.value == "<<" and event.implicit[0]:
                self.refuse("yaml-feature", event, loc, "must not use a merge key (`<<`)")
                return None
            return str(event.value)
        if isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
            self.refuse("yaml-feature", event, loc, "a key must be plain: no anchor, alias or tag")
        else:
            self.refuse("yaml-feature", event, loc, "a key must be text, not a list or a mapping")
            self.skip(event, depth)
        return None

    def skip(self, event: Any, depth: int) -> None:
        """Read past a value that nothing will use."""
        start = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
        open_ = int(isinstance(event, start))
        while open_:
            event = self.next()
            open_ += isinstance(event, start)
            open_ -= isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent)
            if depth + open_ > MAX_DEPTH:
                raise _TooDeepError(_extent(event))

    def refuse_feature(self, event: Any, loc: Loc) -> None:
        alias = isinstance(event, yaml.AliasEvent)
        what = f"an alias (`*{event.anchor}`)" if alias else f"an anchor (`&{event.anchor}`)"
        self.refuse(
            "yaml-feature", event, loc, f"must not use {what}", "write out the value that is meant"
        )

    def refuse(
        self, code: str, event: Any, loc: Loc | None, message: str, help_: str | None = None
    ) -> None:
        self.document.complain(code, self.document.span(_extent(event)), message, help_)
        if loc is not None:
            self.document.faulty.add(loc)


def _whole(text: str) -> Extent:
    lines = text.split("\n")
    return Extent(0, 0, len(lines) - 1, len(lines[-1]))


def _extent(event: Any, end: Any = None) -> Extent:
    start, stop = event.start_mark, (end or event).end_mark
    return Extent(start.line, start.column, stop.line, stop.column)


def _scalar(plain: str) -> Any:
    if plain in _NULL:
        return None
    if plain in _BOOL:
        return _BOOL[plain]
    return int(plain) if _INT.fullmatch(plain) else plain
