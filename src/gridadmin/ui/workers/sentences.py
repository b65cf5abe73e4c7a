"""The sentences of acts on people, as the journal and Ctrl+Z show them."""

from __future__ import annotations

from datetime import date

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.workers import AppointmentRole, Condition, EmploymentKind, ExitReason
from gridadmin.i18n import N_, Message


def entered(name: str, kind: EmploymentKind | None, grid: str) -> Message:
    """Somebody new, with service and grid where they were given."""
    if kind is None:
        return Message(N_("Enter {name}"), {"name": name})
    if not grid:
        return Message(N_("Enter {name}, {kind}"), {"name": name, "kind": kind.message})
    return Message(N_("Enter {name}, {kind}, for {grid}"), {"name": name, "kind": kind.message, "grid": grid})


def changed(name: str, correction: bool) -> Message:
    """A person's file was changed or corrected."""
    msgid = N_("Correct the file of {name}") if correction else N_("Change the file of {name}")
    return Message(msgid, {"name": name})


def began(name: str, kind: EmploymentKind, start: date, again: bool) -> Message:
    """Service began, or began again."""
    msgid = (
        N_("{name} takes up service again as {kind} from {day}")
        if again
        else N_("{name} begins service as {kind} from {day}")
    )
    return Message(msgid, {"name": name, "kind": kind.message, "day": start})


def ended(name: str, last_day: date, reason: ExitReason) -> Message:
    """Service ended."""
    return Message(
        N_("{name} leaves service, last day {day} ({reason})"),
        {"name": name, "day": last_day, "reason": reason.message},
    )


def appointed(name: str, grid: str, role: AppointmentRole) -> Message:
    """Somebody was appointed to a grid."""
    return Message(N_("Appoint {name} to {grid} as {role}"), {"name": name, "grid": grid, "role": role.message})


def appointment_ended(name: str, grid: str, last_day: date) -> Message:
    """An appointment ended."""
    return Message(N_("{name} leaves {grid}, last day {day}"), {"name": name, "grid": grid, "day": last_day})


def corrected(name: str, what: LabelledEnum | str) -> Message:
    """A line of service or of an appointment was corrected."""
    return Message(
        N_("Correct {what} of {name}"), {"name": name, "what": what.message if isinstance(what, LabelledEnum) else what}
    )


def attested(name: str, conditions: list[Condition], met: bool) -> Message:
    """A person's word on conditions of Art 11."""
    if len(conditions) == 1:
        msgid = N_("Attest for {name}: {condition} is met") if met else N_("Attest for {name}: {condition} is not met")
        return Message(msgid, {"name": name, "condition": conditions[0].message})
    msgid = N_("Attest {count} conditions of Art 11 for {name} as met")
    if not met:
        msgid = N_("Attest {count} conditions of Art 11 for {name} as not met")
    return Message(msgid, {"name": name, "count": len(conditions)})


def merged(kept: str) -> Message:
    """Two persons were made one."""
    return Message(N_("Merge two files of {name} into one"), {"name": kept})


def changed_many(count: int, fields: Message) -> Message:
    """A bulk edit."""
    return Message(N_("Change {fields} of {count} persons"), {"count": count, "fields": fields})
