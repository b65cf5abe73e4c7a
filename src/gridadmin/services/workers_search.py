"""The list of grid workers as the window reads it: a first page by the index of pinyin, ids, rows of ids, counts.

100 000 persons are no more work to show than 100: filters and orders are the database's, rows are read by id.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, case, exists, func, or_, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from gridadmin.domain.workers import WorkerRow, WorkerStatus
from gridadmin.domain.workers_list import WorkerCounts, WorkerFilter, WorkerOrder, WorkerView
from gridadmin.models.grids import Grid
from gridadmin.models.workers import Appointment, Employment, Worker, WorkerPhone, WorkerProfile
from gridadmin.services.dated import holds_on
from gridadmin.services.duplicates import find_duplicates
from gridadmin.services.employment import ADULT_YEARS
from gridadmin.services.grids import list_grids
from gridadmin.services.workers import worker_rows
from gridadmin.services.workers_conditions import ids_to_attest

PAGE = 100
MOST_FOR_SLOW_COUNTS, MOST_FOR_COUNTS = 3_000, 20_000
SLOW_VIEWS = (WorkerView.TO_ATTEST, WorkerView.DUPLICATES)
ALL = "all"


def first_workers(session: Session, wanted: WorkerFilter, order: WorkerOrder) -> tuple[list[WorkerRow], int]:
    """Return the first 100 rows of the list and how many it has in all."""
    query = select(Worker.id).where(*_conditions(session, wanted))
    ids = session.scalars(_ordered(query, order, wanted.as_of).limit(PAGE)).all()
    return worker_rows(session, ids, wanted.as_of), _count(session, wanted)


def worker_ids(session: Session, wanted: WorkerFilter, order: WorkerOrder) -> list[UUID]:
    """Return the ids of the whole list in its order."""
    return [id_of(key) for key in worker_keys(session, wanted, order)]


def worker_keys(session: Session, wanted: WorkerFilter, order: WorkerOrder) -> Sequence[Any]:
    """Return the ids of the whole list as the database holds them; `id_of` reads one when it is needed.

    Making 100 000 ids takes as long as everything else together, and a table looks at a few hundred of them.
    """
    query = select(type_coerce(Worker.id, String)).where(*_conditions(session, wanted))
    return session.scalars(_ordered(query, order, wanted.as_of)).all()


def id_of(key: Any) -> UUID:
    """Return the id that a key of `worker_keys` stands for."""
    return UUID(str(key))


def place_of_worker(session: Session, worker_id: UUID, wanted: WorkerFilter, order: WorkerOrder) -> int | None:
    """Return the place of a person in the list, None where the filters leave the person out."""
    keys = [str(key).replace("-", "") for key in worker_keys(session, wanted, order)]
    return keys.index(worker_id.hex) if worker_id.hex in keys else None


def count_workers(session: Session, wanted: WorkerFilter) -> WorkerCounts:
    """Return the counts of the switch and of the views.

    Two views need a look at every file and are counted up to 3 000 persons, the others up to 20 000.
    """
    by_status = {
        status.value if status else ALL: _count(session, replace(wanted, status=status))
        for status in (WorkerStatus.ACTIVE, WorkerStatus.LEFT, None)
    }
    everybody = int(session.scalar(select(func.count()).select_from(Worker)) or 0)  # whatever the filters
    views: list[WorkerView] = []
    if everybody <= MOST_FOR_COUNTS:
        views = [view for view in WorkerView if everybody <= MOST_FOR_SLOW_COUNTS or view not in SLOW_VIEWS]
    return WorkerCounts(by_status, {view.value: _count(session, in_view(wanted, view)) for view in views})


def in_view(wanted: WorkerFilter, view: WorkerView) -> WorkerFilter:
    """Return the filter as it is when a view is opened: those in service, or everybody in the two that need it."""
    everybody = view in (WorkerView.TURNING_18, WorkerView.DUPLICATES)
    return replace(wanted, view=view, status=None if everybody else WorkerStatus.ACTIVE)


def _count(session: Session, wanted: WorkerFilter) -> int:
    """Count a list; one that is narrowed by nothing but service is counted from the spells alone."""
    if wanted == WorkerFilter(wanted.as_of, status=WorkerStatus.ACTIVE, later_starters=wanted.later_starters):
        holding = holds_on(Employment.started_on, Employment.ended_on, wanted.as_of)
        people = func.count(Employment.worker_id.distinct())  # two computers may have begun a spell each
        return int(session.scalar(select(people).where(holding)) or 0)
    conditions = _conditions(session, wanted)
    return int(session.scalar(select(func.count()).select_from(Worker).where(*conditions)) or 0)


def _conditions(session: Session, wanted: WorkerFilter) -> list[ColumnElement[bool]]:
    """Return what a person must fulfil to be in the list."""
    found = [*_status(wanted), *_view(session, wanted), *_text(wanted.text)]
    if wanted.kind is not None:
        found.append(_of_spell(wanted.as_of, Employment.kind == wanted.kind))
    if wanted.role is not None:
        found.append(_appointed(wanted.as_of, Appointment.role == wanted.role))
    if wanted.community_id is not None:
        rows = list_grids(session, wanted.as_of, ended=True)
        grids = [row.id for row in rows if row.community_id == wanted.community_id]
        at_home = and_(Worker.community_id == wanted.community_id, ~_appointed(wanted.as_of))
        found.append(or_(_appointed(wanted.as_of, Appointment.grid_id.in_(grids)), at_home))
    return found


def _status(wanted: WorkerFilter) -> list[ColumnElement[bool]]:
    if wanted.status is WorkerStatus.ACTIVE:
        return [_in_service(wanted.as_of)]
    begun = exists().where(Employment.worker_id == Worker.id, Employment.started_on <= wanted.as_of)
    if wanted.status is WorkerStatus.LEFT:
        return [begun, ~_in_service(wanted.as_of)]
    if not wanted.later_starters:
        return [or_(begun, ~exists().where(Employment.worker_id == Worker.id))]
    return []


def _view(session: Session, wanted: WorkerFilter) -> list[ColumnElement[bool]]:
    on = wanted.as_of
    holding = holds_on(WorkerPhone.valid_from, WorkerPhone.valid_to, on)
    views: dict[WorkerView, Callable[[], ColumnElement[bool]]] = {
        WorkerView.INCOMPLETE: lambda: _incomplete(on),
        WorkerView.NO_PHONE: lambda: ~exists().where(WorkerPhone.worker_id == Worker.id, holding),
        WorkerView.NO_GRID: lambda: ~_appointed(on),
        WorkerView.TURNING_18: lambda: Worker.birth_date > _adults_born_by(on),
        WorkerView.TO_ATTEST: lambda: Worker.id.in_(ids_to_attest(session, on)),
        WorkerView.DUPLICATES: lambda: Worker.id.in_(_doubted(session, on)),
    }
    return [views[wanted.view]()] if wanted.view in views else []


def _doubted(session: Session, on: date) -> set[UUID]:
    return {row.id for pair in find_duplicates(session, on) for row in (pair.first, pair.second)}


def _adults_born_by(on: date) -> date:
    """Return the last birth date that makes somebody 18 on a day; who is born on 29 February turns so on 1 March."""
    try:
        return on.replace(year=on.year - ADULT_YEARS)
    except ValueError:
        return date(on.year - ADULT_YEARS, 2, 28)


def _incomplete(on: date) -> ColumnElement[bool]:
    """The file lacks what every roster asks for."""
    gaps = (_profile(WorkerProfile.political_status, on), _profile(WorkerProfile.education, on))
    return or_(Worker.id_number.is_(None), Worker.birth_date.is_(None), *(gap.is_(None) for gap in gaps))


def _text(text: str) -> list[ColumnElement[bool]]:
    wanted = "".join(text.split())
    if not wanted:
        return []
    found: list[ColumnElement[bool]] = [Worker.name.contains(wanted, autoescape=True)]
    if wanted.isascii():
        low = wanted.casefold()
        found += [
            Worker.name_initials.startswith(low, autoescape=True),
            Worker.name_pinyin.contains(low, autoescape=True),
            Worker.id_number.contains(wanted.upper(), autoescape=True),
            exists().where(WorkerPhone.worker_id == Worker.id, WorkerPhone.number.contains(wanted, autoescape=True)),
        ]
    return [or_(*found)]


def _appointed(on: date, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Serves on a grid: an appointment counts within the service alone, and only to a grid that exists (Art 10)."""
    post = exists().where(
        Appointment.worker_id == Worker.id,
        holds_on(Appointment.started_on, Appointment.ended_on, on),
        Grid.id == Appointment.grid_id,
        holds_on(Grid.valid_from, Grid.valid_to, on),
        *more,
    )
    return and_(_in_service(on), post)


def _in_service(on: date) -> ColumnElement[bool]:
    holding = holds_on(Employment.started_on, Employment.ended_on, on)
    return exists().where(Employment.worker_id == Worker.id, holding)


def _of_spell(on: date, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """What holds of the spell that is shown on a day: the last one begun (spells never overlap)."""
    return exists().where(Employment.worker_id == Worker.id, Employment.started_on == _last_begun(on), *more)


def _last_begun(on: date) -> ColumnElement[date]:
    inner = Employment.__table__.alias("begun")
    begun = select(func.max(inner.c.started_on)).where(inner.c.worker_id == Worker.id, inner.c.started_on <= on)
    return begun.correlate(Worker).scalar_subquery()


def _spell(column: InstrumentedAttribute[Any], on: date) -> ColumnElement[Any]:
    query = select(column).where(Employment.worker_id == Worker.id, Employment.started_on <= on)
    return query.order_by(Employment.started_on.desc()).limit(1).correlate(Worker).scalar_subquery()


def _profile(column: InstrumentedAttribute[Any], on: date) -> ColumnElement[Any]:
    """The value that holds on a day; before the first row, that of the first (as `dated.version_on` has it)."""
    begun = WorkerProfile.valid_from <= on
    distance = case((begun, 0), else_=1), case((begun, WorkerProfile.valid_from)).desc(), WorkerProfile.valid_from
    query = select(column).where(WorkerProfile.worker_id == Worker.id)
    return query.order_by(*distance).limit(1).correlate(Worker).scalar_subquery()


def _first_grid(on: date) -> ColumnElement[Any]:
    query = select(func.min(Grid.code)).join(Appointment, Appointment.grid_id == Grid.id)
    holding = holds_on(Appointment.started_on, Appointment.ended_on, on)
    return query.where(Appointment.worker_id == Worker.id, holding).correlate(Worker).scalar_subquery()


def _number(on: date) -> ColumnElement[Any]:
    query = select(func.min(WorkerPhone.number)).where(WorkerPhone.worker_id == Worker.id)
    holding = holds_on(WorkerPhone.valid_from, WorkerPhone.valid_to, on)
    return query.where(holding).correlate(Worker).scalar_subquery()


ORDERS: dict[str, Any] = {
    "name": lambda _on: Worker.name_pinyin,
    "sex": lambda _on: Worker.sex,
    "birth_date": lambda _on: Worker.birth_date,
    "age": lambda _on: Worker.birth_date,
    "id_number": lambda _on: Worker.id_number,
    "ethnicity": lambda _on: Worker.ethnicity,
    "political_status": lambda on: _profile(WorkerProfile.political_status, on),
    "education": lambda on: _profile(WorkerProfile.education, on),
    "kind": lambda on: _spell(Employment.kind, on),
    "source": lambda on: _spell(Employment.source, on),
    "started_on": lambda on: _spell(Employment.started_on, on),
    "ended_on": lambda on: _spell(Employment.ended_on, on),
    "phones": _number,
    "grids": _first_grid,
    "community": _first_grid,
}


def _ordered(query: Select[Any], order: WorkerOrder, on: date) -> Select[Any]:
    """Order a query; what is missing comes last either way, and pinyin decides between equals."""
    if not order.key or order == WorkerOrder("name"):
        return query.order_by(Worker.name_pinyin, Worker.id)
    value = ORDERS[order.key](on)
    return query.order_by(value.is_(None), value.desc() if order.descending else value, Worker.name_pinyin, Worker.id)
