"""What import-linter cannot see: a models package loads its words for Django, so the names count, not the module."""

import ast
from pathlib import Path

import pytest

from alsweb.environment import ROOT

KEPT_OUT = [path for app in ("reports", "notifications") for path in sorted((ROOT / app).rglob("*.py"))]


@pytest.mark.parametrize("path", KEPT_OUT, ids=lambda path: str(path.relative_to(ROOT)))
def test_reports_and_notices_name_no_words(path: Path) -> None:
    tree = ast.parse(path.read_text())
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    reached = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}

    assert not [name for name in named | reached if name.endswith("Words") or name == "WordsModel"]
