"""The section of a worker's file on insurance: enrolments, accident lists, claims."""

from __future__ import annotations

from gridadmin.domain.months import Month
from gridadmin.domain.pay_rounding import yuan_text
from gridadmin.domain.workers_file import FileSection, FileTable
from gridadmin.i18n import N_, Message
from gridadmin.services.insurance_file import insurance_file
from gridadmin.services.workers_file_person import FileRequest, day


def insurance_section(request: FileRequest) -> FileSection:
    """Return what had begun by the day."""
    found, month = insurance_file(request.session, request.worker_id, request.as_of), Month.of(request.as_of)
    enrolments = [
        (
            row.scheme.message,
            str(row.first),
            str(row.last or ""),
            yuan_text(row.base),
            row.end_reason or row.reason or "",
        )
        for row in found.enrolments
        if row.first <= month
    ]
    covers = [
        (cover.policy.insurer, cover.policy.number, day(cover.first), day(cover.ends))
        for cover in found.covers
        if cover.first <= request.as_of
    ]
    claims = [
        (day(claim.form.happened_on), claim.form.place, claim.form.state.message,
         yuan_text(claim.form.paid) if claim.form.paid else "")
        for claim in found.claims
        if claim.form.happened_on <= request.as_of
    ]  # fmt: skip
    tables: list[FileTable] = []
    if enrolments:
        headings = (Message(N_("Scheme")), Message(N_("From month")), Message(N_("Until month")), Message(N_("Base")),
                    Message(N_("Reason")))  # fmt: skip
        tables.append(FileTable(headings, enrolments, (2, 1.3, 1.3, 1.4, 2)))
    if covers:
        of_covers = (Message(N_("Insurer")), Message(N_("Accident policy")), Message(N_("First day")),
                    Message(N_("Last day")))  # fmt: skip
        tables.append(FileTable(of_covers, covers, (3, 2.4, 1.4, 1.4)))
    if claims:
        of_claims = (Message(N_("Day of the accident")), Message(N_("Place of the accident")), Message(N_("State")),
                    Message(N_("Amount paid (yuan)")))  # fmt: skip
        tables.append(FileTable(of_claims, claims, (1.6, 2.6, 1.4, 1.6)))
    scans = tuple(scan for claim in found.claims for scan in request.scans("accident_claim_scan", claim.id))
    return FileSection("insurance", Message(N_("Insurance")), tuple(tables), scans)
