"""Scopes: whose rows, and whose counter of versions. Every exchanged row lies in exactly one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from gridadmin.i18n import N_
from gridadmin.wire.errors import MalformedMessageError

_NO_SCOPE = N_("{at}: “{text}” is no scope. Expected city:4, county:6 or town:9 digits.")


class ScopeKind(StrEnum):
    """The three levels of Art 7: city, county (district), township (subdistrict)."""

    CITY = "city"
    COUNTY = "county"
    TOWN = "town"


SCOPE_PATTERN = "city:[0-9]{4}|county:[0-9]{6}|town:[0-9]{9}"
_SCOPE = re.compile(SCOPE_PATTERN)


@dataclass(frozen=True, order=True)
class Scope:
    """One city, county or township, by its division code (GB/T 2260; nine digits of the statistical code list)."""

    kind: ScopeKind
    code: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"

    @property
    def above(self) -> tuple[Scope, ...]:
        """The scopes that an office of this one reads beside its own: its county's, its city's."""
        county, city = Scope(ScopeKind.COUNTY, self.code[:6]), Scope(ScopeKind.CITY, self.code[:4])
        return {ScopeKind.TOWN: (county, city), ScopeKind.COUNTY: (city,), ScopeKind.CITY: ()}[self.kind]


def parse_scope(text: str, at: str = "") -> Scope:
    """Return the scope that a text names; raises MalformedMessageError."""
    if _SCOPE.fullmatch(text) is None:
        raise MalformedMessageError(_NO_SCOPE, at=at, text=text[:40])
    kind, code = text.split(":")
    return Scope(ScopeKind(kind), code)
