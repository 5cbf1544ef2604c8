"""The whole guide as plain files for any other engine: Markdown, assets, a configuration.

What the hook gives MkDocs while it builds stands in the folder as files, so no hook is needed: the
way out, should MkDocs or Material come to an end.
"""

import re
import shutil
from pathlib import Path

import material

from atlas import assets, catalog, history, links, pages, styles

THEME = Path(__file__).parent / "theme"


class ExportError(Exception):
    """The export can't be written; the message says why."""


def export(root: Path, folder: Path) -> int:
    """Write the guide at `root` into an empty or new folder; return the number of pages.

    `folder` gets `docs/` (pages as Markdown, all assets), `theme/` and `mkdocs.yml`. Raises
    `ExportError` where the folder holds something else.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ExportError(f"{folder} is not empty")
    docs = folder / "docs"
    shutil.copytree(root / "docs", docs, dirs_exist_ok=True)
    loaded = catalog.load(root)
    days = history.read(root)
    made = pages.render(loaded, days)
    for page in made.values():
        _write(docs / page.path, page.markdown)
    for path in (each for each in loaded.pages if each.endswith(".md")):
        name = path.removeprefix("docs/")
        _write(docs / name, links.rewrite(loaded.pages[path].text, path, name))
    configuration = (root / "mkdocs.yml").read_text("utf-8")
    address, about = (_setting(configuration, name) for name in ("site_url", "site_description"))
    for path, text in assets.files(loaded, days, address, about).items():
        _write(docs / path, text)
    sheets = re.findall(r"^  - (assets/\w+\.css)$", configuration, re.M)
    _write(docs / "assets/atlas.css", styles.bundle((docs / each).read_text() for each in sheets))
    shutil.copytree(THEME, folder / "theme", dirs_exist_ok=True)
    _write(folder / "mkdocs.yml", _configuration(configuration, sheets))
    return len(made) + len(loaded.pages)


def _setting(configuration: str, name: str) -> str:
    """Return a setting of mkdocs.yml, or what it falls back to without its variable."""
    found = re.search(rf'^{name}: (?:!ENV .*"([^"]*)"\]|(.*))$', configuration, re.M)
    return found[1] or found[2] if found else ""


def _configuration(text: str, sheets: list[str]) -> str:
    """Return mkdocs.yml without what only this checkout has: hooks, folders to watch."""
    lines = (line for line in text.splitlines() if not line.startswith(("hooks:", "watch:")))
    made = "\n".join(lines) + "\n"
    made = made.replace("custom_dir: scripts/atlas/theme", "custom_dir: theme")
    made = made.replace("".join(f"  - {each}\n" for each in sheets), "  - assets/atlas.css\n")
    templates = Path(material.__file__).parent / "templates"
    style = next(templates.glob("assets/stylesheets/main.*.min.css"))
    name = style.relative_to(templates).as_posix()
    return made.replace("\nextra:\n", f"\nextra:\n  text_style: {name}\n")


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8", newline="\n")
