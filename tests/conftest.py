"""What several tests need: a small guide to break, the real site built once, a browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from atlas import catalog

ROOT = Path(__file__).parents[1]

Tree = Callable[[dict[str, str]], Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Return a function that writes files, path → text, and returns their root."""

    def write(files: dict[str, str]) -> Path:
        (tmp_path / "content").mkdir(exist_ok=True)
        for path, text in files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8", newline="")
        return tmp_path

    return write


def term(title: str = "Loop", extra: str = "") -> str:
    """Return the shortest sound record: a term."""
    return (
        f"title: {title}\nsummary: One round after another.\n"
        f"rests_on: How the word is used.\nreviewed: 2026-11-21\n{extra}"
    )


@pytest.fixture(scope="session")
def atlas() -> catalog.Catalog:
    """Return the real content, loaded."""
    return catalog.load(ROOT)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the real site, built by `atlas build` in a copy of this checkout."""
    copy = tmp_path_factory.mktemp("checkout")
    copy_checkout(copy)
    run = atlas_command("build", root=copy)
    assert run.returncode == 0, run.stdout + run.stderr
    return copy / "site"


def copy_checkout(to: Path) -> None:
    """Copy what a site is built from."""
    for name in ("content", "docs", "scripts"):
        shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", to)


def atlas_command(
    *arguments: str, root: Path, timeout: float | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run `atlas` on a checkout, as a contributor would; at most `timeout` seconds."""
    environment = {key: os.environ[key] for key in os.environ if key != "GITHUB_ACTIONS"}
    return subprocess.run(
        [sys.executable, "-m", "atlas", "--root", str(root), *arguments],
        capture_output=True,
        text=True,
        env={**environment, "SOURCE_DATE_EPOCH": "1763683200", "PYTHONUTF8": "1"},
        check=False,
        timeout=timeout,
    )


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def _serve(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def serve() -> Callable[[Path], AbstractContextManager[str]]:
    """Return a context manager that serves a folder and gives its address."""
    return _serve


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(happened: Callable[[], bool], seconds: float = 30) -> bool:
    """Return whether something happens within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if happened():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a running Chromium: one that is installed, or one fetched now."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=_chromium(playwright.chromium.executable_path),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield running
        running.close()


_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def _installed(own: str) -> str | None:
    """Return the path of a Chromium that is there: Playwright's own, or the system's."""
    named = os.environ.get("CHROMIUM")
    found = [named, own, *(shutil.which(name) for name in _NAMES), str(_MAC)]
    return next((path for path in found if path and Path(path).is_file()), None)


def _chromium(own: str) -> str:
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    ways = (
        [sys.executable, "-m", "playwright", "install", "chromium"],
        [*sudo, "apt-get", "update", "-q"],
        [*sudo, "apt-get", "install", "-q", "-y", "chromium"],
    )
    for way in ways:
        if found := _installed(own):
            return found
        try:
            subprocess.run(way, check=False, capture_output=True, timeout=600)
        except (OSError, subprocess.TimeoutExpired):
            continue
    found = _installed(own)
    if found is None:
        pytest.fail(
            "These tests need a Chromium, and none could be fetched. Install one (Debian: "
            "`apt-get install chromium`; macOS: `brew install --cask chromium`), or name its path "
            "in the environment variable CHROMIUM.",
            pytrace=False,
        )
    return found
