"""Every rule has a case of bad content, and reports exactly what its `expected.txt` says.

A case is a folder `cases/CODE/` with a small `content/` (and `docs/`, `mkdocs.yml` where needed).
`as-of.txt` holds the day to judge by. `generated.json` names files too large to keep here:
path → [text, how often it is repeated].
To see a case as a contributor would: `atlas --root tests/cases/CODE check`.
"""

import json
import shutil
from pathlib import Path

import pytest

from atlas import catalog, rules
from atlas.diagnostics import as_text

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("code", sorted(rules.RULES))
def test_case(code: str, tmp_path: Path) -> None:
    root = tmp_path / "case"
    shutil.copytree(CASES / code, root, symlinks=True)
    generated = root / "generated.json"
    if generated.exists():
        for path, (text, times) in json.loads(generated.read_text()).items():
            (root / path).write_text(text * times)

    day = root / "as-of.txt"
    as_of = day.read_text().strip() if day.exists() else None
    found = rules.check(catalog.load(root, as_of))

    assert as_text(found) == (CASES / code / "expected.txt").read_text("utf-8")
    assert code in {each.code for each in found}


def test_every_case_has_a_rule() -> None:
    assert {each.name for each in CASES.iterdir()} == set(rules.RULES)
