"""Everything that is checked before a page is made. RULES is the table of contents."""

from collections.abc import Mapping
from types import MappingProxyType

from atlas.catalog import Catalog
from atlas.diagnostics import Diagnostic
from atlas.rules import evidence, fields, files, links, loops, structure, teams
from atlas.rules.rule import Rule, apply, in_modules
from atlas.rules.waivers import waiver_rule

_OTHERS: Mapping[str, Rule[Catalog]] = in_modules(
    files, fields, links, evidence, structure, teams, loops
)
_WAIVER = waiver_rule([*_OTHERS], lambda catalog: apply(_OTHERS, catalog))
RULES: Mapping[str, Rule[Catalog]] = MappingProxyType({**_OTHERS, _WAIVER.code: _WAIVER})


def check(catalog: Catalog) -> list[Diagnostic]:
    """Return what every rule finds, by place, each finding once, without what records waive."""
    waived = {
        (entry.path, code) for entry in catalog.entries.values() for code in entry.record.waive
    }
    found = apply(RULES, catalog)
    return [each for each in found if (each.span.path, each.code) not in waived]


def check_file(catalog: Catalog, path: str) -> list[Diagnostic]:
    """Return what is found in one file of a catalog that holds it and what it names.

    Rules about the whole guide (what reaches what, titles, conflicts) are left out.
    """
    local = {code: rule for code, rule in RULES.items() if not rule.whole}
    waived = {
        code
        for entry in catalog.entries.values()
        if entry.path == path
        for code in entry.record.waive
    }
    found = apply(local, catalog)
    return [each for each in found if each.span.path == path and each.code not in waived]
