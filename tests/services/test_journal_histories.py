"""The history of a person and of a grid, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from gridadmin.domain.workers import ExitReason
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.assessment import AssessmentPeriod, AssessmentScheme, AssessmentSchemeVersion
from gridadmin.models.ids import new_id
from gridadmin.services.employment import end_appointment, end_employment
from gridadmin.services.grids import get_grid
from gridadmin.services.journal_histories import grid_history, names_of, worker_history
from gridadmin.services.notices import add_place
from gridadmin.services.worker_records import update_worker
from gridadmin.services.workers import get_worker
from gridadmin.services.workers_forms import worker_form
from tests.peopled_offices import TODAY, People, filled


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


def test_a_history_tells_before_and_after_in_words(office: OpenOffice, people: People) -> None:
    zhang = people.workers["张三"]
    form = replace(office.read(worker_form, zhang, TODAY), political_status="01", mobile="13900008888")
    office.act(Message("Change {name}", {"name": "张三"}), update_worker, zhang, form, TODAY)
    newest, first = office.read(worker_history, zhang)
    assert str(newest.act.sentence) == "Change 张三"
    lines = {(str(line.field), str(line.was), str(line.now)) for line in newest.lines}
    assert ("Political status", "", "中国共产党党员") in lines
    assert ("Number", "", "13900008888") in lines
    assert {str(line.record) for line in first.lines} >= {"Person (new)", "Service (new)", "Appointment (new)"}
    grid = office.read(get_grid, people.grids["one"], TODAY)
    assert ("Grid", "", grid.name) in {(str(line.field), str(line.was), str(line.now)) for line in first.lines}
    assert not any("pinyin" in str(line.field) for line in first.lines)


def test_a_record_that_was_taken_away_stays_in_the_history(office: OpenOffice, people: People) -> None:
    li = people.workers["李四"]
    office.act(Message("End"), end_employment, li, date(2023, 12, 31) if False else date(2024, 1, 1), ExitReason.OTHER)
    office.undo()
    sentences = [str(entry.act.sentence) for entry in office.read(worker_history, li)]
    assert sentences == ["Undo: End", "End", "Fill the office"]


def test_a_grid_knows_its_staff_and_places(office: OpenOffice, people: People) -> None:
    grid = people.grids["two"]
    office.act(Message("Hang"), add_place, grid, "村委会门口", TODAY)
    (post,) = (
        row for row in office.read(get_worker, people.workers["李四"], TODAY).appointments if row.grid_id == grid
    )
    office.act(Message("End"), end_appointment, post.id, TODAY)
    newest, second, first = office.read(grid_history, grid)
    assert [(str(line.field), str(line.now)) for line in newest.lines] == [("Last day", TODAY.isoformat())]
    assert ("Place", "村委会门口") in [(str(line.field), str(line.now)) for line in second.lines]
    assert "李四" in {str(line.now) for line in first.lines}


def test_records_are_called_by_what_a_clerk_knows_of_them(office: OpenOffice) -> None:
    """Whatever a person decides about refers to others by their ids; nobody knows them by these."""
    ids = [new_id() for _ in range(3)]
    scheme, version, period = ids

    def enter(session: Session) -> None:
        session.add(AssessmentScheme(id=scheme, name="网格员考核"))
        session.flush()
        held = {"valid_from": TODAY, "document": "冠网发〔2026〕3号", "definition": {}}
        session.add(AssessmentSchemeVersion(id=version, scheme_id=scheme, **held))
        session.flush()
        days = {"year": 2026, "number": 1, "first_day": date(2026, 1, 1), "last_day": date(2026, 3, 31)}
        session.add(AssessmentPeriod(id=period, scheme_version_id=version, round_key="quarter", **days))

    office.act(Message("Assess"), enter)
    called = office.read(names_of, ids)
    assert [called[str(each)] for each in ids] == ["网格员考核", "冠网发〔2026〕3号", "2026-01-01 – 2026-03-31"]
