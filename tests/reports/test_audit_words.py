"""What the audit calls a change: one form, and words for it in both languages."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_WRITERS = {"record", "entry", "note", "tell"}
_ACTION = re.compile(r"[a-z_]*\.[a-z_]+")


def called() -> Iterator[str]:
    """Every action that the code gives an entry; `.created` where the kind is put in at run time."""
    for path in sorted((ROOT / "src" / "ecosystem").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name.lstrip("_") in _WRITERS or name == "_audit":
                for part in (*call.args, *(given.value for given in call.keywords)):
                    yield from actions(part)


def actions(part: ast.expr) -> Iterator[str]:
    if isinstance(part, ast.JoinedStr) and isinstance(part.values[-1], ast.Constant):
        yield str(part.values[-1].value)
    elif isinstance(part, ast.Constant) and isinstance(part.value, str) and _ACTION.fullmatch(part.value):
        yield part.value


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_action_has_its_words_and_every_verb_one_form(language: str) -> None:
    path = ROOT / "frontend" / "src" / "i18n" / "staff" / language / "audit.json"
    words = json.loads(path.read_text(encoding="utf-8"))
    found = set(called())
    assert len(found) > 40
    generic = {action.rpartition(".")[2] for action in found if action not in words["action"]}
    assert generic - set(words["verb"]) == set()
    assert [verb for verb in words["verb"] if not verb.endswith("ed")] == []
