"""Names of counties and townships by their division code, from the lists that come with the program."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from gridadmin.config import find_resources
from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import N_
from gridadmin.wire.scopes import Scope, ScopeKind

_KINDS = {4: ScopeKind.CITY, 6: ScopeKind.COUNTY, 9: ScopeKind.TOWN}
_NO_CODE = N_("“{text}” is no division code: a city has 4 digits, a county 6, a township 9.")


def scope_of(code: str) -> Scope:
    """Return the scope of a division code; raises InvalidError."""
    kind = _KINDS.get(len(code))
    if kind is None or not (code.isascii() and code.isdigit()):
        raise InvalidError(_NO_CODE, text=code)
    return Scope(kind, code)


def name_of(scope: Scope) -> str | None:
    """Return how a county or township is called, with its county before it; None where no list has it."""
    names = _names(scope.code[:4])
    own = names.get(scope.code)
    if own is None or scope.kind is not ScopeKind.TOWN:
        return own
    return names.get(scope.code[:6], "") + own


def first_township(city: str) -> str | None:
    """Return the code of the first township of a city's list, for trying out; None where there is no list."""
    return next((code for code in _names(city) if len(code) == 9), None)


@cache
def _names(city: str) -> dict[str, str]:
    path: Path = find_resources() / "data" / f"divisions_{city}.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}
