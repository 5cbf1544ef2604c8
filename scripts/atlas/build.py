"""Builds the site: MkDocs into a folder of its own, checked there, then put in place of the last.

A failed or interrupted build leaves the last good site as it was.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from atlas import site
from atlas.diagnostics import Diagnostic


class EngineError(Exception):
    """MkDocs did not build; the message is what it printed."""


def build(root: Path) -> list[Diagnostic]:
    """Build the checkout at `root` into its `site/`; return what is wrong with the built site.

    With findings, `site/` is left as it was. Raises `EngineError` if MkDocs fails.
    """
    with tempfile.TemporaryDirectory(prefix=".site-", dir=root) as folder:
        made = Path(folder).absolute() / "site"
        environment = {**os.environ, **_settings(root)}
        mkdocs = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
        run = subprocess.run(  # noqa: S603
            [*mkdocs, "--site-dir", str(made)],
            cwd=root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            said = (run.stderr + run.stdout).strip()
            raise EngineError(said or f"it ended with {run.returncode}, and said nothing")
        found = site.check(site.Site(made, site_address(environment)))
        if not found:
            _swap(made, root / "site", Path(folder) / "old")
    return found


def site_address(environment: Mapping[str, str]) -> str:
    """Return where the site is to be served; the default is the one in mkdocs.yml."""
    given = environment.get("ATLAS_SITE_URL") or "http://127.0.0.1:8000/"
    return f"{given.rstrip('/')}/"


def _settings(root: Path) -> dict[str, str]:
    """Return what makes the same commit build the same bytes, and Material keep quiet."""
    settings = {"NO_MKDOCS_2_WARNING": "1", "ATLAS_SITE_URL": site_address(os.environ)}
    if date := source_date(root):
        settings["SOURCE_DATE_EPOCH"] = date
    return settings


def source_date(root: Path) -> str | None:
    """Return the date of what is built, in seconds since 1970: as given, or the last commit's."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return os.environ["SOURCE_DATE_EPOCH"]
    git = ["git", "log", "-1", "--format=%ct"]
    with suppress(OSError):
        last = subprocess.run(git, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603
        return last.stdout.strip() or None
    return None


def _swap(made: Path, place: Path, aside: Path) -> None:
    if place.exists():
        place.rename(aside)
    try:
        made.rename(place)
    except BaseException:  # also where somebody stops it just here
        if aside.exists():
            aside.rename(place)
        raise
    shutil.rmtree(aside, ignore_errors=True)
