"""Tools over records: rename, format, show, and the guide as data and as plain files."""

import csv
import json
import shutil
import subprocess
import sys
from collections import defaultdict
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from atlas import (
    catalog,
    data,
    diagnostics,
    export,
    formatting,
    history,
    rename,
    rules,
    schema,
    source,
)
from atlas.catalog import Catalog
from atlas.model import KINDS
from conftest import ROOT, Tree, atlas_command, copy_checkout, term

ABOUT = """---
title: What is a loop?
summary: A question.
sources: [x]
reviewed: 2026-11-21
---
See [loops](../terms/loop.yml), [again](../terms/loop.yml#also) and `../terms/loop.yml`.
"""
SMALL = {
    "content/terms/loop.yml": term(extra="also: [loop-de-loop]\n") + "sources: [x]  # the loop\n",
    "content/terms/onsite.yml": "# about a loop\ntitle: 'Onsite'\nsummary: The last [of it](z).\n"
    "rests_on: >-\n  Not the [loop](../terms/loop.yml) alone,\n  but the [loop](loop.yml) here.\n"
    "reviewed: 2026-11-21\n",
    "content/faqs/loops.md": ABOUT,
    "content/sources/x.yml": "title: X\nsummary: A page.\npublisher: X\nurl: https://x.example/\n"
    "grade: press\nread: 2026-11-01\nreviewed: 2026-11-01\n",
    "docs/about.md": "# About\n\n[The loop](../content/terms/loop.yml#also)\n",
}


def tree_of(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


# ---- rename ------------------------------------------------------------------------------------


def test_a_rename_follows_every_reference_and_touches_nothing_else(tree: Tree) -> None:
    root = tree(SMALL)
    before = tree_of(root)
    run = atlas_command("rename", "terms/loop", "round-trip", root=root)
    assert run.returncode == 0, run.stderr
    after = tree_of(root)
    assert "content/terms/loop.yml" not in after
    assert after["content/terms/round-trip.yml"] == before["content/terms/loop.yml"]
    asked = ABOUT.replace("terms/loop.yml)", "terms/round-trip.yml)")
    asked = asked.replace("terms/loop.yml#", "terms/round-trip.yml#")
    assert after["content/faqs/loops.md"].decode() == asked
    assert after["docs/about.md"].decode() == SMALL["docs/about.md"].replace(
        "loop.yml", "round-trip.yml"
    )
    onsite = SMALL["content/terms/onsite.yml"].replace("loop.yml)", "round-trip.yml)")
    assert after["content/terms/onsite.yml"].decode() == onsite
    assert rules.check(catalog.load(root)) == []
    assert atlas_command("rename", "terms/round-trip", "loop", root=root).returncode == 0
    assert tree_of(root) == before


def test_a_rename_leaves_an_anchor_that_has_the_same_words(tree: Tree) -> None:
    headed = ABOUT + "\n## The loops\n"
    other = ABOUT.replace("What is a loop?", "Why?") + "\nSee [this](loops.md#the-loops).\n"
    root = tree({**SMALL, "content/faqs/loops.md": headed, "content/faqs/why.md": other})
    run = atlas_command("rename", "faqs/loops", "circles", root=root)
    assert run.returncode == 0, run.stderr
    assert "[this](circles.md#the-loops)" in (root / "content/faqs/why.md").read_text()


@pytest.mark.parametrize(
    ("record", "new", "why"),
    [
        ("terms/loop", "onsite", "is there already"),
        ("terms/none", "some", "there is no content/terms/none.yml"),
        ("terms/loop", "Loop", "may have only"),
        ("terms/loop", "../x", "may have only"),
        ("things/loop", "x", "is no kind of record"),
    ],
)
def test_a_rename_that_cannot_be_is_refused(tree: Tree, record: str, new: str, why: str) -> None:
    root = tree(SMALL)
    before = tree_of(root)
    run = atlas_command("rename", record, new, root=root)
    assert run.returncode == 2
    assert why in run.stderr
    assert tree_of(root) == before


def test_a_rename_is_refused_while_the_content_has_findings(tree: Tree) -> None:
    root = tree({**SMALL, "content/terms/broken.yml": "title: ["})
    before = tree_of(root)
    with pytest.raises(rename.RenameError, match="findings"):
        rename.rename(root, "terms", "loop", "circle")
    assert tree_of(root) == before


def test_a_rename_that_fails_half_way_puts_all_back(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree(SMALL)
    before = tree_of(root)
    real, calls = Path.replace, []

    def full(self: Path, target: Path) -> Path:
        calls.append(self)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(KeyboardInterrupt):
        rename.rename(root, "terms", "loop", "circle")
    assert len(calls) == 3
    assert tree_of(root) == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_real_record_of_every_kind_goes_and_comes_back(kind: str, atlas: Catalog) -> None:
    """The record of each kind that most others name."""
    entries = [entry for entry in atlas.entries.values() if entry.kind == kind]
    most = max(entries, key=lambda entry: (len(atlas.incoming.get(entry.key, ())), entry.id))
    places = rename.references(ROOT, kind, most.id)
    named = {by.path for by, _ in atlas.incoming.get(most.key, ())}
    named |= {path for path, page in atlas.pages.items() if most.key in page.links}
    assert set(places) - {most.path} == named
    for path, spans in places.items():
        text = (ROOT / path).read_text("utf-8")
        there = rename.substitute(text, spans, most.id, "zz-elsewhere")
        assert there.count("zz-elsewhere") == len(set(spans))
        assert there.replace("zz-elsewhere", most.id) == text


# ---- format ------------------------------------------------------------------------------------


def test_the_real_content_is_in_its_canonical_form(atlas: Catalog) -> None:
    differing = [
        entry.path
        for entry in atlas.entries.values()
        if formatting.formatted(entry.path, entry.text) != entry.text
    ]
    assert differing == []


def test_formatting_orders_fields_with_their_comments(tree: Tree) -> None:
    root = tree(
        {
            "content/terms/loop.yml": "# Kept.\nreviewed:   2026-11-21\r\nsummary: B  \r\n\r\n\r\n"
            "# Of the title.\ntitle: A\nalso: [a ,b]\nrests_on: What led us to say so here.\n\n\n"
        }
    )
    run = atlas_command("fmt", "--check", root=root)
    assert run.returncode == 1
    assert "loop.yml" in run.stdout
    assert atlas_command("fmt", root=root).returncode == 0
    assert (root / "content/terms/loop.yml").read_text() == (
        "\n\n# Of the title.\ntitle: A\nsummary: B\nalso: [a, b]\n"
        "rests_on: What led us to say so here.\n# Kept.\nreviewed: 2026-11-21\n"
    )


values = st.recursive(
    st.text("ab :#-'\"|>[]{}\n\\é", max_size=12) | st.integers(0, 99) | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=8,
)
fields = st.dictionaries(
    st.sampled_from(["title", "summary", "also", "sources", "reviewed"]), values, min_size=1
)


@given(fields, st.booleans())
@settings(max_examples=150, deadline=None)
def test_formatting_changes_no_value_and_is_done_after_once(
    value: dict[str, Any], flow: bool
) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=flow, width=30)
    formed = formatting.formatted("content/terms/a.yml", text)
    assert source.parse("a.yml", formed).value == source.parse("a.yml", text).value
    assert formatting.formatted("content/terms/a.yml", formed) == formed


# ---- show, check of one file -------------------------------------------------------------------


def test_show_prints_a_record_and_its_references_both_ways(tree: Tree) -> None:
    run = atlas_command("show", "terms/loop", root=tree(SMALL))
    assert run.returncode == 0
    assert "names:\n  sources: x\n" in run.stdout
    assert "is named by:\n  faqs: loops\n  terms: onsite\n" in run.stdout
    assert atlas_command("show", "terms/none", root=tree(SMALL)).returncode == 2


def test_one_file_is_checked_alone(tree: Tree) -> None:
    faulty = SMALL["content/terms/loop.yml"].replace("[x]", "[y]")
    root = tree({**SMALL, "content/terms/loop.yml": faulty, "content/terms/other.yml": "title: ["})
    run = atlas_command("check", "content/terms/loop.yml", root=root)
    assert run.returncode == 1
    assert "there is no record `y`" in run.stdout
    assert "other.yml" not in run.stdout
    assert atlas_command("check", str(root / "content/faqs/loops.md"), root=root).returncode == 0
    assert atlas_command("check", "docs/about.md", root=root).returncode == 0
    assert atlas_command("check", "content/terms/none.yml", root=root).returncode == 2


def test_one_file_is_held_against_facets_it_does_not_name(tmp_path: Path) -> None:
    copy_checkout(tmp_path)
    file = tmp_path / "content/team-types/ads-ranking.yml"
    before, latency, after = file.read_text("utf-8").partition("\n  latency:")
    file.write_text(before + "\n" + after[after.index("  cost-of-error:") :], "utf-8")
    assert latency
    run = atlas_command("check", "content/team-types/ads-ranking.yml", root=tmp_path)
    assert "error[facet-answer]: the facet `latency` has no answer" in run.stdout


def test_formatting_refuses_what_it_cannot_read(tree: Tree) -> None:
    root = tree({**SMALL, "content/terms/other.yml": "title: ["})
    for name in ("content/terms/lop.yml", "content/terms/other.yml", "docs/about.md"):
        run = atlas_command("fmt", "--check", name, root=root)
        assert run.returncode == 2
        assert "no record without findings: " in run.stderr
        assert name in run.stderr


# ---- formats -----------------------------------------------------------------------------------


def test_sarif_names_the_place_in_characters() -> None:
    span = diagnostics.Span("content/terms/a b.yml", 3, 5, 9, "text")
    found = [diagnostics.Diagnostic("cycle", span, "no", "mend")]
    log = json.loads(diagnostics.as_sarif(found))
    (run,) = log["runs"]
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "content/terms/a%20b.yml"
    assert place["region"] == {"startLine": 3, "startColumn": 5, "endColumn": 9}
    assert result["ruleId"] in {rule["id"] for rule in run["tool"]["driver"]["rules"]}


# ---- data --------------------------------------------------------------------------------------


def test_the_data_fits_its_schema(atlas: Catalog) -> None:
    made = data.files(atlas)
    schema = json.loads(made["data/atlas.schema.json"])
    Draft202012Validator.check_schema(schema)
    whole = json.loads(made["data/atlas.json"])
    Draft202012Validator(schema).validate(whole)
    whole["kinds"]["teams"]["fblearner"]["team_type"] = "nowhere"
    assert not Draft202012Validator(schema).is_valid(whole)


def test_json_and_csv_hold_every_record_and_every_reference(atlas: Catalog, tmp_path: Path) -> None:
    made = data.files(atlas)
    whole = json.loads(made["data/atlas.json"])["kinds"]
    assert {(kind, id_) for kind in whole for id_ in whole[kind]} == set(atlas.entries)
    for kind, model in KINDS.items():
        rows = list(csv.DictReader(StringIO(made[f"data/{kind}.csv"])))
        assert {row["id"] for row in rows} == set(whole[kind])
        texts = _text_fields(kind)
        folder = tmp_path / "content" / kind
        folder.mkdir(parents=True)
        for row in rows:
            id_ = row.pop("id")
            fields = {
                name: text if name in texts else json.loads(text)
                for name, text in row.items()
                if text
            }
            assert fields == whole[kind][id_]
            assert json.loads(made[f"data/{kind}/{id_}.json"]) == {
                "kind": kind,
                "id": id_,
                **fields,
            }
            body = fields.pop("body", None)
            text = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=10**6)
            file = folder / f"{id_}.{model.form}"
            file.write_text(f"---\n{text}---\n{body}" if body is not None else text, "utf-8")
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    again = catalog.load(tmp_path)
    assert not again.unusable
    assert _edges(again) == _edges(atlas)


def _text_fields(kind: str) -> set[str]:
    """Return the columns that hold text as it stands, by the published schema."""
    about = schema.schema(kind, {})["properties"]
    return {name for name, field in about.items() if _is_text(field)} | {"body"}


def _is_text(field: dict[str, Any]) -> bool:
    options = field.get("anyOf", [field])
    if any("Statement" in str(each.get("$ref")) for each in options):
        return False  # written as text, it is read as a mapping
    return any(
        each.get("type") == "string" or "-id" in str(each.get("$ref")) or _is_text_in(each)
        for each in options
    )


def _is_text_in(option: dict[str, Any]) -> bool:
    return "anyOf" in option and _is_text(option)


def _edges(loaded: Catalog) -> dict[tuple[str, str], set[tuple[str, str]]]:
    named: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for entry in loaded.entries.values():
        named[entry.key] |= {(edge.kind, edge.id) for edge in entry.edges}
    return dict(named)


# ---- history -----------------------------------------------------------------------------------


def test_the_history_tells_what_came_changed_and_went(tree: Tree) -> None:
    root = tree(SMALL)

    def git(*arguments: str, day: str = "2026-11-20") -> None:
        who = ["-c", "user.name=A contributor", "-c", "user.email=a@example.org"]
        when = f"{day}T12:00:00+00:00"
        subprocess.run(
            ["git", *who, *arguments],
            cwd=root, check=True, capture_output=True,
            env={"PATH": "/usr/bin:/bin", "GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when},
        )  # fmt: skip

    assert history.read(root) == []
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    (root / "content/terms/onsite.yml").unlink()
    (root / "content/terms/loop.yml").write_text(term("Circle"))
    git("add", ".")
    git("commit", "-qm", "second", day="2026-11-21")
    newest, oldest = history.read(root)
    assert newest.day == "2026-11-21"
    assert newest.changes == {"changed": {"terms": ["loop"]}, "removed": {"terms": ["onsite"]}}
    assert newest.title == "1 term changed; 1 term removed"
    assert oldest.changes["added"]["sources"] == ["x"]
    feed = history.feed([newest, oldest], catalog.load(root), "https://a.example/")
    assert feed.count("<entry>") == 2
    assert "Circle" in feed


def test_days_are_those_of_one_clock_wherever_a_commit_was_made(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Pago_Pago")  # where both commits were made on the 21st
    root = tree({**SMALL, "guide/content/terms/loop.yml": term()})
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    commits = {"East": "2026-11-22T08:00:00+09:00", "West": "2026-11-21T16:00:00-08:00"}
    for title, when in commits.items():
        (root / "guide/content/terms/loop.yml").write_text(term(title))
        who = ["-c", "user.name=A contributor", "-c", "user.email=a@example.org"]
        for command in (["add", "guide"], ["commit", "-qm", title]):
            subprocess.run(
                ["git", *who, *command], cwd=root, check=True,
                env={"PATH": "/usr/bin:/bin", "GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when},
            )  # fmt: skip
    days = history.read(root / "guide")
    assert [day.day for day in days] == ["2026-11-22", "2026-11-21"]
    assert days[0].changes == {"changed": {"terms": ["loop"]}}
    assert days[1].changes == {"added": {"terms": ["loop"]}}


@pytest.mark.parametrize(
    ("newest_first", "what"),
    [
        ("DA", []),
        ("AD", [{"changed": {"terms": ["loop"]}}]),
        ("MA", [{"added": {"terms": ["loop"]}}]),
        ("DM", [{"removed": {"terms": ["loop"]}}]),
        ("ADM", [{"changed": {"terms": ["loop"]}}]),
        ("DAD", [{"removed": {"terms": ["loop"]}}]),
    ],
)
def test_what_happened_to_a_record_within_a_day_is_told_as_one(
    newest_first: str, what: list[dict[str, dict[str, list[str]]]]
) -> None:
    log = "".join(f"\0002026-11-21\n\n{sign}\tcontent/terms/loop.yml\n" for sign in newest_first)
    assert [day.changes for day in history._days(log)] == what


# ---- export ------------------------------------------------------------------------------------


def test_the_export_is_the_same_pages_for_any_engine(built: Path, tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    copy_checkout(checkout)
    folder = tmp_path / "plain"
    export.export(checkout, folder)
    with pytest.raises(export.ExportError, match="not empty"):
        export.export(checkout, folder)
    ours = _pages(built)
    for engine in ("mkdocs", "zensical"):
        run = subprocess.run(
            [sys.executable, "-m", engine, "build", "-f", str(folder / "mkdocs.yml")],
            cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stdout + run.stderr
        assert _pages(folder / "site") == ours, engine
        shutil.rmtree(folder / "site")


def _pages(site: Path) -> set[str]:
    return {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
