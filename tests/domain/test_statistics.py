"""Monthly statistics: a small office counted by hand, and what must hold for every office."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from gridadmin.domain.grids import DedicatedKind, GridKind
from gridadmin.domain.movements import MovementKind, head_count, movements
from gridadmin.domain.snapshot import ONE_DAY, BoardStatus, MonthFacts, OfficeSnapshot, SpellFact
from gridadmin.domain.statistics import MonthlyStatistics, monthly_tables
from gridadmin.domain.statistics_groups import groupings
from gridadmin.domain.statistics_indicators import INDICATORS
from gridadmin.domain.tables import Cell, Share, Table
from gridadmin.domain.workers import EmploymentKind, ExitReason, Sex, WorkerSource, WorkerStatus
from gridadmin.i18n import Message
from tests.offices import FULL, PART, board, community, grid, large_office, month, office, spell, staff, worker

LAST = date(2026, 10, 31)
VILLAGE, TOWN, EMPTY = community("王庄村", 201), community("城关社区", 1, urban=True), community("张屯村", 202)


def small_office() -> MonthFacts:
    """Five people, one of them gone, one on two grids; four grids, one of them ended.

    赵 full-time since 2024, on both grids of the town. 钱 part-time since 1 October, alone on the village's grid 1.
    孙 left on 14 October. 李 was part-time until 9 October and is full-time from the 10th. 周 was re-hired on the 20th.
    """
    zhao = worker("赵强", FULL, sex=Sex.MALE, birth_date=date(1996, 10, 31), education="21", political_status="01")
    qian = worker("钱芳", PART, birth_date=date(1995, 10, 31), education="61", started_on=date(2026, 10, 1))
    sun = worker("孙敏", FULL, status=WorkerStatus.LEFT, ended_on=date(2026, 10, 14))
    li = worker("李静", FULL, birth_date=date(1960, 1, 1), education="20", political_status="07")
    zhou = worker(
        "周勇", PART, sex=Sex.MALE, birth_date=None, source=WorkerSource.VOLUNTEER, started_on=date(2026, 10, 20)
    )
    ended = grid(VILLAGE, 3, valid_to=date(2026, 10, 30))
    grids = (
        grid(TOWN, 1, staff=(staff(zhao),), residents=1100, households=None),
        grid(TOWN, 2, staff=(staff(zhao), staff(sun)), kind=GridKind.DEDICATED, dedicated_kind=DedicatedKind.SCHOOL,
             residents=None, households=None),
        grid(VILLAGE, 1, staff=(staff(qian), staff(sun)), residents=900, households=250),
        grid(VILLAGE, 2, staff=(staff(sun),), residents=800, households=210),
        ended,
    )  # fmt: skip
    snapshot = office(
        LAST,
        communities=(VILLAGE, TOWN, EMPTY),
        grids=grids,
        workers=(zhao, qian, sun, li, zhou),
        boards=(board(grids[0]), board(grids[2], BoardStatus.TO_REPRINT), board(grids[2])),
    )
    spells = (
        spell(zhao, date(2024, 1, 1)),
        spell(qian, date(2026, 10, 1)),
        spell(sun, date(2024, 1, 1), date(2026, 10, 14)),
        spell(li, date(2025, 1, 1), date(2026, 10, 9), kind=PART, exit_reason=ExitReason.CHANGED_KIND),
        spell(li, date(2026, 10, 10)),
        spell(zhou, date(2024, 1, 1), date(2024, 6, 30)),
        spell(zhou, date(2026, 10, 20)),
    )
    return month(snapshot, spells)


def row(table: Table, first: str, column: int = 0) -> tuple[Cell, ...]:
    return next(cells for cells in table.rows if str(cells[column]) == first)


def test_the_small_office_counted_by_hand() -> None:
    figures = monthly_tables(small_office()).figures
    assert figures == {
        "grids": 4, "comprehensive": 3, "dedicated": 1, "with_full_timer": 2, "part_timers_only": 1,
        "without_worker": 1, "coverage": Share(2, 4), "article_10_met": 2, "article_10_not_met": 1,
        "article_10_needs_person": 1, "workers": 4, "full_time": 2, "part_time": 2, "male": 2, "female": 2,
        "arrivals": 2, "leavers": 1, "kind_changes": 1, "boards_current": 1, "boards_to_reprint": 1,
        "boards_missing": 2, "assessed": 0, "assessed_poor": 0,
    }  # fmt: skip
    assert set(figures) == {indicator.key for indicator in INDICATORS}


def test_grids_table_by_hand() -> None:
    table = monthly_tables(small_office()).table("grids")
    dedicated = [0, 0, 0, 1, 0, 0, 0]
    none = [0] * 7
    assert [str(cells[0]) for cells in table.rows] == ["城关社区", "王庄村", "张屯村"]
    assert row(table, "城关社区")[1:] == (2, 1, 1, *dedicated, None, 1100, 2, 0, 0, Share(2, 2), 2, 0, 0)
    assert row(table, "王庄村")[1:] == (2, 2, 0, *none, 460, 1700, 0, 1, 1, Share(0, 2), 0, 1, 1)
    assert row(table, "张屯村")[1:] == (0, 0, 0, *none, None, None, 0, 0, 0, Share(0, 0), 0, 0, 0)
    assert table.total is not None
    assert table.total[1:] == (4, 3, 1, *dedicated, 460, 2800, 2, 1, 1, Share(2, 4), 2, 1, 1)


def test_movements_table_by_hand() -> None:
    table = monthly_tables(small_office()).table("movements")
    #                              before  arrivals  leavers: all, resigned, …  into, out, after
    assert row(table, "Full-time")[1:] == (2, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 2)
    assert row(table, "Part-time")[1:] == (1, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2)
    assert table.total is not None
    assert table.total[1:] == (3, 2, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 4)


def test_workers_table_by_hand() -> None:
    table = monthly_tables(small_office()).table("workers")
    #                                       all, full: all, m, f; part: all, m, f
    assert row(table, "30 years and younger", 1)[2:-1] == (1, 1, 1, 0, 0, 0, 0)
    assert row(table, "31 to 40 years", 1)[2:-1] == (1, 0, 0, 0, 1, 0, 1)
    assert row(table, "61 years and older", 1)[2:-1] == (1, 1, 0, 1, 0, 0, 0)
    assert [cells[2] for cells in table.rows if str(cells[1]) == "Not on file"] == [1, 1]
    assert row(table, "Party member", 1)[2] == 1
    assert row(table, "Member of a democratic party", 1)[2] == 1
    assert row(table, "Volunteer", 1)[2:] == (1, 0, 0, 0, 1, 1, 0, Share(1, 4))
    assert table.total is not None
    assert table.total[2:] == (4, 2, 1, 1, 2, 1, 1, Share(4, 4))


def test_boards_and_names_by_hand() -> None:
    statistics = monthly_tables(small_office())
    assert row(statistics.table("boards"), "城关社区")[1:5] == (2, 1, 0, 1)
    assert row(statistics.table("boards"), "王庄村")[1:5] == (2, 0, 1, 1)
    names = [(cells[1], str(cells[3])) for cells in statistics.table("names").rows]
    assert names == [
        ("钱芳", "Entered service"),
        ("李静", "Change of kind"),
        ("孙敏", "Left service"),
        ("周勇", "Re-hired"),
    ]


def test_all_cross_checks_hold_and_a_wrong_roster_is_noticed() -> None:
    facts = small_office()
    assert monthly_tables(facts).failed_checks == ()
    wrong = replace(facts, snapshot=replace(facts.snapshot, workers=facts.snapshot.workers[1:]))
    failed = [check.title.text() for check in monthly_tables(wrong).failed_checks]
    assert failed == ["Spells of employment and roster agree on the head count"]


def test_summary_compares_with_last_month() -> None:
    facts = small_office()
    table = monthly_tables(facts, previous=facts).table("summary")
    assert len(table.columns) == len(table.rows[0]) == 7
    assert all(cells[3] == cells[4] and cells[5] in (0, None) for cells in table.rows)
    assert len(monthly_tables(facts).table("summary").columns) == 5


def test_before_the_regulation_article_10_is_not_counted() -> None:
    facts = month(large_office(as_of=date(2023, 9, 30)))
    statistics = monthly_tables(facts)
    assert statistics.figures["article_10_met"] == statistics.figures["article_10_not_met"] == 0
    assert statistics.failed_checks == ()


def test_leaving_on_the_last_day_of_a_month_counts_in_the_next() -> None:
    person = worker("吴军", FULL)
    spells = (spell(person, date(2024, 1, 1), LAST),)
    october = MonthFacts(LAST.replace(day=1), LAST, office(LAST), spells)
    november = MonthFacts(date(2026, 11, 1), date(2026, 11, 30), office(date(2026, 11, 30)), spells)
    assert movements(october) == ()
    assert [(m.kind, m.on) for m in movements(november)] == [(MovementKind.LEAVING, date(2026, 11, 1))]


def test_two_spells_in_one_month_are_two_arrivals_and_one_leaving() -> None:
    person = worker("郑洋", PART)
    spells = (spell(person, date(2026, 10, 2), date(2026, 10, 8)), spell(person, date(2026, 10, 20)))
    found = movements(month(office(LAST), spells))
    assert [(m.kind, m.on.day, m.rehired) for m in found] == [
        (MovementKind.ARRIVAL, 2, False),
        (MovementKind.LEAVING, 9, False),
        (MovementKind.ARRIVAL, 20, True),
    ]


def test_a_new_spell_the_next_day_is_no_leaving() -> None:
    person = worker("郑洋", PART)
    spells = (spell(person, date(2026, 1, 1), date(2026, 10, 8)), spell(person, date(2026, 10, 9)))
    assert movements(month(office(LAST), spells)) == ()


DAYS = st.integers(0, 150).map(lambda days: date(2026, 8, 1) + timedelta(days))


@st.composite
def service(draw: st.DrawFn) -> tuple[SpellFact, ...]:
    """Spells of a few people, overlapping and touching as real files have them."""
    spells = []
    for name in "甲乙丙丁戊"[: draw(st.integers(0, 5))]:
        for _ in range(draw(st.integers(1, 4))):
            person = worker(name, draw(st.sampled_from([FULL, PART])))
            start = draw(DAYS)
            days = draw(st.none() | st.integers(0, 60))
            end = None if days is None else start + timedelta(days)
            spells.append(spell(person, start, end))
    return tuple(spells)


def count(facts: MonthFacts, kind: MovementKind, of: EmploymentKind | None) -> int:
    return sum(m.kind is kind and of in (None, m.spell.kind) for m in movements(facts))


@settings(max_examples=60, deadline=None)
@given(service(), st.sampled_from([None, FULL, PART]))
def test_the_chain_of_months(spells: tuple[SpellFact, ...], kind: EmploymentKind | None) -> None:
    for number in (8, 9, 10, 11):
        first = date(2026, number, 1)
        last = date(2026, number + 1, 1) - ONE_DAY
        facts = MonthFacts(first, last, office(last), tuple(s for s in spells if s.started_on <= last))
        changes = [m for m in movements(facts) if m.kind is MovementKind.CHANGE and kind]
        turned = sum(1 if m.spell.kind is kind else -1 for m in changes)
        arrivals, leavers = (count(facts, k, kind) for k in (MovementKind.ARRIVAL, MovementKind.LEAVING))
        before, after = head_count(spells, first - ONE_DAY, kind), head_count(spells, last, kind)
        assert after == before + arrivals - leavers + turned


def summed(table: Table, column: int) -> int:
    return sum(table.numbers(column))


def check_sums(statistics: MonthlyStatistics) -> None:
    for key in ("grids", "boards", "movements"):
        table = statistics.table(key)
        assert table.total is not None
        for column, total in enumerate(table.total):
            if isinstance(total, int):
                assert summed(table, column) == total, (key, column)
    people = statistics.table("workers")
    assert people.total is not None
    for title in {str(cells[0]) for cells in people.rows}:
        part = replace(people, rows=tuple(cells for cells in people.rows if str(cells[0]) == title))
        assert [summed(part, c) for c in range(2, 9)] == list(people.total[2:9]), title


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 15), st.integers(0, 20), st.integers(0, 3000))
def test_parts_add_up_to_totals(grids: int, people: int, days: int) -> None:
    snapshot: OfficeSnapshot = large_office(max(grids, 10), people + 3, date(2023, 11, 1) + timedelta(days))
    check_sums(monthly_tables(month(snapshot)))
    assert monthly_tables(month(snapshot)).failed_checks == ()


@given(st.lists(st.builds(
    worker, st.text(min_size=1), birth_date=st.none() | st.dates(date(1940, 1, 1), LAST),
    education=st.none() | st.text(max_size=2), political_status=st.none() | st.text(max_size=2),
    sex=st.sampled_from(list(Sex)), source=st.none() | st.sampled_from(list(WorkerSource)),
)), st.lists(st.integers(0, 99), max_size=5))  # fmt: skip
def test_every_grouping_is_a_partition(people: list[object], bands: list[int]) -> None:
    for grouping in groupings(people, LAST, bands):  # type: ignore[arg-type]
        members = [person for group in grouping.groups for person in group.members]
        assert sorted(map(id, members)) == sorted(map(id, people))
        assert all(isinstance(group.label, Message) for group in grouping.groups)
