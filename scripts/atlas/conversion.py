"""Converts generated pages from Markdown before MkDocs comes to them, several at a time.

MkDocs converts page after page, which is most of what a build takes. What was converted is kept
while a preview runs, so that a save costs the pages it changed.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

from atlas.parallel import spread


class Converted(NamedTuple):
    """What MkDocs' `Page.render` leaves on a page whose title stands in its front matter."""

    content: str
    toc: TableOfContents
    anchors: set[str]
    # By the path of the file linked to: each anchor, and the link as it is written.
    links: dict[str, dict[str, str]]


class Conversions:
    """The pages converted so far, by path, each with the source it was converted from."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[str, tuple[str, Converted]] = {}
        self._paths: set[str] = set()
        self._settings: object = None

    def prepare(self, pages: Sequence[Page], config: MkDocsConfig, files: Files) -> None:
        """Give each page what MkDocs is going to ask it for.

        A page MkDocs would have something to say of is left for it to convert, and to say it.
        """
        paths = set(files.src_uris)
        settings = config.markdown_extensions, config.mdx_configs, config.use_directory_urls
        if settings != self._settings or not paths >= self._paths:
            self._known.clear()  # a file is gone, to which any page may link
        self._paths, self._settings = paths, settings
        wanted = [page for page in pages if not self._find(page)]
        made = spread(lambda page: _convert(page, config, files), wanted)
        for page, converted in zip(wanted, made, strict=True):
            if converted:
                self._known[page.file.src_uri] = page.file.content_string, converted
        for page in pages:
            if ready := self._find(page):
                _hand_over(page, ready)

    def _find(self, page: Page) -> Converted | None:
        source, converted = self._known.get(page.file.src_uri, ("", None))
        return converted if source == page.file.content_string else None


def _convert(page: Page, config: MkDocsConfig, files: Files) -> Converted | None:
    """Return a page converted as MkDocs does it; None if anything was logged or went wrong."""
    try:
        with _listening() as listener:
            page.read_source(config)
            page.render(config, files)
    except Exception:  # MkDocs is going to meet it again, and names the page
        return None
    if listener.heard or page.content is None:
        return None
    links = {to.src_uri: found for to, found in (page.links_to_anchors or {}).items()}
    return Converted(page.content, page.toc, page.present_anchor_ids or set(), links)


class _Listener(logging.Handler):
    """Notes that something was logged."""

    heard = False

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002
        """Note it."""
        self.heard = True


@contextmanager
def _listening() -> Iterator[_Listener]:
    """Take what MkDocs logs, so that it is not shown."""
    listener = _Listener()
    logger = logging.getLogger("mkdocs")
    handlers, logger.handlers = logger.handlers, [listener]
    propagate, logger.propagate = logger.propagate, False
    try:
        yield listener
    finally:
        logger.handlers, logger.propagate = handlers, propagate


def _hand_over(page: Page, ready: Converted) -> None:
    """Let a page's `render` give what is ready."""

    def render(_: MkDocsConfig, files: Files) -> None:
        page.content, page.toc = ready.content, ready.toc
        page.present_anchor_ids = ready.anchors
        page.links_to_anchors = {
            file: links
            for path, links in ready.links.items()
            if (file := files.get_file_from_path(path))
        }

    page.render = render  # type: ignore[assignment, method-assign]
