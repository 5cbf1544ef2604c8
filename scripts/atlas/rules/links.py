"""Rules about links and markup in prose. Reading prose finds these; here is what they want."""

from collections.abc import Iterable

from atlas.catalog import Catalog
from atlas.diagnostics import Diagnostic
from atlas.rules.rule import rule


@rule
def broken_link(catalog: Catalog) -> Iterable[Diagnostic]:
    """A link in prose leads to a record, a kind's folder, or a page or file under docs/.

    Write the path from the file the link stands in to the other source file: it then works on a
    forge and in an editor, and the build makes it a link between pages.

        [ML engineers](/roles/ml-engineer/)         wrong
        [ML engineers](../roles/ml-engineer.yml)    right

    Mend it: correct the path; a record's own file name is its id.
    """
    return catalog.found.get("broken-link", ())


@rule
def broken_anchor(catalog: Catalog) -> Iterable[Diagnostic]:
    """The part of a link after `#` names a section that the page has.

    A record's page has a section for each of its fields, called by the field's name; prose has
    one for each heading, in small letters with hyphens.

        [signals](../rounds/coding.yml#signal)     wrong
        [signals](../rounds/coding.yml#signals)    right

    Mend it: correct the name, or leave the anchor out.
    """
    return catalog.found.get("broken-anchor", ())


@rule
def raw_html(catalog: Catalog) -> Iterable[Diagnostic]:
    """Prose is Markdown without HTML.

    HTML in a record could break a page's layout, hide text from some readers, or run a script.

    Mend it: write it in Markdown; put a sign like `<` between backticks, or write "less than".
    """
    return catalog.found.get("raw-html", ())


@rule
def unsafe_link(catalog: Catalog) -> Iterable[Diagnostic]:
    """A link starts with https:, http: or mailto:, or is relative to the file it stands in.

    Other schemes (javascript:, data:, file:) can do harm in a reader's browser; a link that starts
    with a slash breaks when the site is served from a sub-path.

    Mend it: use the whole web address, or the relative path of the record's file.
    """
    return catalog.found.get("unsafe-link", ())
