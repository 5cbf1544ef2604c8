"""From the catalog to pages: a path and its Markdown each, made by pure functions.

Knows nothing of the site engine. A record that can't be used has no page here; what names it shows
its id.
"""

from atlas.catalog import Catalog
from atlas.pages import compare, indexes, overviews, records
from atlas.pages.page import Page

__all__ = ["Page", "render"]


def render(catalog: Catalog) -> dict[str, Page]:
    """Return every page made from records, by path."""
    made = (page for part in (overviews, indexes, records, compare) for page in part.pages(catalog))
    return {page.path: page for page in made}
