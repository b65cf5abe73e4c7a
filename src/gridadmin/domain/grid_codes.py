"""Grid codes: county 6 + township 3 + community 3 + serial 3 digits. Fixed by the city (Art 9), never made here."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.id_numbers import number_as_shown
from gridadmin.domain.text import clean_text, narrow
from gridadmin.i18n import N_, Message

CITY = "3715"
_CITIES = {
    "3701": "济南市", "3702": "青岛市", "3703": "淄博市", "3704": "枣庄市", "3705": "东营市", "3706": "烟台市",
    "3707": "潍坊市", "3708": "济宁市", "3709": "泰安市", "3710": "威海市", "3711": "日照市", "3713": "临沂市",
    "3714": "德州市", "3715": "聊城市", "3716": "滨州市", "3717": "菏泽市",
}  # fmt: skip
# Counties that were replaced: code -> (old name, new code, new name, year).
_REPLACED = {"371523": ("茌平县", "371503", "茌平区", 2019)}
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s\-_'’`]")


def township_of(code: str) -> str:
    """Return the nine digits of today's township of a grid, community or township code.

    Codes that were given before a county was replaced may still carry the old one.
    """
    replaced = _REPLACED.get(code[:6])
    return (replaced[1] if replaced else code[:6]) + code[6:9]


@dataclass(frozen=True)
class GridCode:
    """A well-formed grid code in its parts; each part includes the ones above it.

    Attributes:
        value: 15 digits; county: 6; township: 9; community: 12 (the statistical code); serial: the last 3.
        notes: what is unusual about it but no reason to refuse it.
    """

    value: str
    county: str
    township: str
    community: str
    serial: str
    notes: tuple[Message, ...] = ()


def parse_grid_code(raw: str | float, known_communities: Container[str] | None = None, city: str = CITY) -> GridCode:
    """Read a grid code from a cell; full-width digits are normalised. The kind of the grid is not in the digits.

    Args:
        raw: text, or a number cell: 15 digits still fit a number exactly.
        known_communities: 12-digit codes of the divisions; a community outside them only earns a note.
        city: the first four digits that codes of this city begin with.

    Raises:
        InvalidError: with the exact reason and the fix.
    """
    value = _as_digits(raw)
    if len(value) != 15:
        raise InvalidError(
            N_("A grid code has 15 digits; {value} has {length}. Copy it from the county's decision."),
            value=value,
            length=len(value),
        )
    if value[:4] != city:
        raise _foreign_city(value, city)
    if isinstance(raw, int | float) and value.endswith("000"):
        raise _damaged(value)
    return GridCode(value, value[:6], value[:9], value[:12], value[12:], _notes(value, known_communities))


def _as_digits(raw: str | float) -> str:
    value = number_as_shown(raw) if isinstance(raw, int | float) else _SEPARATORS.sub("", narrow(clean_text(raw)))
    if _SCIENTIFIC.fullmatch(value):
        raise _damaged(value)
    if not value:
        raise InvalidError(
            N_("The grid code is missing. The city fixes it (Art 9); copy it from the county's decision.")
        )
    if not (value.isascii() and value.isdigit()):
        raise InvalidError(N_("“{value}” is not a grid code: 15 digits are expected, nothing else."), value=value)
    return value


def _damaged(value: str) -> InvalidError:
    return InvalidError(
        N_(
            "{value}: Excel took the code for a number and its last digits may be lost. Format the "
            "column as text and copy the code again."
        ),
        value=value,
    )


def _foreign_city(value: str, city: str) -> InvalidError:
    other = _CITIES.get(value[:4], value[:4])
    return InvalidError(
        N_("{value} is a code of {other}, not of {city}."),
        value=value,
        other=other,
        city=f"{_CITIES.get(city, '')}({city})",
    )


def _notes(value: str, known_communities: Container[str] | None) -> tuple[Message, ...]:
    notes = []
    if value[:6] in _REPLACED:
        old, new_code, new, year = _REPLACED[value[:6]]
        notes.append(
            Message(
                N_("{code} ({old}) was replaced by {new_code} ({new}) in {year}."),
                {"code": value[:6], "old": old, "new_code": new_code, "new": new, "year": year},
            )
        )
    if known_communities is not None and value[:12] not in known_communities:
        notes.append(Message(N_("Community {code} is not in the 2023 list of divisions."), {"code": value[:12]}))
    if value.endswith("000"):
        notes.append(Message(N_("The serial of {code} is 000. Check that it was not cut by Excel."), {"code": value}))
    return tuple(notes)
