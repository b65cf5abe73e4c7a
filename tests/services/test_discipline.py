"""Discipline in a real office: the guard before every dismissal, past days, one undo, and what checks say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from gridadmin.domain.compliance import check_office
from gridadmin.domain.compliance_duties import Result
from gridadmin.domain.contracts import ContractEnd, ContractForm, ContractKind, ContractTerm
from gridadmin.domain.discipline import (
    Answer,
    Breach,
    CaseForm,
    CaseState,
    DeliveryMethod,
    EvidenceKind,
    Gravity,
    Outcome,
    StepForm,
    StepKind,
)
from gridadmin.domain.discipline_problems import (
    ProblemForm,
    ProblemSource,
    ProblemState,
    ProblemStepForm,
    ProblemStepKind,
)
from gridadmin.domain.discipline_rewards import RewardForm, RewardKind, RewardLevel
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.imports import ParsedRow, Severity
from gridadmin.domain.queues import Target
from gridadmin.domain.workers import EmploymentForm, ExitReason, WorkerImport
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.contracts import contracts_of, create_contract
from gridadmin.services.discipline import correct_step, dismiss_worker, open_case, record_step
from gridadmin.services.discipline_cases import get_case, list_cases
from gridadmin.services.discipline_facts import bare_dismissals_of
from gridadmin.services.discipline_problems import list_problems, record_problem, record_problem_step
from gridadmin.services.discipline_rewards import list_rewards, record_reward, update_reward
from gridadmin.services.employment import end_employment, update_employment
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.journal_histories import worker_history
from gridadmin.services.office_overview import read_overview
from gridadmin.services.snapshots import take_snapshot
from gridadmin.services.worker_imports import import_workers
from gridadmin.services.workers import get_worker
from gridadmin.services.workers_handover import exits_of
from tests.peopled_offices import fill
from tests.real_offices import TODAY

DO = Message("Do")
K = StepKind
START = date(2026, 9, 1)
LAST = date(2026, 10, 15)

STEPS: tuple[tuple[StepKind, int, dict[str, Any]], ...] = (
    (K.EVIDENCE, 1, {"words": "照片两张", "evidence": EvidenceKind.RECORDING}),
    (K.NOTICE, 2, {"words": "拟予以辞退", "outcome": Outcome.DISMISSAL, "method": DeliveryMethod.DIRECT}),
    (K.STATEMENT, 4, {"words": "请求从轻", "answer": Answer.STATED}),
    (K.DECISION, 10, {"words": "予以辞退", "outcome": Outcome.DISMISSAL, "gravity": Gravity.IMPACT, "rule": "办法18条",
                      "document": "网处〔2026〕1号"}),
    (K.DELIVERY, 12, {"method": DeliveryMethod.LEFT}),
)  # fmt: skip


@pytest.fixture
def person(office: OpenOffice) -> UUID:
    return office.act(DO, fill).workers["张三"]


def opened(office: OpenOffice, person: UUID) -> UUID:
    form = CaseForm(person, Breach.SECRETS, START, "泄露居民信息", "李科员", START - timedelta(days=3))
    return office.act(DO, open_case, form, TODAY).id


def walk(office: OpenOffice, case: UUID, count: int = len(STEPS)) -> None:
    for kind, after, values in STEPS[:count]:
        office.act(DO, record_step, case, StepForm(kind, START + timedelta(days=after), **values), TODAY)


def test_nobody_is_dismissed_before_every_step_was_taken(office: OpenOffice, person: UUID) -> None:
    case = opened(office, person)
    for count in range(len(STEPS)):
        with pytest.raises(InvalidError, match="by this case"):
            office.act(DO, dismiss_worker, case, LAST, TODAY)
        with pytest.raises(InvalidError):
            office.act(DO, end_employment, person, LAST, ExitReason.DISMISSED)
        kind, after, values = STEPS[count]
        office.act(DO, record_step, case, StepForm(kind, START + timedelta(days=after), **values), TODAY)
    assert office.act(DO, dismiss_worker, case, LAST, TODAY) == "张三"
    detail = office.read(get_worker, person, TODAY)
    assert detail.employments[-1].exit_reason is ExitReason.DISMISSED
    assert detail.employments[-1].document == "网处〔2026〕1号"
    assert all(post.ended_on == LAST for post in detail.appointments)


def test_other_reasons_need_no_case_and_the_past_before_the_law_neither(office: OpenOffice, person: UUID) -> None:
    office.act(DO, end_employment, person, LAST, ExitReason.RESIGNED)
    assert office.undo() is not None
    with pytest.raises(InvalidError, match="Art 14"):
        office.act(DO, end_employment, person, LAST, ExitReason.DISMISSED)


def test_no_dismissal_comes_by_a_correction_of_the_service(office: OpenOffice, person: UUID) -> None:
    office.act(DO, end_employment, person, LAST, ExitReason.RESIGNED)
    spell = office.read(get_worker, person, TODAY).employments[-1]
    form = EmploymentForm(spell.kind, spell.source, spell.started_on, LAST, ExitReason.DISMISSED)
    with pytest.raises(InvalidError, match="Art 14"):
        office.act(DO, update_employment, spell.id, form, spell.version)
    walk(office, opened(office, person))
    office.act(DO, update_employment, spell.id, form, spell.version)
    assert office.read(get_worker, person, TODAY).employments[-1].exit_reason is ExitReason.DISMISSED


def test_a_dismissal_of_a_roster_leads_to_its_case(office: OpenOffice, person: UUID) -> None:
    born = office.read(get_worker, person, TODAY).row.birth_date
    record = WorkerImport(name="张三", birth_date=born, ended_on=LAST, exit_reason=ExitReason.DISMISSED)
    options = ImportOptions(TODAY)
    report = office.act(DO, import_workers, [ParsedRow("花名册", 2, record)], options)
    (told,) = [problem for problem in report.problems if problem.severity is Severity.WARNING]
    assert ("张三" in str(told.reason), told.field) == (True, "exit_reason")
    (bare,) = office.read(bare_dismissals_of, TODAY, person)
    assert bare.last_day == LAST
    queue = next(each for each in office.read(read_overview, TODAY).queues if each.key == "bare_dismissals")
    assert (queue.count, queue.target) == (1, Target("workers", "discipline", str(person)))
    walk(office, opened(office, person))
    assert office.read(bare_dismissals_of, TODAY, person) == ()
    report = office.act(DO, import_workers, [ParsedRow("花名册", 2, record)], options)
    assert not report.problems
    assert all(each.count == 0 for each in office.read(read_overview, TODAY).queues if each.key == "bare_dismissals")


def test_a_dismissal_ends_the_contract_and_makes_the_hand_over_list(office: OpenOffice, person: UUID) -> None:
    contract = ContractForm(ContractKind.LABOUR, ContractTerm.OPEN, "街道办事处", date(2025, 1, 1))
    office.act(DO, create_contract, person, contract)
    case = opened(office, person)
    walk(office, case)
    office.act(DO, dismiss_worker, case, LAST, TODAY)
    (ended,) = office.read(contracts_of, person)
    assert (ended.ended_on, ended.end_reason) == (LAST, ContractEnd.DISMISSED)
    (gone,) = office.read(exits_of, person)
    assert gone.items


def test_one_undo_takes_the_dismissal_back_and_leaves_the_case(office: OpenOffice, person: UUID) -> None:
    case = opened(office, person)
    walk(office, case)
    before = office.read(get_worker, person, TODAY)
    office.act(DO, dismiss_worker, case, LAST, TODAY)
    assert office.read(get_case, case, TODAY).state is CaseState.CLOSED
    office.undo()
    assert office.read(get_worker, person, TODAY).employments[-1].ended_on is None
    assert [post.ended_on for post in office.read(get_worker, person, TODAY).appointments] == [
        post.ended_on for post in before.appointments
    ]
    assert office.read(get_case, case, TODAY).state is CaseState.TO_END_SERVICE


def test_a_case_is_seen_as_it_stood_on_a_day(office: OpenOffice, person: UUID) -> None:
    case = opened(office, person)
    walk(office, case)
    seen = {day: len(office.read(get_case, case, START + timedelta(days=day)).steps) for day in (0, 1, 3, 9, 30)}
    assert seen == {0: 1, 1: 2, 3: 3, 9: 4, 30: 6}
    assert office.read(list_cases, START - timedelta(days=1)) == []
    assert office.read(list_cases, TODAY)[0].number == "2026-001"


def test_a_correction_must_leave_the_following_steps_right(office: OpenOffice, person: UUID) -> None:
    case = opened(office, person)
    walk(office, case)
    notice = next(step for step in office.read(get_case, case, TODAY).steps if step.kind is K.NOTICE)
    values = dict(STEPS[1][2])
    lighter = StepForm(K.NOTICE, notice.done_on, **(values | {"outcome": Outcome.EDUCATION}))
    with pytest.raises(InvalidError):
        office.act(DO, correct_step, notice.id, lighter, notice.version, TODAY)
    late = StepForm(K.NOTICE, START + timedelta(days=5), **values)
    with pytest.raises(InvalidError):
        office.act(DO, correct_step, notice.id, late, notice.version, TODAY)
    told = StepForm(K.NOTICE, notice.done_on, **(values | {"words": "拟予以辞退，依据办法第十八条"}))
    office.act(DO, correct_step, notice.id, told, notice.version, TODAY)
    assert "第十八条" in office.read(get_case, case, TODAY).steps[2].words


def test_the_check_of_article_14_follows_the_days(office: OpenOffice, person: UUID) -> None:
    case = opened(office, person)
    walk(office, case, 2)

    def result(day: date) -> Result:
        findings = check_office(office.read(take_snapshot, day))
        return next(f.result for f in findings if f.duty == "art14.discipline" and f.subject_id == person)

    due = office.read(get_case, case, TODAY).due_on
    assert due is not None
    assert result(START - timedelta(days=1)) is Result.NOT_APPLICABLE
    assert result(due) is Result.MET
    assert result(due + timedelta(days=1)) is Result.NOT_MET


def test_a_problem_is_reported_checked_and_closed(office: OpenOffice, person: UUID) -> None:
    form = ProblemForm(START, ProblemSource.PATROL, "公示电话无人接听", person, demand="三日内更正")
    row = office.act(DO, record_problem, form, TODAY)
    assert row.due_on == row.ordered_until > START
    assert office.read(list_problems, TODAY)[0].overdue
    report = ProblemStepForm(ProblemStepKind.REPORT, START + timedelta(days=3), "已更正")
    office.act(DO, record_problem_step, row.id, report, TODAY)
    check = ProblemStepForm(ProblemStepKind.CHECK, START + timedelta(days=5), "已接通", "李科员", True)
    assert office.act(DO, record_problem_step, row.id, check, TODAY).state is ProblemState.CLOSED
    assert office.read(list_problems, START + timedelta(days=4))[0].state is ProblemState.TO_CHECK
    with pytest.raises(InvalidError):
        office.act(DO, record_problem, ProblemForm(START, ProblemSource.PATROL, "无主"), TODAY)


def test_rewards_are_kept_and_stand_in_the_history(office: OpenOffice, person: UUID) -> None:
    form = RewardForm(
        person, RewardKind.TITLE, RewardLevel.COUNTY, "最美网格员", "县委政法委", START, "网办发〔2026〕8号"
    )
    reward = office.act(Message("Record the reward"), record_reward, form, TODAY)
    with pytest.raises(InvalidError):
        office.act(DO, record_reward, RewardForm(person, RewardKind.TITLE, RewardLevel.CITY, " ", "", START), TODAY)
    held = office.read(list_rewards, TODAY, person)[0]
    better = RewardForm(**{name: getattr(held, name) for name in RewardForm.__dataclass_fields__})
    office.act(Message("Correct"), update_reward, reward, better, TODAY)
    assert office.read(list_rewards, START - timedelta(days=1)) == []
    case = opened(office, person)
    walk(office, case, 1)
    history = office.read(worker_history, person)
    words = {line.record.msgid for entry in history for line in entry.lines}
    told = {str(line.record) for entry in history for line in entry.lines}
    assert words == {"{record} (new)"}
    assert {"Reward (new)", "Discipline case (new)", "Step of a case (new)"} <= told
