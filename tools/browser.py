"""A browser for the tests of the public pages: Debian's chromium, installed where it is missing and that is allowed."""

from __future__ import annotations

import shutil

from tools.system_libraries import apt_install

COMMANDS = ("chromium", "chromium-browser", "google-chrome")


def find_browser() -> str | None:
    """Return the command of a browser that runs without a window; None where there is none."""
    return next((found for name in COMMANDS if (found := shutil.which(name))), None)


def provide() -> bool:
    """See to it that there is a browser; return whether there is. Without one its tests are skipped, and say so."""
    return find_browser() is not None or apt_install(["chromium"])
