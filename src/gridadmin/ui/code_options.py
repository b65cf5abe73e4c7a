"""The choices of code lists and enumerations for `ChoiceField`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gridadmin.domain.codes import EDUCATIONS, ETHNICITIES, POLITICAL_STATUSES
from gridadmin.domain.grids_card import GridChoice
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.workers import WorkerRow
from gridadmin.ui.fields import Option

COMMON_EDUCATIONS = ("11", "14", "21", "31", "41", "44", "61", "71", "81")
COMMON_STATUSES = ("01", "02", "03", "12", "13")


def enum_options(kinds: Iterable[LabelledEnum]) -> list[Option]:
    """Return the members of an enumeration with their labels."""
    return [Option(kind, kind.label) for kind in kinds]


def ethnicity_options() -> list[Option]:
    """Return GB/T 3304; 汉族 is the first anyway."""
    return _code_options(ETHNICITIES, ())


def education_options() -> list[Option]:
    """Return GB/T 4658, those that occur in a township first."""
    return _code_options(EDUCATIONS, COMMON_EDUCATIONS)


def political_options() -> list[Option]:
    """Return GB/T 4762, those that occur in a township first."""
    return _code_options(POLITICAL_STATUSES, COMMON_STATUSES)


def _code_options(codes: Mapping[str, str], first: Sequence[str]) -> list[Option]:
    ordered = [*first, *(code for code in codes if code not in first)]
    return [Option(code, codes[code], code) for code in ordered]


def grid_options(choices: Iterable[GridChoice]) -> list[Option]:
    """Return grids, found by name, code and initials (`cg3` for 城关03网格)."""
    return [
        Option(choice.id, f"{choice.name} · {choice.community} · {choice.code}", choice.found_by) for choice in choices
    ]


def worker_options(rows: Iterable[WorkerRow]) -> list[Option]:
    """Return people, found by name, initials and ID number; the birth date tells namesakes apart."""
    return [
        Option(row.id, f"{row.name} · {row.birth_date or '—'} · {str(row.id)[-4:]}", f"{row.initials} {row.id_number}")
        for row in rows
    ]
