"""Checks over the built site: the HTML a reader gets, whatever made it.

Everything that leads somewhere inside the site is followed: links, anchors, pictures, scripts,
styles, what they load, the site map. Nothing is fetched; addresses of other hosts are left alone.
"""

import posixpath
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from atlas.diagnostics import Diagnostic, Span
from atlas.links import find
from atlas.model.fields import did_you_mean
from atlas.parallel import spread
from atlas.rules.rule import apply, in_modules, rule

MAX_SITE = 60_000_000
MAX_PAGE = 400_000

_ATTRIBUTES = {
    "href": "a,area,link,image,use",
    "src": "img,script,source,iframe,audio,video,track,embed,input",
    "poster": "video",
    "data": "object",
    "action": "form",
    "content": 'meta[property="og:image"],meta[name="twitter:image"]',
}
_CSS_URL = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")
_REFRESH = re.compile(r"url\s*=\s*['\"]?([^'\"]+)", re.I)


class Reference(NamedTuple):
    """Something in a file that leads elsewhere, as it is written there."""

    path: str
    target: str


@dataclass(slots=True)
class HtmlPage:
    """A page: the ids on it in order, and where it leads."""

    path: str
    ids: list[str] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    title: str = ""
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Site:
    """A built site at `root`, meant to be served at `address`."""

    root: Path
    address: str = ""
    # What a link means, by the folder it stands in: most stand on every page.
    _resolved: dict[tuple[str, str], tuple[str, str] | None] = field(default_factory=dict)

    @cached_property
    def files(self) -> dict[str, int]:
        """Every file of the site, with its size in bytes."""
        found = (each for each in sorted(self.root.rglob("*")) if each.is_file())
        return {each.relative_to(self.root).as_posix(): each.stat().st_size for each in found}

    @cached_property
    def pages(self) -> dict[str, HtmlPage]:
        """Every HTML page, read."""
        paths = [path for path in self.files if path.endswith(".html")]
        return dict(zip(paths, spread(self._read, paths), strict=True))

    @cached_property
    def references(self) -> list[Reference]:
        """Everything in the site that leads somewhere inside it."""
        found = [each for page in self.pages.values() for each in page.references]
        for path in self.files:
            if path.endswith(".css"):
                text = self.text(path)
                found += (Reference(path, one or two) for one, two in _CSS_URL.findall(text))
            elif path.endswith(".md"):
                found += (Reference(path, link.target) for link in find(self.text(path)))
            elif path.endswith(".xml"):
                found += (
                    Reference(path, at) for at in re.findall(r"<loc>([^<]+)", self.text(path))
                )
        return found

    @cached_property
    def leads(self) -> list[tuple[Reference, str, str]]:
        """Every different reference with the file of the site it leads to, and the anchor."""
        return [
            (reference, *found)
            for reference in dict.fromkeys(self.references)
            if (found := self.resolve(reference))
        ]

    def text(self, path: str) -> str:
        """Return a file's text."""
        return (self.root / path).read_text("utf-8", "replace")

    def _read(self, path: str) -> HtmlPage:
        page = HtmlPage(path)
        tree = LexborHTMLParser(self.text(path))
        page.ids = [node.attributes["id"] or "" for node in tree.css("[id]")]
        page.ids += (node.attributes["name"] or "" for node in tree.css("a[name]"))
        page.title = next((node.text() for node in tree.css("head > title")), "")
        page.missing = list(_missing(tree))
        page.references = [Reference(path, each) for each in _targets(tree) if each]
        return page

    def resolve(self, reference: Reference) -> tuple[str, str] | None:
        """Return the file and the anchor a reference leads to; None if it leaves the site."""
        target = reference.target.strip()
        if target.startswith("#"):
            return reference.path, unquote(target[1:])
        asked = reference.path.rpartition("/")[0], target
        if asked not in self._resolved:
            self._resolved[asked] = self._resolve(*asked)
        path, anchor = self._resolved[asked] or (None, "")
        return None if path is None else (path or reference.path, anchor)

    def _resolve(self, folder: str, target: str) -> tuple[str, str] | None:
        """Return where a target leads from a folder; the path is empty for the page itself."""
        if self.address and target.startswith(self.address):
            target = urlsplit(self.address).path + target.removeprefix(self.address)
        try:
            parts = urlsplit(target)
        except ValueError:
            return target, ""
        if parts.scheme or parts.netloc:
            return None
        path, anchor = unquote(parts.path), unquote(parts.fragment)
        if not path:
            return "", anchor
        base = urlsplit(self.address).path.rstrip("/")
        if path.startswith("/"):
            if not path.startswith(f"{base}/"):
                return path, anchor  # outside the folder the site is served from
            path = path.removeprefix(f"{base}/")
        else:
            path = posixpath.join(folder, path)
        if path.endswith("/") or posixpath.basename(path) in {"", ".", ".."}:
            path = posixpath.join(path, "index.html")
        return posixpath.normpath(path), anchor

    def locate(self, path: str, snippet: str) -> Span:
        """Return where a snippet first stands in a file of the site."""
        text = self.text(path)
        at = max(0, text.find(snippet))
        line = text.count("\n", 0, at) + 1
        return Span(
            f"site/{path}",
            line,
            at - text.rfind("\n", 0, at),
            at - text.rfind("\n", 0, at) + len(snippet),
        )


def _missing(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield what every page must have and this one lacks."""
    if not tree.css('meta[name="description"]:not([content=""])'):
        yield "a description"
    if not tree.css('link[rel="canonical"], meta[name="robots"][content="noindex"]'):
        yield "a canonical address"
    if len(tree.css("h1")) != 1:
        yield f"one h1 (it has {len(tree.css('h1'))})"
    for image in tree.css("img"):
        for name in ("alt", "width", "height"):
            if name not in image.attributes:
                yield f"`{name}` on the picture `{image.attributes.get('src')}`"


def _targets(tree: LexborHTMLParser) -> Iterator[str]:
    for attribute, selector in _ATTRIBUTES.items():
        for node in tree.css(selector):
            yield node.attributes.get(attribute) or ""
    for node in tree.css("[srcset]"):
        for part in (node.attributes["srcset"] or "").split(","):
            yield part.strip().partition(" ")[0]
    for node in tree.css('meta[http-equiv="refresh" i]'):
        yield from _REFRESH.findall(node.attributes.get("content") or "")
    for node in tree.css("[style]"):
        yield from _css_targets(node.attributes["style"] or "")
    for node in tree.css("style"):
        yield from _css_targets(node.text())
    for node in tree.css("svg use, svg image, svg a"):
        yield node.attributes.get("xlink:href") or ""


def _css_targets(css: str) -> Iterator[str]:
    for one, two in _CSS_URL.findall(css):
        yield one or two


@rule
def site_broken_link(site: Site) -> Iterator[Diagnostic]:
    """Every link, picture, script and style of the built site leads to a file of the site.

    Mend it: links in records and prose are checked before the build, so this one comes from a
    template, a style sheet or the theme; correct it there.
    """
    for reference, path, _ in site.leads:
        if path not in site.files:
            yield Diagnostic(
                "site-broken-link",
                site.locate(reference.path, reference.target),
                f"`{reference.target}` leads to `{path}`, which is not in the site",
                did_you_mean(path, site.pages),
            )


@rule
def site_broken_anchor(site: Site) -> Iterator[Diagnostic]:
    """Every anchor of the built site is the id of something on the page it names.

    Mend it: a template gave a section another id than its field's name; correct it there.
    """
    known = {path: {*page.ids, "", "top"} for path, page in site.pages.items()}
    for reference, path, anchor in site.leads:
        if path in known and anchor not in known[path] and not anchor.startswith(":~:"):
            yield Diagnostic(
                "site-broken-anchor",
                site.locate(reference.path, reference.target),
                f"there is no `#{anchor}` on `{path}`",
                did_you_mean(anchor, known[path]),
            )


@rule
def site_duplicate_id(site: Site) -> Iterator[Diagnostic]:
    """An id stands once on a page.

    A link to an id that stands twice leads to the first, and a screen reader names the wrong part.

    Mend it: two sections or headings share a name; rename one.
    """
    for page in site.pages.values():
        for id_, times in Counter(page.ids).items():
            if times > 1:
                yield Diagnostic(
                    "site-duplicate-id",
                    site.locate(page.path, f'id="{id_}"'),
                    f"the id `{id_}` stands {times} times on this page",
                )


@rule
def site_head(site: Site) -> Iterator[Diagnostic]:
    """A page has a title of its own, a description, an address, one h1; a picture has alt and size.

    A page that no search engine should list, like the one for a wrong address, says so instead of
    giving an address.

    Mend it: give the record or page another title, or add what is missing.
    """
    first: dict[str, str] = {}
    for page in site.pages.values():
        for what in page.missing:
            yield Diagnostic("site-head", site.locate(page.path, "<h1"), f"the page lacks {what}")
        other = first.setdefault(page.title, page.path)
        if not page.title or other != page.path:
            message = f"its title `{page.title}` is also that of `{other}`"
            yield Diagnostic("site-head", site.locate(page.path, "<title"), message)


@rule
def site_size(site: Site) -> Iterator[Diagnostic]:
    """The site has at most 60 MB, and no page more than 400 kB.

    Readers are on phones, and hosts have limits.

    Mend it: see what every page repeats; a sidebar that lists every record is the usual cause.
    """
    total = sum(site.files.values())
    if total > MAX_SITE:
        yield Diagnostic("site-size", Span("site"), f"the site has {total:,} bytes of {MAX_SITE:,}")
    for path in site.pages:
        if site.files[path] > MAX_PAGE:
            size = f"{site.files[path]:,}"
            yield Diagnostic(
                "site-size", Span(f"site/{path}"), f"the page has {size} bytes of {MAX_PAGE:,}"
            )


RULES = in_modules(sys.modules[__name__])


def check(site: Site) -> list[Diagnostic]:
    """Return what every rule finds in a built site."""
    return apply(RULES, site)
