"""Pages converted before MkDocs asks: what MkDocs makes of them, and never of an older state."""

import logging
from collections.abc import Mapping
from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from atlas import parallel
from atlas.conversion import Conversions

ONE = "---\ntitle: One\n---\n\n# One\n\n## Part\n\nSee [two](sub/two.md#there), [me](#part).\n"
TWO = (
    '---\ntitle: Two\n---\n\n# Two\n\n## There\n\n<div markdown>**Bold**</div>\n\n<i id="x">i</i>\n'
)
LOST = "---\ntitle: Lost\n---\n\n# Lost\n\nSee [nothing](nothing.md).\n"


@pytest.fixture(params=[1, 3])
def config(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> MkDocsConfig:
    """Return a configuration like the guide's own, with one process and with several."""
    monkeypatch.setattr(parallel, "_LEAST", 1)
    monkeypatch.setattr(parallel, "_processes", lambda: request.param)
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: X\nuse_directory_urls: false\nmarkdown_extensions: [md_in_html]\n"
        "validation: {links: {anchors: warn}}\n"
    )
    return load_config(str(tmp_path / "mkdocs.yml"))


def written(config: MkDocsConfig, texts: Mapping[str, str]) -> Files:
    """Return the files of a build, each with its page."""
    files = Files([])
    for path, text in texts.items():
        source = Path(config.docs_dir, path)
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(text, "utf-8")
        file = File(path, config.docs_dir, config.site_dir, use_directory_urls=False)
        files.append(file)
        Page(None, file, config)
    return files


def prepared(made: Conversions, config: MkDocsConfig, texts: Mapping[str, str]) -> dict[str, Page]:
    """Return the pages of a build, each as MkDocs has it once it asked it to render."""
    files = written(config, texts)
    pages = {file.src_uri: file.page for file in files if file.page}
    made.prepare(list(pages.values()), config, files)
    for page in pages.values():
        page.read_source(config)
        page.render(config, files)
    return pages


def own(page: Page) -> dict[str, object]:
    """Return what a rendered page is."""
    links = {file.src_uri: found for file, found in (page.links_to_anchors or {}).items()}
    toc = [(item.title, item.url, item.level) for item in page.toc]
    return {"html": page.content, "toc": toc, "ids": page.present_anchor_ids, "links": links,
            "title": page.title, "markdown": page.markdown}  # fmt: skip


class Untouched(Conversions):
    """Leaves everything to MkDocs."""

    def prepare(self, *_: object) -> None:
        """Do nothing."""


def test_a_page_is_what_mkdocs_makes_of_it(config: MkDocsConfig) -> None:
    texts = {"one.md": ONE, "sub/two.md": TWO}
    ours = prepared(Conversions(), config, texts)
    theirs = prepared(Untouched(), config, texts)
    assert [own(page) for page in ours.values()] == [own(page) for page in theirs.values()]
    assert own(ours["one.md"])["links"] == {
        "one.md": {"part": "#part"}, "sub/two.md": {"there": "sub/two.md#there"},
    }  # fmt: skip


def test_mkdocs_itself_says_what_is_wrong_with_a_page(
    config: MkDocsConfig, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        prepared(Conversions(), config, {"lost.md": LOST, "sub/two.md": TWO})
    said = [each.getMessage() for each in caplog.records]
    assert len(said) == 1
    assert "contains a link 'nothing.md', but the target is not found" in said[0]


def test_an_error_is_left_to_mkdocs(config: MkDocsConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Page, "render", lambda *_: 1 / 0)
    files = written(config, {"sub/two.md": TWO})
    (page,) = (file.page for file in files if file.page)
    Conversions().prepare([page], config, files)
    with pytest.raises(ZeroDivisionError):
        page.render(config, files)


def test_only_what_changed_is_converted_again(
    config: MkDocsConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Conversions()
    texts = {"one.md": ONE, "sub/two.md": TWO}
    before = prepared(made, config, texts)
    monkeypatch.setattr(Page, "render", lambda *_: pytest.fail("converted again"))
    after = prepared(made, config, texts)
    assert own(after["one.md"]) == own(before["one.md"])
    monkeypatch.undo()
    changed = prepared(made, config, {**texts, "one.md": ONE.replace("Part", "Half")})
    assert "Half" in str(changed["one.md"].content)
    assert own(changed["sub/two.md"]) == own(before["sub/two.md"])


def test_links_to_a_page_that_is_gone_are_looked_at_again(
    config: MkDocsConfig, caplog: pytest.LogCaptureFixture
) -> None:
    made = Conversions()
    prepared(made, config, {"one.md": ONE, "sub/two.md": TWO})
    assert not caplog.records
    prepared(made, config, {"one.md": ONE})
    assert "'sub/two.md#there', but the target 'sub/two.md' is not found" in caplog.text
    caplog.clear()
    back = prepared(made, config, {"one.md": ONE, "sub/two.md": TWO})
    assert 'href="sub/two.html#there"' in str(back["one.md"].content)
    assert not caplog.records


def test_other_settings_convert_all_again(config: MkDocsConfig) -> None:
    made = Conversions()
    before = prepared(made, config, {"sub/two.md": TWO})["sub/two.md"]
    assert "<strong>Bold</strong>" in str(before.content)
    config.markdown_extensions = ["toc"]
    after = prepared(made, config, {"sub/two.md": TWO})["sub/two.md"]
    assert "**Bold**" in str(after.content)
