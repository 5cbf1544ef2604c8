"""From the catalog to pages: a path and its Markdown each, made by pure functions.

Knows nothing of the site engine. A record that can't be used has no page here; what names it shows
its id.
"""

from collections.abc import Sequence

from atlas.catalog import Catalog
from atlas.history import Day
from atlas.pages import certainty, changes, compare, home, indexes, overviews, records, reference
from atlas.pages.page import Card, Page, Press
from atlas.parallel import spread

__all__ = ["Card", "Page", "render"]


def render(catalog: Catalog, history: Sequence[Day] = ()) -> dict[str, Page]:
    """Return every page made from records, by path; `history` is what changed, newest first."""
    press = Press(catalog, history)
    parts = (home, overviews, certainty, indexes, records, compare, changes, reference)
    drafts = [draft for part in parts for draft in part.drafts(press)]
    return {page.path: page for page in spread(press.write, drafts)}
