"""Whatever is done, undone and redone in whatever order: the office is as it was, and the chain holds."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.grids import GridImport
from gridadmin.domain.workers import AppointmentForm, AppointmentRole, EmploymentForm, EmploymentKind, ExitReason
from gridadmin.domain.workers import WorkerSource as Source
from gridadmin.i18n import Message
from gridadmin.services.duplicates import merge_workers
from gridadmin.services.employment import appoint_worker, end_employment, start_employment
from gridadmin.services.grid_imports import import_grids
from gridadmin.services.grids import find_grid_id
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.worker_records import create_worker, update_worker
from gridadmin.services.workers import get_worker, list_workers
from tests.real_offices import TODAY, business_state, grid_rows, real_office, worker_form

DAYS = st.integers(0, 900).map(lambda n: date(2024, 1, 1) + timedelta(days=n))
NAMES = st.sampled_from(["张三", "李𬱖", "王·买买提", "赵六", "𠮷田"])


class JournalMachine(RuleBasedStateMachine):
    """Acts on a real office; remembers the state before each, as a clerk's undo stack would have it."""

    @initialize()
    def open(self) -> None:
        self._stack = ExitStack()
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        self.office = self._stack.enter_context(real_office(folder))
        rows = grid_rows(self.office, 1)
        self.office.set_up(Message("Import grids"), import_grids, rows, ImportOptions(TODAY))  # not to be undone
        self.codes = [row.record.code for row in rows if isinstance(row.record, GridImport)]
        self.done: list[dict[str, Any]] = []
        self.undone: list[dict[str, Any]] = []
        self.floor = business_state(self.office)

    def teardown(self) -> None:
        self._stack.close()

    def people(self) -> list[UUID]:
        return [row.id for row in self.office.read(list_workers, TODAY)]

    def attempt(self, sentence: str, service: Any, *args: Any) -> None:
        """Do something that may be refused; a refusal changes nothing."""
        before = business_state(self.office)
        try:
            self.office.act(Message(sentence), service, *args)
        except GridAdminError:
            assert business_state(self.office) == before
            return
        if business_state(self.office) != before:
            self.done.append(before)
            self.undone.clear()

    @rule(name=NAMES, mobile=st.sampled_from([None, "13900000001", "13900000002"]))
    def enter(self, name: str, mobile: str | None) -> None:
        self.attempt("Enter", create_worker, worker_form(name, mobile=mobile), TODAY)

    @precondition(lambda self: self.people())
    @rule(data=st.data(), name=NAMES, day=DAYS, status=st.sampled_from(["01", "13", None]), fix=st.booleans())
    def edit(self, data: st.DataObject, name: str, day: date, status: str | None, fix: bool) -> None:
        person = data.draw(st.sampled_from(self.people()))
        version = self.office.read(get_worker, person, TODAY).row.version
        form = worker_form(name, political_status=status, effective_on=day, version=version, correction=fix)
        self.attempt("Edit", update_worker, person, form, TODAY)

    @precondition(lambda self: self.people())
    @rule(data=st.data(), day=DAYS, kind=st.sampled_from(EmploymentKind))
    def start(self, data: st.DataObject, day: date, kind: EmploymentKind) -> None:
        form = EmploymentForm(kind, Source.VOLUNTEER, day)
        self.attempt("Start", start_employment, data.draw(st.sampled_from(self.people())), form)

    @precondition(lambda self: self.people())
    @rule(data=st.data(), day=DAYS, code=st.integers(0, 11))
    def appoint(self, data: st.DataObject, day: date, code: int) -> None:
        grid = self.office.read(find_grid_id, self.codes[code])
        form = AppointmentForm(grid, AppointmentRole.WORKER, day)
        self.attempt("Appoint", appoint_worker, data.draw(st.sampled_from(self.people())), form)

    @precondition(lambda self: self.people())
    @rule(data=st.data(), day=DAYS)
    def end(self, data: st.DataObject, day: date) -> None:
        person = data.draw(st.sampled_from(self.people()))
        self.attempt("End", end_employment, person, day, ExitReason.RESIGNED)

    @precondition(lambda self: len(self.people()) > 1)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        kept, merged = data.draw(st.permutations(self.people()))[:2]
        self.attempt("Merge", merge_workers, kept, merged)

    @rule()
    def undo(self) -> None:
        before = business_state(self.office)
        undone = self.office.undo()
        if undone is None or not self.done:
            return
        assert business_state(self.office) == self.done.pop()
        self.undone.append(before)

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        before = business_state(self.office)
        assert self.office.redo() is not None
        assert business_state(self.office) == self.undone.pop()
        self.done.append(before)

    @invariant()
    def chain_holds(self) -> None:
        if hasattr(self, "office"):
            assert self.office.verify().ok


TestJournal = pytest.mark.slow(JournalMachine.TestCase)
TestJournal.settings = settings(
    max_examples=10, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
