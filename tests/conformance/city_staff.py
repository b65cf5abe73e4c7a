"""What only the city's own staff can do: the vendor's help, asked for through a command."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Sequence
from typing import Protocol

from tests.conformance.clause import NotShownError
from tests.conformance.line import Doc, spell

PATIENCE = 60  # seconds


class Staff(Protocol):
    """What a city's staff do. Each may raise NotShownError where it cannot be done here."""

    def other_township(self, town: str) -> str | None:
        """Return the code of a township other than this one that codes may be issued for, or None."""

    def issue_code(self, town: str | None) -> str:
        """Issue a one-time code for a township; None: for any one."""

    def publish(self, scope: str, by: str, ops: Sequence[Doc]) -> None:
        """Publish operations into a scope in the name of `county` or `city`."""

    def back_up(self) -> None:
        """Make a backup of the city's database."""

    def restore(self) -> None:
        """Put the last backup in the place of the database."""

    def revoke(self, client_id: str) -> None:
        """Revoke a client."""


class CommandStaff:
    """Staff behind the command `--hook`, which is given an action and prints its answer (§18)."""

    def __init__(self, command: str | None, townships: Sequence[str] = ()) -> None:
        self._command = shlex.split(command or "")
        self._townships = list(townships)

    def other_township(self, town: str) -> str | None:
        """Return another of the townships named."""
        return next((each for each in self._townships if each != town), None) if self._command else None

    def issue_code(self, town: str | None) -> str:
        """Run `code TOWNSHIP`."""
        wanted = town or next(iter(self._townships), None)
        if wanted is None:
            raise NotShownError("needs one more --code, or --hook and --township")
        return self._run("code", wanted).strip()

    def publish(self, scope: str, by: str, ops: Sequence[Doc]) -> None:
        """Run `publish` with the operations on its standard input."""
        self._run("publish", given=spell({"scope": scope, "by": by, "ops": list(ops)}))

    def back_up(self) -> None:
        """Run `backup`."""
        self._run("backup")

    def restore(self) -> None:
        """Run `restore`."""
        self._run("restore")

    def revoke(self, client_id: str) -> None:
        """Run `revoke CLIENT`."""
        self._run("revoke", client_id)

    def _run(self, *words: str, given: bytes = b"") -> str:
        if not self._command:
            raise NotShownError(f"needs --hook with the action {words[0]!r}")
        done = subprocess.run([*self._command, *words], input=given, capture_output=True, timeout=PATIENCE, check=False)
        if done.returncode:
            raise NotShownError(f"the hook's {words[0]!r} ended with {done.returncode}: {done.stderr.decode()[-300:]}")
        return done.stdout.decode()
