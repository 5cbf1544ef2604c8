"""From the models to JSON Schema, with today's ids as enums and their titles beside them."""

from collections.abc import Mapping
from typing import Any

from atlas.catalog import Catalog
from atlas.model import KINDS

# By kind, every id and the title readers see; None where the record can't be read.
Titles = Mapping[str, Mapping[str, str | None]]


def titles(catalog: Catalog) -> Titles:
    """Return every id of a catalog with its title."""

    def title(kind: str, id_: str) -> str | None:
        entry = catalog.get(kind, id_)
        return entry.record.title if entry else None

    return {kind: {id_: title(kind, id_) for id_ in ids} for kind, ids in catalog.ids.items()}


def schema(kind: str, known: Titles) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a kind's fields, as an editor needs it."""
    made: dict[str, Any] = KINDS[kind].model_json_schema(mode="validation")
    if KINDS[kind].form == "md":  # the prose stands below the fields
        made["properties"].pop("body", None)
        made["required"] = [name for name in made["required"] if name != "body"]
    named: set[str] = set()
    _point(made, named)
    lists = {f"{each}-id": _ids(known.get(each, {})) for each in sorted(named)}
    made["$defs"] = {**made.get("$defs", {}), **lists}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def _point(node: Any, named: set[str]) -> None:
    """Make every reference point at the list of ids of its kind, which stands once."""
    if isinstance(node, list):
        for each in node:
            _point(each, named)
    elif isinstance(node, dict):
        if kind := node.pop("x-ref", None):
            named.add(kind)
            node.pop("type", None)
            node["$ref"] = f"#/$defs/{kind}-id"
        for each in node.values():
            _point(each, named)


def _ids(records: Mapping[str, str | None]) -> dict[str, Any]:
    if not records:
        return {"type": "string"}
    ids = sorted(records)
    # The titles are what editors show beside each id; a validator passes them over.
    return {"enum": ids, "enumDescriptions": [records[id_] or "" for id_ in ids]}
