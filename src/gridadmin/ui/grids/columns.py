"""The columns of the list of grids."""

from __future__ import annotations

from collections.abc import Callable

from gridadmin.domain.compliance_duties import Result
from gridadmin.domain.grids import GridKind, GridRow
from gridadmin.domain.grids_list import GridLine
from gridadmin.domain.snapshot import BoardStatus
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_, _
from gridadmin.ui.listing import joined
from gridadmin.ui.tables import RIGHT, Column

BOARD_TONES = {BoardStatus.CURRENT: "good", BoardStatus.TO_REPRINT: "danger", BoardStatus.MISSING: "warning"}
STAFF_TONES = {Result.MET: "", Result.NOT_MET: "danger", Result.NEEDS_PERSON: "warning", Result.NOT_APPLICABLE: "faint"}


def grid_columns() -> tuple[Column[GridLine], ...]:
    """Return the columns."""
    return (
        Column("name", N_("Grid"), 20, lambda line: line.row.name, _by_code),
        Column("community", N_("Community or village"), 18, lambda line: line.row.community, _by_code),
        Column("kind", N_("Kind"), 13, lambda line: kind_words(line.row), tone=_kind_tone, badge=True),
        Column("staff", N_("Staff"), 22, _staff, _full_timers, tone=lambda line: STAFF_TONES[line.staffing]),
        Column("board", N_("Board"), 10, _board, tone=lambda line: BOARD_TONES[line.board], badge=True),
        Column("households", N_("Households"), 11, _count("households"), _number("households"), align=RIGHT),
        Column("residents", N_("Residents"), 10, _count("residents"), _number("residents"), align=RIGHT),
        Column("code", N_("Code"), 17, lambda line: line.row.code),
        Column("setting", N_("Setting"), 9, lambda line: line.row.setting.label, chosen=False),
        Column("area", N_("Area"), 30, lambda line: line.row.area, chosen=False),
        Column("decision", N_("Decision"), 18, lambda line: line.row.decision_document or "", chosen=False),
        Column("exception", N_("Exception (Art 10)"), 18, lambda line: line.row.exception_reason or "", chosen=False),
        Column("valid_from", N_("Since"), 11, lambda line: line.row.valid_from.isoformat(), chosen=False),
    )


def kind_words(row: GridRow) -> str:
    """Return the kind of a grid, a dedicated one with what it is dedicated to."""
    if row.kind is GridKind.DEDICATED and row.dedicated_kind is not None:
        return _("Dedicated: {kind}").format(kind=row.dedicated_kind.label)
    return row.kind.label


def _by_code(line: GridLine) -> str:
    return line.row.code


def _kind_tone(line: GridLine) -> str:
    return "accent_text" if line.row.kind is GridKind.DEDICATED else "muted"


def _staff(line: GridLine) -> str:
    return joined(person.name for person in line.row.staff) or _("nobody")


def _full_timers(line: GridLine) -> tuple[int, int]:
    full = sum(person.kind is EmploymentKind.FULL_TIME for person in line.row.staff)
    return full, len(line.row.staff)


def _board(line: GridLine) -> str:
    return line.board.label


def _count(field: str) -> Callable[[GridLine], str]:
    return lambda line: "" if getattr(line.row, field) is None else str(getattr(line.row, field))


def _number(field: str) -> Callable[[GridLine], int | None]:
    return lambda line: getattr(line.row, field)
