"""From the catalog to pages: a path and its Markdown each, made by pure functions.

Knows nothing of the site engine. A record that can't be used has no page here; what names it shows
its id.
"""

from collections.abc import Sequence

from atlas.catalog import Catalog
from atlas.history import Day
from atlas.pages import certainty, changes, compare, home, indexes, overviews, records, reference
from atlas.pages.page import Page, Press

__all__ = ["Page", "render"]


def render(catalog: Catalog, history: Sequence[Day] = ()) -> dict[str, Page]:
    """Return every page made from records, by path; `history` is what changed, newest first."""
    press = Press(catalog, history)
    made = (
        page
        for part in (home, overviews, certainty, indexes, records, compare, changes, reference)
        for page in part.pages(press)
    )
    return {page.path: page for page in made}
