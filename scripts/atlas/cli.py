"""The commands. Each calls one module and chooses the exit code, nothing more.

A command imports what only it needs when it runs: half of the time of `atlas check` would go into
importing what it never calls.
"""

import argparse
import gc
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from atlas import catalog, rules
from atlas.diagnostics import FORMATS, Diagnostic, as_text
from atlas.model import KINDS

CLEAN, FOUND, CANNOT_RUN = 0, 1, 2

Run = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 if all is well, 1 if something was found, 2 if it can't run."""
    options = _parser().parse_args(arguments)
    if not (options.root / "content").is_dir():
        return _refuse(f"there is no folder content/ in {options.root}; run this in a checkout")
    run: Run = options.run
    # A command keeps nearly all it makes until it ends; looking through 30,000 records for garbage
    # again and again took a third of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return run(options)
    except BrokenPipeError:  # what reads us stopped reading: `atlas check | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CANNOT_RUN
    except OSError as error:
        return _refuse(f"{error.filename or 'the disk'}: {(error.strerror or 'error').lower()}")
    except KeyboardInterrupt:
        return _refuse("stopped")
    finally:
        if collecting:
            gc.enable()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("atlas", description="Check and build the ML Career Atlas.")
    parser.add_argument("--root", type=Path, default=Path(), metavar="DIR", help="the checkout")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Run, help_: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help_, description=run.__doc__)
        made.set_defaults(run=run)
        return made

    def formats(made: argparse.ArgumentParser) -> None:
        default = "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"
        made.add_argument("--format", choices=FORMATS, default=default)

    made = command("check", _check, "check every rule over content and docs")
    formats(made)
    made.add_argument("files", nargs="*", metavar="FILE", help="only these: quick, for editors")
    made.add_argument("--as-of", type=_day, metavar="DATE", help="find what is stale on that day")
    formats(command("build", _build, "check, build, check the site, then put it in site/"))
    made = command("links", _links, "check the links of the built site")
    formats(made)
    made.add_argument("--online", action="store_true", help="ask other hosts too")
    made = command("new", _new, "start a record")
    made.add_argument("kind", metavar="KIND", choices=KINDS, help=", ".join(KINDS))
    made.add_argument("id", metavar="ID", help="its file name: a-z, 0-9 and hyphens")
    made = command("fmt", _fmt, "write records in their canonical form")
    made.add_argument("files", nargs="*", metavar="FILE", help="only these")
    made.add_argument("--check", action="store_true", help="change nothing; exit 1 if any differs")
    made = command("rename", _rename, "rename a record and every reference to it")
    made.add_argument("record", metavar="KIND/OLD")
    made.add_argument("new", metavar="NEW", help="the new id")
    made = command("show", _show, "print a record, what it names and what names it")
    made.add_argument("record", metavar="KIND/ID")
    made = command("export", _export, "write the same pages as plain files for any engine")
    made.add_argument("folder", metavar="DIR", type=Path)
    formats(made)
    made = command("explain", _explain, "say what a rule wants and why")
    made.add_argument("code", metavar="CODE")
    made = command("schema", _schema, "write JSON Schemas for editors")
    made.add_argument("folder", metavar="DIR", type=Path, nargs="?", default=Path(".schemas"))
    return parser


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError("must be a day written YYYY-MM-DD") from None


def _refuse(why: str) -> int:
    sys.stderr.write(f"atlas: {why}\n")
    return CANNOT_RUN


def _report(found: Sequence[Diagnostic], options: argparse.Namespace, summary: str) -> int:
    sys.stdout.write(FORMATS[options.format](found))
    if options.format == "text":
        number = f"{len(found)} finding{'s' if len(found) > 1 else ''}" if found else "clean"
        sys.stdout.write(f"{number}: {summary}\n")
    return FOUND if found else CLEAN


def _check(options: argparse.Namespace) -> int:
    """Check every rule over content/ and docs/, or those about single files over FILE ...

    Prints every finding.
    """
    as_of = getattr(options, "as_of", None)
    if files := getattr(options, "files", None):
        found: list[Diagnostic] = []
        for file in files:
            path = _inside(options.root, file)
            found += rules.check_file(catalog.load_file(options.root, path, as_of), path)
        return _report(found, options, f"{len(files)} file{'s' if len(files) > 1 else ''}")
    loaded = catalog.load(options.root, as_of)
    counts = (f"{len(ids)} {kind}" for kind, ids in loaded.ids.items() if ids)
    pages = f"{len(loaded.pages)} hand-written pages"
    return _report(rules.check(loaded), options, ", ".join([*counts, pages]))


def _inside(root: Path, file: str) -> str:
    """Return a file's path relative to the checkout, as records are named."""
    path = Path(file)
    if path.is_absolute() or not (root / path).exists():
        path = Path(os.path.relpath(path.absolute(), root.absolute()))
    return path.as_posix()


def _build(options: argparse.Namespace) -> int:
    """Check content and docs, build the site beside the last one, check it, and swap the two."""
    from atlas import build

    try:
        found = build.build(options.root)
    except build.EngineError as error:
        # The engine checks before it builds; asked again, the check prints what it found.
        if _check(options) == FOUND:
            return FOUND
        sys.stderr.write(f"{error}\natlas: MkDocs did not build; site/ is as it was\n")
        return FOUND
    if options.format == "text":
        sys.stdout.write("clean: content and pages\n")
    where = "site/ is as it was" if found else "open site/index.html"
    return _report(found, options, f"the built site; {where}")


def _links(options: argparse.Namespace) -> int:
    """Check every link, anchor and asset of the built site in site/; with --online, other hosts.

    Answers from other hosts are remembered in .cache/links.json for a week.
    """
    from atlas import build, site

    if options.online:
        return _online(options)
    if not (options.root / "site").is_dir():
        return _refuse("there is no site/ yet; run `atlas build`")
    built = site.Site(options.root / "site", build.site_address(os.environ))
    summary = f"{len(built.references)} links on {len(built.pages)} pages"
    return _report(site.check(built), options, summary)


def _online(options: argparse.Namespace) -> int:
    from urllib.parse import urldefrag

    from atlas import online
    from atlas.model.record import Source

    loaded = catalog.load(options.root)
    sources = defaultdict(list)
    for entry in loaded.of(Source):
        sources[urldefrag(entry.record.url)[0]].append(entry)

    def progress(done: int, total: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done} of {total} addresses")

    answers = online.check(sources, options.root / ".cache/links.json", progress=progress)
    found: list[Diagnostic] = []
    for answer in answers:
        if answer.state in {"gone", "moved"}:
            code, why, to = f"link-{answer.state}", answer.why, answer.moved_to
            places = (entry.locate("url") for entry in sources[answer.address])
            found += (Diagnostic(code, at, why, to) for at in places)
    counts = Counter(answer.state for answer in answers)
    summary = ", ".join(f"{number} {state}" for state, number in counts.most_common())
    return _report(found, options, f"{len(answers)} addresses of sources: {summary}")


def _new(options: argparse.Namespace) -> int:
    """Write a skeleton of a new record, and say what is left to fill in."""
    from atlas import scaffold

    path = f"content/{options.kind}/{options.id}.{KINDS[options.kind].form}"
    file = options.root / path
    if not catalog.sound_id(options.id):
        return _refuse(f"`{options.id}` may have only a-z, 0-9 and single hyphens")
    if file.exists():
        return _refuse(f"{path} is there already")
    file.parent.mkdir(exist_ok=True)
    with file.open("x", encoding="utf-8", newline="\n") as out:
        out.write(scaffold.skeleton(options.kind))
    left = _of(path, rules.check(catalog.load(options.root)))
    sys.stdout.write(as_text(left))
    sys.stdout.write(f"{path} is written; {len(left)} things are left, then `atlas check`.\n")
    return CLEAN


def _fmt(options: argparse.Namespace) -> int:
    """Write every record, or FILE ..., in its canonical form; no value changes."""
    from atlas import formatting

    loaded = catalog.load(options.root)
    wanted = {_inside(options.root, file) for file in options.files}
    texts = {entry.path: entry.text for entry in loaded.entries.values()}
    if unusable := sorted(wanted - texts.keys()):
        return _refuse(f"no record without findings: {', '.join(unusable)}; see `atlas check`")
    differing = {
        path: formed
        for path, text in texts.items()
        if (not wanted or path in wanted) and (formed := formatting.formatted(path, text)) != text
    }
    for path, text in differing.items():
        if not options.check:
            (options.root / path).write_text(text, "utf-8", newline="\n")
        sys.stdout.write(f"{path}\n")
    state = "to format" if options.check else "formatted"
    sys.stdout.write(f"{len(differing)} of {len(wanted or texts)} records {state}\n")
    return FOUND if options.check and differing else CLEAN


def _rename(options: argparse.Namespace) -> int:
    """Rename a record and every reference to it, or change nothing and say why."""
    from atlas import rename

    kind, _, old = options.record.partition("/")
    if kind not in KINDS:
        return _refuse(f"`{kind}` is no kind of record; there are {', '.join(KINDS)}")
    try:
        named = rename.rename(options.root, kind, old, options.new.removeprefix(f"{kind}/"))
    except rename.RenameError as error:
        return _refuse(str(error))
    for path, times in sorted(named.items()):
        sys.stdout.write(f"{path}: {times}\n")
    places = sum(named.values())
    new = options.new.removeprefix(f"{kind}/")
    sys.stdout.write(f"{kind}/{old} is {kind}/{new} now; references that follow it: {places}\n")
    return CLEAN


def _export(options: argparse.Namespace) -> int:
    """Write every page, asset and data file and a configuration without hooks into DIR."""
    from atlas import export

    if _check(options) == FOUND:
        return FOUND
    try:
        number = export.export(options.root, options.folder)
    except export.ExportError as error:
        return _refuse(str(error))
    sys.stdout.write(f"{number} pages in {options.folder}/; build them there with any engine\n")
    return CLEAN


def _show(options: argparse.Namespace) -> int:
    """Print a record as it stands, what it names, and what names it."""
    from atlas import show

    kind, _, id_ = options.record.partition("/")
    loaded = catalog.load(options.root)
    entry = loaded.get(kind, id_)
    if entry is None:
        if id_ in loaded.ids.get(kind, ()):
            return _refuse(f"{options.record} has findings; see `atlas check`")
        alike = [
            f"{kind}/{options.record}" for kind, ids in loaded.ids.items() if options.record in ids
        ]
        hint = f"; there is {' and '.join(alike)}" if alike else "; write KIND/ID"
        return _refuse(f"there is no record {options.record}{hint}")
    sys.stdout.write(show.as_text(loaded, entry))
    return CLEAN


def _of(path: str, found: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [each for each in found if each.span.path == path]


def _explain(options: argparse.Namespace) -> int:
    """Print what a rule wants, why, and how to mend what it finds."""
    from atlas import site

    known = {**rules.RULES, **site.RULES}
    if options.code not in known:
        return _refuse(f"there is no rule `{options.code}`; there are {', '.join(known)}")
    sys.stdout.write(f"{options.code}\n\n{known[options.code].explanation}\n")
    return CLEAN


def _schema(options: argparse.Namespace) -> int:
    """Write a JSON Schema for each kind, with today's ids, into DIR (default .schemas/)."""
    from atlas import schema

    known = schema.titles(catalog.load(options.root))
    options.folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        text = json.dumps(schema.schema(kind, known), ensure_ascii=False, indent=2) + "\n"
        (options.folder / f"{kind}.json").write_text(text, "utf-8")
    sys.stdout.write(f"{len(KINDS)} schemas in {options.folder}/\n")
    return CLEAN
