"""The check of the built site: it finds every seeded fault, and nothing in a sound page."""

import posixpath
from pathlib import Path

import pytest

from atlas import site
from atlas.catalog import Catalog

ADDRESS = "https://example.org/guide/"
SOUND = """
<!doctype html><html><head><title>T</title><meta name="description" content="D">
<link rel="canonical" href="https://example.org/guide/index.html">
<link rel="stylesheet" href="a.css"><meta property="og:image" content="https://example.org/guide/p.png">
</head><body id="b"><h1>T</h1>
<a href="#b">a</a> <a href="#">a</a> <a href="#top">a</a> <a href="sub/">a</a> <a href="./">a</a>
<a href="sub/index.html#caf%C3%A9">a</a> <a href="sub/index.html?q=1#café">a</a>
<a href="https://example.com/none#x">a</a> <a href="mailto:a@example.org">a</a>
<a href="/guide/sub/index.html">a</a> <a href="https://example.org/guide/sub/#café">a</a>
<a href="sub/index.html#:~:text=words">a</a> <a href="a%20b.html">a</a> <a href="data:,x">a</a>
<img src="p.png" srcset="p.png 1x, sub/../p.png 2x" alt="" width="1" height="1">
<svg><use href="#b"/></svg>
</body></html>
"""
HEAD = (
    '<title>{}</title><meta name="description" content="D"><meta name="robots" content="noindex">'
)
FILES = {
    "index.html": SOUND,
    "sub/index.html": f'{HEAD.format("U")}<h1 id="café">T</h1><a href="../index.html#b">a</a>',
    "a b.html": f"{HEAD.format('V')}<h1>T</h1>",
    "a.css": 'body { background: url("p.png") } @font-face { src: url(sub/../p.png) }',
    "p.png": "picture",
    "sitemap.xml": "<urlset><url><loc>https://example.org/guide/sub/</loc></url></urlset>",
}


def found(root: Path, files: dict[str, str]) -> list[tuple[str, str]]:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return [(each.code, each.span.path) for each in site.check(site.Site(root, ADDRESS))]


def test_a_sound_site_has_no_finding(tmp_path: Path) -> None:
    assert found(tmp_path, FILES) == []


LINK, ANCHOR = "site-broken-link", "site-broken-anchor"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ('<a href="none.html">', LINK), ('<a href="Sub/index.html">', LINK),
        ('<a href="../outside.html">', LINK), ('<a href="/sub/">', LINK),
        ('<a href="https://example.org/guide/none/">', LINK), ('<a href="http://[x">', LINK),
        ('<img src="none.png" alt="">', LINK), ('<img srcset="p.png 1x, none.png 2x">', LINK),
        ('<source srcset="none.webp">', LINK), ('<script src="none.js"></script>', LINK),
        ('<link rel="icon" href="none.ico">', LINK), ('<iframe src="none.html"></iframe>', LINK),
        ('<video poster="none.png"></video>', LINK), ('<object data="none.svg"></object>', LINK),
        ('<form action="none"></form>', LINK), ('<area href="none.html">', LINK),
        ('<meta http-equiv="Refresh" content="0; url=none.html">', LINK),
        ('<meta property="og:image" content="https://example.org/guide/none.png">', LINK),
        ('<p style="background: url(none.png)">', LINK),
        ("<style>@import 'none.css';</style>", LINK),
        ('<svg><use xlink:href="none.svg#x"/></svg>', LINK), ('<a href="#none">', ANCHOR),
        ('<a href="sub/index.html#cafe">', ANCHOR), ('<a href="sub/#none">', ANCHOR),
        ('<a href="https://example.org/guide/sub/#none">', ANCHOR),
        ('<svg><use href="#none"/></svg>', ANCHOR), ('<p id="b">', "site-duplicate-id"),
        ("<p>" + "x" * site.MAX_PAGE, "site-size"), ("<h1>Again</h1>", "site-head"),
        ('<img src="p.png" width="1" height="1">', "site-head"),
        ('<img src="p.png" alt="">', "site-head"),
    ],
)  # fmt: skip
def test_a_seeded_fault_is_found(tmp_path: Path, fault: str, code: str) -> None:
    page = SOUND.replace("</body>", f"{fault}</body>")
    assert (code, "site/index.html") in found(tmp_path, {**FILES, "index.html": page})


@pytest.mark.parametrize(
    "part", ['<meta name="description" content="D">', "<h1>T</h1>", "<title>T</title>"]
)
def test_what_a_page_lacks_is_found(tmp_path: Path, part: str) -> None:
    files = {**FILES, "index.html": SOUND.replace(part, "")}
    assert ("site-head", "site/index.html") in found(tmp_path, files)


def test_a_title_stands_once(tmp_path: Path) -> None:
    files = {**FILES, "a b.html": FILES["a b.html"].replace("V", "U")}
    assert found(tmp_path, files) == [("site-head", "site/sub/index.html")]


def test_faults_in_styles_plain_markdown_and_the_site_map_are_found(tmp_path: Path) -> None:
    files = {
        **FILES,
        "a.css": "body { background: url(none.png) }",
        "a.md": "[a](none.md) [b](sub/index.html#café) [c](https://example.com/)",
        "sitemap.xml": "<loc>https://example.org/guide/none/</loc>",
    }
    assert found(tmp_path, files) == [
        (LINK, "site/a.css"), (LINK, "site/a.md"), (LINK, "site/sitemap.xml")
    ]  # fmt: skip


def test_a_finding_points_at_the_line(tmp_path: Path) -> None:
    for path, text in {**FILES, "index.html": SOUND + '\n\n <a href="none.html">x</a>'}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    (finding,) = site.check(site.Site(tmp_path, ADDRESS))
    assert (finding.span.line, finding.span.column) == (SOUND.count("\n") + 3, 11)


def test_the_real_site_has_no_finding(built: Path) -> None:
    assert site.check(site.Site(built, "http://127.0.0.1:8000/")) == []


def test_every_section_a_record_promises_is_on_its_page(built: Path, atlas: Catalog) -> None:
    pages = site.Site(built).pages
    for entry in atlas.entries.values():
        ids = set(pages[f"{entry.kind}/{entry.id}.html"].ids)
        promised = {*entry.record.own_sections, *entry.record.computed_sections}
        assert promised <= ids, (entry.path, promised - ids)


def test_every_record_has_a_page_and_stands_on_its_kinds_index(built: Path, atlas: Catalog) -> None:
    pages = site.Site(built).pages
    for kind, ids in atlas.ids.items():
        # Sources are listed by grade, on a page each.
        lists = [path for path in pages if path.startswith((f"{kind}/index", f"{kind}/graded/"))]
        linked = {
            posixpath.basename(each.target.partition("#")[0])
            for path in lists
            for each in pages[path].references
        }
        assert {f"{id_}.html" for id_ in ids} <= linked, kind


def test_links_go_both_ways(built: Path, atlas: Catalog) -> None:
    pages = site.Site(built).pages
    for entry in atlas.entries.values():
        for edge in entry.edges:
            back = pages[f"{edge.kind}/{edge.id}.html"].references
            targets = {posixpath.normpath(posixpath.join(edge.kind, each.target)) for each in back}
            assert f"{entry.kind}/{entry.id}.html" in targets, (entry.path, edge)
