"""Twenty faults planted in a practice office through its services are found, each as what it is, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from gridadmin.domain.insurance import STATUTORY, Fault, InsuranceFinding, InsuredPerson, Mend
from gridadmin.domain.insurance_policies import PolicyForm
from gridadmin.domain.months import Month
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.workers import EmploymentForm, EmploymentKind, ExitReason, WorkerSource
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.opening import open_practice_folder
from gridadmin.models.ids import new_id
from gridadmin.models.insurance import InsuranceEnrolment
from gridadmin.services.employment import end_employment, start_employment
from gridadmin.services.insurance import DeclaredBases, declare_bases, end_enrolments, enrol, remove_enrolment
from gridadmin.services.insurance_bases import list_enrolments
from gridadmin.services.insurance_facts import insured_people
from gridadmin.services.insurance_policies import add_policy, cover_people, end_cover, policy_on
from gridadmin.services.insurance_reconciliation import (
    ExplanationForm,
    explain_finding,
    reconcile_insurance,
    withdraw_explanation,
)
from gridadmin.services.worker_records import create_worker
from tests.practice_offices import practice_at
from tests.real_offices import worker_form

FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME
OCTOBER, NOVEMBER, TODAY = Month(2026, 10), Month(2026, 11), date(2026, 11, 27)
BASES = dict.fromkeys(STATUTORY, 3_000_00)
PENSION, MEDICAL, UNEMPLOYMENT, INJURY = Scheme.PENSION, Scheme.MEDICAL, Scheme.UNEMPLOYMENT, Scheme.INJURY
Expected = dict[UUID, tuple[Fault, tuple[Scheme, ...]]]


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[OpenOffice]:
    office = open_practice_folder(practice_at(tmp_path))
    yield office
    office.close()


class Planter:
    """Plants faults on steady people, and things that look like faults and are none."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.expected: Expected = {}
        people = insured_people(session)
        self._full = [each.worker_id for each in people if _is_steady(each, FULL)]
        self._part = [each.worker_id for each in people if _is_steady(each, PART)]
        policy = policy_on(session, NOVEMBER.first_day)
        assert policy is not None
        self.policy = policy

    def full(self) -> UUID:
        return self._full.pop()

    def part(self) -> UUID:
        return self._part.pop()

    def new(self, name: str, first: date, kind: EmploymentKind = FULL) -> UUID:
        made = create_worker(self.session, worker_form(name), TODAY)
        self.session.flush()
        self.serve(made, kind, first)
        return made

    def serve(self, who: UUID, kind: EmploymentKind, first: date) -> None:
        start_employment(self.session, who, EmploymentForm(kind, WorkerSource.CITY_PLAN, first))
        self.session.flush()

    def leave(self, who: UUID, last: date, reason: ExitReason = ExitReason.RESIGNED) -> None:
        end_employment(self.session, who, last, reason)
        self.session.flush()

    def expect(self, who: UUID, fault: Fault, *schemes: Scheme) -> None:
        self.expected[who] = (fault, schemes)

    def twice(self, who: UUID, scheme: Scheme) -> None:
        """Two computers enrolled somebody; no service of one office does that."""
        self.session.add(
            InsuranceEnrolment(
                id=new_id(), worker_id=who, scheme=scheme, first_month=date(2026, 11, 1), base=1, reason=None
            )
        )


def _is_steady(person: InsuredPerson, kind: EmploymentKind) -> bool:
    if len(person.spells) != 1 or person.spells[0].kind is not kind or person.spells[0].last is not None:
        return False
    if person.spells[0].first > date(2026, 1, 1):
        return False
    return len(person.enrolments) == 4 if kind is FULL else len(person.covers) == 1


def mend_all(session: Session) -> None:
    """Put the practice office's own faults right, each by the act that its finding names."""
    for finding in open_ones(reconcile_insurance(session, NOVEMBER, TODAY)):
        who, mend = finding.worker_id, finding.fault.mend
        if mend is Mend.ENROL:
            declare_bases(session, NOVEMBER, [DeclaredBases(who, dict.fromkeys(finding.schemes, 3_000_00))], "")
        elif mend is Mend.END:
            end_enrolments(session, who, OCTOBER, schemes=finding.schemes)
        elif mend is Mend.CORRECT:
            rows = list_enrolments(session, NOVEMBER, TODAY, worker_id=who)
            for row in rows:
                if row.base == 1:
                    remove_enrolment(session, row.id, row.version)
        elif mend is Mend.COVER:
            end_cover(session, who, date(2026, 10, 31))
            session.flush()
            policy = policy_on(session, NOVEMBER.first_day)
            assert policy is not None
            cover_people(session, policy, [who], date(2026, 11, 1))
        else:
            end_cover(session, who, date(2026, 10, 31))
        session.flush()


def plant_social(plant: Planter) -> None:
    """Fourteen people who work or worked full-time."""
    session = plant.session
    for schemes in ((PENSION, UNEMPLOYMENT), STATUTORY, (INJURY,)):
        who = plant.full()
        end_enrolments(session, who, OCTOBER, "误减", schemes)
        plant.expect(who, Fault.NOT_ENROLLED, *schemes)
    who = plant.full()  # enrolled again, but a month too late
    end_enrolments(session, who, OCTOBER)
    enrol(session, who, Month(2026, 12), BASES)
    plant.expect(who, Fault.NOT_ENROLLED, *STATUTORY)
    for schemes in ((PENSION,), (MEDICAL, INJURY)):
        who = plant.full()
        for scheme in schemes:
            plant.twice(who, scheme)
        plant.expect(who, Fault.TWICE, *schemes)
    who = plant.full()  # a leaver whose enrolment stayed open
    plant.leave(who, date(2026, 10, 15))
    plant.expect(who, Fault.GONE, *STATUTORY)
    who = plant.full()  # and one of whom only one scheme was forgotten
    plant.leave(who, date(2026, 9, 30))
    end_enrolments(session, who, Month(2026, 9), schemes=(MEDICAL, UNEMPLOYMENT, INJURY))
    plant.expect(who, Fault.GONE, PENSION)
    who = plant.full()  # the month of leaving is insured
    plant.leave(who, date(2026, 11, 5))
    end_enrolments(session, who, OCTOBER)
    plant.expect(who, Fault.NOT_ENROLLED, *STATUTORY)
    who = plant.full()  # a re-hire: the clock starts anew, and is over
    plant.leave(who, date(2026, 6, 30))
    end_enrolments(session, who, Month(2026, 6))
    plant.serve(who, FULL, date(2026, 10, 1))
    plant.expect(who, Fault.NOT_ENROLLED, *STATUTORY)
    plant.expect(plant.new("过期未保", date(2026, 10, 20)), Fault.NOT_ENROLLED, *STATUTORY)
    who = plant.new("十二月来", date(2026, 12, 1))
    enrol(session, who, NOVEMBER, BASES)
    plant.expect(who, Fault.GONE, *STATUTORY)


def plant_changes_of_kind(plant: Planter) -> None:
    """Two who changed from full to part-time in mid-month, each insured for one half only."""
    session = plant.session
    who = plant.full()
    plant.leave(who, date(2026, 11, 10), ExitReason.CHANGED_KIND)
    plant.serve(who, PART, date(2026, 11, 11))
    end_enrolments(session, who, NOVEMBER)
    plant.expect(who, Fault.ON_NO_LIST)
    who = plant.full()
    plant.leave(who, date(2026, 11, 10), ExitReason.CHANGED_KIND)
    plant.serve(who, PART, date(2026, 11, 11))
    end_enrolments(session, who, OCTOBER)
    cover_people(session, plant.policy, [who], date(2026, 11, 11))
    plant.expect(who, Fault.NOT_ENROLLED, *STATUTORY)


def plant_accident(plant: Planter) -> None:
    """Six part-timers."""
    session = plant.session
    who = plant.part()
    end_cover(session, who, date(2025, 12, 31))
    plant.expect(who, Fault.ON_NO_LIST)
    who = plant.part()  # on the list, but begun after the month
    end_cover(session, who, date(2025, 12, 31))
    session.flush()
    cover_people(session, plant.policy, [who], date(2026, 11, 9))
    plant.expect(who, Fault.LISTED_LATE)
    short = PolicyForm("平安保险", "短期01", date(2026, 11, 1), date(2026, 11, 15), 100_000_00, 2_000)
    who = plant.part()  # its policy ended in mid-month
    end_cover(session, who, date(2026, 10, 31))
    cover_people(session, add_policy(session, short), [who], date(2026, 11, 1))
    plant.expect(who, Fault.LAPSED)
    who = plant.part()
    end_cover(session, who, date(2026, 10, 10))
    plant.expect(who, Fault.LAPSED)
    who = plant.part()
    plant.leave(who, date(2026, 10, 31))
    plant.expect(who, Fault.LISTED_GONE)
    who = plant.part()  # a re-hire who was covered in the first service only
    plant.leave(who, date(2026, 6, 30))
    end_cover(session, who, date(2026, 6, 30))
    plant.serve(who, PART, date(2026, 10, 5))
    plant.expect(who, Fault.ON_NO_LIST)


def plant_what_is_in_order(plant: Planter) -> UUID:
    """Things that look like faults and are none; returns who has one that is explained."""
    session = plant.session
    plant.leave(plant.full(), date(2026, 11, 10))  # insured to the end of the month of leaving
    plant.leave(plant.part(), date(2026, 11, 10))  # on the list in the month of leaving
    plant.new("新来的人", date(2026, 11, 10))  # within 30 days
    plant.new("明年来的", date(2027, 1, 4))  # hired, but not in service yet
    who = plant.full()  # a new term without a day between, enrolled all along
    plant.leave(who, date(2026, 10, 31), ExitReason.TERM_ENDED)
    plant.serve(who, FULL, date(2026, 11, 1))
    declare_bases(session, NOVEMBER, [DeclaredBases(plant.full(), dict.fromkeys(STATUTORY, 4_800_00))], "年度申报")
    who = plant.part()  # part-time becomes full-time: 30 days from then
    plant.leave(who, date(2026, 11, 9), ExitReason.CHANGED_KIND)
    plant.serve(who, FULL, date(2026, 11, 10))
    who = plant.part()  # from one policy to another without a day between
    end_cover(session, who, date(2026, 11, 15))
    following = PolicyForm("平安保险", "续保01", date(2026, 11, 16), date(2027, 11, 15), 100_000_00, 2_000)
    cover_people(session, add_policy(session, following), [who], date(2026, 11, 16))
    retired = plant.full()  # draws a pension and cannot be enrolled: explained
    end_enrolments(session, retired, OCTOBER)
    reason = "已享受基本养老保险待遇，退休返聘"
    explain_finding(session, ExplanationForm(retired, Fault.NOT_ENROLLED, STATUTORY, NOVEMBER, None, reason), TODAY)
    return retired


def plant_all(session: Session) -> tuple[Expected, UUID]:
    mend_all(session)
    assert reconcile_insurance(session, NOVEMBER, TODAY) == []
    plant = Planter(session)
    plant_social(plant)
    plant_changes_of_kind(plant)
    plant_accident(plant)
    retired = plant_what_is_in_order(plant)
    session.flush()
    return plant.expected, retired


def open_ones(found: list[InsuranceFinding]) -> list[InsuranceFinding]:
    return [finding for finding in found if finding.explained is None]


@pytest.mark.slow
def test_twenty_planted_faults_are_found_and_nothing_else(practice: OpenOffice) -> None:
    expected, retired = practice.act(Message("Plant"), plant_all)
    assert len(expected) == 20
    assert {fault for fault, _schemes in expected.values()} == set(Fault)
    found = practice.read(reconcile_insurance, NOVEMBER, TODAY)
    assert {each.worker_id: (each.fault, each.schemes) for each in open_ones(found)} == expected
    assert len(open_ones(found)) == 20
    (explained,) = [each for each in found if each.explained is not None]
    assert (explained.worker_id, explained.fault) == (retired, Fault.NOT_ENROLLED)

    later = practice.read(reconcile_insurance, NOVEMBER, date(2027, 2, 1), 3)
    assert [each.month for each in later if each.worker_id == retired] == [Month(2026, 11).plus(n) for n in range(3)]
    assert all(each.explained for each in later if each.worker_id == retired), "explained findings stay explained"
    practice.act(Message("Withdraw"), withdraw_explanation, retired, Fault.NOT_ENROLLED, Month(2026, 12))
    again = practice.read(reconcile_insurance, NOVEMBER, date(2027, 2, 1), 3)
    assert [bool(each.explained) for each in again if each.worker_id == retired] == [True, False, False]

    practice.act(Message("Mend"), mend_all)
    assert open_ones(practice.read(reconcile_insurance, NOVEMBER, TODAY)) == []
