"""MkDocs with the hook: builds, previews that stay alive, the same bytes, an atomic swap."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from atlas import build
from conftest import ROOT, Tree, atlas_command, free_port, term, wait_for

FAQ = "---\n" + term("Why loops") + "---\nSee [the word](../terms/loop.yml#also).\n"
SMALL = {
    "content/terms/loop.yml": term(extra="also: [Circuit]\n"),
    "content/faqs/why.md": FAQ,
}


@pytest.fixture
def small(tree: Tree) -> Path:
    """Return a checkout with two records, and the real pages and machinery."""
    root = tree(SMALL)
    shutil.copytree(ROOT / "docs", root / "docs")
    for page in (root / "docs").glob("*.md"):
        page.write_text(f"# {page.stem}\n\nText about the [words](../content/terms/loop.yml).\n")
    shutil.copytree(ROOT / "scripts/atlas/theme", root / "scripts/atlas/theme")
    shutil.copy(ROOT / "scripts/atlas/mkdocs_hook.py", root / "scripts/atlas")
    shutil.copy(ROOT / "mkdocs.yml", root)
    return root


def files(folder: Path) -> dict[str, bytes]:
    found = (each for each in sorted(folder.rglob("*")) if each.is_file())
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in found}


def test_a_build_has_every_page_and_hand_written_links_lead_to_records(small: Path) -> None:
    run = atlas_command("build", root=small)
    assert run.returncode == 0, run.stdout + run.stderr
    assert 'href="terms/loop.html"' in (small / "site/about.html").read_text("utf-8")
    page = (small / "site/faqs/why.html").read_text("utf-8")
    assert 'href="../terms/loop.html#also"' in page
    assert "content/faqs/why.md" in page
    assert not [each for each in small.iterdir() if each.name.startswith(".site-")]
    assert atlas_command("links", root=small).returncode == 0


def test_edit_this_page_opens_the_records_own_file(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATLAS_REPO_URL", "https://forge.example/guide")
    assert atlas_command("build", root=small).returncode == 0
    record = (small / "site/terms/loop.html").read_text("utf-8")
    assert 'href="https://forge.example/guide/edit/main/content/terms/loop.yml"' in record
    form = "https://forge.example/guide/issues/new?template=wrong.yml&amp;record="
    assert f'href="{form}content/terms/loop.yml"' in record
    page = (small / "site/about.html").read_text("utf-8")
    assert 'href="https://forge.example/guide/edit/main/docs/about.md"' in page
    assert f'href="{form}docs/about.md"' in page


def test_a_failed_build_leaves_the_last_good_site(small: Path) -> None:
    assert atlas_command("build", root=small).returncode == 0
    good = files(small / "site")
    breaks = {
        "content/terms/loop.yml": "title: [\n",
        "mkdocs.yml": "site_name: X\nhooks: [scripts/atlas/mkdocs_hook.py]\ntheme: nothing\n",
    }
    for path, text in breaks.items():
        before = (small / path).read_text("utf-8")
        (small / path).write_text(text)
        run = atlas_command("build", root=small)
        assert run.returncode == 1
        assert "Traceback" not in run.stdout + run.stderr
        assert files(small / "site") == good
        assert not [each for each in small.iterdir() if each.name.startswith(".site-")]
        (small / path).write_text(before)


def test_findings_in_the_built_site_stop_the_swap(small: Path) -> None:
    assert atlas_command("build", root=small).returncode == 0
    good = files(small / "site")
    style = small / "docs/assets/tokens.css"
    style.write_text(style.read_text("utf-8") + "\nbody { background: url(none.png) }\n")
    run = atlas_command("build", root=small)
    assert run.returncode == 1
    assert "error[site-broken-link]: `none.png` leads to `assets/none.png`" in run.stdout
    assert files(small / "site") == good


def _start(root: Path, before: Callable[[], None] | None = None) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "atlas", "--root", str(root), "build"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True, preexec_fn=before,  # noqa: PLW1509
        env={**os.environ, "SOURCE_DATE_EPOCH": "1763683200"},
    )  # fmt: skip


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_stopped_leaves_the_last_good_site(
    small: Path, how: signal.Signals
) -> None:
    assert atlas_command("build", root=small).returncode == 0
    good = files(small / "site")
    (small / "content/terms/loop.yml").write_text(term("Circle", "also: [Circuit]\n"))
    running = _start(small)
    assert wait_for(lambda: any(small.glob(".site-*/site/terms")))
    os.killpg(running.pid, how)
    said, _ = running.communicate(timeout=30)
    assert running.returncode != 0
    assert "Traceback" not in said
    assert files(small / "site") == good
    assert atlas_command("build", root=small).returncode == 0
    assert files(small / "site") != good


def test_a_build_told_to_end_leaves_nothing_behind(small: Path) -> None:
    running = _start(small)
    assert wait_for(lambda: any(small.glob(".site-*")))
    running.terminate()
    said, _ = running.communicate(timeout=30)
    assert running.returncode == 2
    assert "atlas: stopped" in said
    assert not list(small.glob(".site-*"))


def test_a_site_engine_that_dies_without_a_word_is_told_of(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    died = subprocess.CompletedProcess(["mkdocs"], -9, "", "")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: died)
    with pytest.raises(build.EngineError, match="ended with -9"):
        build.build(small)


def test_a_full_disk_leaves_the_last_good_site(small: Path) -> None:
    assert atlas_command("build", root=small).returncode == 0
    good = files(small / "site")

    def nearly_full() -> None:
        # No file may grow beyond 8 kB: the system answers like a disk without room.
        resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, 8_000))

    running = _start(small, nearly_full)
    said, _ = running.communicate(timeout=60)
    assert running.returncode != 0
    assert files(small / "site") == good, said


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), KeyboardInterrupt()])
def test_a_site_that_cannot_be_put_in_place_leaves_the_last_good_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    place, made = tmp_path / "site", tmp_path / "made"
    for folder in (place, made):
        folder.mkdir()
        (folder / "index.html").write_text(folder.name)
    rename = Path.rename

    def fail(path: Path, to: Path) -> Path:
        if path == made:
            raise error
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(type(error)):
        build._swap(made, place, tmp_path / "aside")
    assert (place / "index.html").read_text() == "site"


def test_two_builds_at_once_do_not_mix(
    small: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(small, other, dirs_exist_ok=True)
    running = [_start(small), _start(small)]
    ended = [each.communicate(timeout=90)[0] for each in running]
    assert 0 in {each.returncode for each in running}, ended
    assert not any("Traceback" in said for said in ended)
    assert atlas_command("build", root=other).returncode == 0
    assert files(small / "site") == files(other / "site")
    assert not [each for each in small.iterdir() if each.name.startswith(".site-")]


def test_mkdocs_alone_refuses_broken_content(small: Path) -> None:
    (small / "content/faqs/why.md").write_text(FAQ.replace("loop.yml", "lop.yml"))
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(small / "out")],
        cwd=small, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 1
    assert "content/faqs/why.md:7:16: error[broken-link]" in run.stderr
    assert "Traceback" not in run.stderr


@contextmanager
def one_processor() -> Iterator[None]:
    """Let what is started run on a single processor, where the system can do that."""
    if sys.platform != "linux":
        yield
        return
    all_ = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(all_)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, all_)


def test_the_same_content_builds_the_same_bytes(
    small: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(120):  # enough for several processes
        (small / f"content/terms/word-{n}.yml").write_text(term(f"Word {n}"))
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "deep" / "er"
    shutil.copytree(small, elsewhere)
    assert atlas_command("build", root=small).returncode == 0
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("LC_ALL", "C")
    with one_processor():
        assert atlas_command("build", root=elsewhere).returncode == 0
    assert files(small / "site") == files(elsewhere / "site")


# ---- the live preview ---------------------------------------------------------------------------


class Preview:
    """A running `mkdocs serve`."""

    def __init__(self, root: Path) -> None:
        self.address = f"http://127.0.0.1:{(port := free_port())}/"
        self.log = root / "serve.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
                cwd=root, stdout=log, stderr=log, env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )  # fmt: skip

    def get(self, path: str) -> str:
        """Return a page's HTML, or the status of the refusal."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=20) as answer:
                return str(answer.read().decode("utf-8"))
        except urllib.error.HTTPError as error:
            return str(error.code)
        except OSError:
            return ""

    def shows(self, path: str, text: str) -> bool:
        """Return whether a page comes to show a text."""
        shown = wait_for(lambda: text in self.get(path), 60)
        assert self.process.poll() is None, self.log.read_text()
        return shown


@pytest.fixture
def preview(small: Path) -> Iterator[Preview]:
    """Return a preview of the small checkout."""
    running = Preview(small)
    yield running
    running.process.terminate()
    running.process.wait(20)


def test_a_preview_shows_edits_additions_deletions_and_findings(
    small: Path, preview: Preview
) -> None:
    record = small / "content/terms/loop.yml"
    assert preview.shows("terms/loop.html", "Circuit")

    record.write_text(term(extra="also: [Roundabout]\n"))
    assert preview.shows("terms/loop.html", "Roundabout")

    added = small / "content/terms/onsite.yml"
    added.write_text(term("Onsite day"))
    assert preview.shows("terms/onsite.html", "Onsite day")
    assert "Onsite day" in preview.get("terms/index.html")

    added.unlink()
    assert preview.shows("terms/onsite.html", "404")

    record.write_text(term(extra="alsoo: [Roundabout]\n"))
    assert preview.shows("terms/loop.html", "content/terms/loop.yml:5:1: error[unknown-field]")
    assert "unknown-field" in preview.get("about.html")
    assert "broken-anchor" in preview.get("faqs/why.html")

    record.write_text("title: [\n")
    assert preview.shows("terms/loop.html", "error[yaml-syntax]")

    record.write_text(term(extra="also: [Mended]\n"))
    assert preview.shows("terms/loop.html", "Mended")
    assert "error[" not in preview.get("terms/loop.html")
