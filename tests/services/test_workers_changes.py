"""Bulk edits: the plan is the act, and one undo takes all of it back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridadmin.domain.codes import EDUCATIONS, POLITICAL_STATUSES
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.workers import WorkerSource
from gridadmin.domain.workers_changes import WorkerChanges
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.workers import list_workers
from gridadmin.services.workers_changes import change_workers, plan_changes
from tests.peopled_offices import TODAY, People, filled
from tests.real_offices import business_state

PARTY = {"political_status": "01"}


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


def test_the_plan_names_every_cell_and_leaves_equal_ones_out(office: OpenOffice, people: People) -> None:
    ids = [people.workers[name] for name in ("张三", "欧阳娜娜", "孙小")]
    changes = WorkerChanges({"political_status": "13", "source": "volunteer"}, TODAY)
    plan = office.read(plan_changes, ids, changes)
    assert [(cell.name, cell.field, cell.was, cell.now) for cell in plan] == [
        ("张三", "source", "city_plan", "volunteer"),
        ("欧阳娜娜", "political_status", None, "13"),
        ("欧阳娜娜", "source", "city_plan", "volunteer"),
    ]


def test_one_act_changes_all_and_one_undo_restores_all(office: OpenOffice, people: People) -> None:
    before = business_state(office)
    changes = WorkerChanges(PARTY | {"remarks": "骨干"}, TODAY)
    assert office.act(Message("Change"), change_workers, list(people.workers.values()), changes) == 6
    rows = office.read(list_workers, TODAY)
    assert {row.political_status for row in rows} == {"01"}
    office.undo()
    assert business_state(office) == before


def test_what_tells_persons_apart_is_never_set_for_many(office: OpenOffice, people: People) -> None:
    with pytest.raises(InvalidError, match="id_number"):
        office.act(Message("Change"), change_workers, [], WorkerChanges({"id_number": "1"}, TODAY))


def test_a_change_holds_from_its_day_and_a_correction_from_the_beginning(office: OpenOffice, people: People) -> None:
    zhang = [people.workers["张三"]]
    office.act(Message("Change"), change_workers, zhang, WorkerChanges(PARTY, date(2026, 7, 1)))
    on = {day: office.read(list_workers, day) for day in (date(2026, 6, 30), date(2026, 7, 1))}
    assert [row.political_status for rows in on.values() for row in rows if row.name == "张三"] == ["13", "01"]
    office.act(
        Message("Correct"),
        change_workers,
        zhang,
        WorkerChanges({"education": "21"}, date(2026, 6, 1), correction=True),
    )
    (row,) = (row for row in office.read(list_workers, date(2024, 1, 1)) if row.name == "张三")
    assert row.education == "21"


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "political_status": st.none() | st.sampled_from(sorted(POLITICAL_STATUSES)),
        "education": st.none() | st.sampled_from(sorted(EDUCATIONS)),
        "source": st.sampled_from([source.value for source in WorkerSource]),
        "remarks": st.none() | st.text("甲乙丙", min_size=1, max_size=3),
    },
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES, st.dates(date(2023, 1, 1), date(2027, 1, 1)), st.booleans())
def test_after_the_act_nothing_of_the_plan_is_left(
    office: OpenOffice, people: People, values: dict[str, str | None], day: date, correction: bool
) -> None:
    changes = WorkerChanges(values, day, correction)
    ids = list(people.workers.values())
    office.act(Message("Change"), change_workers, ids, changes)
    assert office.read(plan_changes, ids, changes) == []
