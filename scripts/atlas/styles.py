"""One style sheet from several: a file for each concern to read, one request for the browser."""

import re
from collections.abc import Iterable


def bundle(sheets: Iterable[str]) -> str:
    """Return style sheets as one, in their order, without comments and indents."""
    text = re.sub(r"/\*.*?\*/", "", "\n".join(sheets), flags=re.S)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line) + "\n"
