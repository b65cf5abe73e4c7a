"""Insurance and pay in a change-over: each consequence is named, done or left, and one undo restores everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from gridadmin.domain.insurance import STATUTORY, InsuredPerson
from gridadmin.domain.insurance_policies import PolicyForm
from gridadmin.domain.months import Month
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_month import Nature
from gridadmin.domain.pay_person import PersonElement
from gridadmin.domain.workers import EmploymentKind, ExitReason
from gridadmin.domain.workers_changeover import ChangeoverForm, LineTone, Newcomer
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.insurance import enrol
from gridadmin.services.insurance_facts import insured_people
from gridadmin.services.insurance_policies import add_policy, cover_people
from gridadmin.services.pay_people import add_element, set_category
from gridadmin.services.workers_changeover import change_over, changeover_sentence
from tests.peopled_offices import TODAY, People, filled, person
from tests.real_offices import business_state
from tests.services.test_workers_changeover import done, line

FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME
MIDMONTH = date(2026, 11, 9)
DAY = timedelta(days=1)
POLICY = PolicyForm("人保财险", "2026-1", date(2026, 1, 1), date(2026, 12, 31), 300_000_00, 1_200_00)


def insure(session: Session, people: People) -> None:
    """张三 is enrolled and has an element of pay; 李四 is on the list of a policy."""
    enrol(session, people.workers["张三"], Month(2026, 1), dict.fromkeys(STATUTORY, 320_000))
    cover_people(session, add_policy(session, POLICY), [people.workers["李四"]], POLICY.valid_from)
    plain = PersonElement("phone", "通讯补贴", Nature.TAXED, 5_000, date(2026, 1, 1), None, True, "会议纪要")
    add_element(session, people.workers["张三"], plain)
    add_element(session, people.workers["张三"], replace(plain, code="later", valid_from=date(2027, 1, 1)))


@pytest.fixture
def people(office: OpenOffice) -> People:
    found = filled(office)
    office.act(Message("Insure"), insure, found)
    return found


def leaver(people: People, name: str, grid: str, kind: EmploymentKind) -> ChangeoverForm:
    """Somebody resigns, and a newcomer takes over."""
    new = Newcomer(person("周新", date(1992, 2, 29), 7))
    form = ChangeoverForm(people.workers[name], (people.grids[grid],), new, MIDMONTH, ExitReason.RESIGNED)
    return replace(form, kind=kind)


def insured(office: OpenOffice, name: str) -> InsuredPerson:
    return next(each for each in office.read(insured_people) if each.name == name)


def test_a_full_timer_goes_and_comes(office: OpenOffice, people: People) -> None:
    form, before = leaver(people, "张三", "one", FULL), business_state(office)
    outcome = done(office, form)
    assert line(outcome, "insurance_ends").ticked
    assert {each.last for each in insured(office, "张三").enrolments} == {Month(2026, 11)}
    begins = line(outcome, "insurance_begins")
    assert begins.ticked
    assert "2026-12-09" in str(begins.text), "30 days after the first day"
    assert any("4573.00" in note for note in begins.notes), "the base with its reckoning"
    new = insured(office, "周新")
    assert new.missing_in(Month(2026, 11)) == ()
    assert new.missing_in(Month(2026, 10)) == STATUTORY
    assert line(outcome, "pay_by_days").count == 2
    assert line(outcome, "pay_by_days").tone is LineTone.FACT
    assert line(outcome, "pay_elements_end").count == 2
    assert line(outcome, "pay_category") is None, "a full-timer's money is wages"
    office.undo()
    assert business_state(office) == before
    office.redo()
    assert {each.last for each in insured(office, "张三").enrolments} == {Month(2026, 11)}
    office.undo()
    assert business_state(office) == before


def test_a_part_timer_goes_and_comes(office: OpenOffice, people: People) -> None:
    form, before = leaver(people, "李四", "two", PART), business_state(office)
    outcome = done(office, form)
    assert line(outcome, "insurance_ends") is None
    assert line(outcome, "insurance_begins") is None
    assert [cover.ends for cover in insured(office, "李四").covers] == [MIDMONTH - DAY]
    assert [cover.first for cover in insured(office, "周新").covers] == [MIDMONTH]
    category = line(outcome, "pay_category")
    assert (category.tone, category.ticked) == (LineTone.WARNING, False)
    office.undo()
    assert business_state(office) == before


def test_what_is_unticked_stays_as_it_was(office: OpenOffice, people: People) -> None:
    keys = frozenset({"insurance_ends", "insurance_begins", "pay_elements_end"})
    outcome = done(office, replace(leaver(people, "张三", "one", FULL), without=keys))
    assert {each.key for each in outcome.lines if not each.ticked} >= keys
    assert {each.last for each in insured(office, "张三").enrolments} == {None}
    assert insured(office, "周新").enrolments == ()


def test_the_rehearsal_says_the_same(office: OpenOffice, people: People) -> None:
    form, before = leaver(people, "张三", "one", FULL), business_state(office)
    shown = office.rehearse(change_over, form, TODAY)
    assert business_state(office) == before
    real = office.act(changeover_sentence, change_over, form, TODAY)
    assert [(each.key, str(each.text), each.notes) for each in shown.lines] == [
        (each.key, str(each.text), each.notes) for each in real.lines
    ]


def test_whoever_serves_already_is_left_alone(office: OpenOffice, people: People) -> None:
    """王五 is a full-timer in service, 张三 stays in service: nothing begins and nothing ends."""
    form = ChangeoverForm(
        people.workers["张三"], (people.grids["one"],), people.workers["王五"], MIDMONTH, None, kind=FULL
    )
    keys = {each.key for each in done(office, form).lines}
    assert not keys & {"insurance_ends", "insurance_begins", "cover_ends", "cover_begins", "pay_elements_end"}


def test_where_no_policy_holds_that_is_a_fact(office: OpenOffice, people: People) -> None:
    outcome = done(office, replace(leaver(people, "李四", "two", PART), first_day=date(2027, 1, 4)))
    fact = line(outcome, "cover_begins")
    assert (fact.tone, fact.ticked) == (LineTone.FACT, False)
    assert line(outcome, "cover_ends") is None, "the policy has ended before"


def test_a_category_that_is_set_is_not_asked_for(office: OpenOffice, people: People) -> None:
    zhao = people.workers["赵六"]  # a part-timer who comes back
    form = replace(leaver(people, "李四", "two", PART), incoming=zhao)
    assert line(office.rehearse(change_over, form, TODAY), "pay_category") is not None
    office.act(Message("Set"), set_category, zhao, date(2026, 1, 1), IncomeCategory.UNTAXED, "村干部，另有单位发放")
    assert line(office.rehearse(change_over, form, TODAY), "pay_category") is None
