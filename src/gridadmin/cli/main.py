"""The command line's own entry: reads the words, runs one verb, turns errors into one line and an exit code."""

from __future__ import annotations


def main(arguments: list[str]) -> int:
    """Run one verb of the command line and return its exit code: 0 done, 1 failed, 2 bad input."""
    raise NotImplementedError(arguments)
