"""Accounts: the clerks who can open the office, and what setting up an office asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True)
class AccountRow:
    """A clerk who can open the office."""

    id: UUID
    name: str
    disabled_on: date | None = None


@dataclass(frozen=True)
class OfficeSetup:
    """What a new office needs: the township, the first clerk, and that clerk's secret.

    Attributes:
        township_code: 9 digits.
        clerk: name of the first account.
        password: the clerk's; None where a key file is given.
        key_file: holds the secret of the first slot, for work without a window.
        recovery_code: one that was shown and typed back before; None = a new one is made.
    """

    township_code: str
    clerk: str
    password: str | None = None
    key_file: Path | None = None
    recovery_code: str | None = None

    def __repr__(self) -> str:
        """Keep the secrets out of every report."""
        return f"OfficeSetup({self.township_code}, {self.clerk})"
