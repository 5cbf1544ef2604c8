"""What is made from the catalog besides pages: search, comparisons, data, redirects, the feed."""

from collections.abc import Sequence

from atlas import data, history, plain, search
from atlas.catalog import Catalog
from atlas.pages import compare, redirects


def files(
    catalog: Catalog, days: Sequence[history.Day], address: str, about: str
) -> dict[str, str]:
    """Return them as text, by path; `address` is where the site is served, `about` what it is."""
    return {
        **search.files(catalog),
        **compare.files(catalog),
        **data.files(catalog),
        **redirects.files(catalog),
        "changes.xml": history.feed(days, catalog, address),
        "llms.txt": plain.llms(catalog, address, about),
    }
