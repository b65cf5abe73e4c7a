"""The columns of insurance: enrolled people, the matrix of faults, changes of a month, people on a list, claims."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from gridadmin.domain.insurance import Fault, InsuranceFinding
from gridadmin.domain.insurance_changes import ChangeLine, InsuranceChange
from gridadmin.domain.insurance_enrolments import InsuredRow
from gridadmin.domain.insurance_policies import ClaimState, CoverRow, PolicyRow, PolicyState
from gridadmin.domain.masking import mask_id_number, mask_phone
from gridadmin.domain.months import Month
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import N_, _
from gridadmin.ui.listing import joined
from gridadmin.ui.pay.runs_columns import yuan_shown
from gridadmin.ui.tables import RIGHT, Column

SHORT = {
    Fault.NOT_ENROLLED: N_("not enrolled"),
    Fault.GONE: N_("gone, enrolled"),
    Fault.TWICE: N_("enrolled twice"),
    Fault.ON_NO_LIST: N_("on no list"),
    Fault.LISTED_LATE: N_("listed late"),
    Fault.LAPSED: N_("cover lapsed"),
    Fault.LISTED_GONE: N_("gone, listed"),
}
SCHEMES = (Scheme.PENSION, Scheme.MEDICAL, Scheme.UNEMPLOYMENT, Scheme.INJURY, Scheme.HOUSING_FUND)


@dataclass(frozen=True)
class MatrixRow:
    """One person with the findings of the months that are looked at, the newest month first."""

    worker_id: UUID
    name: str
    findings: tuple[InsuranceFinding, ...]

    def of_month(self, month: Month) -> list[InsuranceFinding]:
        """Return the findings of a month."""
        return [each for each in self.findings if each.month == month]


def matrix_rows(found: Sequence[InsuranceFinding]) -> list[MatrixRow]:
    """Return a row for each person, those who breach Art 22 first."""
    people: dict[UUID, list[InsuranceFinding]] = {}
    for finding in sorted(found, key=lambda each: each.month, reverse=True):
        people.setdefault(finding.worker_id, []).append(finding)
    rows = [MatrixRow(key, each[0].name, tuple(each)) for key, each in people.items()]
    return sorted(rows, key=lambda each: not any(finding.fault.is_breach for finding in each.findings))


def matrix_columns(months: Sequence[Month]) -> tuple[Column[MatrixRow], ...]:
    """Return the name and a column for each month."""
    return (
        Column("name", N_("Name"), 12, lambda row: row.name),
        *(
            Column(str(month), f"{month}", 12, partial(_cell, month), tone=partial(_cell_tone, month))
            for month in months
        ),
    )  # fmt: skip


def _cell(month: Month, row: MatrixRow) -> str:
    return joined(_(SHORT[each.fault]) for each in row.of_month(month))


def _cell_tone(month: Month, row: MatrixRow) -> str:
    found = row.of_month(month)
    if not found or all(each.explained is not None for each in found):
        return "muted"
    return "danger" if any(each.fault.is_breach for each in found) else "warning"


def insured_columns() -> tuple[Column[InsuredRow], ...]:
    """Return the columns of people with their bases."""
    return (
        Column("name", N_("Name"), 11, lambda row: row.name),
        Column("state", N_("State"), 13, _state, tone=_state_tone, badge=True),
        Column(
            "entered_on", N_("In service since"), 12, lambda row: row.entered_on.isoformat() if row.entered_on else ""
        ),
        *(_base_column(scheme) for scheme in SCHEMES),
        Column("first", N_("From month"), 9, lambda row: str(row.first or "")),
        Column("last", N_("Until month"), 9, lambda row: str(row.last or "")),
        Column("due_on", N_("Register by"), 11, lambda row: row.due_on.isoformat() if row.due_on else ""),
    )


def _base_column(scheme: Scheme) -> Column[InsuredRow]:
    def shown(row: InsuredRow) -> str:
        held = row.bases.get(scheme)
        return yuan_shown(held[1]) if held else ""

    chosen = scheme is not Scheme.HOUSING_FUND
    return Column(scheme.value, scheme.msgid, 10, shown, lambda row: row.bases.get(scheme, (0, 0))[1], RIGHT,
                  chosen=chosen)  # fmt: skip


def _state(row: InsuredRow) -> str:
    if not row.serves:
        return _("not in service")
    if not row.missing:
        return _("enrolled")
    if len(row.missing) < len(row.statutory):
        return _("{count} lacking").format(count=len(row.missing))
    return _("to enrol")


def _state_tone(row: InsuredRow) -> str:
    if not row.serves:
        return "warning"
    if not row.missing:
        return "good"
    return "danger" if row.is_late else "warning"


CHANGE_TONES = {
    InsuranceChange.INCREASE: "good",
    InsuranceChange.DECREASE: "danger",
    InsuranceChange.BASE: "accent_text",
}


def change_columns() -> tuple[Column[ChangeLine], ...]:
    """Return the columns of the month's changes."""
    return (
        Column("change", N_("Kind of change"), 10, lambda row: row.of.change.label,
               tone=lambda row: CHANGE_TONES[row.of.change], badge=True),
        Column("name", N_("Name"), 11, lambda row: row.of.name),
        Column("id_number", N_("ID number"), 20, lambda row: mask_id_number(row.id_number)),
        Column("reason", N_("Reason"), 16, lambda row: str(row.reason)),
        Column("month", N_("First or last month"), 12, lambda row: str(row.of.month)),
        *(_changed_base(scheme) for scheme in SCHEMES),
        Column("form", N_("Kind of employment"), 12, lambda row: str(row.form)),
        Column("phone", N_("Phone"), 13, lambda row: mask_phone(row.phone)),
    )  # fmt: skip


def _changed_base(scheme: Scheme) -> Column[ChangeLine]:
    def shown(row: ChangeLine) -> str:
        base = row.of.bases.get(scheme)
        return "" if base is None else yuan_shown(base)

    chosen = scheme is not Scheme.HOUSING_FUND
    return Column(scheme.value, scheme.msgid, 10, shown, lambda row: row.of.bases.get(scheme, 0), RIGHT, chosen=chosen)


POLICY_TONES = {PolicyState.COMING: "accent_text", PolicyState.HOLDS: "good", PolicyState.LAPSED: "muted"}


def policy_columns(day: Callable[[], date]) -> tuple[Column[PolicyRow], ...]:
    """Return the columns of policies."""
    return (
        Column("number", N_("Accident policy"), 22, lambda row: row.form.number),
        Column("state", N_("State"), 8, lambda row: row.state_on(day()).label,
               tone=lambda row: POLICY_TONES[row.state_on(day())], badge=True),
        Column("insured", N_("Insured"), 9, lambda row: str(row.insured or ""), lambda row: row.insured, RIGHT),
        Column("valid_to", N_("Until"), 11, lambda row: row.form.valid_to.isoformat()),
        Column("insurer", N_("Insurer"), 24, lambda row: row.form.insurer),
    )  # fmt: skip


def cover_columns() -> tuple[Column[CoverRow], ...]:
    """Return the columns of the people on a list."""
    return (
        Column("name", N_("Name"), 11, lambda row: row.name),
        Column("id_number", N_("ID number"), 20, lambda row: mask_id_number(row.id_number)),
        Column("valid_from", N_("First day"), 11, lambda row: row.valid_from.isoformat()),
        Column("ends", N_("Last day"), 11, lambda row: row.ends.isoformat()),
        Column("phone", N_("Phone"), 13, lambda row: mask_phone(row.mobile)),
    )


CLAIM_TONES = {
    ClaimState.REPORTED: "warning", ClaimState.ACCEPTED: "accent_text", ClaimState.PAID: "good",
    ClaimState.REFUSED: "danger",
}  # fmt: skip
