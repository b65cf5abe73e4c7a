"""Papers seen for the conditions of Art 11: what was laid before the office, who saw it, and when."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.qualifications_evidence import EvidenceForm
from gridadmin.i18n import N_, Message
from gridadmin.models.ids import new_id
from gridadmin.models.qualifications import EligibilityEvidence
from gridadmin.services.assignment import take_away
from gridadmin.services.qualifications_book import tidy
from gridadmin.services.scans import remove_all_scans
from gridadmin.services.worker_records import require_worker


def record_evidence(session: Session, worker_id: UUID, form: EvidenceForm, today: date) -> UUID:
    """Record that a paper was seen and return the id; InvalidError without its name, a person, or for a later day."""
    fields: dict[str, Message] = {}
    if not form.paper.strip():
        fields["paper"] = Message(N_("Enter what paper it is."))
    if not form.seen_by.strip():
        fields["seen_by"] = Message(N_("Enter who has seen it."))
    if form.seen_on > today:
        fields["seen_on"] = Message(N_("The day lies in the future."))
    if fields:
        raise InvalidError(N_("The paper cannot be recorded like this."), fields)
    require_worker(session, worker_id)
    made = EligibilityEvidence(
        id=new_id(),
        worker_id=worker_id,
        condition=form.condition,
        paper=form.paper.strip(),
        seen_by=form.seen_by.strip(),
        seen_on=form.seen_on,
        remark=tidy(form.remark),
    )
    session.add(made)
    return made.id


def drop_evidence(session: Session, evidence_id: UUID) -> None:
    """Take away a paper that was recorded by mistake."""
    held = session.get(EligibilityEvidence, evidence_id)
    if held is None:
        raise NotFoundError(N_("The paper is no longer there."))
    remove_all_scans(session, "evidence_scan", evidence_id)
    take_away(session, held)
