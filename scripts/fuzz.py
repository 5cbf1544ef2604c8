"""Feeds the reader, the links, the front matter and the command line with made-up input.

    python scripts/fuzz.py TARGET [options of libFuzzer]

Needs `atheris` (not among the pinned requirements; it wants Clang's runtime on some platforms).
Seeds are in tests/seeds/TARGET/. A finding is an exception, or an input that takes two seconds.
"""

import contextlib
import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["atlas"]):
    from atlas import cli, formatting, links, source
    from atlas.catalog import load
    from atlas.model import KINDS

ROOT = Path(__file__).parents[1]
IDS = {kind: {"a": None, "ml-engineer": None} for kind in KINDS}
FORMS = {kind: model.form for kind, model in KINDS.items()}
TERRITORY = links.Territory(IDS, FORMS, ["docs/a.md"], lambda _: ["x"])
SCRATCH = Path(tempfile.mkdtemp(prefix="atlas-fuzz-"))


def yaml(data: bytes) -> None:
    """A record: through the reader, its model, every rule, and the formatter."""
    file = SCRATCH / "content/terms/a.yml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    load(SCRATCH)
    text = data.decode("utf-8", "surrogateescape")
    with contextlib.suppress(UnicodeEncodeError):
        source.parse("content/terms/a.yml", text)
        formatting.formatted("content/terms/a.yml", text)


def prose(data: bytes) -> None:
    """Prose: its links found, judged and rewritten."""
    text = data.decode("utf-8", "replace")
    links.read_prose(text, "content/terms/a.yml", TERRITORY)
    links.rewrite(text, "content/terms/a.yml", "terms/a.md")


def front_matter(data: bytes) -> None:
    """A Markdown record, with positions in its prose."""
    document = source.parse("content/faqs/a.md", data.decode("utf-8", "replace"))
    for loc in document.marks:
        document.locate(loc)
    document.locate_within(("body",), "a", 0)


def arguments(data: bytes) -> None:
    """The command line."""
    words = data.decode("utf-8", "replace").split("\0")[:6]
    if not words or words[0] not in {"check", "explain", "show", "rename", "fmt", "new"}:
        return
    (SCRATCH / "content").mkdir(exist_ok=True)
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            cli.main(["--root", str(SCRATCH), *words])
        except SystemExit as end:
            if end.code not in {0, 1, 2}:
                raise


TARGETS: dict[str, Callable[[bytes], None]] = {
    "yaml": yaml,
    "prose": prose,
    "front-matter": front_matter,
    "arguments": arguments,
}


def main() -> None:
    """Run one target."""
    target, *options = sys.argv[1:] or [""]
    if target not in TARGETS:
        sys.exit(f"name one of {', '.join(TARGETS)}")
    seeds = ROOT / "tests/seeds" / target
    found = tempfile.mkdtemp(prefix=f"atlas-fuzz-{target}-")
    settings = ["-timeout=2", "-rss_limit_mb=2048", *options, found, str(seeds)]
    atheris.Setup([sys.argv[0], *settings], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
