"""The lines of the list for the insurance bureau: what changes, why, and what the bureau wants to know of people."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.config import find_resources
from gridadmin.domain.insurance import InsuredPerson, runs_of
from gridadmin.domain.insurance_changes import (
    ChangedSchemes,
    ChangeLine,
    InsuranceChange,
    ListLayout,
    changed_schemes,
    read_layout,
)
from gridadmin.domain.months import Month
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_, Message
from gridadmin.models.contracts import Contract
from gridadmin.models.insurance import InsuranceEnrolment
from gridadmin.models.workers import Employment, Worker
from gridadmin.services.insurance_bases import limits_of
from gridadmin.services.insurance_facts import insured_people, phones_of


def list_changes(session: Session, month: Month, known_on: date) -> list[ChangeLine]:
    """Return who joins, who leaves and whose base changes in a month, held against the month before."""
    people = insured_people(session)
    found = changed_schemes(people, month, limits_of(session, month, known_on))
    if not found:
        return []
    book = _Book(session, people, month)
    return [book.line(each) for each in found]


def shipped_layout() -> ListLayout:
    """Return the columns of the usual list."""
    path = find_resources() / "defaults" / "insurance_change_columns.json"
    return read_layout(json.loads(path.read_text(encoding="utf-8")))


class _Book:
    """What the bureau wants to know of people, read once."""

    def __init__(self, session: Session, people: list[InsuredPerson], month: Month) -> None:
        self._people = {person.worker_id: person for person in people}
        self._phones = phones_of(session)
        self._numbers = {row.id: row.id_number for row in session.execute(select(Worker.id, Worker.id_number))}
        self._month = month
        query = select(Employment.worker_id, Employment.ended_on, Employment.exit_reason)
        ended = session.execute(query.where(Employment.ended_on.is_not(None)).order_by(Employment.ended_on))
        self._exits: dict[UUID, Any] = {row.worker_id: row for row in ended if row.ended_on <= month.last_day}
        rows = session.execute(
            select(
                InsuranceEnrolment.worker_id, InsuranceEnrolment.first_month, InsuranceEnrolment.last_month,
                InsuranceEnrolment.reason, InsuranceEnrolment.end_reason,
            )
        )  # fmt: skip
        self._said: dict[tuple[UUID, Month, bool], str] = {}
        for row in rows:
            if row.reason:
                self._said[row.worker_id, Month.of(row.first_month), True] = row.reason
            if row.last_month and row.end_reason:
                self._said[row.worker_id, Month.of(row.last_month), False] = row.end_reason
        contracts = select(Contract.worker_id, Contract.kind).order_by(Contract.started_on)
        self._forms: dict[UUID, Any] = {row.worker_id: row.kind for row in session.execute(contracts)}

    def line(self, change: ChangedSchemes) -> ChangeLine:
        """Return a line of the list."""
        kind = self._forms.get(change.worker_id)
        return ChangeLine(
            of=change,
            reason=self._reason(change),
            id_number=self._numbers.get(change.worker_id) or "",
            phone=self._phones.get(change.worker_id, ""),
            form=kind.message if kind is not None else Message(N_("Full-time employment")),
        )

    def _reason(self, change: ChangedSchemes) -> Message | str:
        begins = change.change is not InsuranceChange.DECREASE
        said = self._said.get((change.worker_id, change.month, begins))
        if said:
            return said
        if change.change is InsuranceChange.BASE:
            return Message(N_("Base declared anew"))
        return self._why_in(change) if begins else self._why_out(change)

    def _why_in(self, change: ChangedSchemes) -> Message:
        runs = runs_of(self._people[change.worker_id].spells, EmploymentKind.FULL_TIME)
        begun = [run for run in runs if Month.of(run.first) <= self._month]
        if not begun or Month.of(begun[-1].first).plus(1) < self._month:
            return Message(N_("Enrolled afterwards"))
        return Message(N_("Taken on again") if len(begun) > 1 else N_("Newly taken on"))

    def _why_out(self, change: ChangedSchemes) -> Message | str:
        gone = self._exits.get(change.worker_id)
        return gone.exit_reason.message if gone is not None and gone.exit_reason is not None else ""
