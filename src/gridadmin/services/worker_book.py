"""The persons an import may meet, loaded once, and who of them a row means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.imports import ParsedRow
from gridadmin.domain.workers import WorkerImport
from gridadmin.i18n import N_, Message
from gridadmin.models.workers import Appointment, Employment, Worker, WorkerPhone, WorkerProfile
from gridadmin.services.dated import CHUNK, chunks, covers, version_on
from gridadmin.services.import_tally import RowRefusedError
from gridadmin.services.places import Places

PERSON_FIELDS = (
    "name", "id_number", "sex", "birth_date", "ethnicity", "address", "emergency_contact", "emergency_phone", "remarks",
)  # fmt: skip
PROFILE_FIELDS = ("political_status", "education")
SPELL_FIELDS = ("kind", "source", "started_on", "ended_on", "exit_reason", "document")
OwnedT = TypeVar("OwnedT", Appointment, Employment, WorkerPhone, WorkerProfile)


class WorkerBook:
    """Who is known by ID number or name, with what belongs to them.

    Who a row means: the ID number decides; without one, name and birth date, or name and phone; a name never alone.
    """

    def __init__(self, session: Session, rows: Sequence[ParsedRow]) -> None:
        self._session = session
        records = [row.record for row in rows if isinstance(row.record, WorkerImport)]
        self.by_id_number: dict[str, Worker] = {}
        self.by_name: dict[str, list[Worker]] = defaultdict(list)
        self._load({r.id_number for r in records if r.id_number}, {r.name for r in records})
        ids = [worker.id for workers in self.by_name.values() for worker in workers]
        ids += [worker.id for worker in self.by_id_number.values() if worker.id not in set(ids)]
        self.profiles = self._owned(WorkerProfile, ids)
        self.phones = self._owned(WorkerPhone, ids)
        self.employments = self._owned(Employment, ids)
        self.appointments = self._owned(Appointment, ids)

    def _load(self, id_numbers: set[str], names: set[str]) -> None:
        for column, values in ((Worker.id_number, sorted(id_numbers)), (Worker.name, sorted(names))):
            for start in range(0, len(values), CHUNK):
                for worker in self._session.scalars(select(Worker).where(column.in_(values[start : start + CHUNK]))):
                    self.remember(worker)

    def remember(self, worker: Worker) -> None:
        """Make a person findable by ID number and name."""
        if worker.id_number:
            self.by_id_number[worker.id_number] = worker
        if worker not in self.by_name[worker.name]:
            self.by_name[worker.name].append(worker)

    def _owned(self, record: type[OwnedT], ids: Sequence[UUID]) -> dict[UUID, list[OwnedT]]:
        grouped: dict[UUID, list[OwnedT]] = defaultdict(list)
        for piece in chunks(ids):
            for row in self._session.scalars(select(record).where(record.worker_id.in_(piece))):
                grouped[row.worker_id].append(row)
        return grouped

    def facts(self, worker: Worker, on: date, places: Places) -> dict[str, object]:
        """Return what is known about a person on a day, under the names of the fields of `WorkerImport`."""
        facts: dict[str, object] = {name: getattr(worker, name) for name in PERSON_FIELDS}
        facts["community"] = places.name_of(worker.community_id)
        profile = version_on(self.profiles[worker.id], on)
        facts |= {name: getattr(profile, name, None) for name in PROFILE_FIELDS}
        held = [phone for phone in self.phones[worker.id] if covers(phone.valid_from, phone.valid_to, on)]
        facts["phones"] = tuple(sorted(phone.number for phone in held))
        spells = sorted(self.employments[worker.id], key=lambda spell: spell.started_on)
        holding = [spell for spell in spells if covers(spell.started_on, spell.ended_on, on)]
        spell = next(iter(holding or spells[-1:]), None)
        facts |= {name: getattr(spell, name, None) for name in SPELL_FIELDS}
        posts = [post for post in self.appointments[worker.id] if covers(post.started_on, post.ended_on, on)]
        facts["grids"] = tuple(sorted(places.code_of(post.grid_id) for post in posts))
        facts["role"] = tuple(sorted({post.role for post in posts}))
        return facts

    def find(self, record: WorkerImport) -> Worker | None:
        """Return the person that a row means, None for a new one.

        Raises:
            RowRefusedError: the ID number belongs to another name, several persons fit, or nothing tells who it is.
        """
        if record.id_number and record.id_number in self.by_id_number:
            return self._same_name(self.by_id_number[record.id_number], record)
        named = [w for w in self.by_name[record.name] if not (w.id_number and record.id_number)]
        fits: Callable[[Worker], bool]
        for fits in (self._born_alike(record), self._phoned_alike(record)):
            found = [worker for worker in named if fits(worker)]
            if len(found) == 1:
                return found[0]
            if found:
                raise RowRefusedError(
                    Message(
                        N_("Several persons called {name} fit this row. Add the ID number."), {"name": record.name}
                    ),
                    field="name",
                    value=record.name,
                )
        if not (record.id_number or record.birth_date or record.phones):
            raise RowRefusedError(
                Message(N_("Nothing tells who {name} is: add the ID number, or the phone."), {"name": record.name}),
                field="id_number",
                value=record.name,
            )
        return None

    def _same_name(self, worker: Worker, record: WorkerImport) -> Worker:
        if worker.name != record.name:
            raise RowRefusedError(
                Message(
                    N_("This ID number belongs to {known} here. Correct the number, or change the name there."),
                    {"known": worker.name},
                ),
                field="name",
                value=record.name,
            )
        return worker

    @staticmethod
    def _born_alike(record: WorkerImport) -> Callable[[Worker], bool]:
        return lambda worker: record.birth_date is not None and worker.birth_date == record.birth_date

    def _phoned_alike(self, record: WorkerImport) -> Callable[[Worker], bool]:
        return lambda worker: any(phone.number in record.phones for phone in self.phones[worker.id])
