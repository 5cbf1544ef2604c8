"""Links in Markdown: found, checked, rewritten; and that no text can break the search."""

import posixpath
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from atlas import links

TERRITORY = links.Territory(
    records={"roles": ["ml-engineer"], "topics": ["canary"]},
    forms={"roles": "yml", "topics": "md"},
    docs=["docs/about.md", "docs/assets/map.svg"],
    anchors=lambda path: {"week"} if path.startswith("content/roles/") else None,
)
SOURCE = "content/topics/canary.md"


def faults(text: str) -> list[tuple[str, str]]:
    problems = links.read_prose(text, SOURCE, TERRITORY, blocks=True).problems
    return [(each.code, each.snippet) for each in problems]


@pytest.mark.parametrize(
    "text",
    [
        "[a](../roles/ml-engineer.yml)", "[a](../roles/ml-engineer.yml#week)", "[a](canary.md)",
        "[a](../roles/)", "[a](../../docs/about.md)", "![a](../../docs/assets/map.svg)",
        "[a](https://example.org/x_(y))", "<https://example.org/>", "<a@example.org>",
        '[a](../roles/ml-engineer.yml "title")', "[a](<../roles/ml-engineer.yml>)",
        "a < b and `<b>` and `` `[a](x)` ``", "~~~\n[a](x)\n<b>\n~~~\n", "\\`not code",
        "[a][b]\n\n[b]: ../roles/ml-engineer.yml",
    ],
)  # fmt: skip
def test_sound_prose_has_no_faults(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[a](../roles/ml-enginer.yml)", "broken-link"),
        ("[a](../roles/ml-engineer.md)", "broken-link"),
        ("![a](map.svg)", "broken-link"),
        ("[a](../../README.md)", "broken-link"),
        ("[a](../../../../etc/passwd)", "broken-link"),
        ("[a](../roles/ml-engineer.yml#weak)", "broken-anchor"),
        ("[a]( JavaScript:alert(1))", "unsafe-link"),
        ("[a](javascript&colon;alert(1))", "unsafe-link"),
        ("[a](//example.org)", "unsafe-link"),
        ("[a](vbscript:x)", "unsafe-link"),
        ("[a](http://[::1)", "unsafe-link"),
        ("<javascript:x>", "unsafe-link"),
        ("[b]: data:text/html,x", "unsafe-link"),
        ("<img src=x onerror=alert(1)>", "raw-html"),
        ("</div>", "raw-html"),
        ("<!-- -->", "raw-html"),
        ("<?php ?>", "raw-html"),
        ("`open <b>", "raw-html"),
        # What one program takes for code, another runs.
        ("```\n<script>x</script>", "raw-html"),
        ("```\n[a](javascript:x)", "unsafe-link"),
        ("~~~\n<script>x</script>\n~~~~~", "raw-html"),
        ("- ```\n  <script>x</script>\n  ```", "raw-html"),
        ("`a\n<script>x</script>\nb`", "raw-html"),
        ("`a\n[b](javascript:x)\nc`", "unsafe-link"),
    ],
)
def test_faulty_prose_is_named(text: str, code: str) -> None:
    assert code in {found for found, _ in faults(text)}


def test_in_a_statement_no_fence_hides_anything() -> None:
    text = "```\n<b>\n```\n"
    assert not links.read_prose(text, SOURCE, TERRITORY, blocks=True).problems
    assert links.read_prose(text, SOURCE, TERRITORY).problems


def test_a_fault_is_told_apart_from_the_same_words_elsewhere() -> None:
    text = "`x.md` and [a](x.md) and [b](x.md)"
    problems = links.read_prose(text, SOURCE, TERRITORY).problems
    assert [(each.snippet, each.nth) for each in problems] == [("x.md", 1), ("x.md", 2)]


def test_links_lead_to_pages() -> None:
    text = "[a](../roles/ml-engineer.yml#week) [b](../roles/) [c](../../docs/about.md) [d](#top)"
    assert links.rewrite(text, SOURCE, "topics/canary.md") == (
        "[a](../roles/ml-engineer.md#week) [b](../roles/index.md) [c](../about.md) [d](#top)"
    )
    assert links.rewrite(text, SOURCE, "index.md") == (
        "[a](roles/ml-engineer.md#week) [b](roles/index.md) [c](about.md) [d](topics/canary.md#top)"
    )


def test_code_and_addresses_are_left_alone_when_rewriting() -> None:
    text = "`[a](../roles/ml-engineer.yml)` [b](https://example.org/content/roles/x.yml) [c]()"
    assert links.rewrite(text, SOURCE, "index.md") == text


PAGES = st.sampled_from(["index.md", "roles/ml-engineer.md", "topics/canary.md", "a/b/c.md"])


@given(page=PAGES, anchor=st.sampled_from(["", "#week"]), words=st.text("ab [](`", max_size=12))
@settings(max_examples=200, deadline=None)
def test_a_rewritten_link_leads_to_the_same_page(page: str, anchor: str, words: str) -> None:
    text = f"{words}\n\n[a](../roles/ml-engineer.yml{anchor})"
    made = links.find(links.rewrite(text, SOURCE, page))
    before = links.find(text)
    assert len(made) == len(before)
    for old, new in zip(before, made, strict=True):
        if old.target.startswith("../roles/ml-engineer.yml"):
            path = new.target.partition("#")[0] or posixpath.basename(page)
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
            assert target == "roles/ml-engineer.md"


@given(st.text("ab[]()<>`~!#:/.\n \\\"'&;{}", max_size=80) | st.text(max_size=80))
@example("[a](http://[x)")
@settings(max_examples=600, deadline=None)
def test_no_text_makes_the_search_raise(text: str) -> None:
    prose = links.read_prose(text, SOURCE, TERRITORY)
    for problem in prose.problems:
        assert problem.snippet in text
    links.rewrite(text, SOURCE, "index.md")


@pytest.mark.parametrize(
    "text",
    ["`" * 400_000, "".join("`" * n + " " for n in range(1, 1200)), "[a](" * 200_000,
     "<" * 500_000, "<a" * 300_000, "](" + " " * 500_000, "```\n" * 100_000, "[" * 500_000,
     "](x(" * 100_000, "\\`" * 300_000],
)  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    start = time.process_time()
    links.read_prose(text, SOURCE, TERRITORY)
    assert time.process_time() - start < 8  # a hang, not a speed: linear work takes well under 1 s
