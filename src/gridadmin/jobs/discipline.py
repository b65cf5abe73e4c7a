"""Papers of discipline and supervision for the printer and for files; who asks for full numbers is journaled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from gridadmin.domain.discipline_papers import CasePaper, ProblemPaper
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.services.discipline_papers import case_facts, problem_facts


def case_papers(
    office: OpenOffice,
    case_id: UUID,
    papers: Sequence[CasePaper],
    as_of: date,
    progress: Progress | None = None,
    *,
    unmask: bool = False,
) -> bytes:
    """Return some papers of a case as one PDF."""
    (progress or Progress()).check()
    from gridadmin.reports.discipline import case_pdf

    facts = office.read(case_facts, case_id, as_of, unmask=unmask)
    pdf = case_pdf(facts, papers)
    if unmask:
        office.event(Message(N_("Printed the full ID number of {name}"), {"name": facts.case.worker}))
    return pdf


def problem_paper(
    office: OpenOffice, problem_id: UUID, paper: ProblemPaper, as_of: date, progress: Progress | None = None
) -> bytes:
    """Return a paper of a problem as PDF."""
    (progress or Progress()).check()
    from gridadmin.reports.discipline import problem_pdf

    return problem_pdf(office.read(problem_facts, problem_id, as_of), paper)
