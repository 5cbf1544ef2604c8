"""The reference of rules: what each wants and why, and what it says about a bad example."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from atlas import rules, site
from atlas.pages.page import Draft, Head, Press, draft

# Examples of bad content and the reports they give; a checkout without tests has none to show.
CASES = "tests/cases"
MOST_LINES = 12


def drafts(press: Press) -> Iterator[Draft]:
    """Yield the page that lists every rule."""
    description = "Every rule the guide's content and pages are checked by, and what each wants."
    yield draft(
        "rules.md",
        "rules",
        Head("Rules", description),
        parts={"Content": rules.RULES, "The built site": site.RULES},
        reports=_reports(press.catalog.root / CASES),
    )


def _reports(cases: Path) -> Mapping[str, str]:
    """Return what each rule reports about its case, shortened."""
    found = {}
    for code in rules.RULES:
        file = cases / code / "expected.txt"
        if file.is_file():
            lines = file.read_text("utf-8").splitlines()
            found[code] = "\n".join(lines[:MOST_LINES])
    return found
