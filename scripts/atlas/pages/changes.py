"""The page of changes: what was added, changed and removed, the newest first."""

from collections.abc import Iterator

from atlas.pages.page import Draft, Head, Press, draft


def drafts(press: Press) -> Iterator[Draft]:
    """Yield the page of changes."""
    description = "What was added to the guide, changed and removed, day by day."
    yield draft("changes.md", "changes", Head("Changes", description), days=press.history)
