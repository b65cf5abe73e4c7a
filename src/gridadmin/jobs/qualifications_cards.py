"""Printing work cards: from the register to the page, and the record of what was printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.office import OfficeRow
from gridadmin.domain.qualifications_cards import CardFace, CardLine, CardSize, CardState
from gridadmin.domain.workers import AppointmentRole
from gridadmin.i18n import N_, Message
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.services.board_contents import ROLE_WORDS
from gridadmin.services.office import get_office
from gridadmin.services.qualifications_cards import list_cards, record_card_print

MOST_GRIDS = 4
KIND_WORDS = {"full_time": "专职", "part_time": "兼职"}
"""On a card for the public, so Chinese in every language."""


@dataclass(frozen=True)
class CardChoice:
    """Which cards to print and how.

    Attributes:
        card_ids: these cards; where none are given those of a batch; without a batch all that were never printed.
    """

    card_ids: tuple[UUID, ...] = ()
    batch: str | None = None
    size: CardSize = CardSize.UPRIGHT


@dataclass(frozen=True)
class PrintedCards:
    """What a print made: the file's bytes, the lines of the register that are on it, and its pages."""

    pdf: bytes = field(repr=False)
    lines: tuple[CardLine, ...]
    pages: int


def preview_cards(office: OpenOffice, choice: CardChoice, progress: Progress | None = None) -> PrintedCards:
    """Draw cards exactly as `print_cards` would, and record nothing; NotFoundError where no card fits the choice."""
    from gridadmin.reports.qualifications_cards import cards_pdf, per_page

    told = progress or Progress()
    lines, row = office.read(_chosen, choice, office)
    if not lines:
        raise NotFoundError(N_("There is no work card to print. Number a batch first."))
    faces = [_face(office, row, line) for line in lines]
    text = Message(N_("Drawing work cards"))
    pdf = cards_pdf(faces, choice.size, lambda done: told.report(done, len(faces), text))
    return PrintedCards(pdf, tuple(lines), -(-len(faces) // per_page(choice.size)))


def print_cards(office: OpenOffice, choice: CardChoice, out: Path, progress: Progress | None = None) -> PrintedCards:
    """Write cards as one PDF and record what they say, as one act; errors as `preview_cards`."""
    printed = preview_cards(office, choice, progress)
    write_file(out, printed.pdf)
    record_cards(office, printed)
    return printed


def record_printed_cards(office: OpenOffice, printed: PrintedCards, progress: Progress | None = None) -> PrintedCards:
    """Record cards that the window has printed itself; a job for the window."""
    (progress or Progress()).check()
    record_cards(office, printed)
    return printed


def record_cards(office: OpenOffice, printed: PrintedCards) -> None:
    """Record cards that were drawn and then printed, as one act."""
    ids = [line.card.id for line in printed.lines]
    office.act(Message(N_("Print {count} work cards"), {"count": len(ids)}), record_card_print, ids, office.today())


def _chosen(session: Session, choice: CardChoice, office: OpenOffice) -> tuple[list[CardLine], OfficeRow]:
    usable = [
        line for line in list_cards(session, office.today()) if line.state in (CardState.PREPARED, CardState.IN_HAND)
    ]
    if choice.card_ids:
        chosen = [line for line in usable if line.card.id in choice.card_ids]
    elif choice.batch is not None:
        chosen = [line for line in usable if line.card.batch == choice.batch]
    else:
        chosen = [line for line in usable if line.card.printed_on is None]
    return sorted(chosen, key=lambda line: line.card.number), get_office(session)


def _face(office: OpenOffice, row: OfficeRow, line: CardLine) -> CardFace:
    return CardFace(
        number=line.card.number,
        name=line.name,
        role=ROLE_WORDS[AppointmentRole(line.role)],
        kind=KIND_WORDS.get(line.kind, ""),
        township=f"{row.county}{row.township}",
        grids=_short(line.grids.split("、") if line.grids else [line.community]),
        issuer=row.organisation,
        made_on=line.card.made_on,
        supervision_phone=row.supervision_phone,
        photo=office.photo(line.photo) if line.photo else None,
        practice=row.practice,
    )


def _short(grids: Sequence[str]) -> str:
    """Return the grids of a card; of somebody who serves on many the first ones and how many they are."""
    if len(grids) <= MOST_GRIDS:
        return "、".join(grids)
    return f"{'、'.join(grids[: MOST_GRIDS - 1])}等{len(grids)}个网格"
