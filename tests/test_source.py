"""Reading YAML and Markdown: values, exact places, and that no text can break the reader."""

from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from atlas import source
from atlas.source import Loc, parse


def place(text: str, *loc: str | int, key: bool = False, path: str = "x.yml") -> str:
    """Return what `locate` marks: the line and column, and the words there."""
    span = parse(path, text).locate(loc, key=key)
    return f"{span.line}:{span.column} {span.excerpt[span.column - 1 : span.end - 1]}"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_values_and_keys_are_located(newline: str) -> None:
    text = newline.join(["a: one", "list:", "  - two", "  - b: three", "    c: [x, yy]", ""])
    assert place(text, "a") == "1:4 one"
    assert place(text, "list", key=True) == "2:1 list"
    assert place(text, "list", 0) == "3:5 two"
    assert place(text, "list", 1, "c", 1) == "5:12 yy"


def test_columns_count_characters_not_bytes() -> None:
    text = "a: [ü, 😀, 'zwölf', x]\n"
    assert place(text, "a", 3) == "1:20 x"


def test_a_segment_without_a_node_points_at_what_is_around_it() -> None:
    text = "a:\n  b: one\n"
    assert place(text, "a", "b", "text") == "2:6 one"
    assert place(text, "a", "missing", key=True) == "1:1 a"


def test_a_block_scalar_is_searched_in_the_raw_text() -> None:
    text = "a: >-\n  folded text\n  with (x.md)\n\n  and (x.md) again\nb: (x.md)\n"
    span = parse("x.yml", text).locate_within(("a",), "x.md", 1)
    assert (span.line, span.column, span.end) == (5, 8, 12)


def test_front_matter_and_body_keep_their_lines() -> None:
    text = "---\r\na: one\r\n---\r\nBody\r\nwith (x.md)\r\n"
    document = parse("x.md", text)
    assert document.value == {"a": "one", "body": "Body\r\nwith (x.md)\r\n"}
    assert place(text, "a", path="x.md") == "2:4 one"
    span = document.locate_within(("body",), "x.md", 0)
    assert (span.line, span.column) == (5, 7)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"), ("on", "on"), ("1.10", "1.10"), ("012", "012"), ("12:30", "12:30"),
        ("1_000", "1_000"), ("2026-01-31", "2026-01-31"), ("=", "="), ("0x1F", "0x1F"),
        ("-7", -7), ("0", 0), ("true", True), ("~", None), ("", None), ("'7'", "7"),
        ("9" * 5000, "9" * 5000),
    ],
)  # fmt: skip
def test_only_numbers_truth_and_null_are_more_than_text(written: str, value: Any) -> None:
    document = parse("x.yml", f"a: {written}\n")
    assert document.value == {"a": value}
    assert type(document.value["a"]) is type(value)
    assert not document.problems


def test_keys_are_text() -> None:
    assert parse("x.yml", "on: a\n1: b\nnull: c\n").value == {"on": "a", "1": "b", "null": "c"}


def test_reading_goes_on_after_what_is_refused() -> None:
    document = parse("x.yml", "a: 1\na: 2\nb: &x 3\nc: *x\nd: !t 4\ne: 5\n")
    codes = [(each.code, each.span.line) for each in document.problems]
    assert codes == [
        ("duplicate-key", 2), ("yaml-feature", 3), ("yaml-feature", 4), ("yaml-feature", 5),
    ]  # fmt: skip
    assert document.value == {"a": 1, "b": 3, "c": None, "d": "4", "e": 5}


HOSTILE = [
    "x: " + "[" * 100_000,
    "a: &a [*a]\n",
    "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)),
    "{" * 200 + "}" * 200,
    "? " * 5000,
    "- " * 5000,
    "a: \U0010ffff\n",
    'a: "\\ud800"\n',
    "a: \x00\n",
    "\ufeffa: 1\n",
    "%YAML 9.9\n---\na: 1\n",
    "---\n---\n---\n",
    "a: |9\n x\n",
    "\t",
    "---",
    "a: \u2028b\n",
    "!<tag:x> &a a: b",
    "[a: b, ? c]: d\n",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("path", ["x.yml", "x.md"])
def test_hostile_text_becomes_a_diagnostic(text: str, path: str) -> None:
    document = parse(path, text if path.endswith("yml") else f"---\n{text}\n---\n")
    assert document.problems or document.value is not None
    assert all(each.span.line >= 1 and each.span.column >= 1 for each in document.problems)


YAML_SIGNS = st.text(
    st.sampled_from(list("ab01 \n\t:-?[]{}&*!|>'\"#%@`,~<=.\\\r\u2028é😀")), max_size=60
)


@given(YAML_SIGNS | st.text(max_size=60))
@example("a: [")
@settings(max_examples=600, deadline=None)
def test_no_text_makes_the_reader_raise(text: str) -> None:
    for path in ("x.yml", "x.md"):
        document = parse(path, text)
        assert (document.value is None) <= bool(document.problems)
        for loc in document.marks:
            document.locate(loc)


def test_a_deep_fall_is_stopped_while_reading() -> None:
    document = parse("x.yml", "a: " + "[" * 33 + "]" * 33 + "\n")
    assert [each.code for each in document.problems] == ["too-deep"]
    assert not parse("x.yml", "a: " + "[" * 31 + "]" * 31 + "\n").problems


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | st.text("ab é:#-", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), PLAIN, min_size=1), st.booleans())
@settings(max_examples=150, deadline=None)
def test_what_a_dumper_writes_is_read_back(value: dict[str, Any], flow: bool) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=flow)
    document = parse("x.yml", text)
    assert document.value == value
    assert not document.problems
    assert set(document.marks) == set(_places(value, ()))


def _places(value: Any, loc: Loc) -> list[Loc]:
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner += value.items()
    elif isinstance(value, list):
        inner += enumerate(value)
    return [loc, *(place for name, each in inner for place in _places(each, (*loc, name)))]


def test_the_parser_without_libyaml_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: one\nlist:\n  - {b: 'two', c: [x, 3]}\n  - |\n    block\n    text\nz: end\n"
    with_libyaml = parse("x.yml", text)
    monkeypatch.setattr(source, "_Parser", source._PureParser)
    assert parse("x.yml", text) == with_libyaml
