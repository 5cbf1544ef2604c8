"""The commands: what they print, what they write, how they exit."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from atlas import formatting, rules, scaffold, site, source
from atlas.cli import main
from atlas.diagnostics import FORMATS, Diagnostic, Span
from atlas.model import KINDS
from conftest import ROOT, Tree, atlas_command, term


def test_outside_a_checkout_nothing_runs(tmp_path: Path) -> None:
    run = atlas_command("check", root=tmp_path)
    assert run.returncode == 2
    assert run.stderr.startswith("atlas: there is no folder content/")


@pytest.mark.parametrize("code", [*rules.RULES, *site.RULES])
def test_every_rule_explains_itself(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(ROOT), "explain", code]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{code}\n\n")
    assert "Mend it:" in said


def test_an_unknown_rule_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(ROOT), "explain", "no-such-rule"]) == 2
    assert "unknown-reference" in capsys.readouterr().err


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_record_says_what_is_left(
    kind: str, tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tree({"content/terms/loop.yml": term()})
    assert main(["--root", str(root), "new", kind, "some-thing"]) == 0
    path = f"content/{kind}/some-thing.{KINDS[kind].form}"
    document = source.read(root, path)
    assert not document.problems
    required = {name for name, field in KINDS[kind].model_fields.items() if field.is_required()}
    assert required <= document.value.keys()
    assert f"{path} is written" in capsys.readouterr().out
    assert main(["--root", str(root), "new", kind, "some-thing"]) == 2
    assert main(["--root", str(root), "new", kind, "Some Thing"]) == 2


def test_a_skeleton_names_every_field() -> None:
    for kind, model in KINDS.items():
        text = scaffold.skeleton(kind)
        for name in model.model_fields.keys() - {"body"}:
            assert f"\n{name}:" in text or f"\n# {name}:" in text, (kind, name)


def test_schemas_take_the_real_records_and_refuse_a_dangling_id(tmp_path: Path) -> None:
    run = atlas_command("schema", str(tmp_path), root=ROOT)
    assert run.returncode == 0
    for kind, model in KINDS.items():
        schema = json.loads((tmp_path / f"{kind}.json").read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        for file in sorted((ROOT / "content" / kind).iterdir()):
            value = source.read(ROOT, file.relative_to(ROOT).as_posix()).value
            value.pop("body", None)
            assert not list(validator.iter_errors(value)), file.name
            broken = {**value, "sources": ["no-such-source"]}
            assert list(validator.iter_errors(broken)) or model.singular == "source"


FOUND = [
    Diagnostic(
        "a-code", Span("content/a,b.yml", 2, 3, 5, "\tü: %"), "must: not\n100 %", "mend, it"
    ),
    Diagnostic("other", Span("content/c.yml"), "gone"),
]


def test_text_shows_the_line_with_a_caret_under_the_place() -> None:
    assert FORMATS["text"](FOUND) == (
        "content/a,b.yml:2:3: error[a-code]: must: not\\u000a100 %\n"
        "  2 | \tü: %\n"
        "    | \t ^^\n"
        "  help: mend, it\n"
        "content/c.yml:1:1: error[other]: gone\n"
    )


def test_github_annotations_are_escaped() -> None:
    first, second = FORMATS["github"](FOUND).splitlines()
    assert first == (
        "::error file=content/a%2Cb.yml,line=2,col=3,endColumn=5,title=a-code"
        "::must: not%0A100 %25 (help: mend, it)"
    )
    assert second.endswith("::gone")


def test_json_holds_everything() -> None:
    first = json.loads(FORMATS["json"](FOUND))[0]
    assert first["span"] == {
        "path": "content/a,b.yml", "line": 2, "column": 3, "end": 5, "excerpt": "\tü: %",
    }  # fmt: skip
    assert (first["code"], first["message"], first["help"]) == (
        "a-code", "must: not\n100 %", "mend, it",
    )  # fmt: skip


def test_on_github_the_format_is_chosen_by_itself(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tree({"content/terms/loop.yml": term(extra="topic: x\n")})
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert main(["--root", str(root), "check"]) == 1
    assert capsys.readouterr().out.startswith("::error file=content/terms/loop.yml,line=5,")


def test_the_editors_files_are_those_of_the_models() -> None:
    folder = ROOT / ".vscode"
    snippets = json.loads((folder / "atlas.code-snippets").read_text("utf-8"))
    assert snippets == scaffold.snippets()  # else: write them anew from scaffold.snippets()
    mapped = json.loads((folder / "settings.json").read_text("utf-8"))["yaml.schemas"]
    wanted = {kind for kind, model in KINDS.items() if model.form == "yml"}
    assert mapped == {f"./.schemas/{kind}.json": f"content/{kind}/*.yml" for kind in wanted}


def test_a_skeleton_stands_in_canonical_order() -> None:
    for kind, model in KINDS.items():
        words = re.findall(r"^(?:# )?([a-z_]+):", scaffold.skeleton(kind), re.M)
        fields = [word for word in words if word in model.model_fields]
        assert fields == [name for name in formatting.field_order(kind) if name != "body"], model


def test_a_terminal_that_lacks_a_sign_is_no_traceback() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "atlas", "--root", ROOT / "tests/cases/cycle", "check"],
        capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )  # fmt: skip
    assert run.returncode == 1
    assert b"error[cycle]" in run.stdout
    assert b"\\u2192" in run.stdout
    assert run.stderr == b""
