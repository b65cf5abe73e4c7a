"""A real Secret Service (gnome-keyring) in a private session bus, for the tests of the operating system's keyring."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tools import system_libraries

TESTS = "tests/models/keyring_service"
PROGRAMS = {"dbus-run-session": "dbus", "gnome-keyring-daemon": "gnome-keyring"}

# Unlocking at start makes the login collection; without it the first write would wait for a prompter nobody answers.
SCRIPT = """
printf %s test-password | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1 || exit 1
exec "$@"
"""


def provide() -> list[str]:
    """Install what is missing where we may; return the packages that are missing still."""
    missing = _missing()
    if missing and system_libraries.apt_command() is not None:
        system_libraries.apt_install(missing)
        missing = _missing()
    return missing


def _missing() -> list[str]:
    return [package for program, package in PROGRAMS.items() if shutil.which(program) is None]


@contextmanager
def session_command(command: Sequence[str]) -> Iterator[tuple[list[str], dict[str, str]]]:
    """Give the command wrapped into a fresh session, and the environment it needs; its home is gone afterwards.

    The daemon ends with the bus that `dbus-run-session` takes down.
    """
    with tempfile.TemporaryDirectory(prefix="gridadmin-keyring-", ignore_cleanup_errors=True) as home:
        environment = {
            "HOME": home,
            "XDG_DATA_HOME": f"{home}/.local/share",
            "XDG_RUNTIME_DIR": home,
            "GRIDADMIN_TEST_SECRET_SERVICE": "1",
        }
        yield ["dbus-run-session", "--", "sh", "-c", SCRIPT, "sh", *command], environment
