"""What the guide knows, as data: one JSON, a JSON and a CSV line for each record, a schema.

The JSON holds the records' fields as their models read them, without what was left out; ids are
file names, references bare ids. `VERSION` grows by one when a field changes its meaning or goes.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

from atlas.catalog import Catalog, Entry
from atlas.model import KINDS
from atlas.model.record import Record
from atlas.schema import schema, titles

VERSION = 1


def files(catalog: Catalog) -> dict[str, str]:
    """Return the data files of the site, by path."""
    values = {entry.key: value(entry) for entry in catalog.entries.values()}
    whole: dict[str, Any] = {"version": VERSION, "kinds": {kind: {} for kind in KINDS}}
    for (kind, id_), fields in values.items():
        whole["kinds"][kind][id_] = fields
    made = {
        "data/atlas.json": _json(whole),
        "data/atlas.schema.json": _json(whole_schema(catalog)),
    }
    for (kind, id_), fields in values.items():
        made[f"data/{kind}/{id_}.json"] = _json({"kind": kind, "id": id_, **fields})
    for kind in KINDS:
        made[f"data/{kind}.csv"] = table(kind, whole["kinds"][kind])
    return made


def value(entry: Entry[Record]) -> dict[str, Any]:
    """Return a record's fields as JSON values, without those left out."""
    return entry.record.model_dump(mode="json", exclude_defaults=True)


def whole_schema(catalog: Catalog) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of `atlas.json`, with today's ids as enums."""
    kinds, definitions = {}, {}
    known = titles(catalog)
    for kind, model in KINDS.items():
        made = schema(kind, known)
        definitions.update(made.pop("$defs", {}))
        made.pop("$schema")
        if model.form == "md":
            made["properties"]["body"] = {"type": "string"}
        definitions[model.__name__] = made
        kinds[kind] = {
            "type": "object",
            "additionalProperties": {"$ref": f"#/$defs/{model.__name__}"},
        }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ML Career Atlas",
        "type": "object",
        "required": ["version", "kinds"],
        "properties": {
            "version": {"const": VERSION},
            "kinds": {"type": "object", "properties": kinds, "required": list(kinds)},
        },
        "$defs": definitions,
    }


def table(kind: str, records: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a kind's records as CSV: text as it stands, all else as JSON in its cell."""
    names = ["id", *KINDS[kind].model_fields]
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for id_, fields in records.items():
        writer.writerow([id_, *_cells(fields, names[1:])])
    return out.getvalue()


def _cells(fields: Mapping[str, Any], names: list[str]) -> Iterator[str]:
    for name in names:
        cell = fields.get(name)
        if cell is None or isinstance(cell, str):
            yield cell or ""
        else:
            yield compact(cell)


def compact(value: object) -> str:
    """Return JSON without a blank too many, for files a browser loads."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _json(value: object) -> str:
    return f"{compact(value)}\n"
