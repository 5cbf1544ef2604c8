"""Links in Markdown: find them, check where they lead, rewrite them for a page.

Prose refers to a record by an ordinary link to its source file, so that it works on a forge and in
an editor. `content/roles/x.yml` and `content/topics/y.md` become the pages `roles/x.md` and
`topics/y.md`; a link to the folder `content/roles/` becomes the kind's index page.
"""

import html
import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from atlas.model.fields import ProseProblem, did_you_mean, nearest

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_TICKS = re.compile(r"(?<!\\)`+")
_TARGET = r"(<[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)"
_INLINE = re.compile(r"\]\(\s*" + _TARGET)
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*\n?[ \t]*(\S+)", re.M)
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*|[^\s<>@]+@[^\s<>]+)>")
_HTML = re.compile(r"<(?:[A-Za-z/!?][^\s>]*)>?")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SAFE_SCHEMES = {"http", "https", "mailto"}
# A text with more faults than this is not prose; the rest would be noise.
MAX_PROBLEMS = 200


# Code, message, help.
Fault = tuple[str, str, str | None]


class Link(NamedTuple):
    """A link in a text: where its target is written (offset into the text), and the target."""

    start: int
    target: str


@dataclass(frozen=True, slots=True)
class Territory:
    """What a link can lead to.

    `records` maps each kind to its ids, `forms` each kind to its files' ending; `docs` holds the
    paths of the files under docs/. `anchors` takes a path (`content/…` or `docs/…`) and returns
    the anchors of its page, or None where they are not known (yet).
    """

    records: Mapping[str, Collection[str]]
    forms: Mapping[str, str]
    docs: Collection[str]
    anchors: Callable[[str], Collection[str] | None]

    def record_at(self, path: str) -> tuple[str, str] | None:
        """Return the kind and id of the record whose file is `path`."""
        kind, _, name = path.removeprefix("content/").partition("/")
        id_, _, form = name.rpartition(".")
        known = path.startswith("content/") and id_ in self.records.get(kind, ())
        return (kind, id_) if known and form == self.forms[kind] else None

    def is_index(self, path: str) -> bool:
        """Return whether `path` is the folder of a kind."""
        return path.startswith("content/") and path.removeprefix("content/") in self.forms

    def files(self) -> Iterator[str]:
        """Yield every path a link may name."""
        yield from self.docs
        for kind, ids in self.records.items():
            yield from (f"content/{kind}/{id_}.{self.forms[kind]}" for id_ in ids)


class Prose(NamedTuple):
    """What reading a piece of prose gave."""

    records: list[tuple[str, str]]
    problems: list[ProseProblem]
    # Links with an anchor: path, anchor.
    anchored: list[tuple[str, str]]


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found.group())


def _without_fences(text: str) -> str:
    """Return the text with fenced code blank; a fence that is not closed runs to the end."""
    if "```" not in text and "~~~" not in text:
        return text
    lines, fence = [], ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        marks, rest = (found.group(1), line[found.end() :]) if found else ("", "")
        inside = fence
        if fence:
            if marks.startswith(fence) and not rest.strip():
                fence = ""
        elif marks and not (marks.startswith("`") and "`" in rest):
            inside = fence = marks
        lines.append(" " * len(line) if inside else line)
    return "\n".join(lines)


def without_code(text: str) -> str:
    """Return the text with every sign of code replaced by a blank: offsets stay."""
    text = _without_fences(text)
    if "`" not in text:
        return text
    # Runs of backticks by length, nearest last: a code span ends at the next run of its length.
    runs: dict[int, list[re.Match[str]]] = {}
    ticks = list(_TICKS.finditer(text))
    for run in reversed(ticks):
        runs.setdefault(len(run.group()), []).append(run)
    pieces, done = [], 0
    for run in ticks:
        alike = runs[len(run.group())]
        alike.pop()
        if run.start() >= done and alike:
            end = alike[-1].end()
            pieces += [text[done : run.start()], re.sub(r"[^\n]", " ", text[run.start() : end])]
            done = end
    return "".join([*pieces, text[done:]])


_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)[^`\n]*(?<!`)\1(?!`)")
_FENCED = re.compile(r"^(`{3,}|~{3,})[^`\n]*\n(?:.*\n)*?\1[ \t]*$", re.M)


def surely_code(text: str, *, blocks: bool) -> str:
    """Return the text with those signs blank that every reader of Markdown takes for code.

    Spans that end on their line; with `blocks`, fences at the margin that are closed. Elsewhere
    (a fence that stays open, or stands in a list) one program shows what another runs.
    """
    return _SPAN.sub(_blank, _FENCED.sub(_blank, text) if blocks else text)


def find(text: str) -> list[Link]:
    """Return the links of a Markdown text: inline, images, definitions, in angle brackets."""
    return _find(without_code(text))


def _find(bare: str) -> list[Link]:
    found = []
    for pattern in (_INLINE, _DEFINITION, _AUTOLINK):
        for each in pattern.finditer(bare):
            target, start = each.group(1), each.start(1)
            if target.startswith("<"):
                target, start = target[1:-1], start + 1
            if pattern is _AUTOLINK and ":" not in target:
                target = "mailto:" + target
            found.append(Link(start, target))
    return sorted(found)


def resolve(target: str, source: str) -> tuple[str, str]:
    """Return the path and the anchor that a relative `target` in the file `source` names."""
    path, _, anchor = target.partition("#")
    path = unquote(path.partition("?")[0])
    if not path:
        return source, unquote(anchor)
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), path)), unquote(anchor)


def read_prose(text: str, source: str, territory: Territory, *, blocks: bool = False) -> Prose:
    """Return the records that `text`, standing in the file `source`, links to, and its faults.

    `blocks` says that it is a page's own text, where code can stand between fences.
    """
    prose = Prose([], [], [])
    if "]" not in text and "<" not in text:
        return prose  # as most statements are: neither links nor tags

    def note(start: int, snippet: str, fault: Fault) -> None:
        # A target that is empty has no signs of its own: point at the bracket before it.
        found = snippet or text[start - 1 : start]
        nth = _count(text, found, start if snippet else start - 1)
        prose.problems.append(ProseProblem(fault[0], found, nth, *fault[1:]))

    bare = surely_code(text, blocks=blocks)
    tags = _HTML.finditer(_AUTOLINK.sub(_blank, bare))
    for tag in islice(tags, MAX_PROBLEMS):
        help_ = "write it in Markdown; put code and signs like `<` between backticks"
        note(
            tag.start(),
            tag.group(),
            ("raw-html", f"must not contain HTML (`{tag.group()}`)", help_),
        )
    for link in _find(bare):
        fault = _fault(link.target, source, territory, prose)
        if fault:
            note(link.start, link.target, fault)
        if len(prose.problems) >= MAX_PROBLEMS:
            break
    return prose


def _count(text: str, snippet: str, before: int) -> int:
    nth, at = 0, text.find(snippet)
    while 0 <= at < before and at + len(snippet) <= before:
        nth, at = nth + 1, text.find(snippet, at + 1)
    return nth


def _fault(target: str, source: str, territory: Territory, prose: Prose) -> Fault | None:
    """Return what is wrong with one link, if anything; note the record it leads to."""
    plain = html.unescape(target)
    if fault := _unsafe(plain):
        return fault
    if _SCHEME.match(plain):
        return None
    if not plain:
        return "broken-link", "a link must lead somewhere, and this one is empty", None
    path, anchor = resolve(plain, source)
    record = territory.record_at(path)
    if record:
        prose.records.append(record)
    elif path not in territory.docs and not territory.is_index(path):
        return "broken-link", f"there is no `{path}`", _nearest(path, source, territory)
    if anchor:
        prose.anchored.append((path, anchor))
        anchors = territory.anchors(path)
        if anchors is not None and anchor not in anchors:
            known = did_you_mean(anchor, anchors)
            return "broken-anchor", f"there is no `#{anchor}` on the page of `{path}`", known
    return None


def _unsafe(target: str) -> Fault | None:
    scheme = _SCHEME.match(target)
    wrong = None
    if scheme and scheme.group(1).lower() not in _SAFE_SCHEMES:
        wrong = f"a link must not start with `{scheme.group()}`"
    elif target.startswith(("//", "/", "\\")):
        wrong = "a link inside the guide must be relative to this file"
    elif re.search(r"[\x00-\x20\x7f\\\"'`]", target):
        wrong = "a link must not contain blanks, quotes or backslashes"
    elif scheme:
        try:
            parts = urlsplit(target)
            broken = parts.scheme != "mailto" and not parts.hostname
        except ValueError:
            broken = True
        if broken:
            wrong = "this is not a whole web address"
    return ("unsafe-link", wrong, "use https, http, mailto or a relative path") if wrong else None


def _nearest(path: str, source: str, territory: Territory) -> str | None:
    """Offer a file of the same name elsewhere, or else the one most like it."""
    by_stem = {posixpath.splitext(posixpath.basename(each))[0]: each for each in territory.files()}
    stem = posixpath.splitext(posixpath.basename(path))[0]
    near = stem if stem in by_stem else nearest(stem, by_stem)
    if near is None:
        return None
    return f"did you mean `{posixpath.relpath(by_stem[near], posixpath.dirname(source))}`?"


def rewrite(text: str, source: str, page: str) -> str:
    """Return prose that stands in the file `source` with its links made for the page `page`.

    `page` is the path of a Markdown page, relative to the pages' root; so are the new targets.
    Links to anything but records, kinds and docs stay as they are.
    """
    pieces, done = [], 0
    for link in find(text):
        if _SCHEME.match(link.target) or not link.target:
            continue
        path, anchor = resolve(html.unescape(link.target), source)
        target = page_of(path)
        if target is None:
            continue
        relative = relative_path(target, posixpath.dirname(page))
        if target == page and anchor:
            relative = ""
        pieces += [text[done : link.start], relative + (f"#{anchor}" if anchor else "")]
        done = link.start + len(link.target)
    return "".join([*pieces, text[done:]])


@lru_cache(maxsize=1 << 17)
def relative_path(path: str, folder: str) -> str:
    """Return the way from a folder to a path; the same few are asked for on every page."""
    return posixpath.relpath(path, folder or ".")


def page_of(path: str) -> str | None:
    """Return the page made from `path` (a record's file, a kind's folder, a file in docs/)."""
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    if not path.startswith("content/"):
        return None
    name = path.removeprefix("content/")
    return f"{name.rpartition('.')[0]}.md" if "." in name else f"{name}/index.md"


def heading_title(text: str) -> str:
    """Return the text of a page's first heading, or nothing where it has none."""
    found = re.search(r"^# +(.+?) *#*$", _without_fences(text), re.M)
    return found.group(1) if found else ""


@lru_cache(maxsize=256)
def heading_anchors(text: str) -> frozenset[str]:
    """Return the anchors that the headings of a Markdown text get on its page."""
    import markdown  # noqa: PLC0415 - most checks need no heading, and it costs 50 ms

    converter = markdown.Markdown(extensions=["toc", "fenced_code"])
    converter.convert(_without_fences(text))
    names: set[str] = set()
    tokens = list(getattr(converter, "toc_tokens", []))
    while tokens:
        token = tokens.pop()
        names.add(token["id"])
        tokens += token["children"]
    return frozenset(names)
