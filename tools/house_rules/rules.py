"""The house rules themselves, each beside its reason."""

from __future__ import annotations

import ast

from tools.house_rules import message_values, screen_text
from tools.house_rules.rule import Module, Places, Rule, imported, last_name, root_name

FILE_LINES, FUNCTION_LINES, CLASS_LINES = 400, 50, 250

THREADS = ("threading", "_thread", "concurrent.futures", "multiprocessing.pool", "PySide6.QtConcurrent")
THREAD_CLASSES = ("QThread", "QThreadPool", "QRunnable")
THREADS_ALLOWED = {
    "ui/background.py": "the one door off the GUI thread",
    "ui/exchange/courier.py": "a city that does not answer must hold up neither pages nor leaving; what it does to the"
    " office goes through ui/background.py all the same",
    "sync/ahead.py": "the next page of a pull comes while this one is kept; it waits for the city and touches nothing"
    " of the office",
    "jobs/office.py": "a lock and no thread: a package and an attempt by the line never exchange at the same time",
    "models/keyring_slot.py": "a keyring without its prompter blocks for ever, so every call is given a time limit",
}

TRANSACTIONS_ALLOWED = ("jobs/", "models/storage", "models/migrations/", "city/")

# Services that hand records to other services, inside the session that is open; jobs/ take none from them.
RECORDS_BETWEEN_SERVICES = (
    "services/assessment_records.py",
    "services/places.py",
    "services/training_book.py",
    "services/worker_book.py",
    "services/worker_records.py",
)

STATEMENTS = ("insert", "update", "delete", "text")

# Essentials, LGPL. Addons are not installed, and some of them (Charts, Data Visualization) are GPL.
QT_MODULES = (
    "QtCore",
    "QtGui",
    "QtWidgets",
    "QtNetwork",
    "QtPrintSupport",
    "QtSvg",
    "QtSvgWidgets",
    "QtTest",
    "QtDBus",
)

# What slips in for a feature word: its other number, or another word for the same thing.
FEATURE_WORDS = {
    "offices": "office", "grid": "grids", "worker": "workers", "person": "workers", "staff": "workers",
    "qualification": "qualifications", "trainings": "training", "assessments": "assessment", "salary": "pay",
    "payroll": "pay", "insurances": "insurance", "matter": "matters", "notice": "notices", "statistic": "statistics",
    "stats": "statistics", "account": "accounts", "users": "accounts", "journals": "journal", "audit": "journal",
    "exchanges": "exchange",
}  # fmt: skip

VAGUE_NAMES = ("Manager", "Helper", "Helpers", "Utils", "Util", "Controller")


def everywhere(_module: Module) -> bool:
    """The rule holds for all of the checkout."""
    return True


def find_sizes(module: Module) -> Places:
    """A file, function or class over its limit; docstrings count."""
    lines = module.source.count("\n")
    if lines > FILE_LINES:
        yield 1, f"file of {lines} lines (limit {FILE_LINES})"
    defined: list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef] = [
        *module.nodes(ast.FunctionDef), *module.nodes(ast.AsyncFunctionDef), *module.nodes(ast.ClassDef),
    ]  # fmt: skip
    for node in defined:
        limit = CLASS_LINES if isinstance(node, ast.ClassDef) else FUNCTION_LINES
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > limit:
            yield node.lineno, f"{node.name} has {lines} lines (limit {limit})"


def find_commits(module: Module) -> Places:
    """A call of `.commit()`."""
    for call in module.calls():
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit":
            yield call.lineno, "a transaction is ended here"


def find_threads(module: Module) -> Places:
    """An import of anything that starts a thread."""
    for line, name, _ in imported(module):
        if name.startswith(THREADS) or name.rpartition(".")[2] in THREAD_CLASSES:
            yield line, f"imports {name}"


def find_loud_relationships(module: Module) -> Places:
    """A `relationship()` that may load when it is touched."""
    for call in module.calls():
        if last_name(call.func) == "relationship":
            lazy = {keyword.arg: keyword.value for keyword in call.keywords}.get("lazy")
            if not (isinstance(lazy, ast.Constant) and lazy.value == "raise"):
                yield call.lineno, 'relationship() without lazy="raise"'


def find_returned_models(module: Module) -> Places:
    """A public service whose return annotation names something from models/."""
    from_models = {local for _, name, local in imported(module) if name.startswith("gridadmin.models")}
    for node in module.nodes(ast.FunctionDef):
        if node.returns is not None and not node.name.startswith("_"):
            returns = node.returns
            if isinstance(returns, ast.Constant) and isinstance(returns.value, str):
                returns = ast.parse(returns.value, mode="eval").body
            if isinstance(returns, ast.Constant) or "type[" in ast.unparse(returns):
                continue  # None, or the class itself, which is no record
            names = {part.id for part in ast.walk(returns) if isinstance(part, ast.Name)}
            for name in sorted(names & from_models):
                yield node.lineno, f"{node.name} returns {name} of models/"


def find_clock(module: Module) -> Places:
    """A look at the clock."""
    for call in module.calls():
        if not isinstance(call.func, ast.Attribute):
            continue
        name = f"{last_name(call.func.value)}.{call.func.attr}"
        if name in ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"):
            yield call.lineno, f"{name}() reads the clock"


def find_statements(module: Module) -> Places:
    """A statement that writes around the unit of work, or SQL as text."""
    aliases = {local for _, name, local in imported(module) if name.split(".")[0] == "sqlalchemy"}
    for line, name, _ in imported(module):
        if name.startswith("sqlalchemy.") and name.rpartition(".")[2] in STATEMENTS:
            yield line, f"imports {name}"
    for call in module.calls():
        if isinstance(call.func, ast.Attribute) and call.func.attr in STATEMENTS and root_name(call.func) in aliases:
            yield call.lineno, f"calls {ast.unparse(call.func)}"


def find_qt_modules(module: Module) -> Places:
    """An import of a Qt module that is not on the list."""
    for line, name, _ in imported(module):
        parts = name.split(".")
        if parts[0] == "PySide6" and len(parts) > 1 and parts[1] not in QT_MODULES:
            yield line, f"imports {name}"


def find_waits(module: Module) -> Places:
    """A `qtbot.wait()`."""
    for call in module.calls():
        if ast.unparse(call.func) == "qtbot.wait":
            yield call.lineno, "qtbot.wait() waits for milliseconds"


def find_other_feature_words(module: Module) -> Places:
    """A file or folder directly in a room, or a test of it, that calls a feature by another word."""
    parts = module.place.split("/")
    if module.path.startswith("tests/"):
        parts = parts[1:]
    if len(parts) > 1:
        stem = parts[1].removesuffix(".py").removeprefix("test_").lstrip("_")
        word = stem.partition("_")[0]
        feature = FEATURE_WORDS.get(word)
        in_compound = word != stem and feature is not None and word.rstrip("s") == feature.rstrip("s")
        if feature and not in_compound:  # grid_codes is good English, and '*grid*' finds it
            yield 1, f"{parts[1]} begins with {word!r}; the feature word is {feature!r}"


def find_vague_names(module: Module) -> Places:
    """A class whose name says that it does something with something."""
    for node in module.nodes(ast.ClassDef):
        if node.name.endswith(VAGUE_NAMES):
            yield node.lineno, f"class {node.name}"


RULES = (
    Rule(
        "sizes",
        "What does not fit on a few screens is read by nobody: split it by what it does.",
        lambda module: "models/migrations/versions/" not in module.path,  # the tables of a revision are one list
        find_sizes,
    ),
    Rule(
        "transactions",
        "One user action is one transaction, and jobs/ ends it; a service that commits tears an act in two.",
        lambda module: module.in_package and not module.place.startswith(TRANSACTIONS_ALLOWED),
        find_commits,
    ),
    Rule(
        "threads",
        "One door leads off the GUI thread, ui/background.py; a second one races with it for the database."
        " An exception is named with its reason in THREADS_ALLOWED.",
        lambda module: module.in_package and module.place not in THREADS_ALLOWED,
        find_threads,
    ),
    Rule(
        "silent models",
        "A record that loads on touch hides a query per row and fails once its session is over: say what to load in the"
        " query (selectinload).",
        lambda module: module.room in ("models", "city"),
        find_loud_relationships,
    ),
    Rule(
        "plain data",
        "Screens hold ids and frozen rows: return domain data, since a record that outlives its session fails later and"
        " elsewhere.",
        lambda module: module.room == "services" and module.place not in RECORDS_BETWEEN_SERVICES,
        find_returned_models,
    ),
    Rule(
        "clock",
        "Every list and figure is as of a date that can be past: take the day or the time as an argument.",
        lambda module: module.room in ("domain", "services", "reports"),
        find_clock,
    ),
    Rule(
        "journal",
        "The journal sees what goes through the session's unit of work; a statement of one's own writes around it.",
        lambda module: module.room == "services",
        find_statements,
    ),
    Rule(
        "Qt modules",
        "PySide6-Essentials is all that is installed and shipped, under the LGPL; Addons are not, and some are GPL.",
        lambda module: not module.path.startswith("benchmarks/"),  # there, peers are measured
        find_qt_modules,
    ),
    Rule(
        "waits",
        "A test waits for a signal or a state (waitSignal, waitUntil); milliseconds are too short on a slow machine and"
        " lost on a fast one.",
        lambda module: module.path.startswith("tests/"),
        find_waits,
    ),
    Rule(
        "feature words",
        "One feature, one word in every room, so that `git ls-files '*word*'` lists the whole feature.",
        lambda module: bool(module.room) or module.path.startswith("tests/"),
        find_other_feature_words,
    ),
    Rule(
        "filled messages",
        "A brace without its value fails at the moment when the user should read the message: pass the value by name.",
        lambda module: module.in_package,
        message_values.find_unfilled,
    ),
    Rule(
        "names",
        "Such a name fits everything and so says nothing: name what it is or does.",
        everywhere,
        find_vague_names,
    ),
    Rule(
        "translated screens",
        "A text on the screen goes through _(), or the other language shows this one.",
        lambda module: module.room == "ui" or module.place == "app.py",
        screen_text.find_untranslated,
    ),
    Rule(
        "English msgids",
        "Chinese in ui/ is a translation, which belongs into the catalogue, or data, which belongs into resources/.",
        lambda module: module.room == "ui" or module.place == "app.py",
        screen_text.find_chinese,
    ),
)
