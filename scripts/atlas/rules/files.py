"""Rules about files: names, encoding, size, YAML. Loading finds these; here is what they want."""

from collections.abc import Iterable

from atlas.catalog import Catalog
from atlas.diagnostics import Diagnostic
from atlas.rules.rule import rule


@rule
def unreadable_file(catalog: Catalog) -> Iterable[Diagnostic]:
    """A record is an ordinary file that can be read.

    Not a link, a pipe or a folder: what a link leads to can change or vanish without the record
    being touched, and a reader of the repository would not see what the site shows.

    Mend it: put the file itself in its place, and see that it may be read (`chmod a+r FILE`).
    """
    return catalog.found.get("unreadable-file", ())


@rule
def file_too_large(catalog: Catalog) -> Iterable[Diagnostic]:
    """A record has at most 1 MiB.

    The whole guide is smaller than a few of these. A larger file is a mistake (a pasted log, a
    picture) or an attempt to make the build slow.

    Mend it: split the record, or keep only what a reader needs.
    """
    return catalog.found.get("file-too-large", ())


@rule
def encoding(catalog: Catalog) -> Iterable[Diagnostic]:
    """A record is UTF-8 text without hidden signs.

    No byte order mark, no control signs, no separators or direction marks (U+2028, U+202E and
    their like): editors hide them, programs disagree on them, and line numbers come out wrong.

    Mend it: save the file as UTF-8 without a byte order mark; delete the sign at the place named.
    """
    return catalog.found.get("encoding", ())


@rule
def bad_id(catalog: Catalog) -> Iterable[Diagnostic]:
    """A record's id is its file name: a-z, 0-9 and single hyphens between them.

    The id becomes an address on the site and a name in other records. Capitals and blanks look
    alike on some machines and not on others; names such as `con` and `aux` are devices on Windows.

        ML-Engineer.yml    wrong
        ml-engineer.yml    right

    Mend it: rename the file, and write the new id wherever the old one stood.
    """
    return catalog.found.get("bad-id", ())


@rule
def unknown_kind(catalog: Catalog) -> Iterable[Diagnostic]:
    """Everything under content/ is content/KIND/ID.yml, or ID.md for kinds that are mostly prose.

    A file elsewhere, or with another ending, would be left out of the site in silence.

    Mend it: move or rename the file. `atlas new --help` lists the kinds.
    """
    return catalog.found.get("unknown-kind", ())


@rule
def yaml_syntax(catalog: Catalog) -> Iterable[Diagnostic]:
    """A record is one YAML document: a mapping of fields, indented with spaces.

    What most often goes wrong: a tab; a colon followed by a space inside a text without quotes; a
    quote or bracket that is not closed; a line indented less than the one it belongs to. In a
    Markdown record the fields stand first, between two lines of `---`.

        summary: Two things: speed and cost     wrong
        summary: "Two things: speed and cost"   right

    Mend it: look at the place named, and at the line above it.
    """
    return catalog.found.get("yaml-syntax", ())


@rule
def duplicate_key(catalog: Catalog) -> Iterable[Diagnostic]:
    """A field stands once in a mapping.

    Most programs keep one of the two values without a word, and nobody knows which.

    Mend it: delete one; where both values are meant, make it one list.
    """
    return catalog.found.get("duplicate-key", ())


@rule
def yaml_feature(catalog: Catalog) -> Iterable[Diagnostic]:
    """Records use plain YAML: no anchors (&), aliases (*), merge keys (<<) or tags (!).

    They make what a field says depend on another place in the file, and a few lines of them can
    be made to unfold into gigabytes.

    Mend it: write the value out where it is meant; put quotes around a text that starts with
    `&`, `*` or `!`.
    """
    return catalog.found.get("yaml-feature", ())


@rule
def too_deep(catalog: Catalog) -> Iterable[Diagnostic]:
    """A record nests at most 32 levels deep.

    No kind of record needs more than six. Deeper nesting is a mistake, or made to break a parser.

    Mend it: look for a run of opening brackets, or for an indent that grows from line to line.
    """
    return catalog.found.get("too-deep", ())
