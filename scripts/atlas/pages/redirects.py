"""A page at each former address of a record, which leads to the new one."""

from html import escape

from atlas.catalog import Catalog

_PAGE = """<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>{title} (formerly {old})</title>
  <meta name="description" content="This page has moved.">
  <meta name="robots" content="noindex">
  <meta http-equiv="refresh" content="0; url={new}.html">
</head>
<body>
  <h1>Moved</h1>
  <p>This page is called <a href="{new}.html">{title}</a> now.</p>
</body>
</html>
"""


def files(catalog: Catalog) -> dict[str, str]:
    """Return the redirects as HTML, by path."""
    return {
        f"{entry.kind}/{old}.html": _PAGE.format(
            title=escape(entry.record.title), old=escape(old), new=entry.id
        )
        for entry in catalog.entries.values()
        for old in entry.record.former_ids
    }
