"""What clerks do, through the real services: people, service, grids, papers, undo; what the rules refuse is left."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.grids import GridImport, GridKind, GridTownshipForm
from gridadmin.domain.imports import ParsedRow
from gridadmin.domain.office import OfficeForm
from gridadmin.domain.workers import AppointmentForm, AppointmentRole, EmploymentForm, EmploymentKind, WorkerSource
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.accounts import Account
from gridadmin.models.grids import Grid
from gridadmin.models.ids import new_id
from gridadmin.models.office import Community
from gridadmin.models.workers import Appointment, Worker
from gridadmin.services.accounts import create_account
from gridadmin.services.duplicates import merge_workers
from gridadmin.services.employment import appoint_worker, end_appointment, start_employment
from gridadmin.services.grid_imports import import_grids
from gridadmin.services.grids import get_grid, update_grid
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.notices import add_place
from gridadmin.services.office import get_office, update_office
from gridadmin.services.worker_records import create_worker, update_worker
from gridadmin.services.workers_forms import worker_form
from gridadmin.wire.errors import MalformedMessageError
from tests.exchange_proof.stack.book import Book
from tests.exchange_proof.stack.papers import Papers
from tests.real_offices import TODAY, id_number
from tests.real_offices import worker_form as blank_form

BORN = date(1988, 3, 5)
SINCE = date(2024, 1, 1)


class Clerk:
    """Types into one office; every text is a word of the book."""

    def __init__(self, random: Random, book: Book, office: OpenOffice) -> None:
        self._random, self._book, self._office = random, book, office
        self.typed: list[str] = []

    def act(self) -> str:
        """Do one act, of whatever kind, and return its name; what the rules refuse never happened."""
        acts: list[Callable[[], object]] = [
            self._enter, self._enter, self._change, self._change, self._change, self._employ, self._appoint,
            self._appoint, self._end, self._import_grids, self._own_fields, self._own_fields, self._undo, self._redo,
            self._account, self._place, self._merge, self._office_form, self._enter_many,
            self._make_paper, self._make_paper, self._change_paper, self._change_paper, self._delete_paper,
        ]  # fmt: skip
        chosen = self._random.choice(acts)
        try:
            chosen()
        except GridAdminError as error:
            return f"{chosen.__name__} refused: {error.message.msgid[:60]}"
        return chosen.__name__

    def _word(self) -> str:
        word = self._book.word()
        self.typed.append(word)
        return word

    def _do(self, fn: Callable[..., Any], *args: Any) -> Any:
        return self._office.act(Message("Act of {clerk}", {"clerk": self._office.account_name}), fn, *args)

    def _some(self, model: Any) -> UUID | None:
        """Return one of the first few records, so that computers meet on the same."""
        ids = self._office.read(lambda session: sorted(session.scalars(select(model.id)))[:6])
        return self._random.choice(ids) if ids else None

    def _number(self) -> str | None:
        """Return one of few ID numbers, so that two computers enter the same person; often none."""
        sequence = self._random.randrange(6)
        return id_number("371525", BORN, sequence) if self._random.random() < 0.5 else None

    def _enter(self) -> None:
        number = self._number()
        # Half of the numbers belong to one name: such entries are one person, of the others somebody decides.
        name = f"同名{number[-4:]}" if number and int(number[-2]) % 2 else self._word()
        form = blank_form(name, id_number=number, remarks=self._word(), mobile="13900000001")
        self._do(create_worker, form, TODAY)

    def _enter_many(self) -> None:
        """Enter people as one act, as an import does."""
        forms = [blank_form(self._word(), id_number=self._number()) for _ in range(3)]

        def enter(session: Any) -> None:
            for form in forms:
                create_worker(session, form, TODAY)
                session.flush()

        self._do(enter)

    def _change(self) -> None:
        worker = self._some(Worker)
        if worker is None:
            return
        form = self._office.read(worker_form, worker, TODAY)
        changes: dict[str, Any] = {}
        for name in self._random.sample(["remarks", "address", "emergency_contact", "name", "mobile", "number"], 2):
            if name == "mobile":
                changes[name] = f"139{self._random.randrange(10**8):08d}"
            elif name == "number":
                changes |= {"id_number": self._number() or form.id_number}
            else:
                changes[name] = self._word() if self._random.random() < 0.7 else f"同{self._random.randrange(2)}"
        self._do(update_worker, worker, replace(form, **changes), TODAY)

    def _employ(self) -> None:
        worker = self._some(Worker)
        if worker is not None:
            form = EmploymentForm(EmploymentKind.FULL_TIME, WorkerSource.CITY_PLAN, SINCE, document=self._word())
            self._do(start_employment, worker, form)

    def _appoint(self) -> None:
        worker, grid = self._some(Worker), self._some(Grid)
        if worker is None or grid is None:
            return
        with suppress(GridAdminError):
            self._do(start_employment, worker, EmploymentForm(EmploymentKind.FULL_TIME, WorkerSource.CITY_PLAN, SINCE))
        role = self._random.choice(list(AppointmentRole))
        self._do(appoint_worker, worker, AppointmentForm(grid, role, SINCE, document=self._word()))

    def _end(self) -> None:
        if (appointment := self._some(Appointment)) is not None:
            self._do(end_appointment, appointment, TODAY - timedelta(days=self._random.randrange(30)))

    def _import_grids(self) -> None:
        """Import grids of the county's list before the county publishes them: stand-ins."""
        code = self._office.read(lambda session: sorted(session.scalars(select(Community.code)))[:3])
        if not code:
            return
        rows = [
            ParsedRow(
                "网格",
                number,
                GridImport(
                    code=f"{self._random.choice(code)}{self._random.randrange(1, 3):03d}",
                    name=f"网格{self._random.randrange(50)}",  # the county's value may take its place
                    kind=GridKind.COMPREHENSIVE,
                    area="东至文化路，西至新华街",
                    households=400,
                    residents=1000,
                    decision_document="冠网办发〔2023〕5号",
                    valid_from=date(2023, 11, 1),
                ),
            )
            for number in range(2, 4)
        ]
        self._do(import_grids, rows, ImportOptions(TODAY))

    def _own_fields(self) -> None:
        grid = self._some(Grid)
        if grid is None:
            return
        version = self._office.read(get_grid, grid, TODAY).version
        self._do(update_grid, grid, GridTownshipForm(self._word(), None, None, None, self._word(), version), TODAY)

    def _papers(self, session: Session) -> Papers:
        return Papers(session, self._random, self._word)

    def _make_paper(self) -> None:
        with suppress(MalformedMessageError):  # there is nobody yet whose paper it could be
            self._do(lambda session: self._papers(session).make())

    def _change_paper(self) -> None:
        self._do(lambda session: self._papers(session).change())

    def _delete_paper(self) -> None:
        self._do(lambda session: self._papers(session).delete())

    def _undo(self) -> None:
        self._office.undo()

    def _redo(self) -> None:
        self._office.redo()

    def _account(self) -> None:
        names = self._office.read(lambda session: len(session.scalars(select(Account.id)).all()))
        if names < 4:
            self._do(create_account, new_id(), f"办事员{self._random.randrange(3)}")

    def _place(self) -> None:
        if (grid := self._some(Grid)) is not None:
            self._do(add_place, grid, self._word(), TODAY)

    def _merge(self) -> None:
        kept, merged = self._some(Worker), self._some(Worker)
        if kept is not None and merged is not None and kept != merged:
            self._do(merge_workers, kept, merged)

    def _office_form(self) -> None:
        row = self._office.read(get_office)
        form = OfficeForm(self._word(), row.supervision_phone, row.hotlines, row.board_url, row.version)
        self._do(update_office, form)
