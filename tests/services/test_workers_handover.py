"""Hand-over lists: who gets which lines, when they are due, and what is said of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gridadmin.domain.errors import ConflictError, InvalidError
from gridadmin.domain.workers import EmploymentForm, EmploymentKind, ExitReason, WorkerSource
from gridadmin.domain.workers_handover import (
    HandoverMark,
    HandoverState,
    handover_text,
    read_handover_text,
    template_on,
)
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.employment import end_employment, start_employment, update_employment
from gridadmin.services.workers import get_worker
from gridadmin.services.workers_handover import (
    exits_of,
    handover_templates,
    list_exits,
    make_handover,
    mark_all_handover,
    mark_handover,
    set_handover_template,
    shipped_handover,
    spell_ending,
)
from tests.peopled_offices import TODAY, People, filled

DO = Message("Do")
LAST = date(2026, 10, 31)


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


def leave(office: OpenOffice, people: People, name: str, reason: ExitReason = ExitReason.RESIGNED) -> int:
    worker = people.workers[name]
    office.act(DO, end_employment, worker, LAST, reason)
    spell = office.read(spell_ending, worker, LAST)
    assert spell is not None
    return office.act(DO, make_handover, spell)


def test_a_full_timer_on_a_grid_gets_every_line_and_the_law_its_days(office: OpenOffice, people: People) -> None:
    assert leave(office, people, "张三") == 10
    (gone,) = office.read(exits_of, people.workers["张三"])
    due = {row.item: row.due_on for row in gone.items}
    assert due["proof"] == LAST
    assert due["transfer"] == LAST + timedelta(days=15)
    basis = {row.item: row.basis for row in gone.items}
    assert basis["transfer"] == "劳动合同法第五十条第一款"


def test_a_part_timer_without_a_grid_gets_no_labour_law(office: OpenOffice, people: People) -> None:
    (gone,) = [each for each in office.read(list_exits, TODAY) if each.worker_name == "赵六"]
    assert gone.items == ()
    assert office.act(DO, make_handover, gone.employment_id) == 4
    assert office.act(DO, make_handover, gone.employment_id) == 0, "a list that is there stays"


def test_states_follow_from_the_day_alone(office: OpenOffice, people: People) -> None:
    leave(office, people, "张三")
    (gone,) = office.read(exits_of, people.workers["张三"])
    transfer = next(row for row in gone.items if row.item == "transfer")
    assert transfer.state_on(LAST + timedelta(days=15)) is HandoverState.OPEN
    assert transfer.state_on(LAST + timedelta(days=16)) is HandoverState.OVERDUE
    assert {row.item for row in gone.overdue_items(TODAY)} == {"card", "matters", "papers", "proof", "wages"}
    mark = HandoverMark(True, TODAY, "王芳", "已邮寄")
    done = office.act(DO, mark_handover, transfer.id, mark, transfer.version, TODAY)
    assert done.state_on(TODAY) is HandoverState.DONE
    assert done.state_on(TODAY - timedelta(days=1)) is HandoverState.OPEN, "yesterday it was not done yet"
    with pytest.raises(ConflictError):
        office.act(DO, mark_handover, transfer.id, mark, transfer.version, TODAY)
    again = office.act(DO, mark_handover, transfer.id, HandoverMark(), done.version, TODAY)
    assert again.state_on(TODAY) is HandoverState.OPEN
    not_needed = office.act(DO, mark_handover, transfer.id, HandoverMark(needed=False), again.version, TODAY)
    assert not_needed.state_on(date.max) is HandoverState.NOT_NEEDED


def test_done_needs_a_name_and_a_day_that_has_come(office: OpenOffice, people: People) -> None:
    leave(office, people, "张三")
    (gone,) = office.read(exits_of, people.workers["张三"])
    first = gone.items[0]
    for mark, field in (
        (HandoverMark(True, TODAY, " "), "done_by"),
        (HandoverMark(True, TODAY + timedelta(days=1), "王芳"), "done_on"),
    ):
        with pytest.raises(InvalidError) as error:
            office.act(DO, mark_handover, first.id, mark, first.version, TODAY)
        assert field in error.value.fields
    assert office.act(DO, mark_all_handover, gone.employment_id, TODAY, "王芳", TODAY) == len(gone.items)
    assert office.read(exits_of, people.workers["张三"])[0].open_items(TODAY) == ()


def test_a_corrected_last_day_moves_what_is_due(office: OpenOffice, people: People) -> None:
    leave(office, people, "张三")
    spell = office.read(get_worker, people.workers["张三"], TODAY).employments[0]
    form = EmploymentForm(spell.kind, spell.source, spell.started_on, date(2026, 11, 1), spell.exit_reason)
    office.act(DO, update_employment, spell.id, form, spell.version)
    (gone,) = office.read(exits_of, people.workers["张三"])
    assert next(row for row in gone.items if row.item == "proof").due_on == date(2026, 11, 1)


def test_a_change_of_kind_is_no_exit(office: OpenOffice, people: People) -> None:
    assert leave(office, people, "张三", ExitReason.CHANGED_KIND) == 0
    assert office.read(exits_of, people.workers["张三"]) == []
    office.act(DO, end_employment, people.workers["李四"], LAST, ExitReason.OTHER)
    following = EmploymentForm(EmploymentKind.FULL_TIME, WorkerSource.CITY_PLAN, LAST + timedelta(days=1))
    office.act(DO, start_employment, people.workers["李四"], following)
    assert office.read(exits_of, people.workers["李四"]) == []


OWN = """收回工作牌和马甲
移交钥匙\t任过网格\t3天
出具证明 | 劳动合同 | 0 | 劳动合同法第五十条第一款
"""


def test_the_office_s_own_list_holds_from_its_day(office: OpenOffice, people: People) -> None:
    day = date(2026, 10, 1)
    assert office.act(DO, set_handover_template, day, "侨办发〔2026〕9号", OWN) == 3
    before, own = office.read(handover_templates)
    assert (own.valid_from, own.source) == (day, "侨办发〔2026〕9号")
    assert template_on((before, own), day - timedelta(days=1)) is before
    assert leave(office, people, "张三") == 3
    (gone,) = office.read(exits_of, people.workers["张三"])
    assert [(row.title, row.due_on, row.basis) for row in gone.items] == [
        ("收回工作牌和马甲", None, None),
        ("移交钥匙", LAST + timedelta(days=3), None),
        ("出具证明", LAST, "劳动合同法第五十条第一款"),
    ]
    office.act(DO, set_handover_template, day, "侨办发〔2026〕9号", "收回工作牌｜全部｜0")
    assert [len(found.items) for found in office.read(handover_templates)] == [len(before.items), 1], "a correction"
    (gone,) = office.read(exits_of, people.workers["张三"])
    assert len(gone.items) == 3, "a list that was made stays as it is"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "at least one line"),
        ("收回工作牌\n移交钥匙｜村支书", "Line 2: “村支书”"),
        ("移交钥匙｜全部｜三", "Line 1: “三”"),
        ("｜全部｜3", "Line 1: what"),
        ("移交钥匙｜全部｜366", "Line 1: “366”"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text: str, said: str) -> None:
    with pytest.raises(InvalidError, match=said):
        read_handover_text(text)


def test_the_shipped_list_goes_through_the_text_and_back() -> None:
    (shipped,) = shipped_handover()
    read = read_handover_text(handover_text(shipped.items))
    assert [replace(item, item="") for item in read] == [replace(item, item="") for item in shipped.items]


def test_the_template_of_the_day_is_used() -> None:
    (first,) = shipped_handover()
    later = replace(first, valid_from=date(2030, 1, 1), items=first.items[:1])
    assert template_on((first, later), date(2020, 1, 1)) is first
    assert template_on((first, later), date(2029, 12, 31)) is first
    assert template_on((first, later), date(2030, 1, 1)) is later
    assert template_on((), TODAY) is None
