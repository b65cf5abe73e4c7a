"""Entry: opens the window, or runs the command line when there are arguments."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping


def main() -> int:
    """Run gridadmin and return the exit code of the process."""
    arguments = sys.argv[1:]
    if arguments in ([], ["--gui"]) and (arguments or has_display(sys.platform, os.environ)):
        from gridadmin.app import run

        return run()
    from gridadmin.cli import main as run_command_line

    return run_command_line(arguments or ["demo", "--job"])


def has_display(platform: str, environment: Mapping[str, str]) -> bool:
    """Return whether a window can be shown; where not, the main job is done on the practice office instead."""
    if platform in ("win32", "darwin"):
        return True
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
