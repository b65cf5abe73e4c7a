"""The words of an import for people: fields of sheets, values before and after."""

from __future__ import annotations

from datetime import date

from gridadmin.domain.codes import EDUCATIONS, ETHNICITIES, POLITICAL_STATUSES
from gridadmin.domain.imports import ImportChange, ImportKind, Outcome, RowOutcome
from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_, _
from gridadmin.ui.listing import joined

WORKER_FIELDS: dict[str, str] = {
    "name": N_("Name"),
    "id_number": N_("ID number"),
    "sex": N_("Sex"),
    "birth_date": N_("Birth date"),
    "ethnicity": N_("Ethnicity"),
    "political_status": N_("Political status"),
    "education": N_("Education"),
    "phones": N_("Phones"),
    "address": N_("Address"),
    "emergency_contact": N_("Emergency contact"),
    "emergency_phone": N_("Emergency phone"),
    "kind": N_("Full-time or part-time"),
    "source": N_("Source"),
    "started_on": N_("First day"),
    "ended_on": N_("Last day"),
    "exit_reason": N_("Reason for leaving"),
    "document": N_("Document"),
    "community": N_("Community or village"),
    "grids": N_("Grid"),
    "role": N_("Role"),
    "remarks": N_("Remarks"),
    "kind=full_time": N_("Full-time, where ticked"),
    "kind=part_time": N_("Part-time, where ticked"),
    "sex=1": N_("Male, where ticked"),
    "sex=2": N_("Female, where ticked"),
}
GRID_FIELDS: dict[str, str] = {
    "code": N_("Grid code"),
    "name": N_("Grid name"),
    "kind": N_("Comprehensive or dedicated"),
    "dedicated_kind": N_("Dedicated to"),
    "community": N_("Community or village"),
    "area": N_("Area"),
    "households": N_("Households"),
    "residents": N_("Residents"),
    "setting": N_("Urban or rural"),
    "decision_document": N_("Decision"),
    "valid_from": N_("From"),
    "valid_to": N_("Until"),
}
CERTIFICATE_FIELDS: dict[str, str] = {
    "name": N_("Name"),
    "id_number": N_("ID number"),
    "type_name": N_("Kind of certificate"),
    "number": N_("Certificate No."),
    "issued_on": N_("Issued on"),
    "expires_on": N_("Expires on"),
    "validity": N_("Period of validity"),
    "issuer": N_("Issued by"),
    "revoked_on": N_("Revoked on"),
    "revoked_reason": N_("Why it was revoked"),
    "grids": N_("Grid"),
    "community": N_("Community or village"),
    "remarks": N_("Remarks"),
}
FIELDS_OF = {
    ImportKind.WORKERS: WORKER_FIELDS,
    ImportKind.GRIDS: GRID_FIELDS,
    ImportKind.CERTIFICATES: CERTIFICATE_FIELDS,
}
TONES = {Outcome.NEW: "good", Outcome.UPDATED: "accent_text", Outcome.UNCHANGED: "muted", Outcome.REJECTED: "danger"}
_CODES = {"ethnicity": ETHNICITIES, "political_status": POLITICAL_STATUSES, "education": EDUCATIONS}


def fields_of(kind: ImportKind) -> dict[str, str]:
    """Return field -> msgid of what a column of a sheet can feed."""
    return FIELDS_OF[kind]


def field_word(kind: ImportKind, field: str) -> str:
    """Return the name of a field; the technical one where it has no other."""
    return _(fields_of(kind).get(field, field))


def value_words(field: str, value: object) -> str:
    """Return a value as a clerk reads it; a dash for none."""
    if value is None or value in ("", ()):
        return "—"
    if isinstance(value, tuple):
        return joined(value_words(field, item) for item in value)
    if isinstance(value, LabelledEnum):
        return value.label
    if isinstance(value, date):
        return value.isoformat()
    return _CODES.get(field, {}).get(str(value), str(value))


def change_words(kind: ImportKind, change: ImportChange) -> str:
    """Return one changed fact: `Grid: 001 → 002`."""
    name = field_word(kind, change.field)
    return f"{name}{_(': ')}{value_words(change.field, change.was)} → {value_words(change.field, change.now)}"


def changes_words(kind: ImportKind, row: RowOutcome) -> str:
    """Return all that a row changes in one line."""
    return _("; ").join(change_words(kind, change) for change in row.changes)
