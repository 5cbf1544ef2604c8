"""A page, and how it is written from a template."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from atlas.catalog import Catalog
from atlas.evidence import Backings
from atlas.history import Day
from atlas.loops import Composer
from atlas.model import KINDS
from atlas.pages.markup import escape, tight
from atlas.pages.writer import AI_USE, EMPHASIS, GRADE_NAMES, Writer, group_name


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be built: `origin` is the record's file it is made from, if it is one record's."""

    path: str
    markdown: str
    origin: str | None = None
    card: "Card | None" = None


@dataclass(frozen=True, slots=True)
class Card:
    """What the picture of a shared link says, and where it goes."""

    path: str
    title: str
    kind: str


_TEMPLATES = Environment(
    loader=PackageLoader("atlas.pages"),
    extensions=["jinja2.ext.do"],
    undefined=StrictUndefined,
    # Whatever a template prints is escaped, unless this package made it markup.
    autoescape=True,
    finalize=escape,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["tight"] = tight
_TEMPLATES.filters["group_name"] = group_name
# For text of our own that is Markdown already.
_TEMPLATES.filters["markup"] = Markup
_TEMPLATES.globals.update(EMPHASIS=EMPHASIS, GRADE_NAMES=GRADE_NAMES, AI_USE=AI_USE, KINDS=KINDS)


@dataclass(frozen=True, slots=True)
class Head:
    """What a page is called, and the sentence search engines show under it."""

    title: str
    description: str
    # Parts of the frame the page does without: "navigation", "toc".
    hide: tuple[str, ...] = ()
    # The line above the title on the page's card; None: the card of the folder's index serves.
    kind: str | None = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A page before it is written: where it goes, from which template, and with what.

    A value called `entry` is the record the page is made from.
    """

    path: str
    template: str
    head: Head
    values: Mapping[str, Any]


def draft(path: str, template: str, head: Head, **values: Any) -> Draft:
    """Return the draft of the page at `path`."""
    return Draft(path, template, head, values)


class Press:
    """Writes pages from templates; all pages of a catalog come from one press."""

    def __init__(self, catalog: Catalog, history: Sequence[Day] = ()) -> None:
        """Take the catalog that templates read from, and what changed in it."""
        self.catalog = catalog
        self.history = history
        self.compose = Composer(catalog)
        self.backings = Backings()

    def writer(self, path: str) -> Writer:
        """Return what a template can say on the page at `path`."""
        return Writer(self.catalog, self.compose, self.backings, path)

    def write(self, draft: Draft) -> Page:
        """Return the page a draft is of."""
        path, head = draft.path, draft.head
        writer = self.writer(path)
        template = _TEMPLATES.get_template(f"{draft.template}.md.j2")
        body = template.render(w=writer, **draft.values)
        # JSON strings are YAML strings, whatever is in them.
        title, description = (
            json.dumps(text, ensure_ascii=False) for text in (head.title, head.description)
        )
        hide = f"hide: {json.dumps(head.hide)}\n" if head.hide else ""
        name = path if head.kind is not None else f"{path.partition('/')[0]}/index.md"
        picture = f"cards/{name.removesuffix('.md')}.png"
        origin = draft.values["entry"].path if "entry" in draft.values else None
        matter = f"title: {title}\ndescription: {description}\n{hide}card: {picture}\n"
        matter += f"origin: {origin}\n" if origin else ""
        card = Card(picture, head.title, head.kind) if head.kind is not None else None
        return Page(path, f"---\n{matter}---\n\n{body.strip()}\n", origin, card)
