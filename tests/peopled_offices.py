"""Grids and people put into a real office for tests (`real_offices` makes the office). Nobody in it exists."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.grids import GridKind, GridSetting
from gridadmin.domain.id_numbers import check_char
from gridadmin.domain.workers import (
    AppointmentForm,
    AppointmentRole,
    EmploymentForm,
    EmploymentKind,
    Sex,
    WorkerForm,
    WorkerSource,
)
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.grids import Grid, GridVersion
from gridadmin.models.ids import new_id
from gridadmin.models.office import Community
from gridadmin.services.employment import appoint_worker, start_employment
from gridadmin.services.pinyin import pinyin_of
from gridadmin.services.worker_records import create_worker
from tests.kept_acts import act_once

TODAY = date(2026, 11, 2)
FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME


def id_number(birth: date, serial: int = 0, county: str = "371525") -> str:
    """Return an invented ID number with a right check character; even serials are women's."""
    first = f"{county}{birth:%Y%m%d}{serial:03}"
    return first + check_char(first)


@dataclass
class People:
    """What was put into the office, by name."""

    workers: dict[str, UUID] = field(default_factory=dict)
    grids: dict[str, UUID] = field(default_factory=dict)


def person(name: str, birth: date = date(1985, 6, 30), serial: int = 0, **changes: Any) -> WorkerForm:
    """Return the form of somebody with a full file."""
    plain = WorkerForm(
        name=name,
        id_number=id_number(birth, serial),
        birth_date=None,
        sex=Sex.UNKNOWN,
        ethnicity="01",
        political_status="13",
        education="31",
        mobile=f"1390000{birth.year % 100:02}{serial:02}",
        duty_phone=None,
        address="桑阿镇北街12号",
        emergency_contact=None,
        emergency_phone=None,
        remarks=None,
        effective_on=date(2024, 1, 1),
    )
    return replace(plain, **changes)


def add_worker(session: Session, form: WorkerForm, kind: EmploymentKind | None = FULL, **spell: Any) -> UUID:
    """Enter a person and, unless `kind` is None, a spell of service since 2024."""
    worker_id = create_worker(session, form, TODAY)
    session.flush()
    if kind is not None:
        source = WorkerSource.CITY_PLAN if kind is FULL else WorkerSource.COMMITTEE_MEMBER
        plain = EmploymentForm(kind=kind, source=source, started_on=date(2024, 1, 1))
        start_employment(session, worker_id, replace(plain, **spell))
        session.flush()
    return worker_id


def communities(session: Session) -> list[Community]:
    """Return the office's communities by code."""
    return list(session.scalars(select(Community).order_by(Community.code)))


def add_grid(session: Session, community: Community, serial: int, **changes: Any) -> UUID:
    """Draw a grid as the county would, since the regulation is in force."""
    values: dict[str, Any] = {
        "name": f"{community.name.removesuffix('村委会').removesuffix('居委会')}{serial:02}网格",
        "kind": GridKind.COMPREHENSIVE,
        "dedicated_kind": None,
        "area": "东至文化路，西至新华街，南至和平路，北至铁路",
        "households": 400,
        "residents": 1000,
        "setting": GridSetting.RURAL,
        "decision_document": "冠网办发〔2023〕5号",
    } | changes
    own = {name: values.pop(name) for name in ("valid_to", "exception_reason", "exception_review_on") if name in values}
    start = values.pop("valid_from", date(2023, 11, 1))
    grid = Grid(id=new_id(), code=f"{community.code}{serial:03}", valid_from=start, **own)
    session.add(grid)
    session.add(
        GridVersion(
            id=new_id(),
            grid_id=grid.id,
            valid_from=start,
            initials=pinyin_of(values["name"])[1],
            community_id=community.id,
            **values,
        )
    )
    session.flush()
    return grid.id


def appoint(session: Session, worker_id: UUID, grid_id: UUID, **changes: Any) -> UUID:
    """Appoint somebody to a grid since 2024."""
    plain = AppointmentForm(grid_id=grid_id, role=AppointmentRole.WORKER, started_on=date(2024, 1, 1))
    made = appoint_worker(session, worker_id, replace(plain, **changes))
    session.flush()
    return made


def fill(session: Session) -> People:
    """Put three grids and six people into the office."""
    first, second, *_rest = communities(session)
    people = People()
    people.grids = {
        "one": add_grid(session, first, 1),
        "two": add_grid(session, first, 2),
        "town": add_grid(session, second, 1, setting=GridSetting.URBAN),
    }
    people.workers = {
        "张三": add_worker(session, person("张三")),
        "李四": add_worker(session, person("李四", date(1990, 3, 1), 1), PART),
        "王五": add_worker(session, person("王五", date(1978, 12, 9), 2, mobile=None)),
        "赵六": add_worker(session, person("赵六", date(1969, 1, 20), 3), PART, ended_on=date(2026, 3, 31)),
        "欧阳娜娜": add_worker(session, person("欧阳娜娜", date(1995, 8, 8), 4, political_status=None)),
        "孙小": add_worker(session, person("孙小", date(2009, 5, 5), 5), None),
    }
    appoint(session, people.workers["张三"], people.grids["one"])
    appoint(session, people.workers["李四"], people.grids["one"], role=AppointmentRole.ASSISTANT)
    appoint(session, people.workers["李四"], people.grids["two"])
    return people


def filled(office: OpenOffice) -> People:
    """Fill an office as one act."""
    return act_once(office, Message("Fill the office"), fill)
