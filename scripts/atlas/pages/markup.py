"""Plain text to Markdown that shows it as it stands."""

import re
from textwrap import indent

from jinja2 import Undefined
from markupsafe import Markup

# Signs that could begin markup in Markdown or HTML, wherever they stand.
_SIGNS = re.compile(r"""[\\`*_\[\]<>&"|~^={}#$]|^[-+]|(?<=^\d)[.)]|(?<=^\d\d)[.)]""")


def escape(value: object) -> Markup:
    """Return a value as text that neither Markdown nor HTML takes for markup.

    Character references mean the same in a Markdown line, an HTML block and an attribute, so one
    function serves every place of a template.

    Raises `TypeError` for what is neither text nor a number: a template that prints such a thing
    is wrong.
    """
    if isinstance(value, Markup):
        return value
    if not isinstance(value, str | int | Undefined):
        raise TypeError(f"a template prints a {type(value).__name__}")
    return Markup(_SIGNS.sub(lambda found: f"&#{ord(found.group())};", str(value)))  # noqa: S704


def tight(lines: Markup) -> Markup:
    """Return a Markdown list without the blank lines between its items."""
    return Markup("\n").join(Markup(line) for line in lines.splitlines() if line.strip())  # noqa: S704


def hang(text: str, width: int = 4) -> Markup:
    """Return Markdown with every line but the first moved right, to stand in a list item."""
    first, *rest = text.strip().split("\n")
    return Markup("\n".join([first, *(indent(line, " " * width) for line in rest)]))  # noqa: S704
