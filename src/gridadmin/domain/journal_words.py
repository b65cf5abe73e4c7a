"""The words for what the journal keeps: names of records and fields, labels of coded values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridadmin.domain import (
    journal_words_assessment,
    journal_words_bank,
    journal_words_discipline,
    journal_words_pay,
    journal_words_qualifications,
    journal_words_training,
)
from gridadmin.domain.bank_accounts import mask_account
from gridadmin.domain.codes import EDUCATIONS, ETHNICITIES, POLITICAL_STATUSES
from gridadmin.domain.contracts import ContractEnd, ContractKind, ContractTerm
from gridadmin.domain.grids import DedicatedKind, GridKind, GridSetting, ProposalStatus
from gridadmin.domain.journal import ActRow, FieldChange, Operation
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.masking import mask_id_number
from gridadmin.domain.parameter_words import PARAMETERS, PUBLISHERS
from gridadmin.domain.parameters import Certainty
from gridadmin.domain.pay_rounding import yuan_text
from gridadmin.domain.training import show_tenths
from gridadmin.domain.workers import (
    AppointmentRole,
    Condition,
    EmploymentKind,
    ExitReason,
    PhonePurpose,
    Sex,
    WorkerSource,
)
from gridadmin.i18n import N_, Message

Word = Message | str

RECORDS: dict[str, str] = {
    "worker": N_("Person"),
    "worker_profile": N_("Political status and education"),
    "worker_phone": N_("Phone"),
    "employment": N_("Service"),
    "appointment": N_("Appointment"),
    "attestation": N_("Attestation"),
    "contract": N_("Contract"),
    "contract_scan": N_("Scanned page of a contract"),
    "handover_item": N_("Line of the hand-over list"),
    "changeover": N_("Change-over"),
    "grid": N_("Grid"),
    "grid_version": N_("The county's decision"),
    "grid_proposal": N_("Proposal"),
    "posting_place": N_("Posting place"),
    "board_print": N_("Printed board"),
    "office": N_("Office"),
    "community": N_("Community or village"),
    "parameter": N_("Parameter"),
    "import_layout": N_("Remembered layout"),
    "account": N_("Account"),
    **journal_words_assessment.RECORDS,
    **journal_words_qualifications.RECORDS,
    **journal_words_training.RECORDS,
    **journal_words_discipline.RECORDS,
    **journal_words_pay.RECORDS,
    **journal_words_bank.RECORDS,
}

FIELDS: dict[str, str] = {
    "name": N_("Name"),
    "id_number": N_("ID number"),
    "birth_date": N_("Birth date"),
    "sex": N_("Sex"),
    "ethnicity": N_("Ethnicity"),
    "address": N_("Address"),
    "emergency_contact": N_("Emergency contact"),
    "emergency_phone": N_("Emergency phone"),
    "photo": N_("Photo"),
    "remarks": N_("Remarks"),
    "worker_id": N_("Person"),
    "valid_from": N_("From"),
    "valid_to": N_("Until"),
    "political_status": N_("Political status"),
    "education": N_("Education"),
    "number": N_("Number"),
    "purpose": N_("Purpose"),
    "kind": N_("Kind"),
    "source": N_("Source"),
    "started_on": N_("First day"),
    "ended_on": N_("Last day"),
    "exit_reason": N_("Reason for leaving"),
    "document": N_("Document"),
    "grid_id": N_("Grid"),
    "community_id": N_("Community or village"),
    "community": N_("Community or village"),
    "role": N_("Role"),
    "condition": N_("Condition"),
    "met": N_("Met"),
    "attested_by": N_("Attested by"),
    "attested_on": N_("Attested on"),
    "remark": N_("Remark"),
    "scan": N_("Picture"),
    "title": N_("Title"),
    "added_on": N_("Filed on"),
    "term": N_("Term"),
    "employer": N_("Employer"),
    "signed_on": N_("Signed on"),
    "ends_on": N_("Agreed last day"),
    "probation_until": N_("Probation until"),
    "weekly_hours": N_("Hours a week"),
    "end_reason": N_("Reason of the end"),
    "basis": N_("Basis"),
    "due_days": N_("Due after days"),
    "needed": N_("Needed"),
    "done_on": N_("Done on"),
    "done_by": N_("Done by"),
    "contract_id": N_("Contract"),
    "employment_id": N_("Service"),
    "outgoing_id": N_("Leaves"),
    "incoming_id": N_("Takes over"),
    "effective_on": N_("From"),
    "code": N_("Code"),
    "board_area": N_("Area on boards"),
    "exception_reason": N_("Reason for the exception (Art 10)"),
    "exception_review_on": N_("To be reviewed on"),
    "supervision_phone": N_("Supervision phone"),
    "dedicated_kind": N_("Dedicated to"),
    "area": N_("Area"),
    "households": N_("Households"),
    "residents": N_("Residents"),
    "setting": N_("Setting"),
    "decision_document": N_("Decision"),
    "field": N_("Field"),
    "current": N_("As it stands"),
    "proposed": N_("As proposed"),
    "reason": N_("Reason"),
    "filed_on": N_("Filed on"),
    "status": N_("Status"),
    "place": N_("Place"),
    "removed_on": N_("Taken down on"),
    "printed_on": N_("Printed on"),
    "size": N_("Size"),
    "organisation": N_("Organisation"),
    "hotlines": N_("Hotlines"),
    "board_url": N_("Address behind the code on boards"),
    "urban": N_("Urban"),
    "key": N_("Key"),
    "value": N_("Value"),
    "unit": N_("Unit"),
    "certainty": N_("Certainty"),
    "publisher": N_("Published by"),
    "note": N_("Note"),
    "disabled_on": N_("Closed on"),
    "sender": N_("Sender"),
    "columns": N_("Columns"),
    "signature": N_("Header"),
    "township": N_("Township"),
    "township_code": N_("Code of the township"),
    "county": N_("County"),
    "county_code": N_("Code of the county"),
    "practice": N_("Practice office"),
    **journal_words_assessment.FIELDS,
    **journal_words_qualifications.FIELDS,
    **journal_words_training.FIELDS,
    **journal_words_discipline.FIELDS,
    **journal_words_pay.FIELDS,
    **journal_words_bank.FIELDS,
}

UNTOLD = frozenset(
    {
        "audience_view",
        "name_pinyin", "name_initials", "initials", "fingerprint", "content", "template", "worker_id", "contract_id",
        "employment_id", "item", "round_key", *journal_words_discipline.UNTOLD, *journal_words_pay.UNTOLD,
    }
)  # fmt: skip
"""Derived or technical fields, and the owner whose history is read."""

_ENUMS: dict[tuple[str, str], type[LabelledEnum]] = {
    ("worker", "sex"): Sex,
    ("worker_phone", "purpose"): PhonePurpose,
    ("employment", "kind"): EmploymentKind,
    ("employment", "source"): WorkerSource,
    ("employment", "exit_reason"): ExitReason,
    ("appointment", "role"): AppointmentRole,
    ("attestation", "condition"): Condition,
    ("contract", "kind"): ContractKind,
    ("contract", "term"): ContractTerm,
    ("contract", "end_reason"): ContractEnd,
    ("changeover", "reason"): ExitReason,
    ("grid_version", "kind"): GridKind,
    ("grid_version", "dedicated_kind"): DedicatedKind,
    ("grid_version", "setting"): GridSetting,
    ("grid_proposal", "status"): ProposalStatus,
    ("parameter", "certainty"): Certainty,
    **journal_words_assessment.ENUMS,
    **journal_words_qualifications.ENUMS,
    **journal_words_training.ENUMS,
    **journal_words_discipline.ENUMS,
    **journal_words_pay.ENUMS,
    **journal_words_bank.ENUMS,
}

_PEOPLE, _DESIGNATION = ("worker", "account"), N_("Designation")
_MONEY = journal_words_pay.MONEY | journal_words_bank.MONEY
_PICTURES = {"photo": N_("a photo"), "scan": N_("a scanned page")}
_MSGIDS: dict[tuple[str, str], Mapping[str, str]] = {
    ("parameter", "key"): PARAMETERS,
    ("parameter", "publisher"): PUBLISHERS,
}
_CODES: dict[str, Mapping[str, str]] = {
    "ethnicity": ETHNICITIES,
    "political_status": POLITICAL_STATUSES,
    "education": EDUCATIONS,
}


@dataclass(frozen=True)
class ChangeLine:
    """One field of a record that an act changed, in words; an empty `was` or `now` is a gap."""

    record: Message
    field: Message
    was: Word
    now: Word


@dataclass(frozen=True)
class HistoryEntry:
    """An act in the history of a record: its sentence, and what it changed, field by field."""

    act: ActRow
    lines: tuple[ChangeLine, ...]


def record_word(record_type: str, operation: Operation) -> Message:
    """Return the name of a record, with what was done to it where it was made or taken away."""
    name = Message(RECORDS.get(record_type, record_type))
    if operation is Operation.INSERT:
        return Message(N_("{record} (new)"), {"record": name})
    if operation is Operation.DELETE:
        return Message(N_("{record} (taken away)"), {"record": name})
    return name


def field_word(field: str, record_type: str = "worker") -> Message:
    """Return the name of a field; the technical one where it has no other. People are called otherwise than things."""
    if field == "name" and record_type not in _PEOPLE:
        return Message(_DESIGNATION)
    return Message(FIELDS.get(field, field))


def value_words(record_type: str, change: FieldChange, names: Mapping[str, str]) -> tuple[Word, Word]:
    """Return the value before and after in words, ID numbers masked; `names` are what ids stand for."""
    if change.erased:
        return Message(N_("(erased)")), Message(N_("(erased)"))
    return _word(record_type, change.field, change.was, names), _word(record_type, change.field, change.now, names)


def _word(record_type: str, field: str, value: object, names: Mapping[str, str]) -> Word:
    if value is None:
        return ""
    if isinstance(value, bool):
        return Message(N_("yes")) if value else Message(N_("no"))
    kind = _ENUMS.get((record_type, field))
    if kind is not None:
        return "、".join(kind(each).label for each in value) if isinstance(value, list) else kind(str(value)).message
    if record_type == "grid_proposal" and field == "field":
        return field_word(str(value), record_type)
    msgid = _PICTURES.get(field) or _MSGIDS.get((record_type, field), {}).get(str(value))
    if msgid is not None:
        return Message(msgid)
    text = _plain(record_type, field, value)
    return _CODES.get(field, names).get(text, text)


def _plain(record_type: str, field: str, value: object) -> str:
    if record_type.startswith("training_") and field in journal_words_training.TENTHS and isinstance(value, int):
        return show_tenths(value)
    if field in _MONEY and isinstance(value, int):
        return yuan_text(value)
    if (record_type, field) in journal_words_bank.MASKED:
        return mask_account(str(value))
    if isinstance(value, list) and all(isinstance(each, str | int) for each in value):
        return "、".join(map(str, value))
    return mask_id_number(str(value)) if field == "id_number" else str(value)
