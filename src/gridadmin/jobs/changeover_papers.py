"""The papers of a change-over in one file: the hand-over slip, and the boards as they are true from the day on."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.notices import BoardTemplate
from gridadmin.domain.workers_changeover import ChangeoverOutcome
from gridadmin.domain.workers_handover import HandoverFor, template_on
from gridadmin.domain.workers_handover_slip import HandoverSlip, SlipLine
from gridadmin.i18n import N_, Message
from gridadmin.jobs.files import write_file
from gridadmin.jobs.notices import BoardChoice, PrintedBoards, preview_boards, record_boards
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.printers import spool_pdf
from gridadmin.jobs.progress import Progress
from gridadmin.services.office import get_office
from gridadmin.services.workers_handover import exits_of, handover_templates


@dataclass(frozen=True)
class ChangeoverPapers:
    """What was drawn; `boards` None: there are none to print, or `why_not` says what stops them."""

    slip: bytes = field(repr=False)
    choice: BoardChoice
    boards: PrintedBoards | None
    why_not: Message | None
    pdf: bytes = field(repr=False)
    pages: int


def draw_papers(
    office: OpenOffice,
    outcome: ChangeoverOutcome,
    template: BoardTemplate,
    size: str,
    progress: Progress | None = None,
) -> ChangeoverPapers:
    """Draw the slip and the boards of the grids that changed hands; boards that cannot be printed are left out."""
    from gridadmin.reports.pdf_files import joined_pdf
    from gridadmin.reports.preview import page_count
    from gridadmin.reports.workers_handover import handover_pdf

    slip = handover_pdf(office.read(handover_slip, outcome))
    ids = tuple(grid.id for grid in outcome.grids)
    day = None if outcome.in_force else outcome.first_day
    choice = BoardChoice(grid_ids=ids, template=template, size=size, on=day)
    boards, why_not = None, None
    try:
        boards = preview_boards(office, choice, progress)
    except GridAdminError as error:
        if progress is not None and progress.cancelled:
            raise
        why_not = error.message
    pdf = joined_pdf([slip, boards.pdf]) if boards is not None else slip
    return ChangeoverPapers(slip, choice, boards, why_not, pdf, page_count(pdf))


def save_papers(
    office: OpenOffice, papers: ChangeoverPapers, out: Path, progress: Progress | None = None
) -> ChangeoverPapers:
    """Write the papers into one file and record the boards; nothing is recorded where it cannot be written."""
    (progress or Progress()).check()
    write_file(out, papers.pdf)
    record_papers(office, papers)
    return papers


def spool_papers(
    office: OpenOffice, papers: ChangeoverPapers, printer: str, progress: Progress | None = None
) -> ChangeoverPapers:
    """Send slip and boards to a printer, each on its own paper, and record the boards; raises PrinterError."""
    (progress or Progress()).check()
    spool_pdf(papers.slip, printer, BoardChoice(size="A4").board_size)
    if papers.boards is not None:
        spool_pdf(papers.boards.pdf, printer, papers.choice.board_size)
    record_papers(office, papers)
    return papers


def record_papers(office: OpenOffice, papers: ChangeoverPapers, progress: Progress | None = None) -> ChangeoverPapers:
    """Record the boards that were printed; dated to the day from which they are true."""
    (progress or Progress()).check()
    if papers.boards is not None:
        record_boards(office, papers.choice, papers.boards)
    return papers


def handover_slip(session: Session, outcome: ChangeoverOutcome) -> HandoverSlip:
    """Return what the slip says: the lines of the hand-over list, or of the template where none was made."""
    office = get_office(session)
    mine = [row for row in exits_of(session, outcome.outgoing_id) if row.left_on == outcome.last_day and row.items]
    if mine:
        lines = tuple(SlipLine(item.title, item.basis or "", item.due_on) for item in mine[0].items if item.needed)
    else:
        template = template_on(handover_templates(session), outcome.last_day)
        items = template.items if template else ()
        lines = tuple(SlipLine(each.title, each.basis or "", None) for each in items if _stays(each.applies))
    reason = outcome.reason.message if outcome.reason else Message(N_("Stays in service"))
    return HandoverSlip(
        organisation=office.organisation,
        outgoing=outcome.outgoing,
        incoming=outcome.incoming,
        grids=tuple(f"{grid.name}（{grid.role.label}）" for grid in outcome.grids),
        last_day=outcome.last_day,
        first_day=outcome.first_day,
        reason=reason,
        document=outcome.document or "",
        lines=lines,
        practice=office.practice,
    )


def _stays(applies: HandoverFor) -> bool:
    """What somebody who stays in service hands over: the work on the grid."""
    return applies is HandoverFor.GRID
