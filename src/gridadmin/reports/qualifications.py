"""The table of certificates (持证情况表): a row for each person, under a heading for each kind that posts need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from gridadmin.domain.qualifications import CertificateState, CertificateType
from gridadmin.domain.qualifications_cards import WorkCard
from gridadmin.domain.qualifications_list import CertificateLine
from gridadmin.domain.tables import Cell, ColumnKind, Heading, Table
from gridadmin.domain.workers import WorkerRow
from gridadmin.i18n import N_, Message
from gridadmin.reports.rosters import SIGNATURE
from gridadmin.reports.workbook import Paper, PaperOffice, add_paper, new_workbook, workbook_bytes
from gridadmin.reports.workbook_cells import FANG, CellStyles, Style

TEXT, CODE, NAME, DATE = ColumnKind.TEXT, ColumnKind.CODE, ColumnKind.NAME, ColumnKind.DATE
ACCENTS = {
    CertificateState.MISSING.msgid: Style.BAD,
    CertificateState.EXPIRED.msgid: Style.BAD,
    CertificateState.REVOKED.msgid: Style.BAD,
    CertificateState.DUE.msgid: Style.DOUBTFUL,
}
Lines = Mapping[UUID, Sequence[CertificateLine]]
Cards = Mapping[UUID, WorkCard]


def certificates_xlsx(
    people: Sequence[WorkerRow],
    facts: tuple[Sequence[CertificateType], Lines, Cards],
    as_of: date,
    office: PaperOffice,
    now: datetime,
) -> bytes:
    """Return the table of those in service on a day; masking is done by the caller.

    Args:
        people: a row each, in this order.
        facts: the kinds that get a heading, the lines of each person, the card that each has in hand.
        as_of: the day. office: whose paper it is. now: goes into the file's properties.
    """
    kinds, lines, cards = facts
    rows = tuple(
        (number, *_person(row), *_certificates(kinds, lines.get(row.id, ())), *_card(cards.get(row.id)), None)
        for number, row in enumerate(people, start=1)
    )
    title = Message(N_("Table of certificates"))
    notes = tuple(_counts(kind, people, lines) for kind in kinds)
    table = Table("certificates", title, Message(N_("persons")), _headings(kinds), rows, None, notes)
    workbook = new_workbook(title.text(), now)
    paper = Paper(
        sheet=title,
        title=Message(N_("{township}: {title}"), {"township": office.name, "title": title}),
        table=table,
        period=Message(N_("As of {day}"), {"day": as_of}),
        signature=SIGNATURE,
        seal=True,
        accents=ACCENTS,
        frozen_columns=2,
    )
    add_paper(workbook, CellStyles(workbook, FANG), paper, office)
    return workbook_bytes(workbook)


def _headings(kinds: Sequence[CertificateType]) -> tuple[Heading, ...]:
    certificates = tuple(
        Heading(
            kind.name,
            (
                Heading(Message(N_("Certificate No.")), kind=CODE, width=17),
                Heading(Message(N_("Issued on")), kind=DATE, width=11.5),
                Heading(Message(N_("Expires on")), kind=CODE, width=11.5),
                Heading(Message(N_("State")), kind=CODE, width=9),
            ),
        )
        for kind in kinds
    )
    return (
        Heading(Message(N_("No.")), kind=CODE),
        Heading(Message(N_("Name")), kind=NAME, width=10),
        Heading(Message(N_("ID number")), kind=CODE, width=20),
        Heading(Message(N_("Kind")), kind=CODE, width=7),
        Heading(
            Message(N_("Appointed to")),
            (
                Heading(Message(N_("Community or village")), kind=TEXT, width=14),
                Heading(Message(N_("Grid")), kind=TEXT, width=18),
                Heading(Message(N_("Role")), kind=CODE, width=9),
            ),
        ),
        *certificates,
        Heading(
            Message(N_("Work card")),
            (
                Heading(Message(N_("Card No.")), kind=CODE, width=13),
                Heading(Message(N_("Handed out on")), kind=DATE, width=11.5),
            ),
        ),
        Heading(Message(N_("Remarks")), kind=TEXT, width=10),
    )


def _person(row: WorkerRow) -> tuple[Cell, ...]:
    return (
        row.name,
        row.id_number,
        row.kind.message if row.kind else None,
        row.community,
        "\n".join(post.grid_name for post in row.grids),
        "\n".join(post.role.label for post in row.grids),
    )


def _certificates(kinds: Sequence[CertificateType], lines: Sequence[CertificateLine]) -> tuple[Cell, ...]:
    by_kind = {line.type.id: line for line in lines}
    cells: list[Cell] = []
    for kind in kinds:
        line = by_kind.get(kind.id)
        held = line.certificate if line else None
        until: Cell = None
        if held is not None:
            until = held.expires_on.isoformat() if held.expires_on else CertificateState.PERMANENT.message
        cells += [held.number if held else None, held.issued_on if held else None, until]
        cells.append(line.state.message if line else None)
    return tuple(cells)


def _card(card: WorkCard | None) -> tuple[Cell, ...]:
    return (card.number, card.issued_on) if card else (None, None)


def _counts(kind: CertificateType, people: Sequence[WorkerRow], lines: Lines) -> Message:
    """Say how many posts need a kind, and how many of those hold it."""
    needed = [line for row in people for line in lines.get(row.id, ()) if line.type.id == kind.id and line.needed]
    states = Counter(line.state for line in needed)
    values = {
        "type": kind.name,
        "count": len(needed),
        "good": sum(not line.is_breach for line in needed),
        "due": states[CertificateState.DUE],
        "bad": states[CertificateState.EXPIRED] + states[CertificateState.REVOKED],
        "missing": states[CertificateState.MISSING],
    }
    text = N_(
        "{type}: {count} must hold it; {good} do ({due} expire soon), {bad} expired or revoked, {missing} missing."
    )
    return Message(text, values)
