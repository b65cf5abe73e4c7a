"""The words for what is compared with the city's list: names of facts, values as a clerk reads them."""

from __future__ import annotations

from gridadmin.domain.codes import EDUCATIONS, ETHNICITIES, POLITICAL_STATUSES
from gridadmin.domain.exchange_reconciliation import DifferenceRow, SubmissionRow
from gridadmin.domain.grids import DedicatedKind, GridKind, GridSetting
from gridadmin.domain.imports import ImportKind
from gridadmin.domain.journal_words import field_word
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.workers import AppointmentRole, EmploymentKind, ExitReason, Sex, WorkerSource
from gridadmin.i18n import N_, Message

Word = str | Message

_WHOLE_RECORD = N_("the whole record")
_NOT_LISTED = N_("not listed")
_LISTED = N_("listed")
_OWN_NAMES = {"phones": N_("Phones"), "grids": N_("Grids")}
_LABELS: dict[tuple[ImportKind, str], type[LabelledEnum]] = {
    (ImportKind.WORKERS, "sex"): Sex,
    (ImportKind.WORKERS, "kind"): EmploymentKind,
    (ImportKind.WORKERS, "source"): WorkerSource,
    (ImportKind.WORKERS, "exit_reason"): ExitReason,
    (ImportKind.WORKERS, "role"): AppointmentRole,
    (ImportKind.GRIDS, "kind"): GridKind,
    (ImportKind.GRIDS, "dedicated_kind"): DedicatedKind,
    (ImportKind.GRIDS, "setting"): GridSetting,
}
_CODES = {"ethnicity": ETHNICITIES, "political_status": POLITICAL_STATUSES, "education": EDUCATIONS}


def fact_word(kind: ImportKind, field: str) -> Message:
    """Return what a fact is called; the whole record where no field is named."""
    if not field:
        return Message(_WHOLE_RECORD)
    record_type = "worker" if kind is ImportKind.WORKERS else "grid"
    return Message(_OWN_NAMES[field]) if field in _OWN_NAMES else field_word(field, record_type)


def fact_value(kind: ImportKind, field: str, value: object) -> str:
    """Return a value (plain JSON) as a clerk reads it, in the language in use; empty for none."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "、".join(fact_value(kind, field, item) for item in value)
    labels = _LABELS.get((kind, field))
    if labels is not None:
        return labels(str(value)).label
    return str(_CODES.get(field, {}).get(str(value), str(value)))


def difference_values(kind: ImportKind, row: DifferenceRow) -> tuple[Word, Word, Word]:
    """Return our value, the city's, and the one both last had, in words; whole records are listed or not."""
    field = row.fact.field
    if not field:
        ours, theirs = (_NOT_LISTED, _LISTED) if row.fact.record_id is None else (_LISTED, _NOT_LISTED)
        return Message(ours), Message(theirs), ""
    return (
        fact_value(kind, field, row.ours),
        fact_value(kind, field, row.theirs),
        fact_value(kind, field, row.agreed),
    )


def submission_cells(row: SubmissionRow) -> tuple[Word, ...]:
    """Return a submitted fact as cells: kind, record, fact, the city's value, ours."""
    if not row.field:
        there, should = (_LISTED, _NOT_LISTED) if row.record_id is None else (_NOT_LISTED, _LISTED)
        values: tuple[Word, Word] = (Message(there), Message(should))
    else:
        values = (fact_value(row.kind, row.field, row.theirs), fact_value(row.kind, row.field, row.ours))
    return row.kind.message, row.subject, fact_word(row.kind, row.field), *values
