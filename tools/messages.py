"""Find in the source every msgid that a user may be shown: what `_()`, `N_()`, `Message` and our errors are given."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MARKERS = ("_", "N_", "Message")


@dataclass(frozen=True, order=True)
class Use:
    """One place in the source that shows a msgid. An f-string is no msgid: it changes with its values."""

    path: str
    line: int
    msgid: str
    is_f_string: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def uses_in(source: str, path: str) -> Iterator[Use]:
    """Yield the msgids of one module, in the order of its syntax tree."""
    for node in ast.walk(ast.parse(source, path)):
        if isinstance(node, ast.Call):
            name = called_name(node)
            if name in MARKERS:
                yield from _literal(node.args[:1], node, path)
            elif is_own_error(name):
                yield from _literal(node.args, node, path)


def called_name(node: ast.Call) -> str:
    """Return the last word of what is called: `Error` of `errors.Error(…)`; empty where it has no name."""
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def is_own_error(name: str) -> bool:
    """Tell whether a call makes an expected error. Python's own (ValueError…) are bugs and speak to the programmer."""
    return name.endswith("Error") and not hasattr(builtins, name)


def _literal(arguments: list[ast.expr], call: ast.Call, path: str) -> Iterator[Use]:
    """Yield the first argument that is a string as it stands; a name or another call is marked elsewhere."""
    for argument in arguments:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            if argument.value:
                yield Use(path, call.lineno, argument.value)
            return
        if isinstance(argument, ast.JoinedStr):
            yield Use(path, call.lineno, ast.unparse(argument), is_f_string=True)
            return


def uses_below(folder: Path) -> list[Use]:
    """Return the uses in every module below a folder, sorted, with paths relative to the folder's parent."""
    found: list[Use] = []
    for path in sorted(folder.rglob("*.py")):
        found += uses_in(path.read_text(encoding="utf-8"), path.relative_to(folder.parent).as_posix())
    return sorted(found)
