"""A skeleton for a new record, from its model: required fields open, the others explained."""

from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from atlas.model import KINDS


def skeleton(kind: str) -> str:
    """Return the text of a new record of a kind, with every field and what it is for.

    Required fields stand empty, so the check names each until it is filled; the others are
    commented out.
    """
    model = KINDS[kind]
    schema = model.model_json_schema()
    lines = [f"# {model.singular.capitalize()}. {model.about}", ""]
    required = [name for name in schema["properties"] if name in schema["required"]]
    names = [
        "title",
        "summary",
        *(n for n in required if n not in {"title", "summary", "reviewed"}),
    ]
    names += (name for name in schema["properties"] if name not in {*names, "reviewed"})
    for name in [*names, "reviewed"]:
        if name != "body":
            lines += _field(name, schema["properties"][name], schema, name in required)
    text = "\n".join(lines) + "\n"
    return (
        f"---\n{text}---\n\nThe prose stands here; headings start at `##`.\n"
        if model.form == "md"
        else text
    )


def _field(name: str, about: dict[str, Any], schema: dict[str, Any], required: bool) -> list[str]:
    sign = "" if required else "# "
    comment = [f"# {line}" for line in wrap(about.get("description", ""), 94)]
    return [*comment, f"{sign}{name}:{_shape(about, schema)}"]


def _shape(about: dict[str, Any], schema: dict[str, Any]) -> str:
    """Return what follows a field's name: nothing, or the form of a list or a mapping."""
    about = _resolved(about, schema)
    if about.get("enum"):
        return f"  # {' | '.join(map(str, about['enum']))}"
    if about.get("type") == "array":
        return " []"
    if about.get("type") == "object":
        inner = about.get("properties")
        return f"  # a mapping: {', '.join(inner)}" if inner else "  # a mapping, by id"
    return ""


def _resolved(about: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference, and leave out what only says that the field may be absent."""
    options = [each for each in about.get("anyOf", ()) if each.get("type") != "null"]
    if options:
        return _resolved(options[0], schema)
    if "$ref" in about:
        found: dict[str, Any] = schema["$defs"][about["$ref"].rpartition("/")[2]]
        return found
    return about


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
