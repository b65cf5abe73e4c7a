"""What every test is given: Qt without a display, a home of its own, English msgids, a log that fails a test."""

from __future__ import annotations

import atexit
import gc
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from gridadmin import i18n
from tools import catalogues

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if "GRIDADMIN_TEST_RUN" not in os.environ:  # the process that starts the others makes the folder and takes it away
    os.environ["GRIDADMIN_TEST_RUN"] = tempfile.mkdtemp(prefix="gridadmin-test-run-")
    atexit.register(shutil.rmtree, os.environ["GRIDADMIN_TEST_RUN"], ignore_errors=True)

# A shared machine is slow by turns, so no deadline; a failure prints what makes it happen again.
# On a server of checks the same examples are drawn every time: a red run there means a change. At home they are fresh.
settings.register_profile("ci", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("ci")

# Modules and tests are there to stay: the collector neither walks them while they come nor ever after. A worker that
# has run thousands of tests holds much besides, so later it comes by less often than it would for a small program.
gc.disable()
gc.set_threshold(20_000, 10, 10)


def pytest_collection_finish() -> None:
    """Let the collector begin with what the tests themselves make."""
    gc.collect()
    gc.freeze()
    gc.enable()


LONGEST_FIRST = ("tests/exchange_proof/test_model.py", "tests/exchange_proof/test_stack.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes minutes whatever the computer, so that everything else runs beside it and not before it."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST_FIRST))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which schedules were drawn, in whichever process that was."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "seeds":
                terminalreporter.write_line(str(value))


ROOT = Path(__file__).resolve().parent.parent
os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])  # for the processes that tests start


@pytest.fixture(scope="session")
def resources() -> Path:
    """The resources folder of the checkout."""
    return ROOT / "resources"


@pytest.fixture(scope="session")
def translations(tmp_path_factory: pytest.TempPathFactory, resources: Path) -> Path:
    """A folder with the catalogues of this very source, compiled for this run."""
    folder = tmp_path_factory.mktemp("translations")
    catalogues.compile_catalogue(resources / "translations" / "zh_CN", folder / "zh_CN.mo")
    return folder


@pytest.fixture(autouse=True)
def english(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests read msgids unless they ask for `chinese`; a test that switches leaves the next one in English."""
    i18n.use_language("en", tmp_path_factory.getbasetemp())
    yield
    i18n.use_language("en", tmp_path_factory.getbasetemp())


@pytest.fixture
def chinese(english: None, translations: Path) -> None:
    """Messages are shown in Chinese."""
    i18n.use_language("zh_CN", translations)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home for this test alone: no test reads or writes the user's settings, office or key."""
    home = tmp_path / "home-of-the-test"
    monkeypatch.setenv("GRIDADMIN_HOME", str(home))
    for name in ("GRIDADMIN_OFFICE", "GRIDADMIN_KEY_FILE", "GRIDADMIN_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture(autouse=True)
def quiet_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail on a warning or worse in the log. A test that expects one checks it and calls `caplog.clear()`."""
    yield
    records = caplog.get_records("setup") + caplog.get_records("call")
    loud = [record for record in records if record.levelno >= logging.WARNING]
    if loud:
        lines = "\n".join(f"{record.levelname} {record.name}: {record.getMessage()}" for record in loud)
        pytest.fail(f"unexpected in the log (expected? check it, then caplog.clear()):\n{lines}", pytrace=False)
