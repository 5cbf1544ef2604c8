"""The whole guide as one EPUB and one PDF, in book/: the pages of the site as chapters.

The pairs compared, the search and the lists for programs stay out; sources are one chapter. The
EPUB is plain XHTML 5 (EPUB 3.3); the PDF is what Chromium prints of the same chapters.
"""

import os
import re
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Final

import markdown
from playwright.sync_api import sync_playwright

from atlas import build, catalog, links, pages
from atlas.model import KINDS
from atlas.model.record import Source

ROOT = Path(__file__).parents[1]
TITLE = "ML Career Atlas"
EXTENSIONS = ("md_in_html", "tables", "toc", "pymdownx.highlight", "pymdownx.superfences")
# What only a browser with the site around it has a use for.
LEFT_OUT = ("search.md", "data.md", "changes.md", "rules.md", "loops/matrix.md")
VOID = {"br", "hr", "img", "input", "meta", "link", "col", "rect", "path", "circle"}
DROPPED_CLASSES = {"filter", "crumbs", "turn", "map-narrow", "colophon", "headerlink"}
STYLE = """
body { font-family: Georgia, serif; line-height: 1.45; }
h1, h2, h3 { line-height: 1.15; page-break-after: avoid; }
section { page-break-before: always; }
table { border-collapse: collapse; font-size: 0.85em; }
td, th { border: 1px solid #999; padding: 0.2em 0.4em; vertical-align: top; text-align: left; }
.lede { font-style: italic; }
.card { border: 1px solid #999; padding: 0 1em; }
.cite, small, .evidence, .judgements { font-size: 0.8em; }
.cite { vertical-align: super; font-size: 0.6em; text-decoration: none; }
.disputed, .unconfirmed { font-variant: small-caps; font-weight: bold; }
.bar i { display: none; }
svg { width: 100%; height: auto; }
svg .type rect, svg .general rect { fill: #8f3214; }
svg .team { display: none; }
svg .line { stroke: #ccc; fill: none; }
svg .sheet { fill: none; stroke: #333; }
"""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page of the book: its page's path, its title, its body as XHTML."""

    path: str
    title: str
    body: str

    @property
    def name(self) -> str:
        """Its file, and with that its id in the one big page of the PDF."""
        return self.path.removesuffix(".md").replace("/", "-")


class _Xhtml(HTMLParser):
    """Writes HTML anew as well-formed XHTML, with links made for the book."""

    def __init__(self, link: Callable[[str], str | None], prefix: str) -> None:
        super().__init__(convert_charrefs=True)
        self.link, self.prefix = link, prefix
        self.out: list[str] = []
        self.open: list[str] = []
        self.dropping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if self.dropping or DROPPED_CLASSES & set(named.get("class", "").split()):
            self.dropping += tag not in VOID
            return
        if tag == "a" and "href" in named and (to := self.link(named["href"])) is None:
            tag, named = "span", {}
        elif tag == "a" and "href" in named:
            named["href"] = to or ""
        if "id" in named:
            named["id"] = self.prefix + _ident(named["id"])
        if tag == "svg":
            named["xmlns"] = "http://www.w3.org/2000/svg"
        for name in ("markdown", "tabindex", "role", "aria-label", "aria-labelledby"):
            named.pop(name, None)
        kept = "".join(f' {_case(name)}="{escape(value)}"' for name, value in named.items())
        self.out.append(f"<{tag}{kept}{'/' if tag in VOID else ''}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.dropping:
            self.dropping -= 1
        elif self.open:
            self.out.append(f"</{self.open.pop()}>")

    def handle_data(self, data: str) -> None:
        if not self.dropping:
            self.out.append(escape(data, quote=False))


# SVG tells capitals apart, and the parser writes all small.
_CAPITALS: Final = {"viewbox": "viewBox"}


def _case(name: str) -> str:
    return _CAPITALS.get(name, name)


def _ident(id_: str) -> str:
    return re.sub(r"[^\w.-]", "-", id_)


def chapters(root: Path, *, one_page: bool) -> list[Chapter]:
    """Return the chapters in reading order; for the PDF all share one page and its anchors."""
    loaded = catalog.load(root)
    made = {path: (page.markdown, "") for path, page in pages.render(loaded).items()}
    for path in loaded.pages:
        if path.endswith(".md"):
            name = path.removeprefix("docs/")
            made[name] = (links.rewrite(loaded.pages[path].text, path, name), "")
    order = [path for path in _order(loaded) if path in made]
    places = {path: _place(Chapter(path, "", ""), "", one_page=one_page) for path in order}
    for entry in loaded.of(Source):
        sources = Chapter("sources.md", "", "")
        places[f"sources/{entry.id}.md"] = _place(sources, entry.id, one_page=one_page)
    parts = [_chapter(path, made[path][0], places, one_page=one_page) for path in order]
    return [*parts, _sources(loaded, one_page=one_page)]


def _order(loaded: catalog.Catalog) -> Iterator[str]:
    yield from ("index.md", "about.md", "prepare.md", "ml-system-design.md", "evidence.md")
    for kind, model in KINDS.items():
        if model is not Source:
            yield f"{kind}/index.md"
            yield from (f"{kind}/{entry.id}.md" for entry in loaded.of(model))


def _place(chapter: Chapter, anchor: str, *, one_page: bool) -> str:
    """Return the address of a chapter, or of something in it."""
    if one_page:
        return f"#{chapter.name}" + (f"--{_ident(anchor)}" if anchor else "")
    return f"{chapter.name}.xhtml" + (f"#{_ident(anchor)}" if anchor else "")


def _chapter(path: str, text: str, places: Mapping[str, str], *, one_page: bool) -> Chapter:
    matter, text = _split(text)
    html = markdown.markdown(text, extensions=list(EXTENSIONS))
    chapter = Chapter(path, "", "")

    def link(target: str) -> str | None:
        if re.match(r"[a-z]+:", target):
            return target
        to, _, anchor = target.partition("#")
        page = normpath(join(dirname(path), to)) if to else path
        page = re.sub(r"\.html$", ".md", page)
        if page not in places:
            return None
        if not anchor:
            return places[page]
        name = Chapter(page, "", "")
        return (
            _place(name, anchor, one_page=one_page)
            if not page.startswith("sources/")
            else places[page]
        )

    writer = _Xhtml(link, f"{chapter.name}--" if one_page else "")
    writer.feed(html)
    writer.close()
    title = re.search(r'^title: "?(.*?)"?$', matter, re.M)
    heading = re.search(r"^# (.*)$", text, re.M)
    name = title[1] if title else heading[1] if heading else path
    return Chapter(path, name.replace('\\"', '"'), "".join(writer.out))


def _split(text: str) -> tuple[str, str]:
    if not text.startswith("---\n"):
        return "", text
    matter, _, rest = text[4:].partition("\n---\n")
    return matter, rest


def _sources(loaded: catalog.Catalog, *, one_page: bool) -> Chapter:
    prefix = "sources--" if one_page else ""
    lines = ["<h1>Sources</h1>", "<ul>"]
    for entry in sorted(loaded.of(Source), key=lambda each: each.record.title.casefold()):
        source = entry.record
        when = f"{source.published or 'undated'}; read {source.read}"
        lines += [
            f'<li id="{prefix}{entry.id}">',
            f'<a href="{escape(source.url)}">{escape(source.title)}</a>.',
            f"{escape(f'{source.publisher}. {source.grade.capitalize()}, {when}.')}</li>",
        ]
    return Chapter("sources.md", "Sources", "\n".join([*lines, "</ul>"]))


def epub(parts: list[Chapter], file: Path, modified: str) -> None:
    """Write the chapters as an EPUB; `modified` is its date, to the second."""
    items, spine, contents = [], [], []
    with zipfile.ZipFile(file, "w") as book:
        _add(book, "mimetype", "application/epub+zip", stored=True)
        _add(book, "META-INF/container.xml", _CONTAINER)
        _add(book, "EPUB/style.css", STYLE)
        for n, part in enumerate(parts):
            name = f"{part.name}.xhtml"
            svg = ' properties="svg"' if "<svg" in part.body else ""
            items.append(f'<item id="c{n}" href="{name}" media-type="application/xhtml+xml"{svg}/>')
            spine.append(f'<itemref idref="c{n}"/>')
            contents.append(f'<li><a href="{name}">{escape(part.title)}</a></li>')
            _add(book, f"EPUB/{name}", _page(part.title, part.body))
        nav = f'<nav epub:type="toc" id="toc"><h1>Contents</h1><ol>{"".join(contents)}</ol></nav>'
        _add(book, "EPUB/nav.xhtml", _page("Contents", nav))
        _add(book, "EPUB/content.opf", _PACKAGE.format(
            title=TITLE, modified=modified, items="\n".join(items), spine="\n".join(spine),
        ))  # fmt: skip


def _add(book: zipfile.ZipFile, name: str, text: str, *, stored: bool = False) -> None:
    about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    about.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    book.writestr(about, text)


_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/content.opf"
 media-type="application/oebps-package+xml"/></rootfiles></container>
"""
_PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:2f1d2c6e-8a43-5c0e-9a55-6d0f7c1b4a10</dc:identifier>
<dc:title>{title}</dc:title><dc:language>en-GB</dc:language>
<dc:rights>CC BY 4.0</dc:rights>
<meta property="dcterms:modified">{modified}</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="style.css" media-type="text/css"/>
{items}
</manifest>
<spine><itemref idref="nav"/>
{spine}
</spine>
</package>
"""


def _page(title: str, body: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="en" xml:lang="en"><head><title>{escape(title)}</title>'
        f'<link rel="stylesheet" href="style.css"/></head><body>\n{body}\n</body></html>\n'
    )


def pdf(parts: list[Chapter], file: Path, chromium: str | None) -> None:
    """Print the chapters, contents first, as a tagged PDF with an outline."""
    contents = "".join(f'<li><a href="#{p.name}">{escape(p.title)}</a></li>' for p in parts)
    body = "".join(f'<section id="{part.name}">{part.body}</section>' for part in parts)
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{TITLE}</title>'
        f"<style>{STYLE}</style></head><body><h1>{TITLE}</h1><ol>{contents}</ol>{body}</body></html>"
    )
    page_file = file.with_suffix(".html")
    page_file.write_text(html, "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(page_file.absolute().as_uri(), timeout=300_000)
        page.set_default_timeout(600_000)
        page.pdf(path=file, format="A4", outline=True, tagged=True)
        browser.close()
    page_file.unlink()


def _chromium() -> str | None:
    """Return the path of an installed Chromium; None: Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def main() -> None:
    """Write both books."""
    folder = ROOT / "book"
    folder.mkdir(exist_ok=True)
    date = datetime.fromtimestamp(int(build.source_date(ROOT) or 0), UTC)
    modified = date.strftime("%Y-%m-%dT%H:%M:%SZ")
    epub(chapters(ROOT, one_page=False), folder / "ml-career-atlas.epub", modified)
    sys.stdout.write("book/ml-career-atlas.epub\n")
    pdf(chapters(ROOT, one_page=True), folder / "ml-career-atlas.pdf", _chromium())
    sys.stdout.write("book/ml-career-atlas.pdf\n")


if __name__ == "__main__":
    main()
