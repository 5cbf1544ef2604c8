"""A page, and how it is written from a template."""

import json
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from atlas.catalog import Catalog
from atlas.loops import composer
from atlas.model import KINDS
from atlas.pages.markup import escape, tight
from atlas.pages.writer import EMPHASIS, GRADE_NAMES, Writer


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
_TEMPLATES.globals.update(EMPHASIS=EMPHASIS, GRADE_NAMES=GRADE_NAMES, KINDS=KINDS)


@dataclass(frozen=True, slots=True)
class Head:
    """What a page is called, and the sentence search engines show under it."""

    title: str
    description: str
    # Parts of the frame the page does without: "navigation", "toc".
    hide: tuple[str, ...] = ()
    # The line above the title on the page's card; None: the card of the folder's index serves.
    kind: str | None = ""


def write(catalog: Catalog, path: str, template: str, head: Head, **values: Any) -> Page:
    """Return the page at `path`, written from a template with `values`.

    A value called `entry` is the record the page is made from.
    """
    writer = Writer(catalog, composer(catalog), path)
    body = _TEMPLATES.get_template(f"{template}.md.j2").render(w=writer, **values)
    # JSON strings are YAML strings, whatever is in them.
    title, description = (
        json.dumps(text, ensure_ascii=False) for text in (head.title, head.description)
    )
    hide = f"hide: {json.dumps(head.hide)}\n" if head.hide else ""
    name = path if head.kind is not None else f"{path.partition('/')[0]}/index.md"
    picture = f"cards/{name.removesuffix('.md')}.png"
    matter = f"---\ntitle: {title}\ndescription: {description}\n{hide}card: {picture}\n---\n\n"
    origin = values["entry"].path if "entry" in values else None
    card = Card(picture, head.title, head.kind) if head.kind is not None else None
    return Page(path, matter + body.strip() + "\n", origin, card)
