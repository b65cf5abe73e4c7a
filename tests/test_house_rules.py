"""The house rules hold over the whole checkout, and each refuses what it is there to refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.house_rules import RULES, Module, Rule, modules_below

ROOT = Path(__file__).resolve().parent.parent
BY_NAME = {rule.name: rule for rule in RULES}


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    return modules_below(ROOT)


@pytest.mark.parametrize("rule", RULES, ids=[rule.name.replace(" ", "_") for rule in RULES])
def test_the_checkout_keeps(rule: Rule, modules: list[Module]) -> None:
    found = rule.findings(modules)
    assert not found, "\n" + "\n".join(map(str, found))


REFUSED = [
    ("sizes", "tools/a.py", "x = 1\n" * 401),
    ("sizes", "src/gridadmin/app.py", "def f():\n" + "    x = 1\n" * 50),
    ("sizes", "tests/test_a.py", "class A:\n" + "    x = 1\n" * 250),
    ("transactions", "src/gridadmin/services/pay.py", "session.commit()"),
    ("threads", "src/gridadmin/ui/home/page.py", "from PySide6.QtCore import QThread"),
    ("threads", "src/gridadmin/jobs/pay.py", "import threading"),
    ("threads", "src/gridadmin/reports/pay.py", "from concurrent.futures import ThreadPoolExecutor"),
    ("threads", "src/gridadmin/reports/pay.py", "from concurrent import futures"),
    ("silent models", "src/gridadmin/models/grids.py", "x = relationship(back_populates='y')"),
    ("silent models", "src/gridadmin/models/grids.py", "x = orm.relationship(lazy='selectin')"),
    ("plain data", "src/gridadmin/services/a.py", "from gridadmin.models.w import W\ndef f(s) -> list[W]: ..."),
    ("plain data", "src/gridadmin/services/a.py", "from gridadmin.models import w\ndef f(s) -> 'w.W | None': ..."),
    ("clock", "src/gridadmin/domain/pay.py", "datetime.now(UTC)"),
    ("clock", "src/gridadmin/reports/pay.py", "datetime.date.today()"),
    ("clock", "src/gridadmin/services/pay.py", "time.time()"),
    ("journal", "src/gridadmin/services/pay.py", "from sqlalchemy import select, update"),
    ("journal", "src/gridadmin/services/pay.py", "from sqlalchemy.dialects.sqlite import insert"),
    ("journal", "src/gridadmin/services/pay.py", "import sqlalchemy as sa\nsa.text('DELETE')"),
    ("Qt modules", "src/gridadmin/ui/a.py", "from PySide6.QtCharts import QChart"),
    ("Qt modules", "tests/ui/test_a.py", "from PySide6 import QtWebEngineWidgets"),
    ("waits", "tests/ui/test_a.py", "qtbot.wait(100)"),
    ("feature words", "src/gridadmin/services/worker.py", ""),
    ("feature words", "src/gridadmin/ui/statistic/page.py", ""),
    ("feature words", "tests/domain/test_salary_rules.py", ""),
    ("names", "src/gridadmin/jobs/pay.py", "class PayManager: ..."),
    ("translated screens", "src/gridadmin/ui/a.py", "label.setText('Save')"),
    ("translated screens", "src/gridadmin/ui/a.py", "QPushButton('保存', self)"),
    ("translated screens", "src/gridadmin/ui/a.py", "tabs.addTab(page, f'{count} grids')"),
    ("translated screens", "src/gridadmin/ui/a.py", "QAction(icon, text='Undo')"),
    ("translated screens", "src/gridadmin/ui/a.py", "table.setHorizontalHeaderLabels(['Name', '1'])"),
    ("filled messages", "src/gridadmin/services/a.py", "raise InvalidError(N_('{name} left on {day}.'), name=n)"),
    ("filled messages", "src/gridadmin/services/a.py", "Message('{name}', {'nam': 1})"),
    ("filled messages", "src/gridadmin/models/a.py", "FULL = N_('{name} is full')\nraise StorageError(FULL, file=f)"),
    ("English msgids", "src/gridadmin/ui/a.py", "NAMES = ('网格员',)"),
    ("English msgids", "src/gridadmin/ui/a.py", "key = '𠮷'"),
]

ACCEPTED = [
    ("sizes", "tools/a.py", "def f():\n" + "    x = 1\n" * 49),
    ("transactions", "src/gridadmin/jobs/pay.py", "session.commit()"),
    ("transactions", "tests/models/test_pay.py", "session.commit()"),
    ("threads", "src/gridadmin/ui/background.py", "from PySide6.QtCore import QThread"),
    ("threads", "src/gridadmin/ui/a.py", "from PySide6.QtCore import QTimer"),
    ("silent models", "src/gridadmin/models/grids.py", "x = relationship(lazy='raise', back_populates='y')"),
    ("plain data", "src/gridadmin/services/a.py", "from gridadmin.models.w import W\ndef _load(s) -> W: ..."),
    ("plain data", "src/gridadmin/services/a.py", "from gridadmin.domain.w import W\ndef f(s) -> W: ..."),
    (
        "plain data",
        "src/gridadmin/services/a.py",
        "from gridadmin.models.w import W\ndef f() -> tuple[type[W], ...]: ...",
    ),
    ("clock", "src/gridadmin/jobs/pay.py", "datetime.now(UTC)"),
    ("clock", "src/gridadmin/domain/pay.py", "date(2026, 1, 1).replace(day=2)"),
    ("journal", "src/gridadmin/services/pay.py", "from sqlalchemy import select, func\nvalues.update(x)"),
    ("Qt modules", "src/gridadmin/ui/a.py", "from PySide6.QtWidgets import QLabel"),
    ("waits", "tests/ui/test_a.py", "qtbot.waitUntil(lambda: done)"),
    ("feature words", "src/gridadmin/services/workers_search.py", ""),
    ("feature words", "src/gridadmin/ui/workers/worker_card.py", ""),
    ("feature words", "src/gridadmin/domain/grid_codes.py", ""),
    ("names", "src/gridadmin/jobs/pay.py", "class PaySheet: ..."),
    (
        "translated screens",
        "src/gridadmin/ui/a.py",
        "label.setText(_('Save')); label.setText('—'); label.setText('A4 ×2')",
    ),
    ("translated screens", "src/gridadmin/ui/a.py", "box.addItem(_('Male'), 'male'); box.setObjectName('kindBox')"),
    ("translated screens", "src/gridadmin/ui/a.py", "label.setText(f'{name} · {code}'); log.warning('no theme')"),
    (
        "translated screens",
        "src/gridadmin/ui/a.py",
        "w.setWindowTitle(f'{office} — gridadmin'); logging.getLogger(x).critical('bug')",
    ),
    ("translated screens", "src/gridadmin/ui/a.py", "QFileDialog.getSaveFileName(self, _('Save'), 'a.xlsx', '*')"),
    ("filled messages", "src/gridadmin/services/a.py", "InvalidError(N_('{a:02} {b}'), {'f': m}, a=1, b=2, c=3)"),
    ("filled messages", "src/gridadmin/services/a.py", "Message(N_('{a}'), values); raise OurError(text, **values)"),
    ("English msgids", "src/gridadmin/ui/a.py", '"""The page of 网格员."""\nx = "Grid"  # 网格'),
    ("English msgids", "src/gridadmin/reports/boards.py", "TITLE = '公示牌'"),
]


def findings(rule: str, path: str, source: str) -> list[str]:
    return [str(finding) for finding in BY_NAME[rule].findings([Module(path, source)])]


@pytest.mark.parametrize(("rule", "path", "source"), REFUSED)
def test_a_breach_is_found_and_its_reason_given(rule: str, path: str, source: str) -> None:
    (found,) = findings(rule, path, source)
    assert found.startswith(f"{path}:")
    assert found.endswith(BY_NAME[rule].reason)


@pytest.mark.parametrize(("rule", "path", "source"), ACCEPTED)
def test_what_is_allowed_is_not_found(rule: str, path: str, source: str) -> None:
    assert findings(rule, path, source) == []


def test_every_rule_has_an_example_of_both() -> None:
    assert {name for name, _, _ in REFUSED} == {name for name, _, _ in ACCEPTED} == set(BY_NAME)


ADDRESS = re.compile(r"https?://|file:|^--(index-url|extra-index-url|find-links|trusted-host)| @ ", re.MULTILINE)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-city.lock", "requirements-dev.lock"])
def test_a_lock_names_no_registry_and_hashes_everything(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not ADDRESS.search(text), "a registry's address ties everybody to our mirror: regenerate with tools/lock.sh"
    packages = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE | re.IGNORECASE)[1:]
    assert len(packages) > 30
    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []


def test_an_address_in_a_lock_is_found() -> None:
    assert ADDRESS.search("--index-url https://example.org/simple\n")
    assert ADDRESS.search("gridadmin @ file:///src\n")
    assert not ADDRESS.search("alembic==1.2 \\\n    --hash=sha256:00\n    # via gridadmin (pyproject.toml)\n")


def test_the_locks_agree() -> None:
    run, city, dev = (
        set(re.findall(r"^[a-z0-9-]+==\S+(?: ; .*?)?(?= \\$)", (ROOT / lock).read_text(), re.MULTILINE))
        for lock in ("requirements.lock", "requirements-city.lock", "requirements-dev.lock")
    )
    qt = {pin for pin in run if pin.startswith(("pyside6-", "shiboken6="))}
    assert run < dev, "the locks were not made together: run tools/lock.sh"
    assert run - qt < city < dev, "the locks were not made together: run tools/lock.sh"
    assert qt
