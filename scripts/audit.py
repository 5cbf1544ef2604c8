"""Audits the built site from outside: Lighthouse on every page type, and the Nu HTML checker.

Both come from npm, at the versions below, and need Node.js 20 and Java 11 or newer. Lighthouse sees
the site as a host serves it, compressed, on the throttled phone it simulates by default.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any

from atlas.model import KINDS

ROOT = Path(__file__).parents[1]
LIGHTHOUSE, NU = "lighthouse@12.8.2", "vnu-jar@26.9.27"
AIMS = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
OVERVIEWS = (
    "index", "search", "about", "evidence", "loops/matrix", "sources/index", "compare/index",
    "compare/team-types/core-modelling-and-research",
)  # fmt: skip
QUIET = {**os.environ, "npm_config_loglevel": "error"}
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class _Host(SimpleHTTPRequestHandler):
    """A host that compresses text, as real ones do."""

    def do_GET(self) -> None:
        """Answer with a file, compressed if it is text."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in {".html", ".css", ".js", ".svg"} or not path.is_file():
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=31536000")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def pages(site: Path) -> list[str]:
    """Return one page of every type: the first of each kind, and the pages about the whole."""
    first = (
        next(page for page in sorted((site / kind).glob("*.html")) if page.stem != "index")
        for kind in KINDS
    )
    kinds = [page.relative_to(site).as_posix() for page in first]
    return [*(f"{name}.html" for name in OVERVIEWS), *kinds]


def lighthouse(address: str, page: str, report: Path) -> dict[str, int]:
    """Return Lighthouse's scores of a page, by category."""
    command = ["npx", "--yes", "--package", LIGHTHOUSE, "lighthouse", address + page]
    flags = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
    output = ["--quiet", f"--chrome-flags={flags}", "--output=json", f"--output-path={report}"]
    chromium = next(filter(None, map(shutil.which, CHROMIUMS)), "")
    where = {"CHROME_PATH": os.environ.get("CHROME_PATH", chromium)}
    subprocess.run([*command, *output], check=True, env={**QUIET, **where})  # noqa: S603
    categories = json.loads(report.read_text("utf-8"))["categories"]
    return {name: round(100 * (categories[name]["score"] or 0)) for name in AIMS}


def settled(address: str, page: str, report: Path) -> dict[str, int]:
    """Return a page's scores; where one misses its aim, the median of three runs.

    Lighthouse times a real browser, and a busy machine costs it points; its authors advise the
    median.
    """
    runs = [lighthouse(address, page, report)]
    if any(runs[0][name] < aim for name, aim in AIMS.items()):
        runs += [lighthouse(address, page, report) for _ in range(2)]
    return {name: int(median(scores[name] for scores in runs)) for name in AIMS}


def html_errors(site: Path) -> str:
    """Return what the Nu HTML checker calls an error, a line each."""
    nu = ["npx", "--yes", "--package", NU, "vnu", "--errors-only", "--skip-non-html", str(site)]
    said = subprocess.run(nu, check=False, capture_output=True, text=True, env=QUIET)  # noqa: S603
    return "".join(line for line in said.stderr.splitlines(keepends=True) if '"file:' in line)


def main() -> int:
    """Print the table; return 1 where an aim is missed."""
    missed = 0
    site = ROOT / "site"
    with _served(site) as address, tempfile.TemporaryDirectory() as folder:
        print("".join(f"{name:>16}" for name in AIMS))
        for page in pages(site):
            scores = settled(address, page, Path(folder) / "report.json")
            missed += sum(scores[name] < aim for name, aim in AIMS.items())
            print("".join(f"{scores[name]:>16}" for name in AIMS), page, flush=True)
    errors = html_errors(site)
    print(errors or "The Nu HTML checker found no error on any page.")
    return int(bool(missed or errors))


if __name__ == "__main__":
    for tool in ("npx", "java"):
        if not shutil.which(tool):
            sys.exit(f"The audit needs {tool}: install Node.js 20 and Java 11 or newer.")
    sys.exit(main())
