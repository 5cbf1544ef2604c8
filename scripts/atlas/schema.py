"""From the models to JSON Schema, with today's ids as enums, for editors."""

from collections.abc import Collection, Mapping
from typing import Any

from atlas.model import KINDS


def schema(kind: str, ids: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a kind's fields; `ids` are the records by kind."""
    made: dict[str, Any] = KINDS[kind].model_json_schema(mode="validation")
    if KINDS[kind].form == "md":  # the prose stands below the fields
        made["properties"].pop("body", None)
        made["required"] = [name for name in made["required"] if name != "body"]
    _fill(made, ids)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def _fill(node: Any, ids: Mapping[str, Collection[str]]) -> None:
    if isinstance(node, list):
        for each in node:
            _fill(each, ids)
    elif isinstance(node, dict):
        kind = node.pop("x-ref", None)
        if kind and ids.get(kind):
            node["enum"] = sorted(ids[kind])
        for each in node.values():
            _fill(each, ids)
