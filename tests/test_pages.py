"""Pages made from records: pure, escaped, whole."""

import re
from io import BytesIO
from pathlib import Path

import markdown
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from atlas import cards, catalog, evidence, pages, plain
from atlas.loops import Composer
from atlas.model.teams import Company, Team, TeamType
from atlas.pages import compare, redirects
from atlas.pages import map as atlas_map
from atlas.pages.closest import closest
from atlas.pages.markup import escape
from atlas.pages.page import Press
from atlas.rules import structure
from conftest import ROOT, Tree, term

CASES = Path(__file__).parent / "cases"
EXTENSIONS = ["md_in_html", "tables", "toc", "pymdownx.highlight", "pymdownx.superfences"]
NASTY = 'a *b* _c_ [d](e) <f> `g` ~~h~~ &amp; | # 1. " {x} ![i](j) https://k ^2^ ==l== :m: $n$'


@pytest.mark.parametrize(
    "template",
    ["{}", "- {}", "# {}", "| {} |\n| --- |", "[{}](x.md)", '<h2 markdown="span">{}</h2>',
     '<div markdown>\n\n- {}\n\n</div>', "<p>{}</p>", '<p title="{}">x</p>', "**{}** x"],
)  # fmt: skip
@given(text=st.text("ab 1*_[]()<>`~!#.:|\\{}^=&;\"'-+$", min_size=1, max_size=24).map(str.strip))
@example(text=NASTY)
@example(text="1. a")
@example(text="# a")
@settings(max_examples=120, deadline=None)
def test_plain_text_is_shown_as_it_stands(template: str, text: str) -> None:
    shown = " ".join(text.split())
    if shown:
        made = markdown.markdown(template.format(escape(shown)), extensions=EXTENSIONS)
        tree = LexborHTMLParser(made)
        attribute = [node.attributes.get("title") for node in tree.css("p[title]")]
        words = attribute[0] if attribute else tree.body.text(deep=True) if tree.body else ""
        assert " ".join((words or "").split()).removesuffix(" x") == shown


@pytest.mark.parametrize("thing", [["a"], {"a": 1}, None, object(), 0.5])
def test_a_template_that_prints_a_thing_is_refused(thing: object) -> None:
    with pytest.raises(TypeError, match="a template prints a"):
        escape(thing)


def test_no_round_of_a_companys_steps_is_listed_as_not_asked(atlas: catalog.Catalog) -> None:
    made = pages.render(atlas)
    for company in atlas.of(Company):
        text = made[f"companies/{company.id}.md"].markdown
        _, found, line = text.partition("Not asked as far as anybody says: ")
        asked = {round_ for stage in company.record.stages for round_ in stage.rounds}
        listed = set(re.findall(r"\.\./rounds/([a-z-]+)\.md", line.split("\n")[0]))
        assert found
        assert not asked & listed, company.id


def test_a_record_cannot_write_markup_through_plain_text(tree: Tree) -> None:
    title = '"<script>alert(1)</script> *x* [y](javascript:z)"'
    root = tree({"content/terms/loop.yml": term(title, 'also: ["</b><img src=x>"]\n')})
    made = pages.render(catalog.load(root))
    for path in ("terms/loop.md", "terms/index.md"):
        page = made[path].markdown.split("---\n", 2)[2]
        shown = LexborHTMLParser(markdown.markdown(page, extensions=EXTENSIONS))
        assert not shown.css("script, img, em"), path
        assert "javascript:" not in str([node.attributes for node in shown.css("a")])


def test_front_matter_takes_any_title(tree: Tree) -> None:
    root = tree({"content/terms/loop.yml": term("'a: \"b\" # c \\ é ---'")})
    page = pages.render(catalog.load(root))["terms/loop.md"].markdown
    assert yaml.safe_load(page.split("\n---\n")[0])["title"] == 'a: "b" # c \\ é ---'


def test_rendering_is_pure(atlas: catalog.Catalog) -> None:
    first = pages.render(atlas)
    assert first == pages.render(atlas)
    assert all(path == page.path for path, page in first.items())
    origins = {page.origin for page in first.values() if page.origin}
    assert origins == {entry.path for entry in atlas.entries.values()}


def test_records_of_a_kind_are_compared_by_the_same_rows(atlas: catalog.Catalog) -> None:
    compose = Composer(atlas)
    for model in compare.COMPARED.values():
        labels = {
            tuple(row.label for row in compare.rows(atlas, compose, entry))
            for entry in atlas.of(model)
        }
        assert len(labels) == 1


def test_comparisons_show_plain_words() -> None:
    assert compare.plain("*A* [b](../c.yml#d) `e`\n- f") == "A b e f"
    for text in compare.files(catalog.Catalog(Path(), {}, {}, {}, {}, {})).values():
        assert text.startswith("atlasCompare.")


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_a_card_is_drawn_for_any_title(title: str) -> None:
    fonts = ROOT / "docs/assets/fonts"
    with Image.open(BytesIO(cards.card(fonts, title, "Roles"))) as picture:
        assert picture.size == cards.SIZE
        assert picture.format == "PNG"
    assert len(cards.card(fonts, title, "Roles")) < 20_000


def test_a_long_title_ends_in_dots() -> None:
    fonts = ROOT / "docs/assets/fonts"
    long = cards.card(fonts, "word " * 60, "Roles")
    assert long == cards.card(fonts, "word " * 90, "Roles")
    assert long != cards.card(fonts, "word", "Roles")


def test_an_empty_guide_still_has_pages(tree: Tree) -> None:
    made = pages.render(catalog.load(tree({})))
    assert {"index.md", "evidence.md", "loops/matrix.md", "terms/index.md"} <= made.keys()


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_faulty_content_still_has_pages(case: Path) -> None:
    made = pages.render(catalog.load(case))
    assert "index.md" in made


def test_the_pages_made_from_all_records_together_are_known_to_the_rules(
    atlas: catalog.Catalog,
) -> None:
    records = {f"{kind}/{id_}.md" for kind, id_ in atlas.entries}
    others = {
        path
        for path in pages.render(atlas).keys() - records
        if path.count("/") < 2  # neither pairs compared nor sources by grade
    }
    assert others == structure.MADE


def test_a_comparison_marks_what_is_unconfirmed_and_cites_what_each_statement_cites(
    atlas: catalog.Catalog,
) -> None:
    press = Press(atlas)
    stand = {id(each.said): each for each in evidence.statements(atlas)}
    pairs = [each for each in compare.drafts(press) if each.template == "pair"]
    assert len(pairs) > 200
    for draft in pairs[::7]:
        entries = draft.values["one"], draft.values["other"]
        said = [
            stand[id(each)]
            for both in draft.values["rows"]
            for row, entry in zip(both, entries, strict=True)
            for each in row.said
            if not isinstance(each, str)
        ]
        page = press.write(draft).markdown
        assert page.count(">Unconfirmed<") == sum(each.unconfirmed for each in said)
        cited = {id_ for each in said if each.backing for id_ in each.backing.sources}
        cited |= {id_ for each in said if each.said.opposing for id_ in each.said.opposing.sources}
        shown = page.partition('id="sources"')[2].count('<span id="source-')
        assert shown == len(cited), draft.path


def test_the_closest_kinds_of_team_differ_in_the_fewest_facets(atlas: catalog.Catalog) -> None:
    types = atlas.of(TeamType)
    for entry in types:
        alike = {
            other.id: sum(
                answer.at != other.record.facets[facet].at
                for facet, answer in entry.record.facets.items()
            )
            for other in types
            if other.id != entry.id
            and (other.record.within is None) == (entry.record.within is None)
        }
        moves = closest(atlas, entry)
        assert [alike[move.entry.id] for move in moves] == sorted(alike.values())[:4]
        assert all(len(move.changes) == alike[move.entry.id] for move in moves)


def test_plain_markdown_keeps_code() -> None:
    page = pages.Page("x.md", "---\ntitle: X\n---\n\n<b>Bold</b> `vector<float>` and `<head>`.\n")
    assert plain.text(page) == "Bold `vector<float>` and `<head>`.\n"


def test_a_former_address_shows_its_name_as_text(tree: Tree) -> None:
    loaded = catalog.load(tree({"content/terms/loop.yml": term(extra="former_ids: ['x<b>y']\n")}))
    (text,) = redirects.files(loaded).values()
    assert "x&lt;b&gt;y" in text
    assert "<b>" not in text


def test_a_record_that_cannot_be_used_is_called_by_its_id(tree: Tree) -> None:
    faq = term("Why", "").replace("title", "---\ntitle") + "---\nText.\n"
    root = tree(
        {
            "content/terms/loop.yml": term(extra="topics: [broken]\n"),
            "content/topics/broken.md": "---\ntitle: [\n---\n",
            "content/faqs/why.md": faq,
        }
    )
    loaded = catalog.load(root)
    assert ("topics", "broken") in loaded.unusable
    assert "[broken](../topics/broken.md)" in pages.render(loaded)["terms/loop.md"].markdown


def test_the_map_holds_every_placed_team_once_and_no_two_labels_meet(
    atlas: catalog.Catalog,
) -> None:
    home = LexborHTMLParser(pages.render(atlas)["index.md"].markdown)
    hrefs = [str(node.attributes["href"]) for node in home.css(".map-wide a")]
    teams = [*atlas.of(TeamType), *atlas.of(Team)]
    assert sorted(hrefs) == sorted(f"{each.kind}/{each.id}.html" for each in teams)
    assert len(home.css(".map-narrow ol a")) == len(atlas.of(TeamType))

    # Named teams show their labels a company at a time; those of team types are always there.
    boxes = []
    for node in home.css(".map-wide a:not(.team) text"):
        width = len(node.text().strip()) * atlas_map.WIDE.em * atlas_map.LETTER
        x, y = float(node.attributes["x"] or 0), float(node.attributes["y"] or 0)
        shift = {"start": 0.0, "middle": width / 2, "end": width}
        left = x - shift[node.attributes["text-anchor"] or ""]
        boxes.append((node.text().strip(), atlas_map.Box(left, y - 11, left + width, y + 3)))
    for n, (name, box) in enumerate(boxes):
        assert box.left >= 0, name
        assert box.right <= atlas_map.WIDE.width, name
        for other, elsewhere in boxes[n + 1 :]:
            assert not box.meets(elsewhere), f"{name} meets {other}"
