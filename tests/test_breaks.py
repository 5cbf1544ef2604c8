"""Breaks made by hand to the real content and pages: each is reported at its place.

All are made in one copy, so this shows too that no break hides another.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, atlas_command

Break = Callable[[Path], str]


def _replace(root: Path, path: str, old: str, new: str) -> tuple[int, int]:
    """Replace the first `old` in a file; return the line and column where `new` now stands."""
    file = root / path
    text = file.read_text("utf-8")
    at = text.index(old)
    file.write_text(text[:at] + new + text[at + len(old) :], "utf-8")
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _first(root: Path, pattern: str, kind: str) -> tuple[str, str]:
    """Return the first record of a kind that a pattern is found in, and what was found."""
    for file in sorted((root / "content" / kind).iterdir()):
        if found := re.search(pattern, file.read_text("utf-8"), re.M):
            return file.relative_to(root).as_posix(), found.group()
    raise AssertionError(f"no record of {kind} has {pattern}")


def misspelt_id(root: Path) -> str:
    path, old = _first(root, r"^company: [a-z]+$", "positions")
    line, _ = _replace(root, path, old, f"{old}x")
    return f"{path}:{line}:10: error[unknown-reference]"


def deleted_record(root: Path) -> str:
    (root / "content/skills/communication.yml").unlink()
    path, _ = _first(root, r"\bcommunication\b", "roles")
    return f"{path}:"


def renamed_file(root: Path) -> str:
    old = root / "content/topics/feature-store.md"
    old.rename(old.with_name("feature-stores.md"))
    return "error[broken-link]: there is no `content/topics/feature-store.md`"


def missing_field(root: Path) -> str:
    path, old = _first(root, r"^summary: .*\n", "profiles")
    _replace(root, path, old, "")
    return f"{path}:1:1: error[missing-field]: the field `summary` is missing"


def tab(root: Path) -> str:
    path, old = _first(root, r"^  - ", "rounds")
    line, _ = _replace(root, path, old, "\t- ")
    return f"{path}:{line}:1: error[yaml-syntax]: must not contain a tab"


def duplicate_key(root: Path) -> str:
    path = "content/axes/infrastructure-ml.yml"
    file = root / path
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([*lines, "title: Again", ""]), "utf-8")
    return f"{path}:{len(lines) + 1}:1: error[duplicate-key]"


def wrong_date(root: Path) -> str:
    path, old = _first(root, r"^reviewed: 2026-11-\d\d$", "faqs")
    line, _ = _replace(root, path, old, "reviewed: 2026-11-31")
    return f"{path}:{line}:11: error[bad-date]"


def broken_anchor(root: Path) -> str:
    path = "docs/about.md"
    file = root / path
    text = file.read_text("utf-8")
    file.write_text(f"{text}\n[x](../content/roles/ml-engineer.yml#bilds)\n", "utf-8")
    return f"{path}:{text.count(chr(10)) + 2}:5: error[broken-anchor]"


def syntax(root: Path) -> str:
    path = "content/levels/staff.yml"
    file = root / path
    file.write_text("title: [unclosed\n" + file.read_text("utf-8"), "utf-8")
    return f"{path}:2:"


BREAKS: list[Break] = [
    misspelt_id, deleted_record, renamed_file, missing_field, tab, duplicate_key, wrong_date,
    broken_anchor, syntax,
]  # fmt: skip


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[str]]:
    root = tmp_path_factory.mktemp("broken")
    for name in ("content", "docs"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "mkdocs.yml", root)
    expected = [make(root) for make in BREAKS]
    run = atlas_command("check", root=root)
    assert run.returncode == 1
    assert "Traceback" not in run.stdout + run.stderr
    return run.stdout, expected


@pytest.mark.parametrize("number", range(len(BREAKS)), ids=[each.__name__ for each in BREAKS])
def test_a_break_is_reported_at_its_place(report: tuple[str, list[str]], number: int) -> None:
    output, expected = report
    assert expected[number] in output


def test_every_finding_has_a_place(report: tuple[str, list[str]]) -> None:
    for line in report[0].splitlines()[:-1]:
        if not line.startswith(" "):
            assert re.match(r"[^:]+:\d+:\d+: error\[[a-z-]+\]: ", line), line


def test_the_real_content_is_clean() -> None:
    run = atlas_command("check", root=ROOT)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("clean: ")
    assert run.stdout.count("\n") == 1
