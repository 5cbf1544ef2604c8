"""Everything that is checked before a page is made. RULES is the table of contents."""

from collections.abc import Mapping

from atlas.catalog import Catalog
from atlas.diagnostics import Diagnostic
from atlas.rules import evidence, fields, files, links, loops, structure
from atlas.rules.rule import Rule, apply, in_modules

RULES: Mapping[str, Rule[Catalog]] = in_modules(files, fields, links, evidence, structure, loops)


def check(catalog: Catalog) -> list[Diagnostic]:
    """Return what every rule finds, by place, each finding once."""
    return apply(RULES, catalog)
