"""A skeleton for a new record, from its model: required fields open, the others explained."""

from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from atlas.formatting import field_order
from atlas.model import KINDS
from atlas.validation import resolved


def skeleton(kind: str) -> str:
    """Return the text of a new record of a kind, with every field and what it is for.

    Required fields stand empty, so the check names each until it is filled; the others are
    commented out. They come in their canonical order, which `atlas fmt` keeps.
    """
    model = KINDS[kind]
    schema = model.model_json_schema()
    lines = [f"# {model.singular.capitalize()}. {model.about}", ""]
    for name in field_order(kind):
        if name != "body":
            required = name in schema["required"]
            lines += _field(name, schema["properties"][name], schema, required)
    text = "\n".join(lines) + "\n"
    return (
        f"---\n{text}---\n\nThe prose stands here; headings start at `##`.\n"
        if model.form == "md"
        else text
    )


def _field(name: str, about: dict[str, Any], schema: dict[str, Any], required: bool) -> list[str]:
    sign = "" if required else "# "
    said = " ".join(filter(None, (about.get("description", ""), _ids(about, schema))))
    comment = [f"# {line}" for line in wrap(said, 94)]
    return [*comment, f"{sign}{name}:{_shape(about, schema)}"]


def _ids(about: dict[str, Any], schema: dict[str, Any]) -> str:
    """Return where the ids a field takes are to be found, if it takes ids."""
    inner = resolved(about, schema)
    kind = inner.get("x-ref") or resolved(inner.get("items", {}), schema).get("x-ref")
    kind = kind or inner.get("propertyNames", {}).get("x-ref")
    return f"Ids are the names of the files in content/{kind}/." if kind else ""


def _shape(about: dict[str, Any], schema: dict[str, Any]) -> str:
    """Return what follows a field's name: nothing, or the form of a list or a mapping."""
    about = resolved(about, schema)
    if about.get("enum"):
        return f"  # {' | '.join(map(str, about['enum']))}"
    if about.get("type") == "array":
        inner = resolved(about.get("items", {}), schema).get("properties")
        return (
            f" []{_with(inner, 'each a text, or' if 'text' in inner else 'each') if inner else ''}"
        )
    if about.get("type") == "object":
        each = about.get("additionalProperties")
        inner = about.get("properties") or (each and resolved(each, schema).get("properties"))
        how = "a mapping" if about.get("properties") else "a mapping by id, each"
        return _with(inner, how) if inner else "  # a mapping, by id"
    return ""


def _with(fields: dict[str, Any], how: str) -> str:
    return f"  # {how}: {', '.join(fields)}"


def snippets() -> dict[str, dict[str, object]]:
    """Return an editor's snippet for each kind, in VS Code's form: the fields to fill in."""
    made: dict[str, dict[str, object]] = {}
    for kind, model in KINDS.items():
        lines = [line for line in skeleton(kind).splitlines() if line and line[0] != "#"]
        lines.insert(-1 if model.form == "yml" else lines.index("reviewed:"), "sources: []")
        stops = iter(range(1, len(lines) + 1))
        made[f"New {model.singular}"] = {
            "prefix": f"atlas-{kind}",
            "scope": "markdown" if model.form == "md" else "yaml",
            "description": model.about,
            "body": [part for line in lines for part in _open(line, stops)],
        }
    return made


def _open(line: str, stops: Iterator[int]) -> list[str]:
    """Return a skeleton's line with a place for the cursor where a value is to be written."""
    if line == "sources: []":
        return [f"sources: [${{{next(stops)}}}]"]
    if line.endswith(": []"):
        return [line.removesuffix(" []"), f"  - ${{{next(stops)}}}"]
    return [f"{line} ${{{next(stops)}}}"] if line.endswith(":") else [line]
