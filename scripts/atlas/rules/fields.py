"""Rules about fields. The models find these while a record is read; here is what they want."""

from collections.abc import Iterable

from atlas.catalog import Catalog
from atlas.diagnostics import Diagnostic
from atlas.rules.rule import rule


@rule
def missing_field(catalog: Catalog) -> Iterable[Diagnostic]:
    """Every required field of a kind is there.

    What nobody knows is left out only where the kind allows it; the site then says "unknown".

    Mend it: add the field. A new record from `atlas new KIND ID` explains every field.
    """
    return catalog.found.get("missing-field", ())


@rule
def unknown_field(catalog: Catalog) -> Iterable[Diagnostic]:
    """Every field of a record is one its kind knows.

    A misspelt field would otherwise be left out of the page in silence.

    Mend it: correct the name; a new record from `atlas new KIND ID` explains every field.
    """
    return catalog.found.get("unknown-field", ())


@rule
def wrong_type(catalog: Catalog) -> Iterable[Diagnostic]:
    """A field holds what its kind says: text, a whole number, a list, a word of a fixed set.

    `null`, `true`, `false` and whole numbers mean themselves; all else is text (`no` is a word,
    and 1.10 keeps its nought). A text that is a number needs quotes.

        roles: ml-engineer      wrong: a list is wanted
        roles: [ml-engineer]    right

    Mend it: write the value as the message says.
    """
    return catalog.found.get("wrong-type", ())


@rule
def unknown_reference(catalog: Catalog) -> Iterable[Diagnostic]:
    """A field that names another record names one that exists.

    References are bare ids, the name of the other record's file without its ending; the field
    says which kind is meant.

        roles: [ml-enginer]     wrong: there is no content/roles/ml-enginer.yml
        roles: [ml-engineer]    right

    Mend it: correct the id, or add the record it names.
    """
    return catalog.found.get("unknown-reference", ())


@rule
def bad_date(catalog: Catalog) -> Iterable[Diagnostic]:
    """A date is a day of the calendar, written YYYY-MM-DD; publications may give YYYY or YYYY-MM.

        reviewed: 21.11.2026    wrong
        reviewed: 2026-11-21    right

    Mend it: write the date in that order; leave `published` out if the page shows none.
    """
    return catalog.found.get("bad-date", ())
