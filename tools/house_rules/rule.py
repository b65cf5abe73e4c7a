"""The shape of a house rule, the modules that it reads, and what it finds in them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

N = TypeVar("N", bound=ast.AST)
Places = Iterator[tuple[int, str]]
"""Line and what is there."""


@dataclass(frozen=True)
class Module:
    """One Python file: its path below the checkout (`src/gridadmin/ui/forms.py`) and its text."""

    path: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree, parsed once for all rules."""
        return ast.parse(self.source, self.path)

    @cached_property
    def _by_kind(self) -> dict[type[ast.AST], list[ast.AST]]:
        """Every node by its class: the tree is walked once for all rules, which is most of what they cost."""
        found: dict[type[ast.AST], list[ast.AST]] = {}
        for node in ast.walk(self.tree):
            found.setdefault(type(node), []).append(node)
        return found

    def nodes(self, kind: type[N]) -> Iterator[N]:
        """Yield every node of a class, those of its subclasses apart."""
        yield from self._by_kind.get(kind, ())  # type: ignore[misc] # kept by their class

    @property
    def place(self) -> str:
        """The path inside the package (`ui/forms.py`), or below the checkout for what is outside of it."""
        return self.path.removeprefix("src/gridadmin/")

    @property
    def room(self) -> str:
        """The room of the package that the module is in; empty outside of the package and for its top modules."""
        return self.place.partition("/")[0] if self.path.startswith("src/gridadmin/") and "/" in self.place else ""

    @property
    def in_package(self) -> bool:
        """Whether it is part of what is shipped."""
        return self.path.startswith("src/")

    def calls(self) -> Iterator[ast.Call]:
        """Yield every call in the module."""
        return self.nodes(ast.Call)


@dataclass(frozen=True)
class Finding:
    """What a rule found, where, and why it matters."""

    path: str
    line: int
    what: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}. {self.reason}"


@dataclass(frozen=True)
class Rule:
    """A house rule: its name, its reason with the way out, where it holds and how a breach is found."""

    name: str
    reason: str
    applies: Callable[[Module], bool]
    find: Callable[[Module], Places]

    def findings(self, modules: Iterable[Module]) -> list[Finding]:
        """Return what the rule finds in the modules that it holds for."""
        return [
            Finding(module.path, line, what, self.reason)
            for module in modules
            if self.applies(module)
            for line, what in self.find(module)
        ]


def modules_below(root: Path) -> list[Module]:
    """Return every Python file of the checkout that is ours."""
    paths = [
        path for folder in ("src", "tests", "tools", "benchmarks") for path in sorted((root / folder).rglob("*.py"))
    ]
    return [Module(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


def last_name(node: ast.expr) -> str:
    """Return the last word of a dotted name: `now` of `datetime.now`; empty where it is no name."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def root_name(node: ast.expr) -> str:
    """Return the first word of a dotted name: `sa` of `sa.orm.Session`; empty where it is no name."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def imported(module: Module) -> Iterator[tuple[int, str, str]]:
    """Yield line, full dotted name and local name of all that a module imports."""
    for node in module.nodes(ast.Import):
        for alias in node.names:
            yield node.lineno, alias.name, alias.asname or alias.name.partition(".")[0]
    for whole in module.nodes(ast.ImportFrom):
        for alias in whole.names:
            if whole.module:
                yield whole.lineno, f"{whole.module}.{alias.name}", alias.asname or alias.name
