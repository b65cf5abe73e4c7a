"""The section of a worker's file on rewards, discipline and supervision."""

from __future__ import annotations

from gridadmin.domain.discipline import CaseRow
from gridadmin.domain.discipline_problems import ProblemRow
from gridadmin.domain.workers_file import Block, FileFacts, FileSection, FileTable, Word
from gridadmin.i18n import N_, Message
from gridadmin.services.discipline_cases import list_cases
from gridadmin.services.discipline_problems import list_problems
from gridadmin.services.discipline_rewards import list_rewards
from gridadmin.services.workers_file_person import FileRequest, day


def discipline_section(request: FileRequest) -> FileSection:
    """Return rewards, cases with their steps, and problems, with their scanned papers."""
    args = (request.session, request.as_of, request.worker_id)
    rewards, cases, problems = list_rewards(*args), list_cases(*args), list_problems(*args)
    blocks: list[Block] = []
    if rewards:
        rows = [
            (day(r.awarded_on), r.level.message, r.kind.message, r.title, r.awarded_by, r.document or "")
            for r in rewards
        ]
        headings = (Message(N_("Awarded on")), Message(N_("Level")), Message(N_("Kind")), Message(N_("Title")),
                    Message(N_("Awarded by")), Message(N_("Document")))  # fmt: skip
        blocks.append(FileTable(headings, rows, (1.5, 1.5, 1.2, 2.1, 2.3, 1.8), Message(N_("Rewards"))))
    for case in cases:
        blocks += [_case_facts(case), _case_steps(case)]
    if problems:
        blocks.append(_problems(problems))
    scans = [scan for reward in rewards for scan in request.scans("reward_scan", reward.id)]
    scans += [scan for case in cases for scan in request.scans("discipline_scan", case.id)]
    scans += [scan for problem in problems for scan in request.scans("problem_scan", problem.id)]
    return FileSection("discipline", Message(N_("Rewards and discipline")), tuple(blocks), tuple(scans))


def _case_facts(case: CaseRow) -> FileFacts:
    pairs: list[tuple[Word, Word]] = [
        (Message(N_("Discipline case")), case.number),
        (Message(N_("State")), case.state.message),
        (Message(N_("Ground (Art 14)")), case.breach.message),
        (Message(N_("Outcome of the case")), case.outcome.message if case.outcome else ""),
    ]
    return FileFacts(pairs)


def _case_steps(case: CaseRow) -> FileTable:
    rows = [
        (step.kind.message, day(step.done_on), step.words, step.person or "", step.document or "")
        for step in case.steps
    ]
    headings = (Message(N_("Step")), Message(N_("Day")), Message(N_("In words")), Message(N_("By or before")),
                Message(N_("Document")))  # fmt: skip
    return FileTable(headings, rows, (1.2, 1.4, 3.7, 1.4, 1.6))


def _problems(problems: list[ProblemRow]) -> FileTable:
    rows = [(day(p.found_on), p.words, p.demand or "", p.state.message, day(p.closed_on or p.due_on)) for p in problems]
    headings = (Message(N_("Found on")), Message(N_("What was found")), Message(N_("What is demanded")),
                Message(N_("State")), Message(N_("Due or closed on")))  # fmt: skip
    return FileTable(headings, rows, (1.4, 2.7, 2.3, 1.1, 1.4), Message(N_("Problems found in supervision")))
