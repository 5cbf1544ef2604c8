"""The rule about waivers: a record may waive a rule, with its reason, for as long as it has to."""

from collections.abc import Callable, Iterator, Sequence

from atlas.catalog import Catalog
from atlas.diagnostics import Diagnostic
from atlas.model.fields import did_you_mean
from atlas.rules.rule import Rule

Check = Callable[[Catalog], Sequence[Diagnostic]]


def waiver_rule(known: Sequence[str], others: Check) -> Rule[Catalog]:
    """Return the rule; `known` are the codes there are, `others` runs the rules behind them."""

    def waiver(catalog: Catalog) -> Iterator[Diagnostic]:
        """A record waives only a rule that would find something in it.

        Now and then a rule is wrong about one record. `waive` silences it there, and says why:

            waive:
              unconfirmed-claim: The vendor's page quotes the company's own letter in full.

        Once the rule finds nothing, the waiver has to go, or it would hide the next fault.

        Mend it: delete the line, or correct the code.
        """
        waiving = [entry for entry in catalog.entries.values() if entry.record.waive]
        if not waiving:
            return
        found = {(each.span.path, each.code) for each in others(catalog)}
        for entry in waiving:
            for code in entry.record.waive:
                at = entry.locate("waive", code, key=True)
                if code not in known:
                    help_ = did_you_mean(code, known)
                    yield Diagnostic("waiver", at, f"there is no rule `{code}`", help_)
                elif (entry.path, code) not in found and not _asleep(code, catalog):
                    message = f"`{code}` finds nothing here any more"
                    yield Diagnostic("waiver", at, message, "delete the waiver")

    return Rule("waiver", waiver, whole=True)


def _asleep(code: str, catalog: Catalog) -> bool:
    """Return whether a rule was not asked: staleness, where no day was given."""
    return code == "stale-claim" and catalog.as_of is None
