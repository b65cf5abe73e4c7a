"""Messages whose braces no value fills: every {name} of a msgid must be among the values that come with it."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator

from tools.house_rules.rule import Module, Places
from tools.messages import called_name, is_own_error

NO_VALUE = ("fields",)  # arguments of our errors that fill no brace


def find_unfilled(module: Module) -> Places:
    """A message or an expected error with a brace that nothing fills: it would fail where it is shown.

    Values that are not written out (`**values`, a name) cannot be read here and are left to the tests.
    """
    constants = dict(_constants(module))
    for call in module.calls():
        msgid, given = _msgid(call, constants), _values(call)
        if msgid is None or given is None:
            continue
        missing = sorted(_braces(msgid) - given)
        if missing:
            yield call.lineno, f"{', '.join(missing)} of “{msgid[:60]}” has no value"


def _constants(module: Module) -> Iterator[tuple[str, str]]:
    """The names that hold one msgid throughout a module: `FULL = N_("…")`."""
    for node in module.nodes(ast.Assign):
        if isinstance(node.targets[0], ast.Name):
            found = _text(node.value, {})
            if found is not None and node.targets[0].id.isupper():
                yield node.targets[0].id, found


def _text(node: ast.expr, constants: dict[str, str]) -> str | None:
    if isinstance(node, ast.Call) and called_name(node) in ("N_", "_") and node.args:
        return _text(node.args[0], constants)
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _msgid(call: ast.Call, constants: dict[str, str]) -> str | None:
    name = called_name(call)
    makes_message = name == "Message" or is_own_error(name)
    return _text(call.args[0], constants) if makes_message and call.args else None


def _values(call: ast.Call) -> set[str] | None:
    """Return the names of the values of a call; None where they are not written out."""
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    if called_name(call) != "Message":
        return {keyword.arg for keyword in call.keywords if keyword.arg} - set(NO_VALUE)
    given = [*call.args[1:2], *(keyword.value for keyword in call.keywords if keyword.arg == "values")]
    if not given:
        return set()
    (values,) = given
    if not isinstance(values, ast.Dict):
        return None
    names = {key.value for key in values.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    return names if len(names) == len(values.keys) else None


def _braces(msgid: str) -> set[str]:
    try:
        return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(msgid) if name}
    except ValueError:
        return {"a brace"}
