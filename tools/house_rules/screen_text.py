"""The rules of what stands on the screen: translated, and written in English in the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tools.house_rules.rule import Module, Places, last_name

# Calls whose string arguments a user reads.
SHOWING = frozenset({
    "QAction", "QCheckBox", "QCommandLinkButton", "QDockWidget", "QGroupBox", "QLabel", "QMenu", "QPushButton",
    "QRadioButton", "QToolButton", "addAction", "addButton", "addItem", "addItems", "addMenu", "addPermanentWidget",
    "addRow", "addTab", "insertItem", "insertTab", "showMessage", "setAccessibleDescription", "setAccessibleName",
    "setButtonText", "setDetailedText", "setHeaderLabels", "setHorizontalHeaderLabels", "setInformativeText",
    "setItemText", "setLabelText", "setPlaceholderText", "setPrefix", "setStatusTip", "setSubTitle", "setSuffix",
    "setTabText", "setText", "setTitle", "setToolTip", "setWhatsThis", "setWindowTitle", "about", "critical",
    "information", "question", "warning", "getOpenFileName", "getOpenFileNames", "getSaveFileName",
    "getExistingDirectory",
})  # fmt: skip
SHOWN_KEYWORDS = frozenset(
    {"text", "title", "toolTip", "statusTip", "placeholderText", "windowTitle", "accessibleName"}
)
LOGGING = frozenset({"log", "logger", "logging", "warnings"})
OWN_NAMES = frozenset({"gridadmin", "简体中文"})  # the product, and a language in its own words: the same everywhere

WORD = re.compile(r"[^\W\d_]{2}")
CHINESE = re.compile(r"[⺀-鿿豈-﫿𠀀-\U0003ffff]")


def find_untranslated(module: Module) -> Places:
    """A literal with words in it, given to a call whose text a user reads; symbols, digits and `A4` are free."""
    for call in module.calls():
        if last_name(call.func) not in SHOWING or _is_logging(call):
            continue
        shown = [
            *_shown_arguments(call),
            *(keyword.value for keyword in call.keywords if keyword.arg in SHOWN_KEYWORDS),
        ]
        for text in (text for argument in shown for text in _literal_texts(argument)):
            if text.strip(" —·-") not in OWN_NAMES and (WORD.search(text) or CHINESE.search(text)):
                yield call.lineno, f"{last_name(call.func)} shows {text!r} untranslated"


def _is_logging(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    receiver = call.func.value
    if isinstance(receiver, ast.Call):
        return last_name(receiver.func) == "getLogger"
    return last_name(receiver).strip("_").lower() in LOGGING


def _shown_arguments(call: ast.Call) -> list[ast.expr]:
    """Return the positional arguments that are shown; the data of an item and a suggested file name are not."""
    name = last_name(call.func)
    if name == "addItem":
        return call.args[:1]
    if name.startswith("get"):
        return [*call.args[:2], *call.args[3:]]
    return call.args


def _literal_texts(node: ast.expr) -> Iterator[str]:
    """Yield the literals of an argument: itself, the fixed parts of an f-string, the elements of a list."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield from (
            part.value for part in node.values if isinstance(part, ast.Constant) and isinstance(part.value, str)
        )
    elif isinstance(node, ast.List | ast.Tuple):
        for element in node.elts:
            yield from _literal_texts(element)


def find_chinese(module: Module) -> Places:
    """A Chinese character in a string that is no docstring."""
    docstrings = {id(node) for node in _docstrings(module)}
    for node in module.nodes(ast.Constant):
        if not isinstance(node.value, str) or id(node) in docstrings:
            continue
        if CHINESE.search(node.value) and node.value not in OWN_NAMES:
            yield node.lineno, f"{node.value!r} is Chinese"


def _docstrings(module: Module) -> Iterator[ast.Constant]:
    """Yield every string that stands alone as a statement: docstrings, also of attributes."""
    for node in module.nodes(ast.Expr):
        if isinstance(node.value, ast.Constant):
            yield node.value
