"""Entry: opens the window, or runs the command line when there are arguments."""

from __future__ import annotations

import sys


def main() -> int:
    """Run gridadmin and return the exit code of the process."""
    from gridadmin.cli import main as run_command_line

    return run_command_line(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
