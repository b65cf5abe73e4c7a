"""Importing a village's roster: persons, service, appointments; each row goes in whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from gridadmin.domain.imports import Effect, ImportReport, Outcome, ParsedRow, Severity
from gridadmin.domain.workers import ExitReason, PhonePurpose, Sex, WorkerImport
from gridadmin.i18n import N_, Message
from gridadmin.models.ids import new_id
from gridadmin.models.office import Community
from gridadmin.models.workers import Appointment, Employment, Worker, WorkerPhone
from gridadmin.services.assignment import assign, take_away
from gridadmin.services.dated import covers
from gridadmin.services.discipline_guard import lacks_case
from gridadmin.services.import_tally import ImportOptions, Observer, RowRefusedError, Tally
from gridadmin.services.places import Places
from gridadmin.services.service_plans import ServicePlan, plan_appointments, plan_service
from gridadmin.services.worker_book import WorkerBook
from gridadmin.services.worker_records import new_worker, put_phone, put_profile

PERSON_FIELDS = ("id_number", "birth_date", "ethnicity", "address", "emergency_contact", "emergency_phone", "remarks")
DATED_FIELDS = ("political_status", "education")
MOBILE_DIGITS = 11


def import_workers(
    session: Session,
    rows: Sequence[ParsedRow],
    options: ImportOptions,
    *,
    columns: Callable[[str, str], str] = lambda _sheet, _field: "",
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    observer: Observer | None = None,
) -> ImportReport:
    """Put the rows of a roster and return the report; the caller decides whether to keep it.

    Args: as `grid_imports.import_grids`.
    """
    importer = _WorkerImporter(session, rows, options)
    tally = Tally(columns, observer)
    with session.no_autoflush:
        for done, row in enumerate(rows):
            if done % 50 == 0:
                progress(done, len(rows))
            tally.run(row, importer.put)
    progress(len(rows), len(rows))
    return tally.report(len(rows))


class _WorkerImporter:
    def __init__(self, session: Session, rows: Sequence[ParsedRow], options: ImportOptions) -> None:
        self._session, self._options = session, options
        self._places = Places(session, options.effective_on)
        self._book = WorkerBook(session, rows)
        self._stated = _grids_stated(rows)

    @property
    def _on(self) -> date:
        return self._options.effective_on

    def put(self, row: ParsedRow, tally: Tally) -> Effect:
        record = row.record
        assert isinstance(record, WorkerImport)
        known = self._book.find(record)
        worker = known or _draft(record)
        community = self._places.require_community(record.community) if record.community else None
        plan = self._plan(worker, community, record)
        before = None if known is None else self._facts(worker)
        if before is None:
            self._session.add(worker)
        changed = self._write_person(worker, community, record)
        self._note_phones(worker, row, record.phones, tally)
        changed = self._write_service(worker, plan) or changed
        self._note_dismissal(worker, row, plan, tally)
        self._book.remember(worker)
        if before is None:
            return Outcome.NEW, ()
        return tally.put_known(row, worker.id, before, self._facts(worker) if changed else before)

    def _facts(self, worker: Worker) -> dict[str, object]:
        return self._book.facts(worker, self._on, self._places)

    def _plan(self, worker: Worker, community: Community | None, record: WorkerImport) -> ServicePlan:
        spells = self._book.employments[worker.id]
        # Once each: 第八网格 and 第8网格 in one cell, or a code and its name, are one grid.
        grids = list(dict.fromkeys(self._places.require_grid(written, community) for written in record.grids))
        plan = plan_service(worker, spells, record, self._options)
        posts = self._book.appointments[worker.id]
        elsewhere = self._places.neighbours(grids)
        for written, community_name in self._stated[_who(record)] - {(name, record.community) for name in record.grids}:
            with suppress(RowRefusedError, ValueError):  # that row is refused when its turn comes
                place = self._places.find_community(community_name) if community_name else None
                elsewhere.remove(self._places.require_grid(written, place))
        plan_appointments(plan, worker, spells, posts, grids, elsewhere, record, self._on)
        return plan

    def _write_person(self, worker: Worker, community: Community | None, record: WorkerImport) -> bool:
        said: dict[str, Any] = {name: getattr(record, name) for name in PERSON_FIELDS}
        if record.sex not in (None, Sex.UNKNOWN):
            said["sex"] = record.sex
        if community is not None and not record.grids:
            said["community_id"] = community.id
        values = {name: value for name, value in said.items() if value is not None}
        values |= {name: None for name in record.cleared if name in PERSON_FIELDS and name != "id_number"}
        changed = assign(worker, **values)
        return any([changed, self._write_profile(worker, record), self._write_phones(worker, record)])

    def _write_profile(self, worker: Worker, record: WorkerImport) -> bool:
        facts = {name: value for name in DATED_FIELDS if (value := getattr(record, name)) is not None}
        facts |= {name: None for name in record.cleared if name in DATED_FIELDS}
        return bool(facts) and put_profile(self._session, worker.id, self._book.profiles[worker.id], self._on, facts)

    def _write_phones(self, worker: Worker, record: WorkerImport) -> bool:
        phones = self._book.phones[worker.id]
        kept = [each for each in self._phones_held(worker) if each.number in record.phones]
        known, taken = {each.number for each in kept}, {each.purpose for each in kept}
        changed = False
        for number in record.phones:
            purpose = _free_purpose(number, taken)
            if number not in known and purpose is not None:
                taken.add(purpose)
                changed = put_phone(self._session, worker.id, phones, purpose, number, self._on) or changed
        return changed

    def _phones_held(self, worker: Worker) -> list[WorkerPhone]:
        return [each for each in self._book.phones[worker.id] if covers(each.valid_from, each.valid_to, self._on)]

    def _note_phones(self, worker: Worker, row: ParsedRow, numbers: Sequence[str], tally: Tally) -> None:
        """Tell which numbers found no place."""
        held = {each.number for each in self._phones_held(worker)}
        for number in numbers:
            if number not in held:
                text = N_("A person has one mobile, one duty and one home number here; {number} was not taken over.")
                tally.add(row, Message(text, {"number": number}), field="phones", value=number)

    def _note_dismissal(self, worker: Worker, row: ParsedRow, plan: ServicePlan, tally: Tally) -> None:
        """Tell of a dismissal that no case on file led to; it is a fact of the past, and taken over all the same."""
        spells = [form for form in (plan.begins, plan.spell) if form is not None]
        for last_day in [form.ended_on for form in spells if form.exit_reason is ExitReason.DISMISSED]:
            if last_day is not None and lacks_case(self._session, worker.id, last_day):
                text = N_("{name} was dismissed, last day {day}; no case is on file. File it from the papers (Art 14).")
                reason = Message(text, {"name": worker.name, "day": last_day})
                tally.add(row, reason, field="exit_reason", severity=Severity.WARNING)

    def _write_service(self, worker: Worker, plan: ServicePlan) -> bool:
        if plan.spell is not None and plan.amends:
            assign(plan.spell, **plan.amends)
        if plan.begins is not None:
            spell = Employment(id=new_id(), worker_id=worker.id, **vars(plan.begins))
            self._session.add(spell)
            self._book.employments[worker.id].append(spell)
        return self._write_posts(worker, plan) or bool(plan.amends) or plan.begins is not None

    def _write_posts(self, worker: Worker, plan: ServicePlan) -> bool:
        posts = self._book.appointments[worker.id]
        for form in plan.appoints:
            post = Appointment(id=new_id(), worker_id=worker.id, **vars(form))
            self._session.add(post)
            posts.append(post)
        for post, role in plan.reroles:
            assign(post, role=role)
        for post, last_day in plan.leaves:
            if post.started_on > last_day:
                take_away(self._session, post)
                posts.remove(post)
            else:
                assign(post, ended_on=last_day)
        return bool(plan.appoints or plan.reroles or plan.leaves)


def _free_purpose(number: str, taken: set[PhonePurpose]) -> PhonePurpose | None:
    """Return what a number of a sheet is for: a purpose that none of its other numbers has; None = none is left."""
    mobile = len(number) == MOBILE_DIGITS and number.startswith("1")
    wanted = (PhonePurpose.DUTY, PhonePurpose.HOME)
    return next((each for each in ((PhonePurpose.MOBILE, *wanted) if mobile else wanted) if each not in taken), None)


def _who(record: WorkerImport) -> object:
    return record.id_number or (record.name, record.birth_date, record.phones)


def _grids_stated(rows: Sequence[ParsedRow]) -> dict[object, set[tuple[str, str | None]]]:
    """Return what all rows of a person say about grids: somebody on three grids has three rows, and keeps all three."""
    stated: dict[object, set[tuple[str, str | None]]] = defaultdict(set)
    for row in rows:
        if isinstance(row.record, WorkerImport):
            stated[_who(row.record)] |= {(written, row.record.community) for written in row.record.grids}
    return stated


def _draft(record: WorkerImport) -> Worker:
    """A person as the row has it, not yet stored: what its plan is checked against."""
    worker = new_worker(record.name)
    worker.birth_date = record.birth_date
    return worker
