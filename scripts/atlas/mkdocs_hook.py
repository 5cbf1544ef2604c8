"""Hands the pages made from records to MkDocs: with `conversion`, all that knows of it.

A build stops at the first finding of any rule; a live preview never stops, and shows findings at
the head of every page and in the place of a record that can't be used.
"""

import json
import logging
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import count
from pathlib import Path
from typing import Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from atlas import assets, cards, catalog, history, links, pages, plain, rules, styles
from atlas.conversion import Conversions
from atlas.diagnostics import Diagnostic, as_text
from atlas.model import KINDS
from atlas.pages.writer import page_path
from atlas.parallel import spread

log = logging.getLogger("mkdocs.atlas")

STYLE = "assets/atlas.css"
_TEXT_STYLE = re.compile(r"assets/stylesheets/main\.\w+\.min\.css")
_UNUSED = ("assets/javascripts/", "assets/stylesheets/", "assets/images/favicon.png")


class _GeneratedFile(File):
    """A page made from a record; "edit this page" opens the record's own file."""

    origin: str | None = None

    @property
    def edit_uri(self) -> str | None:
        """The record's file, relative to docs/, which is where MkDocs starts from."""
        return self.origin and posixpath.relpath(self.origin, "docs")


@dataclass(slots=True)
class _Run:
    """What one run of MkDocs is: a build or a preview, and what the last load found."""

    serving: bool = False
    findings: list[Diagnostic] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    days: list[history.Day] = field(default_factory=list)
    # The pages as plain Markdown, by path.
    plain: dict[str, str] = field(default_factory=dict)
    # What a preview need not do again: pages converted, pictures drawn.
    conversions: Conversions = field(default_factory=Conversions)
    pictures: dict[pages.Card, bytes] = field(default_factory=dict)


_run = _Run()


def on_startup(*, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG001
    """Note whether this is a live preview."""
    _run.serving = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Leave out links to a forge where no repository is named; link one style sheet."""
    if config.extra_css != [STYLE]:
        _run.sheets, config.extra_css = config.extra_css, [STYLE]
    if not config.repo_url:
        config.repo_url = config.edit_uri = None
    return config


def _add_cards(files: Files, config: MkDocsConfig, wanted: Sequence[pages.Card]) -> None:
    """Add the pictures of shared links."""
    fonts = Path(config.docs_dir) / "assets/fonts"
    new = [card for card in wanted if card not in _run.pictures]
    drawn = spread(lambda card: cards.card(fonts, card.title, card.kind), new)
    _run.pictures.update(zip(new, drawn, strict=True))
    for card in wanted:
        files.append(File.generated(config, card.path, content=_run.pictures[card]))


def _add_assets(files: Files, config: MkDocsConfig, loaded: catalog.Catalog) -> None:
    """Add the search index, and one style sheet in the place of several."""
    address, about = config.site_url or "", config.site_description or ""
    made = assets.files(loaded, _run.days, address, about)
    for path, text in made.items():
        files.append(File.generated(config, path, content=text))
    sheets = [file for path in _run.sheets if (file := files.get_file_from_path(path))]
    for file in sheets:
        files.remove(file)
    text = styles.bundle(file.content_string for file in sheets)
    files.append(File.generated(config, STYLE, content=text))
    for file in list(files):
        # Of what Material brings, only its style sheet for text is used.
        if _TEXT_STYLE.fullmatch(file.src_uri):
            config.extra["text_style"] = file.src_uri
        elif file.src_uri.startswith(_UNUSED):
            files.remove(file)


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add a page for everything made from records."""
    root = Path(config.config_file_path or ".").parent
    loaded = catalog.load(root)
    _run.findings = rules.check(loaded)
    if _run.findings:
        log.error("%d findings\n%s", len(_run.findings), as_text(_run.findings))
        if not _run.serving:
            raise Abort("The content has findings; nothing was built.")
    _run.days = history.read(root)
    made = pages.render(loaded, _run.days)
    _run.plain = plain.files(made, loaded)
    for kind, id_ in loaded.unusable:
        path = page_path(kind, id_)
        title = f"---\ntitle: {json.dumps(id_)}\n---\n\n# {id_}\n"
        made[path] = pages.Page(path, title, f"content/{kind}/{id_}.{KINDS[kind].form}")
    for page in made.values():
        file = _GeneratedFile.generated(config, page.path, content=page.markdown)
        if isinstance(file, _GeneratedFile):
            file.origin = page.origin
        files.append(file)
    _add_cards(files, config, [page.card for page in made.values() if page.card])
    _add_assets(files, config, loaded)
    return files


def on_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
    """Convert the generated pages, now that every page is known that one can link to."""
    generated = (file for file in files.documentation_pages() if isinstance(file, _GeneratedFile))
    _run.conversions.prepare([file.page for file in generated if file.page], config, files)
    return nav


def on_page_markdown(markdown: str, *, page: Page, **_: object) -> str:
    """Point a hand-written page's links to records at their pages."""
    if page.file.generated_by is None:
        path = page.file.src_uri
        markdown = links.rewrite(markdown, f"docs/{path}", path)
    return markdown


# Python-Markdown aligns table cells with inline styles, which the site's policy forbids.
_ALIGNED = re.compile(r'(<t[hd]) style="text-align: (left|center|right);"')


def on_page_content(html: str, *, page: Page, **_: object) -> str:
    """Put findings at a page's head, and its tables in frames; see `_framed`."""
    if not _run.findings:
        return _framed(html)
    origin = getattr(page.file, "origin", None) or f"docs/{page.file.src_uri}"
    here = [each for each in _run.findings if each.span.path == origin] or _run.findings
    shown = escape(as_text(here))
    return f'<div class="findings" role="alert"><pre>{shown}</pre></div>\n\n{_framed(html)}'


def _framed(html: str) -> str:
    """Give aligned cells a class, and let the keyboard scroll what is wider than a phone."""
    html = _ALIGNED.sub(r'\1 class="\2"', html)
    html = html.replace("<pre><span></span><code>", '<pre><span></span><code tabindex="0">')
    number = count(1)

    def region(_: re.Match[str]) -> str:
        name = f"Table {next(number)}"
        return f'<div class="table" role="region" aria-label="{name}" tabindex="0"><table>'

    return re.sub("<table>", region, html).replace("</table>", "</table></div>")


def on_post_build(*, config: MkDocsConfig) -> None:
    """Put every page beside its HTML as plain Markdown; MkDocs takes no `.md` for a mere file."""
    for path, text in _run.plain.items():
        file = Path(config.site_dir, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
