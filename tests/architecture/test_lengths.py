"""How long modules, components and functions may grow before they are split by meaning.

The architecture says about 300 lines for a module, 350 for a component, about 40 for a function. These limits
stand a little above the longest there are, so that growth is noticed; lower them when those are split.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support import ROOT

MODULE, FUNCTION = 330, 55
COMPONENT, SCRIPT = 330, 350

PYTHON = sorted((ROOT / "src" / "ecosystem").rglob("*.py"))
FRONT_END = [
    path
    for path in sorted((ROOT / "frontend" / "src").rglob("*.ts*"))
    if "generated" not in path.parts and ".test." not in path.name
]


def _long(paths: list[Path], most: int) -> dict[str, int]:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in paths}
    return {name: length for name, length in lengths.items() if length > most}


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_there_is_something_to_measure():
    assert len(PYTHON) > 200
    assert len(FRONT_END) > 100


def test_modules_stay_short():
    assert _long(PYTHON, MODULE) == {}


def test_functions_are_one_idea_each():
    functions = [found for path in PYTHON for found in _functions(path)]
    assert {name: length for name, length in functions if length > FUNCTION} == {}


def test_components_and_scripts_of_the_front_end_stay_short():
    assert _long([path for path in FRONT_END if path.suffix == ".tsx"], COMPONENT) == {}
    assert _long([path for path in FRONT_END if path.suffix == ".ts"], SCRIPT) == {}
