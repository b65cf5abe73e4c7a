"""Rewards, cases and supervision in the practice office's past: every state of each has its case on the last day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, partial
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.config import find_resources
from gridadmin.domain import discipline_sentences as sentences
from gridadmin.domain.compliance_duties import IN_FORCE_FROM
from gridadmin.domain.discipline import (
    Answer,
    Breach,
    CaseForm,
    DeliveryMethod,
    EvidenceKind,
    Gravity,
    Outcome,
    StepForm,
    StepKind,
)
from gridadmin.domain.discipline_problems import ProblemForm, ProblemSource, ProblemStepForm, ProblemStepKind
from gridadmin.domain.discipline_rewards import RewardForm, RewardKind, RewardLevel
from gridadmin.domain.workers import ExitReason
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.practice_acts import Acts
from gridadmin.jobs.practice_lives import REFERENCE_DAY, Life
from gridadmin.jobs.practice_timeline import PAPERS, Timeline
from gridadmin.services.discipline import open_case, record_step
from gridadmin.services.discipline_problems import record_problem, record_problem_step
from gridadmin.services.discipline_rewards import record_reward

K = StepKind
SEED = 20240101
CHECKER, DELIVERER = "网格办 陈科员", "网格办 李科员"
CASE_DAYS = (date(2024, 3, 12), date(2024, 11, 6), date(2025, 4, 15), date(2025, 10, 21), date(2026, 9, 8),
             date(2026, 10, 19), date(2026, 9, 28))  # fmt: skip
STOPS = (K.DELIVERY, K.DELIVERY, K.CHECK, K.CHECK, K.DELIVERY, K.NOTICE, K.STATEMENT)
"""How far each case has come on the last day, in the order of `practice_discipline.json`."""

INTENDED = {Outcome.EDUCATION: "拟给予批评教育。", Outcome.CORRECTION: "拟责令改正。"}
LEFT_OPEN = ("waiting", "waiting", "reported", "waiting")


@dataclass(frozen=True)
class _Step:
    day: date
    form: StepForm


@lru_cache(maxsize=1)
def _stories() -> dict[str, Any]:
    path = find_resources() / "defaults" / "practice_discipline.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def plan_discipline(timeline: Timeline, office: OpenOffice, acts: Acts, lives: Sequence[Life]) -> None:
    """Plan rewards, cases and problems; draws of its own, so that everybody else's life stays as it was."""
    chance = Random(SEED)  # no secret: the same office every time is what is wanted
    clerk = _Clerk(office, acts)
    steady = [life for life in lives if life.serving and life.first_day < date(2023, 1, 1)]
    _plan_rewards(timeline, clerk, steady, chance)
    _plan_problems(timeline, clerk, steady, chance)
    for at, (life, story) in enumerate(zip(chance.sample(steady, len(CASE_DAYS)), _stories()["cases"], strict=True)):
        _plan_case(timeline, clerk, life, CASE_DAYS[at], _walk(story, CASE_DAYS[at], STOPS[at]))
    for life in lives:
        last = life.spells[-1]
        if last.exit_reason is ExitReason.DISMISSED and last.ended_on and last.ended_on >= IN_FORCE_FROM:
            _plan_case(timeline, clerk, life, last.ended_on - timedelta(days=27), _dismissal(last.ended_on))


def _plan_rewards(timeline: Timeline, clerk: _Clerk, steady: Sequence[Life], chance: Random) -> None:
    star, beautiful, best, flood, village = _stories()["rewards"]
    for year in range(2022, 2027):
        paper = f"侨办发〔{year}〕{{}}号"
        plan = [
            (star, 10, date(year, 1, 18), 4),
            (beautiful, 2, date(year, 5, 20), 31),
            (village, 3, date(year, 9, 9), 0),
        ]
        plan += [(flood, 5, date(2024, 8, 2), 46)] if year == 2024 else []
        plan += [(best, 1, date(2025, 12, 9), 0)] if year == 2025 else []
        for words, count, day, number in plan:
            people = chance.sample([life for life in steady if life.first_day < date(year - 1, 12, 1)], count)
            document = paper.format(number) if number else None
            timeline.at(day, PAPERS, partial(clerk.reward, people, words, document))


def _plan_problems(timeline: Timeline, clerk: _Clerk, steady: Sequence[Life], chance: Random) -> None:
    words = _stories()["problems"]
    days = [date(2023, 12, 5) + timedelta(days=33 * at + chance.randrange(12)) for at in range(31)]
    recent = [REFERENCE_DAY - timedelta(days=back) for back in (34, 26, 20, 6)]
    for at, day in enumerate([*days, *recent]):
        life, found = chance.choice(steady), words[at % len(words)]
        state = "closed" if at < len(days) else LEFT_OPEN[at - len(days)]
        timeline.at(day, PAPERS, partial(clerk.problem, life, found))
        if state == "waiting":
            continue
        reported = day + timedelta(days=5 + chance.randrange(8))
        timeline.at(reported, PAPERS, partial(clerk.report, (life, day), chance.choice(_stories()["done"])))
        if state == "closed":
            fails = at % 9 == 4
            timeline.at(reported + timedelta(days=4), PAPERS, partial(clerk.check, (life, day), fails))
            if fails:
                again = reported + timedelta(days=12)
                timeline.at(again, PAPERS, partial(clerk.report, (life, day), "已重新整改到位。"))
                timeline.at(again + timedelta(days=3), PAPERS, partial(clerk.check, (life, day), False))


def _plan_case(timeline: Timeline, clerk: _Clerk, life: Life, day: date, steps: Sequence[_Step]) -> None:
    first, *rest = steps
    timeline.at(day, PAPERS, partial(clerk.open_case, life, first.form))
    for step in rest:
        timeline.at(step.day, PAPERS, partial(clerk.step, (life, day), step.form))


def _walk(story: dict[str, Any], day: date, stop: StepKind) -> list[_Step]:
    """Return the steps of a case from the facts up to a step."""
    outcome = Outcome(story["outcome"])
    silent = not story["stated"]
    answer = Answer.WAIVED if "放弃" in story["stated"] else Answer.SILENT if silent else Answer.STATED
    kind, words = story["evidence"]
    paper = f"侨网处〔{day.year}〕{day.month}号"
    plan: list[tuple[StepKind, int, dict[str, Any]]] = [
        (K.FACT, 0, {"words": story["facts"], "person": CHECKER, "rule": story["breach"]}),
        (K.EVIDENCE, 3, {"words": words, "person": CHECKER, "evidence": EvidenceKind(kind)}),
        (K.NOTICE, 6, {"words": INTENDED[outcome], "outcome": outcome,
                       "method": DeliveryMethod.DIRECT, "person": DELIVERER}),
        (K.STATEMENT, 9, {"words": story["stated"], "answer": answer}),
        (K.DECISION, 14, {"words": story["decision"], "outcome": outcome, "document": paper}),
        (K.DELIVERY, 16, {"method": DeliveryMethod.DIRECT, "person": DELIVERER}),
        (K.RECTIFICATION, 26, {"words": story.get("rectified", "")}),
        (K.CHECK, 30, {"words": "经复查，已整改到位。", "upheld": True, "person": CHECKER}),
    ]  # fmt: skip
    days = [day + timedelta(days=after) for _kind, after, _values in plan]
    steps = [_Step(on, StepForm(kind, on, **values)) for on, (kind, _after, values) in zip(days, plan, strict=True)]
    kinds = [step.form.kind for step in steps]
    return steps[: kinds.index(stop) + 1]


def _dismissal(last_day: date) -> list[_Step]:
    """Return the steps that end with the delivery of a dismissal the day before the last one."""
    story = _stories()["dismissal"]
    pieces = story["evidence"]
    plan: list[tuple[StepKind, int, dict[str, Any]]] = [
        (K.FACT, 27, {"words": story["facts"], "person": CHECKER, "rule": story["breach"]}),
        *((K.EVIDENCE, 24, {"words": words, "evidence": EvidenceKind(kind)}) for kind, words in pieces),
        (K.NOTICE, 20, {"words": story["notice"], "outcome": Outcome.DISMISSAL, "method": DeliveryMethod.DIRECT,
                        "person": DELIVERER}),
        (K.STATEMENT, 16, {"words": story["stated"], "answer": Answer.STATED}),
        (K.DECISION, 6, {"words": story["decision"], "outcome": Outcome.DISMISSAL, "rule": story["rule"],
                         "gravity": Gravity(story["gravity"]), "document": f"侨网处〔{last_day.year}〕5号"}),
        (K.DELIVERY, 1, {"method": DeliveryMethod.DIRECT, "person": DELIVERER}),
    ]  # fmt: skip
    days = [last_day - timedelta(days=before) for _kind, before, _values in plan]
    return [_Step(day, StepForm(kind, day, **values)) for day, (kind, _before, values) in zip(days, plan, strict=True)]


class _Clerk:
    """Who writes all this down."""

    def __init__(self, office: OpenOffice, acts: Acts) -> None:
        self._office, self._acts = office, acts
        self._cases: dict[tuple[int, date], tuple[UUID, str]] = {}
        self._problems: dict[tuple[int, date], UUID] = {}

    def reward(self, people: Sequence[Life], words: dict[str, Any], document: str | None, on: date) -> None:
        forms = [
            RewardForm(
                worker_id=self._acts.worker_id(life),
                kind=RewardKind(words["kind"]),
                level=RewardLevel(words["level"]),
                title=words["title"],
                awarded_by=words["issuer"],
                awarded_on=on,
                document=document,
                reason=words["reason"],
                prize=words["prize"],
            )
            for life in people
        ]
        self._office.act(sentences.rewarded_many(len(forms), words["title"]), _record_rewards, forms, on)

    def open_case(self, life: Life, facts: StepForm, on: date) -> None:
        breach = Breach(facts.rule or "rules")
        form = CaseForm(self._acts.worker_id(life), breach, on, facts.words, facts.person, on - timedelta(days=4))
        row = self._office.act(sentences.case_opened(life.person.name, breach), open_case, form, on)
        self._cases[id(life), on] = row.id, row.number

    def step(self, case: tuple[Life, date], form: StepForm, on: date) -> None:
        life, opened = case
        case_id, number = self._cases[id(life), opened]
        sentence = sentences.step_recorded(life.person.name, number, form)
        self._office.act(sentence, record_step, case_id, form, on)

    def problem(self, life: Life, found: Sequence[str], on: date) -> None:
        source, words, demand = found
        worker_id = self._acts.worker_id(life)
        form = ProblemForm(on, ProblemSource(source), words, worker_id, found_by=CHECKER, demand=demand)
        row = self._office.act(sentences.problem_found(life.person.name), record_problem, form, on)
        self._problems[id(life), on] = row.id

    def report(self, problem: tuple[Life, date], words: str, on: date) -> None:
        self._record(problem, ProblemStepForm(ProblemStepKind.REPORT, on, words, problem[0].person.name), on)

    def check(self, problem: tuple[Life, date], fails: bool, on: date) -> None:
        words = "部分未整改到位，限期再改。" if fails else "经复查，已整改到位。"
        due_on = on + timedelta(days=10) if fails else None
        self._record(problem, ProblemStepForm(ProblemStepKind.CHECK, on, words, CHECKER, not fails, due_on), on)

    def _record(self, problem: tuple[Life, date], form: ProblemStepForm, on: date) -> None:
        life, found_on = problem
        sentence = sentences.problem_step_recorded(life.person.name, form)
        self._office.act(sentence, record_problem_step, self._problems[id(life), found_on], form, on)


def _record_rewards(session: Session, forms: Sequence[RewardForm], on: date) -> None:
    for form in forms:
        record_reward(session, form, on)
