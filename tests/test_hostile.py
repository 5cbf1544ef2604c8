"""Files made to do harm: each becomes a diagnostic, quickly, and never a traceback."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import atlas_command, term

Put = Callable[[Path], None]
KIND = "content/terms"


def _bytes(name: str, raw: bytes) -> Put:
    def put(root: Path) -> None:
        (root / KIND / name).write_bytes(raw)

    return put


def _text(name: str, text: str) -> Put:
    return _bytes(name, text.encode("utf-8", "surrogatepass"))


def _alias_bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += (f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))
    return "\n".join(lines)


def _link_to_itself(root: Path) -> None:
    (root / KIND / "loop.yml").symlink_to("loop.yml")


def _links_in_a_circle(root: Path) -> None:
    (root / KIND / "a.yml").symlink_to("b.yml")
    (root / KIND / "b.yml").symlink_to("a.yml")


def _link_to_its_own_parent(root: Path) -> None:
    (root / "content/roles").symlink_to("..", target_is_directory=True)


def _link_outside(root: Path) -> None:
    (root / KIND / "secret.yml").symlink_to("/etc/passwd")


def _pipe(root: Path) -> None:
    os.mkfifo(root / KIND / "pipe.yml")


def _folder(root: Path) -> None:
    (root / KIND / "folder.yml").mkdir()


def _folder_in_docs_in_a_circle(root: Path) -> None:
    (root / "docs").mkdir()
    (root / "docs/here").symlink_to(".", target_is_directory=True)


def _unreadable(root: Path) -> None:
    _text("closed.yml", "title: [")(root)
    (root / KIND / "closed.yml").chmod(0)


CORPUS: dict[str, Put] = {
    "alias bomb": _text("bomb.yml", _alias_bomb()),
    "deep lists": _text("deep.yml", "title: " + "[" * 200_000),
    "deep mappings": _text("deep.yml", "".join(" " * n + "a:\n" for n in range(900))),
    "huge scalar": _text("huge.yml", "title: " + "x" * (1 << 21)),
    "many keys": _text("keys.yml", "".join(f"k{n}: {n}\n" for n in range(90_000))),
    "many links": _text("links.yml", term(extra="also:\n  - a\n") + "rests: '" + "[](" * 90_000),
    "nothing but tabs": _text("tabs.yml", "\t" * 100_000),
    "nothing but hidden signs": _text("hidden.yml", "\u200e\u202e" * 100_000),
    "lone surrogate": _text("surrogate.yml", "title: \ud800"),
    "escaped surrogate": _text("surrogate.yml", 'title: "\\ud800"'),
    "direction marks": _text("bidi.yml", "title: \u202egnitirw"),
    "escaped direction marks": _text("bidi.yml", 'title: "\\u202e"'),
    "null bytes": _bytes("null.yml", b"title: a\x00b"),
    "only null bytes": _bytes("null.yml", b"\x00" * 4096),
    "UTF-16": _bytes("wide.yml", "title: a".encode("utf-16")),
    "not UTF-8": _bytes("latin.yml", b"title: caf\xe9"),
    "byte order mark": _bytes("mark.yml", b"\xef\xbb\xbftitle: a"),
    "empty": _bytes("empty.yml", b""),
    "a tag that runs": _text("tag.yml", "title: !!python/object/apply:os.system [true]"),
    "a binary key": _text("key.yml", "? !!binary aGk=\n: a"),
    "two documents": _text("two.yml", "title: a\n---\ntitle: b"),
    "a directive": _text("directive.yml", "%YAML 9.9\n---\ntitle: a"),
    "a merge": _text("merge.yml", "a: &a {b: c}\n<<: *a"),
    "a device's name": _text("con.yml", term()),
    "capitals": _text("CON.YML", term()),
    "a name with a line break": _text("a\nb.yml", term()),
    "a name with an escape": _text("\x1b[31m.yml", term()),
    "a link to itself": _link_to_itself,
    "links in a circle": _links_in_a_circle,
    "a link to its own parent": _link_to_its_own_parent,
    "a link outside": _link_outside,
    "a pipe": _pipe,
    "a folder named like a record": _folder,
    "a folder in a circle": _folder_in_docs_in_a_circle,
    "a file nobody may read": _unreadable,
}


@pytest.mark.parametrize("name", CORPUS)
def test_it_is_reported_and_nothing_breaks(name: str, tmp_path: Path) -> None:
    (tmp_path / KIND).mkdir(parents=True)
    CORPUS[name](tmp_path)
    run = atlas_command("check", root=tmp_path, timeout=HANGING)
    assert "Traceback" not in run.stderr + run.stdout
    assert "\x1b" not in run.stdout
    assert run.returncode == 1, run.stdout + run.stderr


# After so many seconds a check counts as hanging, however busy the machine is.
HANGING = 60.0
