"""Small and large offices as frozen snapshots, for tests and benchmarks of figures. Nobody in them exists."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from gridadmin.domain.codes import EDUCATIONS, POLITICAL_STATUSES
from gridadmin.domain.grids import DedicatedKind, GridKind, GridRow, GridSetting, GridStaffRow
from gridadmin.domain.office import CommunityRow
from gridadmin.domain.parameters import ParameterTable, parse_parameters
from gridadmin.domain.snapshot import BoardState, BoardStatus, MonthFacts, OfficeSnapshot, SpellFact
from gridadmin.domain.workers import (
    AppointmentRole,
    AppointmentRow,
    EmploymentKind,
    ExitReason,
    Sex,
    WorkerRow,
    WorkerSource,
    WorkerStatus,
)

SPACE = UUID("00000000-0000-7000-8000-000000000000")
TOWNSHIP_CODE = "371525100000"
DEFAULTS = Path(__file__).resolve().parent.parent / "resources" / "defaults" / "parameters.json"
FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME


def id_of(name: str) -> UUID:
    """Return the same id for the same name, always."""
    return uuid5(SPACE, name)


def parameters() -> ParameterTable:
    """Return the parameters that the program ships with."""
    return parse_parameters(json.loads(DEFAULTS.read_text(encoding="utf-8")))


def community(name: str, serial: int = 200, urban: bool = False) -> CommunityRow:
    """Return a community of the township; serials from 200 are villages."""
    return CommunityRow(id_of(name), f"{TOWNSHIP_CODE[:9]}{serial:03}", name, urban)


def grid(home: CommunityRow, serial: int, **changes: object) -> GridRow:
    """Return a comprehensive grid of a community with everything in order but staff."""
    plain = GridRow(
        id=id_of(f"{home.code}{serial:03}"),
        code=f"{home.code}{serial:03}",
        name=f"{home.name}第{serial}网格",
        kind=GridKind.COMPREHENSIVE,
        dedicated_kind=None,
        community_id=home.id,
        community_code=home.code,
        community=home.name,
        area="东至文化路，西至新华街，南至和平路，北至铁路",
        households=400,
        residents=1000,
        setting=GridSetting.URBAN if home.urban else GridSetting.RURAL,
        decision_document="冠网办发〔2023〕5号",
        valid_from=date(2023, 11, 1),
        valid_to=None,
        board_area=None,
        exception_reason=None,
        exception_review_on=None,
        supervision_phone="0635-5230000",
        remarks=None,
        staff=(),
        version=1,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def worker(name: str, kind: EmploymentKind = FULL, **changes: object) -> WorkerRow:
    """Return somebody in service since 2024 with a full file."""
    plain = WorkerRow(
        id=id_of(name),
        name=name,
        initials="",
        id_number="371525198506300007",
        sex=Sex.FEMALE,
        birth_date=date(1985, 6, 30),
        ethnicity="01",
        political_status="13",
        education="31",
        kind=kind,
        source=WorkerSource.CITY_PLAN if kind is FULL else WorkerSource.COMMITTEE_MEMBER,
        status=WorkerStatus.ACTIVE,
        started_on=date(2024, 1, 1),
        ended_on=None,
        phones=("13900000000",),
        grids=(),
        community="",
        photo=None,
        version=1,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def staff(person: WorkerRow) -> GridStaffRow:
    """Return the person's line on a grid."""
    return GridStaffRow(
        person.id,
        person.name,
        person.kind or PART,
        AppointmentRole.WORKER,
        person.phones[0] if person.phones else None,
        person.started_on or date(2024, 1, 1),
    )


def board(of: GridRow, status: BoardStatus = BoardStatus.CURRENT, **changes: object) -> BoardState:
    """Return a board of a grid at the village office."""
    plain = BoardState(of.id, of.community_id, "村委会门口", date(2026, 1, 5), 1, status)
    return replace(plain, **changes)  # type: ignore[arg-type]


def spell(person: WorkerRow, start: date, end: date | None = None, **changes: object) -> SpellFact:
    """Return a spell of employment of the person."""
    reason = ExitReason.RESIGNED if end else None
    plain = SpellFact(
        person.id, person.name, person.sex, person.kind or PART, person.source or WorkerSource.OTHER, start, end, reason
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def office(as_of: date = date(2026, 10, 31), **parts: object) -> OfficeSnapshot:
    """Return an office with what is given; its parameters are those shipped."""
    empty = OfficeSnapshot(as_of, TOWNSHIP_CODE, "桑阿镇", "冠县", (), (), (), parameters())
    return replace(empty, **parts)  # type: ignore[arg-type]


def month(snapshot: OfficeSnapshot, spells: tuple[SpellFact, ...] | None = None) -> MonthFacts:
    """Return the month whose last day the snapshot shows; without spells, one open spell for each worker."""
    if spells is None:
        spells = tuple(
            spell(w, w.started_on, w.ended_on) for w in snapshot.workers if w.started_on and w.kind and w.source
        )
    return MonthFacts(snapshot.as_of.replace(day=1), snapshot.as_of, snapshot, spells)


NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = ("伟", "芳", "秀英", "敏", "静", "建国", "丽", "强", "磊", "洋", "艳", "勇", "军", "玉兰", "志强", "桂花")


def large_office(grids: int = 120, people: int = 300, as_of: date = date(2026, 10, 31)) -> OfficeSnapshot:
    """Return a township of a practice office's size, always the same."""
    chance = random.Random(20231101)
    homes = [community(f"{NAMES[i % 20]}{'庄屯营寨堂'[i % 5]}村", 200 + i) for i in range(20)]
    homes += [community(f"{word}社区", 1 + i, urban=True) for i, word in enumerate(("城关", "文化路", "振兴", "清泉"))]
    workers = [_somebody(chance, number, as_of) for number in range(people)]
    drawn = [_drawn(chance, homes[i % len(homes)], 1 + i // len(homes), workers) for i in range(grids)]
    serving = {w.id: _appointments(w, drawn) for w in workers}
    boards = [board(g, chance.choice([*[BoardStatus.CURRENT] * 5, BoardStatus.TO_REPRINT])) for g in drawn[10:]]
    return office(
        as_of,
        communities=tuple(homes),
        grids=tuple(drawn),
        workers=tuple(replace(w, grids=serving[w.id], community=homes[i % 24].name) for i, w in enumerate(workers)),
        boards=tuple(boards),
    )


def _somebody(chance: random.Random, number: int, as_of: date) -> WorkerRow:
    kind = chance.choice([FULL, FULL, PART])
    started = as_of - timedelta(days=chance.randrange(1, 1800))
    left = chance.random() < 0.12 and (as_of - started).days > 60
    return worker(
        f"{NAMES[number % 20]}{GIVEN[number // 20 % 16]}",
        kind,
        id=id_of(f"somebody {number}"),
        sex=chance.choice([Sex.MALE, Sex.FEMALE]),
        birth_date=date(chance.randrange(1962, 2005), chance.randrange(1, 13), chance.randrange(1, 28)),
        political_status=chance.choice(list(POLITICAL_STATUSES)),
        education=chance.choice(list(EDUCATIONS)),
        source=WorkerSource.CITY_PLAN if kind is FULL else chance.choice(list(WorkerSource)[1:]),
        status=WorkerStatus.LEFT if left else WorkerStatus.ACTIVE,
        started_on=started,
        ended_on=as_of - timedelta(days=chance.randrange(1, 50)) if left else None,
        phones=(f"1390000{number:04}",),
    )


def _drawn(chance: random.Random, home: CommunityRow, serial: int, workers: list[WorkerRow]) -> GridRow:
    dedicated = chance.random() < 0.1
    return grid(
        home,
        serial,
        kind=GridKind.DEDICATED if dedicated else GridKind.COMPREHENSIVE,
        dedicated_kind=chance.choice(list(DedicatedKind)) if dedicated else None,
        households=chance.randrange(250, 560),
        residents=chance.randrange(700, 1500),
        staff=tuple(staff(w) for w in chance.sample(workers, chance.choice([0, 1, 2, 2, 3]))),
    )


def _appointments(person: WorkerRow, drawn: list[GridRow]) -> tuple[AppointmentRow, ...]:
    return tuple(
        AppointmentRow(id_of(g.code + person.name), g.id, g.code, g.name, s.role, s.started_on, None, None)
        for g in drawn
        for s in g.staff
        if s.worker_id == person.id
    )
