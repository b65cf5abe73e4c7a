"""The columns of the list of grid workers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from gridadmin.domain.ages import age_on
from gridadmin.domain.codes import EDUCATIONS, ETHNICITIES, POLITICAL_STATUSES
from gridadmin.domain.masking import mask_id_number
from gridadmin.domain.workers import EmploymentKind, WorkerRow, WorkerStatus
from gridadmin.i18n import N_, _
from gridadmin.ui.listing import joined
from gridadmin.ui.tables import CENTRE, RIGHT, Column


@dataclass
class Shown:
    """How the list is shown now: the day, and whether ID numbers are shown in full."""

    as_of: date
    unmasked: bool = False

    def id_number(self, row: WorkerRow) -> str:
        """Return the ID number as it may be shown."""
        return (row.id_number or "") if self.unmasked else mask_id_number(row.id_number)

    def age(self, row: WorkerRow) -> str:
        """Return the years of age on the day."""
        return str(age_on(row.birth_date, self.as_of)) if row.birth_date else ""


def worker_columns(shown: Shown) -> tuple[Column[WorkerRow], ...]:
    """Return the columns; what they show of ID numbers and ages follows `shown`."""
    return (
        Column("name", N_("Name"), 12, lambda row: row.name, tone=_faded),
        Column("kind", N_("Kind"), 10, _kind, tone=_kind_tone, badge=True),
        Column("grids", N_("Grids"), 20, _grids, tone=_grids_tone),
        Column("phones", N_("Phone"), 13, _phone, tone=_phone_tone),
        Column("sex", N_("Sex"), 5, lambda row: row.sex.label, align=CENTRE, chosen=False),
        Column("age", N_("Age"), 5, shown.age, align=RIGHT),
        Column("political_status", N_("Political status"), 16, _political, tone=_gap("political_status")),
        Column("education", N_("Education"), 13, lambda row: EDUCATIONS.get(row.education or "", ""), chosen=False),
        Column("source", N_("Source"), 16, lambda row: row.source.label if row.source else "", chosen=False),
        Column("community", N_("Community or village"), 16, lambda row: row.community, chosen=False),
        Column("id_number", N_("ID number"), 20, shown.id_number),
        Column("birth_date", N_("Birth date"), 11, lambda row: _day(row.birth_date), chosen=False),
        Column("ethnicity", N_("Ethnicity"), 8, lambda row: ETHNICITIES.get(row.ethnicity or "", ""), chosen=False),
        Column("started_on", N_("In service since"), 11, lambda row: _day(row.started_on)),
        Column("ended_on", N_("Last day"), 11, lambda row: _day(row.ended_on), chosen=False),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _faded(row: WorkerRow) -> str:
    return "" if row.status is WorkerStatus.ACTIVE else "muted"


def _kind(row: WorkerRow) -> str:
    if row.kind is None:
        return _("No service")
    return row.kind.label if row.status is WorkerStatus.ACTIVE else _("Left")


def _kind_tone(row: WorkerRow) -> str:
    if row.status is not WorkerStatus.ACTIVE:
        return "muted"
    return "accent_text" if row.kind is EmploymentKind.FULL_TIME else "good"


def _grids(row: WorkerRow) -> str:
    names = joined(grid.grid_name for grid in row.grids)
    return names or (_("none") if row.status is WorkerStatus.ACTIVE else "")


def _grids_tone(row: WorkerRow) -> str:
    return "" if row.grids else "warning"


def _phone(row: WorkerRow) -> str:
    return row.phones[0] if row.phones else _("no phone")


def _phone_tone(row: WorkerRow) -> str:
    return "" if row.phones else "danger" if row.status is WorkerStatus.ACTIVE else "faint"


def _political(row: WorkerRow) -> str:
    return POLITICAL_STATUSES.get(row.political_status or "", "") or "—"


def _gap(field: str) -> Callable[[WorkerRow], str]:
    return lambda row: "" if getattr(row, field) else "faint"
