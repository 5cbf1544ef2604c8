"""Text from a record never becomes markup, script or an unsafe link on a page.

A corpus goes through every field of every kind, and a real browser looks at the pages.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, ConsoleMessage

from atlas import catalog, export, schema
from atlas.model import KINDS
from conftest import ROOT

# Each sets `window.broken` if it runs, or is told by the shape of the page.
CORPUS = [
    "<script>window.broken=1</script>",
    "</script><script>window.broken=1</script>",
    "<img src=x onerror=window.broken=1>",
    '"><svg onload=window.broken=1>',
    "' onmouseover='window.broken=1' x='",
    "[x](javascript:window.broken=1)",
    "![x](javascript:window.broken=1)",
    "[x]: javascript:window.broken=1",
    "<javascript:window.broken=1>",
    "&lt;script&gt;window.broken=1&lt;/script&gt;",
    "&#60;script&#62;window.broken=1",
    "[x](&#106;avascript:window.broken=1)",
    "[x](data:text/html,<script>window.broken=1</script>)",
    "{{ 7 * 7 }}{% raw %}{{ config }}",
    "`</code><script>window.broken=1</script>`",
    "--><script>window.broken=1</script><!--",
    "x {: onclick=window.broken=1 }",
    "</title><script>window.broken=1</script>",
    "*/</style><script>window.broken=1</script>",
    "<details open ontoggle=window.broken=1>",
    "a | b |\n| --- | --- |\n| c | <iframe src=javascript:window.broken=1>",
    "```\n</pre><script>window.broken=1</script>",
    "```\n[x](javascript:window.broken=1)",
    "`a\n<script>window.broken=1</script>\nb`",
    "- ```\n  <script>window.broken=1</script>\n  ```",
    "\\u003cscript>window.broken=1</script>",
    "<a href=//evil.example>x</a> <base href=//evil.example/>",
    "<form action=//evil.example><input autofocus onfocus=window.broken=1>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "¼script¾window.broken=1¼/script¾",
    "%3Cscript%3Ewindow.broken=1%3C/script%3E",
]
SOURCE = {
    "title": "X", "summary": "A page.", "publisher": "X", "url": "https://x.example/",
    "grade": "press", "read": "2026-11-01", "reviewed": "2026-11-01",
}  # fmt: skip


class _Maker:
    """Makes a record of a kind from its schema, with a text in every field that takes text."""

    def __init__(self, kind: str, ids: schema.Titles, text: str, prose: str) -> None:
        self.whole = schema.schema(kind, ids)
        self.form = KINDS[kind].form
        self.text, self.prose = text, prose

    def make(self) -> tuple[dict[str, Any], str | None]:
        record = self.value(self.whole, 0)
        return record, self.prose if self.form == "md" else None

    def value(self, about: Mapping[str, Any], depth: int) -> Any:  # noqa: PLR0911
        if about.get("format") == "date" or "examples" in about:
            return "2026-11-01"
        if "$ref" in about:
            return self.value(self.whole["$defs"][about["$ref"].rpartition("/")[2]], depth)
        if "anyOf" in about:
            options = [each for each in about["anyOf"] if each.get("type") != "null"]
            return self.value(options[-1], depth)
        if "enum" in about:
            return about["enum"][0]
        kind = about.get("type")
        if kind == "object":
            return self.mapping(about, depth)
        if kind == "array":
            return [self.value(about["items"], depth + 1)]
        if kind == "integer":
            return about.get("minimum", 1)
        if kind == "boolean":
            return True
        return self.prose if "contentMediaType" in about else self.text

    def mapping(self, about: Mapping[str, Any], depth: int) -> dict[str, Any]:
        if about.get("additionalProperties"):
            key = self.value(about.get("propertyNames", {}), depth)
            return {key: self.value(about["additionalProperties"], depth + 1)}
        # A statement can hold another, opposing one: one storey of that is enough.
        return {
            name: self.value(field, depth + 1)
            for name, field in about["properties"].items()
            if not (depth > 6 and name not in about.get("required", ()))
        }


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """Return a site made from poisoned records, and how many of them were taken."""
    root = tmp_path_factory.mktemp("poisoned")
    shutil.copytree(ROOT / "docs", root / "docs")
    for page in (root / "docs").glob("*.md"):
        page.unlink()
    (root / "docs/contribute.md").write_text("# Contribute\n")
    configuration = (ROOT / "mkdocs.yml").read_text("utf-8")
    (root / "mkdocs.yml").write_text(configuration.partition("\nnav:\n")[0] + "\n")
    known = {kind: {f"p{n}": None for n in range(len(CORPUS))} for kind in KINDS}
    known["sources"]["x"] = None
    for kind in KINDS:
        (root / "content" / kind).mkdir(parents=True)
        for n, text in enumerate(CORPUS):
            _put(root, kind, f"p{n}", _Maker(kind, known, text, text))
    (root / "content/sources/x.yml").write_text(yaml.safe_dump(SOURCE))
    # Where prose refuses a text, the record is made again with it in plain text alone.
    for kind, id_ in catalog.load(root).unusable:
        text = CORPUS[int(id_[1:])]
        _put(root, kind, id_, _Maker(kind, known, text, "Harmless."))
    taken = len(catalog.load(root).entries)
    export.export(root, root / "plain")
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q"],
        cwd=root / "plain", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return root / "plain/site", taken


def _put(root: Path, kind: str, id_: str, maker: _Maker) -> None:
    record, prose = maker.make()
    # What must differ, must name itself, or must be an address.
    record |= {"title": f"{record['title']} {kind} {id_}", "sources": ["x"], "waive": {}}
    record["former_ids"] = []
    for name in ("url", "read_at"):
        if name in record:
            record[name] = f"https://x.example/{id_}"
    for name in ("within", "above", "builds_on"):
        record.pop(name, None)
    text = yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=10**6)
    file = root / "content" / kind / f"{id_}.{KINDS[kind].form}"
    file.write_text(f"---\n{text}---\n{prose}\n" if prose is not None else text, "utf-8")


def test_the_corpus_reaches_nearly_every_kind(poisoned: tuple[Path, int]) -> None:
    _, taken = poisoned
    assert taken > 0.6 * len(CORPUS) * len(KINDS)


Serve = Callable[[Path], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def address(poisoned: tuple[Path, int], serve: Serve) -> Iterator[str]:
    with serve(poisoned[0]) as address:
        yield address


LOOK = """() => {
  const wrong = [];
  if (window.broken) wrong.push("a script ran");
  for (const node of document.querySelectorAll("*")) {
    for (const each of node.attributes) {
      if (/^on/i.test(each.name)) wrong.push(node.outerHTML);
      if (/^\\s*(javascript|data|vbscript):/i.test(each.value)) wrong.push(node.outerHTML);
    }
  }
  const own = location.origin + "/";
  const strange = "iframe, base, meta[http-equiv=refresh], object, embed, style";
  for (const node of document.querySelectorAll(strange)) wrong.push(node.outerHTML);
  for (const node of document.querySelectorAll("script, img, form")) {
    if (!(node.src || node.action || "").startsWith(own)) wrong.push(node.outerHTML);
  }
  for (const node of document.querySelectorAll("a[href]")) {
    if (node.hostname === "evil.example") wrong.push(node.outerHTML);
  }
  return wrong;
}"""


def _is_telling(said: ConsoleMessage) -> bool:
    # Outside the hook, cells of a table keep an inline style for alignment; the policy bars it.
    return said.type == "error" and "inline style" not in said.text


def test_nothing_runs_and_nothing_leads_astray(
    browser: Browser, address: str, poisoned: tuple[Path, int]
) -> None:
    site, _ = poisoned
    page = browser.new_page()
    seen: list[str] = []
    page.on("dialog", lambda each: seen.append(each.message))
    page.on("console", lambda each: seen.append(each.text) if _is_telling(each) else None)
    page.on("pageerror", lambda each: seen.append(str(each)))
    page.on("request", lambda each: seen.append(each.url) if "evil" in each.url else None)
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    assert len(pages) > 300
    for path in pages:
        page.goto(address + path, wait_until="domcontentloaded")
        assert page.evaluate(LOOK) == [], path
    assert seen == []
    page.close()


def test_what_the_browser_fetches_is_text_to_it(browser: Browser, address: str) -> None:
    page = browser.new_page()
    seen: list[str] = []
    page.on("pageerror", lambda each: seen.append(str(each)))
    page.goto(f"{address}search.html?q=script")
    page.locator("#search-results li").first.wait_for()
    assert page.evaluate(LOOK) == []
    page.goto(f"{address}compare/index.html?kind=roles&ids=p1,p2")
    page.locator("#compare-any table").wait_for()
    assert page.evaluate(LOOK) == []
    assert seen == []
    page.close()
