"""Article 22: full-timers are enrolled within 30 days or explained; cover of part-timers is advice, never a breach."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gridadmin.domain.compliance import check_office
from gridadmin.domain.compliance_duties import Finding, Result
from gridadmin.domain.compliance_insurance import insurance_queue
from gridadmin.domain.insurance import STATUTORY
from gridadmin.domain.insurance_enrolments import DueRegistration, InsuranceFacts
from gridadmin.domain.lapses_insurance import insurance_lapses
from gridadmin.domain.queues import Tone
from gridadmin.domain.snapshot import OfficeSnapshot
from tests.domain.test_compliance import PART_TIMER, TOWN, with_grid
from tests.offices import grid, worker

FULL_TIMER = worker("专职")
BASE = with_grid(grid(TOWN, 1), FULL_TIMER, PART_TIMER)
ENTERED = BASE.as_of - timedelta(days=40)


def due(entered: date, explained: str | None = None) -> DueRegistration:
    by = entered + timedelta(days=30)
    return DueRegistration(FULL_TIMER.id, FULL_TIMER.name, entered, by, STATUTORY, explained)


def office(*found: DueRegistration, bare: bool = False) -> OfficeSnapshot:
    facts = InsuranceFacts({each.worker_id: each for each in found}, frozenset({PART_TIMER.id} if bare else ()))
    return replace(BASE, insurance=facts)


def findings(snapshot: OfficeSnapshot, duty: str) -> dict[object, Finding]:
    return {each.subject_id: each for each in check_office(snapshot) if each.duty == duty}


@pytest.mark.parametrize(
    ("found", "result", "case", "late"),
    [
        ((), Result.MET, "enrolled", 0),
        ((due(BASE.as_of - timedelta(days=30)),), Result.MET, "within_30_days", 0),
        ((due(ENTERED),), Result.NOT_MET, "not_enrolled", 1),
        ((due(ENTERED, "退休返聘"),), Result.NOT_APPLICABLE, "explained", 0),
    ],
)
def test_a_full_timer(found: tuple[DueRegistration, ...], result: Result, case: str, late: int) -> None:
    snapshot = office(*found)
    by_person = findings(snapshot, "art22.social_insurance")
    assert (by_person[FULL_TIMER.id].result, by_person[FULL_TIMER.id].case) == (result, case)
    assert by_person[PART_TIMER.id].case == "no_full_timer"
    queue = insurance_queue(snapshot)
    assert (queue.count, queue.tone) == (late, Tone.URGENT if late else Tone.GOOD)
    lapses = list(insurance_lapses(found, (), snapshot.as_of))
    assert len(lapses) == (case in ("within_30_days", "not_enrolled"))
    assert all((lapse.tone is Tone.URGENT) == bool(late) for lapse in lapses)


@pytest.mark.parametrize(("bare", "case"), [(False, "covered"), (True, "some_uncovered")])
def test_part_timers_without_cover_are_no_breach(bare: bool, case: str) -> None:
    (finding,) = findings(office(bare=bare), "art22.accident_cover").values()
    assert (finding.result, finding.case) == (Result.MET, case)
