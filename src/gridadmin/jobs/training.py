"""Training on paper and in files: the sign-in sheet, the ledger of a year, and what leaves the office masked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from gridadmin.domain.masking import mask_phone
from gridadmin.domain.training import SessionDetail
from gridadmin.domain.training_hours import HoursRow
from gridadmin.i18n import N_, Message
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.jobs.qualifications_cards import CardChoice, PrintedCards, preview_cards
from gridadmin.services.office import get_office
from gridadmin.services.qualifications_cards import cards_by_worker, make_cards
from gridadmin.services.training_certificates import passed_without_card
from gridadmin.services.training_lists import get_session, list_sessions
from gridadmin.services.training_plan import list_plan
from gridadmin.services.training_records import list_hours, list_short, training_facts

if TYPE_CHECKING:
    from gridadmin.reports.training_sign_in import SignInSheet


@dataclass(frozen=True)
class PaperPdf:
    """A paper as a file, and how many pages it has."""

    pdf: bytes
    pages: int


def sign_in_sheet(office: OpenOffice, session_id: UUID, progress: Progress | None = None) -> PaperPdf:
    """Return the sign-in sheet of a session; phones are masked on it."""
    from gridadmin.reports.preview import page_count
    from gridadmin.reports.training_sign_in import sign_in_pdf

    (progress or Progress()).check()
    detail = office.read(get_session, session_id, office.today())
    pdf = sign_in_pdf(_sheet(office, detail))
    return PaperPdf(pdf, page_count(pdf))


def write_sign_in(office: OpenOffice, session_id: UUID, out: Path, progress: Progress | None = None) -> PaperPdf:
    """Write the sign-in sheet of a session to a PDF file."""
    made = sign_in_sheet(office, session_id, progress)
    write_file(out, made.pdf)
    return made


def cards_for_passed(office: OpenOffice, session_id: UUID, progress: Progress | None = None) -> PrintedCards:
    """Draw the work cards of those who passed and have none in hand, N-up; who has none at all is numbered before.

    Raises:
        NotFoundError: everybody who passed has a card in hand.
    """
    told, today = progress or Progress(), office.today()
    wanting = office.read(passed_without_card, session_id, today)
    cards = office.read(cards_by_worker, wanting)
    new = [key for key in wanting if not any(card.is_in_use(today) for card in cards.get(key, ()))]
    if new:
        sentence = Message(N_("Number work cards for {count} who passed"), {"count": len(new)})
        office.act(sentence, make_cards, new, today)
        cards = office.read(cards_by_worker, wanting)
    ids = [card.id for held in cards.values() for card in held if card.is_in_use(today)]
    return preview_cards(office, CardChoice(tuple(ids) or (UUID(int=0),)), told)


def _sheet(office: OpenOffice, detail: SessionDetail) -> SignInSheet:
    from gridadmin.reports.training_sign_in import SignInPerson, SignInSheet

    row, form = office.read(get_office), detail.row.form
    return SignInSheet(
        organisation=row.organisation,
        title=form.title,
        course=detail.row.course,
        held_on=form.held_on,
        time="–".join(part for part in (form.starts_at, form.ends_at) if part),
        place=form.place or "",
        trainer=form.trainer or "",
        hours=form.hours,
        people=tuple(
            SignInPerson(each.name, each.grids or each.community, mask_phone(each.phone) if each.phone else "")
            for each in detail.attendees
        ),
        practice=row.practice,
    )


def hours_of_year(
    office: OpenOffice, year: int, as_of: date, *, short: bool = False, unmask: bool = False
) -> list[HoursRow]:
    """Return the hours of a year, or only who is short of them; phones masked unless asked for, which is journaled."""
    rows = office.read(list_short if short else list_hours, year, as_of)
    if not unmask:
        return [replace(row, phone=mask_phone(row.phone) if row.phone else "") for row in rows]
    office.event(Message(N_("Listed training hours of {count} persons with full phones"), {"count": len(rows)}))
    return rows


def write_ledger(office: OpenOffice, year: int, as_of: date, out: Path, progress: Progress | None = None) -> int:
    """Write the training ledger of a year (培训台账) and return how many persons it lists; it holds no ID numbers."""
    from gridadmin.reports.training_ledger import Ledger, ledger_xlsx
    from gridadmin.reports.workbook import PaperOffice

    (progress or Progress()).check()
    day = min(as_of, date(year, 12, 31))
    hours = office.read(list_hours, year, day)
    facts = office.read(training_facts, day, year)
    sessions, plan = office.read(list_sessions, day, year), office.read(list_plan, year, day)
    row = office.read(get_office)
    ledger = Ledger(year, day, hours, facts, sessions, plan)
    write_file(out, ledger_xlsx(ledger, PaperOffice(row.organisation, row.practice), office.clock()))
    return len(hours)
