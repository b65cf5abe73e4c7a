"""Every view of a day agrees with a plain list of spells; what happens later changes no day that has gone by."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.grids import GridImport
from gridadmin.domain.imports import ParsedRow
from gridadmin.domain.movements import head_count
from gridadmin.domain.workers import (
    AppointmentForm,
    AppointmentRole,
    EmploymentForm,
    EmploymentKind,
    ExitReason,
    WorkerSource,
    WorkerStatus,
)
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.employment import appoint_worker, end_employment, start_employment
from gridadmin.services.grid_imports import import_grids
from gridadmin.services.grids import find_grid_id, list_grids
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.snapshots import take_month
from gridadmin.services.worker_records import create_worker, update_worker
from gridadmin.services.workers import get_worker, list_workers
from tests.real_offices import TODAY, real_office, with_grids, worker_form

FIRST = date(2024, 1, 1)
OFFSETS = st.integers(0, 240)
PEOPLE, GRIDS = 3, 3
ONE_DAY = timedelta(days=1)


def day(offset: int) -> date:
    return FIRST + timedelta(days=offset)


@pytest.fixture(scope="module")
def office() -> Iterator[OpenOffice]:
    """One office for all histories: each is rehearsed, so none leaves a trace."""
    with tempfile.TemporaryDirectory() as folder, real_office(Path(folder)) as opened:
        with_grids(opened, 1)
        yield opened


@dataclass
class Plain:
    """A history as anybody would write it down: lists, and nothing clever."""

    spells: dict[int, list[tuple[date, date, EmploymentKind]]] = field(default_factory=dict)
    posts: list[tuple[int, int, date, date]] = field(default_factory=list)
    educations: dict[int, dict[date, str]] = field(default_factory=dict)
    names: dict[int, dict[date, str]] = field(default_factory=dict)
    ends: dict[int, date] = field(default_factory=dict)

    def kind(self, person: int, on: date) -> EmploymentKind | None:
        return next((kind for start, end, kind in self.spells.get(person, ()) if start <= on <= end), None)

    def status(self, person: int, on: date) -> WorkerStatus | None:
        if self.kind(person, on):
            return WorkerStatus.ACTIVE
        begun = any(start <= on for start, _end, _kind in self.spells.get(person, ()))
        return WorkerStatus.LEFT if begun else None

    def staff(self, grid: int, on: date) -> set[int]:
        there = {p for p, g, start, end in self.posts if g == grid and start <= on <= end and self.kind(p, on)}
        return there if self.exists(grid, on) else set()

    def exists(self, grid: int, on: date) -> bool:
        return on <= self.ends.get(grid, date.max)

    @staticmethod
    def held(rows: dict[date, str], on: date) -> str | None:
        if not rows:
            return None
        begun = [start for start in rows if start <= on]
        return rows[max(begun) if begun else min(rows)]

    # --- what is done to it; each follows the words of the service's docstring ---

    def start(self, person: int, first: date, kind: EmploymentKind) -> None:
        self.spells.setdefault(person, []).append((first, date.max, kind))

    def end(self, person: int, last: date) -> None:
        (held,) = [spell for spell in self.spells[person] if spell[0] <= last <= spell[1]]
        self.spells[person].remove(held)
        self.spells[person].append((held[0], last, held[2]))
        kept = []
        for who, grid, start, end in self.posts:
            ours = who == person and start <= held[1] and end > last
            if not ours:
                kept.append((who, grid, start, end))
            elif start <= last:
                kept.append((who, grid, start, last))
        self.posts = kept

    def appoint(self, person: int, grid: int, first: date) -> None:
        ends = [end for start, end, _kind in self.spells[person] if start <= first <= end]
        until = ends[0]
        while any(start == until + ONE_DAY for start, _e, _k in self.spells[person] if until != date.max):
            until = next(end for start, end, _kind in self.spells[person] if start == until + ONE_DAY)
        self.posts.append((person, grid, first, until))


class Story:
    """A history lived through the services and written down plainly, side by side."""

    def __init__(self, session: Session, codes: list[str]) -> None:
        self.session, self.plain = session, Plain()
        self.codes = codes
        self.grids = [find_grid_id(session, code) for code in codes]
        self.people: list[UUID] = []
        for number in range(PEOPLE):
            form = worker_form(f"人{number}", education="31", political_status=None, effective_on=FIRST)
            self.people.append(create_worker(session, form, TODAY))
            self.plain.educations[number] = {FIRST: "31"}
        for number in range(GRIDS):
            self.plain.names[number] = {date(2023, 11, 1): "第1网格"}

    def do(self, act: tuple[Any, ...]) -> None:
        name, *values = act
        with suppress(InvalidError):
            getattr(self, name)(*values)
        self.session.flush()

    def start(self, person: int, offset: int, kind: EmploymentKind) -> None:
        form = EmploymentForm(kind, WorkerSource.VOLUNTEER, day(offset))
        start_employment(self.session, self.people[person], form)
        self.plain.start(person, day(offset), kind)

    def end(self, person: int, offset: int) -> None:
        end_employment(self.session, self.people[person], day(offset), ExitReason.RESIGNED)
        self.plain.end(person, day(offset))

    def appoint(self, person: int, grid: int, offset: int) -> None:
        form = AppointmentForm(self.grids[grid], AppointmentRole.WORKER, day(offset))
        appoint_worker(self.session, self.people[person], form)
        self.plain.appoint(person, grid, day(offset))

    def study(self, person: int, offset: int, code: str) -> None:
        version = get_worker(self.session, self.people[person], TODAY).row.version
        form = worker_form(
            f"人{person}", education=code, political_status=None, effective_on=day(offset), version=version
        )
        update_worker(self.session, self.people[person], form, TODAY)
        rows = self.plain.educations[person]
        if Plain.held(rows, day(offset)) != code:
            rows[day(offset)] = code

    def rename(self, grid: int, offset: int, name: str) -> None:
        self._county(grid, offset, name=name)
        rows = self.plain.names[grid]
        if Plain.held(rows, day(offset)) != name:
            rows[day(offset)] = name

    def close(self, grid: int, offset: int) -> None:
        if grid not in self.plain.ends:  # another last day would be a correction, and a correction changes the past
            self._county(grid, offset, valid_to=day(offset))
            self.plain.ends[grid] = day(offset)

    def _county(self, grid: int, offset: int, **values: Any) -> None:
        row = ParsedRow("网格", 2, GridImport(code=self.codes[grid], **values))
        import_grids(self.session, [row], ImportOptions(day(offset)))

    def check(self, on: date) -> None:
        rows = {row.id: row for row in list_workers(self.session, on)}
        grids = {row.id: row for row in list_grids(self.session, on)}
        for number, person in enumerate(self.people):
            row = rows[person]
            assert row.status is self.plain.status(number, on)
            assert row.status is not WorkerStatus.ACTIVE or row.kind is self.plain.kind(number, on)
            assert row.education == Plain.held(self.plain.educations[number], on)
            assert {post.grid_id for post in row.grids} == {
                self.grids[grid] for grid in range(GRIDS) if number in self.plain.staff(grid, on)
            }
        for number, grid_id in enumerate(self.grids):
            assert (grid_id in grids) is self.plain.exists(number, on)
            if grid_id in grids:
                assert grids[grid_id].name == Plain.held(self.plain.names[number], on)
                staff = {self.people.index(member.worker_id) for member in grids[grid_id].staff}
                assert staff == self.plain.staff(number, on)
                assert all(m.kind is self.plain.kind(self.people.index(m.worker_id), on) for m in grids[grid_id].staff)

    def seen(self, on: date) -> list[object]:
        """All that a day shows, without what only says which version of a record it is, or when something will end."""
        people = [
            (row.id, row.name, row.kind, row.status, row.education, row.phones, [post.grid_id for post in row.grids])
            for row in list_workers(self.session, on)
        ]
        grids = [(row.id, row.name, [(m.name, m.kind) for m in row.staff]) for row in list_grids(self.session, on)]
        return [people, grids]


PERSON, GRID = st.integers(0, PEOPLE - 1), st.integers(0, GRIDS - 1)
KIND = st.sampled_from(EmploymentKind)
ACTS = st.one_of(
    st.tuples(st.just("start"), PERSON, OFFSETS, KIND),
    st.tuples(st.just("end"), PERSON, OFFSETS),
    st.tuples(st.just("appoint"), PERSON, GRID, OFFSETS),
    st.tuples(st.just("study"), PERSON, OFFSETS, st.sampled_from(["11", "21", "31"])),
    st.tuples(st.just("rename"), GRID, OFFSETS, st.sampled_from(["甲网格", "乙网格"])),
    st.tuples(st.just("close"), GRID, OFFSETS),
)
QUICK = settings(max_examples=15, suppress_health_check=list(HealthCheck))


def told(office: OpenOffice, acts: list[tuple[Any, ...]], ask: Any) -> None:
    codes = [row.code for row in office.read(list_grids, TODAY)][:GRIDS]

    def live(session: Session) -> None:
        story = Story(session, codes)
        for act in acts:
            story.do(act)
        ask(story)

    office.rehearse(live)


@pytest.mark.slow
@QUICK
@given(acts=st.lists(ACTS, max_size=14), days=st.lists(OFFSETS.map(day), min_size=1, max_size=4))
def test_every_day_is_as_a_plain_list_of_spells_says(office: OpenOffice, acts: list[Any], days: list[date]) -> None:
    told(office, acts, lambda story: [story.check(on) for on in days])


def offset_of(act: tuple[Any, ...]) -> int:
    return int(act[3] if act[0] == "appoint" else act[2])


@pytest.mark.slow
@QUICK
@given(acts=st.lists(ACTS, max_size=12), later=st.lists(ACTS, min_size=1, max_size=6))
def test_what_happens_later_changes_no_day_before(office: OpenOffice, acts: list[Any], later: list[Any]) -> None:
    boundary = 120

    def ask(story: Story) -> None:
        days = [day(offset) for offset in (-30, 0, 60, boundary - 1)]
        before = [story.seen(on) for on in days]
        for act in later:
            if offset_of(act) >= boundary:
                story.do(act)
        assert [story.seen(on) for on in days] == before

    told(office, [act for act in acts if offset_of(act) < boundary], ask)


@pytest.mark.slow
@QUICK
@given(acts=st.lists(ACTS, max_size=14), month=st.integers(1, 9))
def test_the_heads_of_a_month_are_those_of_its_last_day(office: OpenOffice, acts: list[Any], month: int) -> None:
    def ask(story: Story) -> None:
        facts = take_month(story.session, 2024, month)
        in_service = [n for n in range(PEOPLE) if story.plain.kind(n, facts.last)]
        assert len(facts.snapshot.active_workers) == head_count(facts.spells, facts.last) == len(in_service)

    told(office, acts, ask)
