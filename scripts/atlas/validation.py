"""From pydantic's errors to diagnostics: each at its place, in words for contributors."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from atlas.diagnostics import Diagnostic
from atlas.model.fields import did_you_mean
from atlas.model.record import Record, Statement
from atlas.source import Document, Loc

_WORDING = {
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list: one line `- …` for each",
    "dict_type": "must be a mapping",
    "model_type": "must be a mapping of fields",
    "too_short": "must not be empty",
}


def diagnose(
    error: ValidationError, document: Document, model: type[Record]
) -> Iterator[Diagnostic]:
    """Yield a diagnostic for everything pydantic found wrong with a record."""
    details = error.errors(include_url=False)
    for detail in details:
        loc = tuple(detail["loc"])
        if any(loc[:cut] in document.faulty for cut in range(len(loc) + 1)):
            continue
        if detail["type"] == "too_short" and any(
            loc == other["loc"][: len(loc)] for other in details if other is not detail
        ):
            continue  # its items were refused one by one
        if detail["type"] == "prose":
            for problem in detail["ctx"]["problems"]:
                span = document.locate_within(loc, problem.snippet, problem.nth)
                yield Diagnostic(problem.code, span, problem.message, problem.help)
        else:
            yield _diagnose_one(detail, loc, document, model)


def _diagnose_one(
    detail: ErrorDetails, loc: Loc, document: Document, model: type[Record]
) -> Diagnostic:
    kind = detail["type"]
    name = next((part for part in reversed(loc) if isinstance(part, str) and part != "[key]"), "")
    if kind == "missing":
        return Diagnostic(
            "missing-field",
            document.locate(loc[:-1], key=True),
            f"the field `{name}` is missing",
            _description(model, loc),
        )
    if kind == "extra_forbidden":
        return _unknown_field(name, loc, document, model)
    at_key = bool(loc) and loc[-1] == "[key]"
    span = document.locate(loc, key=at_key)
    if kind in {"unknown_reference", "bad_date", "unsafe_link", "cycle"}:
        return Diagnostic(
            kind.replace("_", "-"), span, detail["msg"], detail.get("ctx", {}).get("help")
        )
    if detail.get("input") is None:
        return Diagnostic("wrong-type", span, f"`{name}` is empty", _description(model, loc))
    if detail.get("ctx", {}).get("class_name") == Statement.__name__:
        kind = "string_type"
    wording = _WORDING.get(kind) or detail["msg"].replace("Input should be", "must be")
    help_ = None
    if kind == "string_type" and isinstance(detail["input"], int):
        help_ = "put it in quotes"
    elif kind == "model_type":
        help_ = f"its fields are {', '.join(_part(model, loc)) or 'its own'}"
    return Diagnostic("wrong-type", span, f"{_called(document.known(loc), name)} {wording}", help_)


def _called(loc: Loc, name: str) -> str:
    """Return what to call the place: its field, or which item of a list it is."""
    last = next(reversed(loc), name)
    if isinstance(last, int):
        field = next((part for part in reversed(loc) if isinstance(part, str)), name)
        return f"`{field}`, item {last + 1}:"
    return f"`{last}`:"


def _unknown_field(name: str, loc: Loc, document: Document, model: type[Record]) -> Diagnostic:
    span = document.locate(loc, key=True)
    if " " in name:  # a sentence, cut in two at its colon
        message = "this text was read as a field, because a colon and a blank stand in it"
        return Diagnostic("unknown-field", span, message, "put quotes around the whole text")
    known = _part(model, loc[:-1]) or _field_names(model)
    message = f"there is no field `{name}` here"
    return Diagnostic("unknown-field", span, message, did_you_mean(name, known))


def _description(model: type[Record], loc: Loc) -> str | None:
    top = model.model_fields.get(str(loc[0])) if len(loc) == 1 else None
    return top.description if top else None


def _part(model: type[Record], loc: Loc) -> list[str]:
    """Return the fields of the part of a record that `loc` leads to; none where it is no part."""
    schema: dict[str, Any] = model.model_json_schema()
    node: dict[str, Any] = schema
    for segment in (*loc, None):
        node = resolved(node, schema)
        if segment is None:
            break
        if isinstance(segment, int):
            node = node.get("items", {})
        else:
            inner = node.get("properties", {})
            node = inner.get(segment) or node.get("additionalProperties") or node
    return list(node.get("properties", ()))


def resolved(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Follow references, and of several forms take the one with fields."""
    while True:
        options = [each for each in node.get("anyOf", ()) if each.get("type") != "null"]
        if options:
            node = next((each for each in options if "$ref" in each), options[0])
        elif "$ref" in node:
            node = schema["$defs"][node["$ref"].rpartition("/")[2]]
        else:
            return node


def _field_names(model: type[Record]) -> set[str]:
    """Return the names of all fields that stand anywhere in a record of this kind."""
    schema: dict[str, Any] = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return {name for part in parts for name in part.get("properties", {})}
