"""The page of changes: what was added, changed and removed, the newest first."""

from collections.abc import Iterator

from atlas.pages.page import Head, Page, Press


def pages(press: Press) -> Iterator[Page]:
    """Yield the page of changes."""
    description = "What was added to the guide, changed and removed, day by day."
    yield press.write("changes.md", "changes", Head("Changes", description), days=press.history)
