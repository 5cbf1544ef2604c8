"""The commands. Each calls one module and chooses the exit code, nothing more.

A command imports what only it needs when it runs: half of the time of `atlas check` would go into
importing what it never calls.
"""

import argparse
import gc
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
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

    formats(command("check", _check, "check every rule over content and docs"))
    formats(command("build", _build, "check, build, check the site, then put it in site/"))
    formats(command("links", _links, "check the links of the built site"))
    made = command("new", _new, "start a record")
    made.add_argument("kind", metavar="KIND", choices=KINDS, help=", ".join(KINDS))
    made.add_argument("id", metavar="ID", help="its file name: a-z, 0-9 and hyphens")
    made = command("explain", _explain, "say what a rule wants and why")
    made.add_argument("code", metavar="CODE")
    made = command("schema", _schema, "write JSON Schemas for editors")
    made.add_argument("folder", metavar="DIR", type=Path, nargs="?", default=Path(".schemas"))
    return parser


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
    """Check every rule over content/ and docs/; print every finding."""
    loaded = catalog.load(options.root)
    counts = (f"{len(ids)} {kind}" for kind, ids in loaded.ids.items() if ids)
    pages = f"{len(loaded.pages)} hand-written pages"
    return _report(rules.check(loaded), options, ", ".join([*counts, pages]))


def _build(options: argparse.Namespace) -> int:
    """Check content and docs, build the site beside the last one, check it, and swap the two."""
    from atlas import build

    if _check(options) == FOUND:
        return FOUND
    try:
        found = build.build(options.root)
    except build.EngineError as error:
        sys.stderr.write(f"{error}\natlas: MkDocs did not build; site/ is as it was\n")
        return FOUND
    where = "site/ is as it was" if found else "open site/index.html"
    return _report(found, options, f"the built site; {where}")


def _links(options: argparse.Namespace) -> int:
    """Check every link, anchor and asset of the built site in site/."""
    from atlas import build, site

    if not (options.root / "site").is_dir():
        return _refuse("there is no site/ yet; run `atlas build`")
    built = site.Site(options.root / "site", build.site_address(os.environ))
    summary = f"{len(built.references)} links on {len(built.pages)} pages"
    return _report(site.check(built), options, summary)


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

    ids = catalog.load(options.root).ids
    options.folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        text = json.dumps(schema.schema(kind, ids), ensure_ascii=False, indent=2) + "\n"
        (options.folder / f"{kind}.json").write_text(text, "utf-8")
    sys.stdout.write(f"{len(KINDS)} schemas in {options.folder}/\n")
    return CLEAN
