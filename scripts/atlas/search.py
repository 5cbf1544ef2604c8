"""The search index: small files of words, of which a search loads the few it needs.

Words go into shards by their first letters; a shard that grows too large is split by one letter
more. So a search costs about the same however large the guide gets. The files are scripts, because
a page opened from a folder may load scripts and nothing else.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from atlas.catalog import Catalog
from atlas.data import compact
from atlas.links import heading_title
from atlas.model import KINDS
from atlas.model.record import Source, Statement, claims
from atlas.pages import compare

MAX_SHARD = 30_000
PAGES_PER_FILE = 40
# What a word counts for by where it stands; in running text, at most so many times.
IN_TITLE, IN_ALSO, IN_SUMMARY, IN_TEXT, MOST_IN_TEXT = 30, 20, 6, 1, 5
# A source is seldom what somebody looks for who names a company or a role.
SOURCES_COUNT = 0.2
# A word on more than this share of the pages tells none of them apart.
TOO_COMMON = 0.4

_WORD = re.compile(r"[a-z0-9]{2,24}")
_TARGET = re.compile(r"\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Found:
    """A page as the search shows it, and the words on it with what they count for."""

    href: str
    title: str
    kind: str
    summary: str
    words: Mapping[str, int]


def files(catalog: Catalog) -> dict[str, str]:
    """Return the index as scripts, by path."""
    pages = sorted(_pages(catalog), key=lambda page: page.href)
    made = {}
    for first in range(0, len(pages), PAGES_PER_FILE):
        rows = [
            [page.href, page.title, page.kind, page.summary]
            for page in pages[first : first + PAGES_PER_FILE]
        ]
        number = first // PAGES_PER_FILE
        made[f"search/pages-{number}.js"] = f"atlasSearch.pages({number},{compact(rows)});\n"
    shards = dict(_shards(_postings(pages), 2))
    for prefix, words in shards.items():
        made[f"search/{prefix}.js"] = f'atlasSearch.words("{prefix}",{compact(words)});\n'
    start = {"shards": sorted(shards), "pages": len(pages), "perFile": PAGES_PER_FILE}
    made["search/start.js"] = f"atlasSearch.start({compact(start)});\n"
    return made


def words_of(text: str) -> list[str]:
    """Return the words of a text as the index knows them: small letters, no accents."""
    plain = unicodedata.normalize("NFKD", _TARGET.sub("]", text)).casefold()
    return _WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))


def _pages(catalog: Catalog) -> Iterator[Found]:
    for entry in catalog.entries.values():
        record = entry.record
        said = [part.text for _, part, _ in claims(record) if isinstance(part, Statement)]
        body = [*said, getattr(record, "body", "")]
        also = getattr(record, "also", ())
        words = _weigh((record.title, IN_TITLE), (" ".join(also), IN_ALSO),
                       (record.summary, IN_SUMMARY), (" ".join(body), IN_TEXT))  # fmt: skip
        if isinstance(record, Source):
            words = {word: max(1, round(SOURCES_COUNT * weight)) for word, weight in words.items()}
        href = f"{entry.kind}/{entry.id}.html"
        yield Found(href, record.title, record.plural, record.summary, words)
    for kind, model in KINDS.items():
        words = _weigh((model.plural, IN_TITLE), (model.about, IN_SUMMARY))
        yield Found(f"{kind}/index.html", model.plural, "All of a kind", model.about, words)
    for kind, one, other in compare.pairs(catalog):
        title = f"{one.record.title} and {other.record.title}"
        words = _weigh((title, IN_SUMMARY))
        href = compare.pair_path(kind, one.id, other.id).removesuffix(".md") + ".html"
        yield Found(href, title, "Compared", "", words)
    for page in catalog.pages.values():
        title = heading_title(page.text)
        words = _weigh((title, IN_TITLE), (page.text, IN_TEXT))
        href = page.path.removeprefix("docs/").removesuffix(".md") + ".html"
        yield Found(href, title, "Guide", "", words)


def _weigh(*parts: tuple[str, int]) -> dict[str, int]:
    weights: defaultdict[str, int] = defaultdict(int)
    in_text: defaultdict[str, int] = defaultdict(int)
    for text, weight in parts:
        for word in words_of(text):
            if weight == IN_TEXT:
                in_text[word] = min(MOST_IN_TEXT, in_text[word] + 1)
            else:
                weights[word] = max(weights[word], weight)
    return {word: weights[word] + in_text[word] for word in {*weights, *in_text}}


def _postings(pages: list[Found]) -> dict[str, list[int]]:
    """Return, for each word, page numbers and weights in turn."""
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for number, page in enumerate(pages):
        for word, weight in page.words.items():
            postings[word] += (number, weight)
    most = 2 * max(10, TOO_COMMON * len(pages))
    return {word: found for word, found in postings.items() if len(found) <= most}


def _shards(
    postings: Mapping[str, list[int]], letters: int
) -> Iterable[tuple[str, dict[str, list[int]]]]:
    """Yield words under the letters they start with, in shards of at most MAX_SHARD characters.

    A word shorter than its shard's letters stands in the shard named by the whole word.
    """
    groups: defaultdict[str, dict[str, list[int]]] = defaultdict(dict)
    for word in sorted(postings):
        groups[word[:letters]][word] = postings[word]
    for prefix, words in groups.items():
        if len(words) > 1 and len(compact(words)) > MAX_SHARD and len(prefix) == letters:
            yield from _shards(words, letters + 1)
        else:
            yield prefix, words
