"""The section of a worker's file on certificates, work cards and papers seen for Art 11."""

from __future__ import annotations

from gridadmin.domain.workers_file import FileSection, FileTable
from gridadmin.i18n import N_, Message
from gridadmin.services.qualifications_list import worker_qualifications
from gridadmin.services.workers_file_person import FileRequest, day


def qualifications_section(request: FileRequest) -> FileSection:
    """Return every certificate, card and paper seen by the day, with the scanned pages."""
    found = worker_qualifications(request.session, request.worker_id, request.as_of)
    certificates = [
        (found.types[row.type_id].name, row.number or "", day(row.issued_on),
         day(row.expires_on) if row.expires_on else Message(N_("no expiry")),
         row.issuer, day(row.revoked_on))
        for row in found.certificates
    ]  # fmt: skip
    cards = [
        (
            card.number,
            day(card.made_on),
            day(card.issued_on),
            day(card.ended_on),
            card.ended_by.message if card.ended_by else "",
        )
        for card in found.cards
    ]
    papers = [(row.condition.message, row.paper, row.seen_by, day(row.seen_on)) for row in found.evidence]
    tables = (
        FileTable(
            (Message(N_("Kind of certificate")), Message(N_("Number")), Message(N_("Issued on")),
             Message(N_("Expires on")), Message(N_("Issuing authority")), Message(N_("Revoked on"))),
            certificates, (2, 2.2, 1.6, 1.6, 2.2, 1.6), Message(N_("Certificates held")),
        ),
        FileTable(
            (Message(N_("Number of the card")), Message(N_("Numbered on")), Message(N_("Handed out on")),
             Message(N_("Out of use from")), Message(N_("How it ended"))),
            cards, (2, 1.4, 1.4, 1.4, 1.6), Message(N_("Work cards")),
        ),
        FileTable(
            (Message(N_("Condition")), Message(N_("Paper")), Message(N_("Seen by")), Message(N_("Seen on"))),
            papers, (3, 2.4, 1.6, 1.3), Message(N_("Papers seen (Art 11)")),
        ),
    )  # fmt: skip
    scans = [scan for row in found.certificates for scan in request.scans("certificate_scan", row.id)]
    scans += [scan for row in found.evidence for scan in request.scans("evidence_scan", row.id)]
    blocks = tuple(table for table in tables if table.rows)
    return FileSection("qualifications", Message(N_("Certificates and work cards")), blocks, tuple(scans))
