"""Pages as plain Markdown, and the list of them, for programs that read text."""

import re
from collections.abc import Collection, Mapping
from posixpath import dirname, join, normpath

from atlas import links
from atlas.catalog import Catalog
from atlas.links import without_code
from atlas.model import KINDS
from atlas.pages.page import Page

_MATTER = re.compile(r"\A---\n.*?\n---\n+", re.S)
_MAP = re.compile(r"<svg.*?</svg>", re.S)
_CITE = re.compile(r'<a class="cite[^>]*>([^<]*)</a>')
_ANCHOR = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.S)
_HEADING = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>", re.S)
_BREAK = re.compile(r"<br\s*/?>")
_PAGE = re.compile(r"\]\((?![a-z]+:)([^)#\s]+)\.md(?:#[^)\s]*)?")
_WITHIN = re.compile(r"\[([^\]]*)\]\(#[^)]*\)")
_TAG = re.compile(r"</?[a-z][^>]*>")


def text(page: Page) -> str:
    """Return a page's Markdown without its front matter and without HTML."""
    made = _MAP.sub("", _MATTER.sub("", page.markdown))
    made = _CITE.sub(r" [\1]", made)
    made = _HEADING.sub(lambda found: f"{'#' * int(found[1])} {found[2]}", made)
    made = _ANCHOR.sub(r"[\2](\1)", made)
    made = _without_tags(_BREAK.sub(": ", made))
    made = re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), made)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in made.split("\n")))


def _without_tags(made: str) -> str:
    """Return a text without HTML; a tag that stands in code is no HTML."""
    pieces, done = [], 0
    for tag in _TAG.finditer(without_code(made)):
        pieces.append(made[done : tag.start()])
        done = tag.end()
    return "".join([*pieces, made[done:]])


def llms(catalog: Catalog, address: str, about: str) -> str:
    """Return `llms.txt`: what the site is, and where each kind's pages are as Markdown."""
    lines = ["# ML Career Atlas", "", f"> {about}", ""]
    lines.append(
        f"All data: [atlas.json]({address}data/atlas.json), "
        f"its schema: [atlas.schema.json]({address}data/atlas.schema.json). "
        "A page is there as Markdown too, at its address with `.md` for `.html`: all but sources, "
        "comparisons and rules.\n"
    )
    for kind, model in KINDS.items():
        if not model.entry:
            continue
        lines += [f"## {model.plural}", ""]
        lines += (
            f"- [{entry.record.title}]({address}{kind}/{entry.id}.md): {entry.record.summary}"
            for entry in catalog.of(model)
        )
        lines.append("")
    return "\n".join(lines)


def files(made: Mapping[str, Page], catalog: Catalog) -> dict[str, str]:
    """Return the pages made and the hand-written ones as plain Markdown, by path.

    Not the pairs compared, which say again what both pages say; nor sources, which are data; nor
    the rules, which show faulty links on purpose.
    """
    kept = {
        path: page
        for path, page in made.items()
        if not path.startswith(("compare/", "sources/", "rules.md"))
    }
    for path, written in catalog.pages.items():
        name = path.removeprefix("docs/")
        kept[name] = Page(name, links.rewrite(written.text, path, name))
    return {path: _linked(text(page), path, kept) for path, page in kept.items()}


def _linked(made: str, path: str, kept: Collection[str]) -> str:
    """Return a page whose links lead to pages: as Markdown, or as HTML where that is left out.

    Without anchors: the ids of sections are HTML's.
    """

    def to(found: re.Match[str]) -> str:
        target = normpath(join(dirname(path), found[1] + ".md"))
        return f"]({found[1]}.{'md' if target in kept else 'html'}"

    return _PAGE.sub(to, _WITHIN.sub(r"\1", made))
