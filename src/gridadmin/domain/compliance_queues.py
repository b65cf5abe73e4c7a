"""The queues of the home page that compliance fills, each named by the next act."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gridadmin.domain.compliance_assessment import assessment_queue
from gridadmin.domain.compliance_discipline import discipline_queues
from gridadmin.domain.compliance_duties import Finding, Result
from gridadmin.domain.compliance_insurance import insurance_queue
from gridadmin.domain.compliance_leaving import leaving_queues
from gridadmin.domain.compliance_qualifications import qualification_queues
from gridadmin.domain.compliance_training import training_queues
from gridadmin.domain.grids import ProposalStatus
from gridadmin.domain.queues import Queue, Target, Tone
from gridadmin.domain.snapshot import BoardStatus, OfficeSnapshot, worst_status
from gridadmin.domain.workers import WorkerRow
from gridadmin.i18n import N_, Message

LACKS_FULL_TIMER = ("part_timers_only", "dedicated_part_timers_only")
EXCEPTION = ("exception_not_recorded", "exception_review_passed")


def queues(findings: Iterable[Finding], snapshot: OfficeSnapshot) -> tuple[Queue, ...]:
    """Return the queues in the order of urgency, those of count 0 included; home shows nine of them."""
    found = tuple(findings)
    return (
        *_staffing_queues(found),
        *qualification_queues(found, snapshot),
        *_board_queues(snapshot),
        *_worker_queues(found, snapshot),
        insurance_queue(snapshot),
        assessment_queue(snapshot),
        *discipline_queues(snapshot),
        *training_queues(found, snapshot),
        *leaving_queues(snapshot),
        _proposals(snapshot),
    )


def _staffing_queues(found: tuple[Finding, ...]) -> tuple[Queue, ...]:
    staffing = [finding for finding in found if finding.duty == "art10.staffing"]
    nobody, part_timers, exception = (
        _cases(staffing, cases) for cases in (("no_worker",), LACKS_FULL_TIMER, EXCEPTION)
    )
    return (
        _queue("no_worker", N_("Grids without a worker"), nobody, Tone.URGENT, "grids"),
        _queue("no_full_timer", N_("Grids that want a full-timer"), part_timers, Tone.URGENT, "grids"),
        _queue("exception", N_("Exceptions to record or review"), exception, Tone.WARNING, "grids"),
    )


def _board_queues(snapshot: OfficeSnapshot) -> tuple[Queue, ...]:
    statuses = [worst_status(snapshot.grid_boards.get(grid.id, ())) for grid in snapshot.grids]
    to_reprint, missing = statuses.count(BoardStatus.TO_REPRINT), statuses.count(BoardStatus.MISSING)
    return (
        _queue("to_reprint", N_("Boards to reprint"), to_reprint, Tone.URGENT, "notices"),
        _queue("missing", N_("Boards to print"), missing, Tone.WARNING, "notices"),
    )


def _worker_queues(found: tuple[Finding, ...], snapshot: OfficeSnapshot) -> tuple[Queue, ...]:
    silent = _count(snapshot, lambda worker: not worker.phones)
    incomplete = _count(snapshot, _is_incomplete)
    return (
        _queue("no_phone", N_("Workers without a phone"), silent, Tone.URGENT, "workers"),
        _queue("incomplete", N_("Worker files to complete"), incomplete, Tone.WARNING, "workers"),
        _queue("to_attest", N_("Workers to attest (Article 11)"), _to_attest(found), Tone.WARNING, "workers"),
    )


ICONS = {
    "no_worker": "users",
    "no_full_timer": "user-cog",
    "exception": "scale",
    "to_reprint": "printer",
    "missing": "presentation",
    "no_phone": "phone",
    "incomplete": "file-text",
    "to_attest": "badge-check",
    "proposals": "file-input",
}
NOTES = {
    "no_worker": N_("Appoint somebody; each grid needs its worker (Article 10)."),
    "no_full_timer": N_("Appoint a full-timer, or record why there can be none yet (Article 10)."),
    "exception": N_("Record the reason and the day of the next review (Article 10)."),
    "to_reprint": N_("What hangs on the wall is no longer true (Article 15)."),
    "missing": N_("Nothing hangs on the wall yet (Article 15)."),
    "no_phone": N_("A board without a number helps nobody (Article 15)."),
    "incomplete": N_("The roster asks for what is not on file."),
    "to_attest": N_("Health, character, zeal: only a person can say so."),
    "proposals": N_("Filed with the county; grids are its to change (Article 7)."),
}


def _queue(key: str, title: str, count: int, tone: Tone, feature: str) -> Queue:
    target = Target(feature, key)
    return Queue(key, Message(title), count, tone.if_any(count), target, Message(NOTES[key]), ICONS[key])


def _cases(findings: Iterable[Finding], cases: tuple[str, ...]) -> int:
    return sum(finding.case in cases for finding in findings)


def _count(snapshot: OfficeSnapshot, test: Callable[[WorkerRow], bool]) -> int:
    return sum(map(test, snapshot.active_workers))


def _is_incomplete(worker: WorkerRow) -> bool:
    """A file lacks what every roster asks for."""
    wanted = (worker.id_number, worker.birth_date, worker.political_status, worker.education, worker.source)
    return not all(wanted)


def _to_attest(found: Iterable[Finding]) -> int:
    waiting = {
        finding.subject_id for finding in found if finding.article == "11" and finding.result is Result.NEEDS_PERSON
    }
    return len(waiting)


def _proposals(snapshot: OfficeSnapshot) -> Queue:
    filed = sum(proposal.status is ProposalStatus.FILED for proposal in snapshot.proposals)
    return _queue("proposals", N_("Proposals waiting for the county"), filed, Tone.CALM, "grids")
