"""The sections of a worker's file that the person brings: profile, service, and the conditions of Art 11."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.ages import age_on
from gridadmin.domain.codes import EDUCATIONS, ETHNICITIES, POLITICAL_STATUSES
from gridadmin.domain.masking import mask_id_number, mask_phone
from gridadmin.domain.workers import WorkerDetail
from gridadmin.domain.workers_file import FileFacts, FileScan, FileSection, FileTable, Word
from gridadmin.i18n import N_, Message
from gridadmin.services.scans import list_scans


@dataclass(frozen=True)
class FileRequest:
    """Whose file is asked for, as of which day, and whether numbers stand in full."""

    session: Session
    detail: WorkerDetail
    as_of: date
    unmask: bool

    @property
    def worker_id(self) -> UUID:
        """The person."""
        return self.detail.row.id

    def phone(self, number: str | None) -> str:
        """Return a phone number as it may be shown."""
        return "" if not number else number if self.unmask else mask_phone(number)

    def scans(self, table: str, owner_id: UUID) -> tuple[FileScan, ...]:
        """Return the scanned pages of a record that were filed by the day."""
        pages = list_scans(self.session, table, owner_id)
        return tuple(FileScan(page.digest, page.title) for page in pages if page.added_on <= self.as_of)


def day(value: date | None) -> str:
    """Return a day as it is written; empty where there is none."""
    return value.isoformat() if value else ""


def profile_section(request: FileRequest) -> FileSection:
    """Return who the person is."""
    detail, row = request.detail, request.detail.row
    number = row.id_number or ""
    born = f"{day(row.birth_date)}" if row.birth_date else ""
    age: Word = str(age_on(row.birth_date, request.as_of)) if row.birth_date else ""
    pairs: list[tuple[Word, Word]] = [
        (Message(N_("Name")), row.name),
        (Message(N_("Sex")), row.sex.message),
        (Message(N_("ID number")), number if request.unmask or not number else mask_id_number(number)),
        (Message(N_("Birth date")), born),
        (Message(N_("Age")), age),
        (Message(N_("Ethnicity")), ETHNICITIES.get(row.ethnicity or "", "")),
        (Message(N_("Political status")), POLITICAL_STATUSES.get(row.political_status or "", "")),
        (Message(N_("Education")), EDUCATIONS.get(row.education or "", "")),
        (Message(N_("Phone")), "、".join(request.phone(phone) for phone in row.phones)),
        (Message(N_("Community or village")), row.community),
        (Message(N_("Kind of service")), row.kind.message if row.kind else ""),
        (Message(N_("Source")), row.source.message if row.source else ""),
        (Message(N_("Address")), detail.address or ""),
        (
            Message(N_("Emergency contact")),
            f"{detail.emergency_contact or ''} {request.phone(detail.emergency_phone)}".strip(),
        ),
        (Message(N_("Remarks")), detail.remarks or ""),
    ]
    return FileSection("profile", Message(N_("Profile")), (FileFacts(pairs),))


def service_section(request: FileRequest) -> FileSection:
    """Return every spell of service and every appointment that had begun by the day."""
    spells = [
        (spell.kind.message, day(spell.started_on), _end(spell.ended_on, request.as_of),
         spell.exit_reason.message if spell.exit_reason and spell.ended_on and spell.ended_on <= request.as_of else "",
         spell.source.message, spell.document or "")
        for spell in request.detail.employments if spell.started_on <= request.as_of
    ]  # fmt: skip
    posts = [
        (post.grid_name, post.role.message, day(post.started_on), _end(post.ended_on, request.as_of),
         post.document or "")
        for post in request.detail.appointments if post.started_on <= request.as_of
    ]  # fmt: skip
    first, last, paper = Message(N_("First day")), Message(N_("Last day")), Message(N_("Document"))
    blocks = (
        FileTable(
            (Message(N_("Kind")), first, last, Message(N_("Reason for leaving")), Message(N_("Source")), paper),
            spells, (1, 1.5, 1.5, 1.3, 1.8, 2), Message(N_("Service")),
        ),
        FileTable(
            (Message(N_("Grid")), Message(N_("Role")), first, last, paper), posts, (2.8, 1.2, 1.5, 1.5, 2),
            Message(N_("Appointments to grids")),
        ),
    )  # fmt: skip
    return FileSection("service", Message(N_("Service history")), tuple(block for block in blocks if block.rows))


def _end(last: date | None, as_of: date) -> str:
    return day(last) if last is not None and last <= as_of else ""


def conditions_section(request: FileRequest) -> FileSection:
    """Return what was attested of the conditions of Art 11 by the day."""
    rows = [
        (found.condition.message, Message(N_("Met")) if found.met else Message(N_("Not met")), found.attested_by,
         day(found.attested_on), found.remark or "")
        for found in request.detail.attestations if found.attested_on <= request.as_of
    ]  # fmt: skip
    headings = (Message(N_("Condition")), Message(N_("Result")), Message(N_("Attested by")),
                Message(N_("Attested on")), Message(N_("Remark")))  # fmt: skip
    table = FileTable(headings, rows, (3.4, 1, 1.6, 1.3, 1.6))
    return FileSection("conditions", Message(N_("Conditions (Art 11)")), (table,) if rows else ())
