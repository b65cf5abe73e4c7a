"""Pay cases out of a file, answered without an office: what `gridadmin pay calc` does."""

from __future__ import annotations

import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.pay import CaseTables, answer_cases
from gridadmin.i18n import N_
from gridadmin.services.pay_shipped import shipped_parameters, shipped_working_days

STDIN = "-"


def case_tables(today: date) -> CaseTables:
    """Return what cases are answered from: everything that the program brings, as known today."""
    return CaseTables(shipped_parameters(), shipped_working_days(), today)


def calculate(path: str, today: date) -> list[dict[str, Any]]:
    """Answer the cases of a JSON file, or of the standard input for `-`.

    Raises:
        NotFoundError: there is no such file.
        InvalidError: it is no JSON, or no list.
    """
    return answer_cases(_read_cases(path), case_tables(today))


def _read_cases(path: str) -> Any:
    try:
        raw = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
    except OSError as error:
        raise NotFoundError(N_("{file} cannot be read: {reason}"), file=path, reason=error.strerror or "") from error
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_float=Decimal, parse_constant=Decimal)
    except (ValueError, RecursionError) as error:
        raise InvalidError(N_("{file} is not JSON: {reason}"), file=path, reason=str(error)) from error
