"""What is wrong, where, and how to mend it; and the ways to print that."""

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from urllib.parse import quote


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file: line and columns count from 1, columns in characters.

    `end` is the column just after the place, on the same line. `excerpt` is the whole line.
    """

    path: str
    line: int = 1
    column: int = 1
    end: int = 2
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding of a rule: where, which rule, what must be true or was found, how to mend it."""

    code: str
    span: Span
    message: str
    help: str | None = None

    @property
    def order(self) -> tuple[Span, str, str]:
        """By file, then by place: the order in which findings are printed."""
        return self.span, self.code, self.message


def _printable(text: str) -> str:
    """Make control and direction signs visible, so that no file can repaint a terminal."""
    return "".join(
        sign if sign.isprintable() or sign == "\t" else f"\\u{ord(sign):04x}" for sign in text
    )


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


# Of a line longer than this, only what is around the place is shown.
LONGEST, BEFORE = 160, 40


def _frame(span: Span) -> list[str]:
    if not span.excerpt:
        return []
    first = max(0, span.column - 1 - BEFORE) if len(span.excerpt) > LONGEST else 0
    shown = span.excerpt[first : first + LONGEST]
    before = shown[: span.column - 1 - first]
    marked = shown[span.column - 1 - first : span.end - 1 - first]
    cut, rest = "… " if first else "", " …" if first + LONGEST < len(span.excerpt) else ""
    number = str(span.line)
    margin = " " * len(number)
    indent = "".join("\t" if sign == "\t" else " " * _cells(_printable(sign)) for sign in before)
    return [
        f"  {number} | {cut}{_printable(shown)}{rest}",
        f"  {margin} | {' ' * len(cut)}{indent}{'^' * max(1, _cells(_printable(marked)))}",
    ]


def as_text(found: Iterable[Diagnostic]) -> str:
    """Return findings for people: a line each, the source line with a caret, and the mend."""
    lines = []
    for each in found:
        at = f"{each.span.path}:{each.span.line}:{each.span.column}"
        lines.append(_printable(f"{at}: error[{each.code}]: {each.message}"))
        lines += _frame(each.span)
        if each.help:
            lines.append(f"  help: {_printable(each.help)}")
    return "".join(f"{line}\n" for line in lines)


def _escaped(text: str, *, also: str = "") -> str:
    for sign in "%\r\n" + also:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def as_github(found: Iterable[Diagnostic]) -> str:
    """Return findings as GitHub Actions workflow commands, which annotate the changed lines."""
    return "".join(
        f"::error file={_escaped(each.span.path, also=':,')},line={each.span.line},"
        f"col={each.span.column},endColumn={each.span.end},title={_escaped(each.code, also=':,')}"
        f"::{_escaped(each.message + (f' (help: {each.help})' if each.help else ''))}\n"
        for each in found
    )


def as_json(found: Iterable[Diagnostic]) -> str:
    """Return findings as one JSON array of objects, with the fields of `Diagnostic`."""
    return json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2) + "\n"


_SARIF = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def as_sarif(found: Iterable[Diagnostic]) -> str:
    """Return findings as SARIF 2.1.0, which forges and editors read."""
    results = [
        {
            "ruleId": each.code,
            "level": "error",
            "message": {"text": each.message + (f" (help: {each.help})" if each.help else "")},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(each.span.path)},
                        "region": {
                            "startLine": each.span.line,
                            "startColumn": each.span.column,
                            "endColumn": each.span.end,
                        },
                    }
                }
            ],
        }
        for each in found
    ]
    codes = dict.fromkeys(str(each["ruleId"]) for each in results)
    driver = {"name": "atlas", "rules": [{"id": code} for code in codes]}
    # Columns count characters, as Python does.
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


FORMATS: Mapping[str, Callable[[Iterable[Diagnostic]], str]] = MappingProxyType(
    {"text": as_text, "github": as_github, "json": as_json, "sarif": as_sarif}
)
