"""The list of a month for the insurance bureau (社保增减员表) and the list of an accident policy, as workbooks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from gridadmin.domain.insurance_changes import ChangeLine, InsuranceChange, ListColumn, ListLayout
from gridadmin.domain.insurance_policies import CoverRow, ListChange, PolicyRow
from gridadmin.domain.masking import mask_id_number, mask_phone
from gridadmin.domain.months import Month
from gridadmin.domain.tables import Cell, ColumnKind, Heading, Table
from gridadmin.i18n import N_, Message
from gridadmin.reports.workbook import Paper, PaperOffice, add_paper, new_workbook, workbook_bytes
from gridadmin.reports.workbook_cells import SONG, CellStyles

SIGNATURE = Message(N_("Made by:                    Checked by:                    Head of the unit:"))
IDENTITY_CARD = N_("Resident identity card")


@dataclass(frozen=True)
class ChangeList:
    """The list of a month.

    Attributes:
        unmasked: whether ID numbers and phones stand there in full.
    """

    month: Month
    lines: Sequence[ChangeLine]
    layout: ListLayout
    unmasked: bool = False


def changes_xlsx(paper: ChangeList, office: PaperOffice, now: datetime) -> bytes:
    """Return the workbook."""
    workbook = new_workbook(paper.layout.title, now)
    sheet = Paper(
        sheet=Message(N_("Changes {month}"), {"month": paper.month}),
        title=f"{paper.layout.title}",
        table=changes_table(paper),
        period=Message(N_("Month: {month}"), {"month": paper.month}),
        signature=SIGNATURE,
        seal=True,
        frozen_columns=2,
    )
    add_paper(workbook, CellStyles(workbook, SONG, 10), sheet, office)
    return workbook_bytes(workbook)


def changes_table(paper: ChangeList) -> Table:
    """Return the list as a table; what the layout cannot vouch for is said under it."""
    columns = paper.layout.columns
    headings = tuple(Heading(each.heading, kind=_kind(each), width=each.width) for each in columns)
    rows = tuple(
        tuple(_cell(column, number, line, paper.unmasked) for column in columns)
        for number, line in enumerate(paper.lines, start=1)
    )
    counts = Counter(line.of.change for line in paper.lines)
    values = {change.value: counts[change] for change in InsuranceChange}
    notes = [Message(N_("{increase} join, {decrease} leave, {base} have a new base."), values)]
    if paper.layout.source:
        notes.append(Message("{source}", {"source": paper.layout.source}))
    if not paper.unmasked:
        notes.append(Message(N_("ID numbers and phones are masked; export them in full for the bureau.")))
    title = Message("{title}", {"title": paper.layout.title})
    return Table("insurance_changes", title, Message(N_("persons, yuan")), headings, rows, None,
                 tuple(notes))  # fmt: skip


def _kind(column: ListColumn) -> ColumnKind:
    if column.scheme is not None:
        return ColumnKind.MONEY
    return {"name": ColumnKind.NAME, "reason": ColumnKind.TEXT, "remark": ColumnKind.TEXT}.get(
        column.key, ColumnKind.CODE
    )


def _cell(column: ListColumn, number: int, line: ChangeLine, unmasked: bool) -> Cell:
    if column.scheme is not None:
        base = line.of.bases.get(column.scheme)
        return None if base is None else yuan(base)
    values: dict[str, Cell] = {
        "number": number,
        "name": line.of.name,
        "id_type": Message(IDENTITY_CARD) if line.id_number else None,
        "id_number": (line.id_number if unmasked else mask_id_number(line.id_number)) or None,
        "change": line.of.change.message,
        "reason": line.reason or None,
        "month": str(line.of.month),
        "form": line.form or None,
        "phone": (line.phone if unmasked else mask_phone(line.phone)) or None,
        "remark": None,
    }
    return values[column.key]


def yuan(fen: int) -> Decimal:
    """Return an amount of fen in yuan."""
    return Decimal(fen) / 100


@dataclass(frozen=True)
class InsuredList:
    """The list of a policy on a day, or what changed between two days.

    Attributes:
        since: the day after which changes count; None for the whole list.
    """

    policy: PolicyRow
    day: date
    covers: Sequence[CoverRow] = ()
    since: date | None = None
    changes: Sequence[ListChange] = ()
    unmasked: bool = False


def insured_xlsx(paper: InsuredList, office: PaperOffice, now: datetime) -> bytes:
    """Return the workbook with the list for the insurer, or with the changes to it (批单)."""
    form = paper.policy.form
    if paper.since is None:
        title, table = Message(N_("Insured persons of accident policy {number}"), {"number": form.number}), _list(paper)
        period = Message(N_("As of {day}"), {"day": paper.day})
    else:
        title = Message(N_("Changes to the insured of accident policy {number}"), {"number": form.number})
        table = _changes(paper)
        period = Message(N_("After {since} up to {day}"), {"since": paper.since, "day": paper.day})
    workbook = new_workbook(title.text(), now)
    sheet = Paper(
        sheet=Message(N_("Insured persons")), title=title, table=table, period=period, landscape=False,
        signature=SIGNATURE, seal=True, frozen_columns=2,
    )  # fmt: skip
    add_paper(workbook, CellStyles(workbook, SONG, 10.5), sheet, office)
    return workbook_bytes(workbook)


def _who(cover: CoverRow, unmasked: bool) -> tuple[Cell, ...]:
    number = cover.id_number if unmasked else mask_id_number(cover.id_number)
    phone = cover.mobile if unmasked else mask_phone(cover.mobile)
    return cover.name, number or None, phone or None


def _people(first: str, last: str) -> tuple[Heading, ...]:
    return (
        Heading(Message(N_("No.")), kind=ColumnKind.CODE, width=6),
        Heading(Message(N_("Name")), kind=ColumnKind.NAME, width=11),
        Heading(Message(N_("ID number")), kind=ColumnKind.CODE, width=21),
        Heading(Message(N_("Phone")), kind=ColumnKind.CODE, width=15),
        Heading(Message(first), kind=ColumnKind.DATE, width=13),
        Heading(Message(last), kind=ColumnKind.DATE if last == N_("Last day") else ColumnKind.CODE, width=13),
    )


def _list(paper: InsuredList) -> Table:
    rows = tuple(
        (number, *_who(cover, paper.unmasked), cover.valid_from, cover.ends)
        for number, cover in enumerate(paper.covers, start=1)
    )
    headings = _people(N_("First day"), N_("Last day"))
    return Table(
        "insured",
        Message(N_("Insured persons")),
        Message(N_("persons")),
        headings,
        rows,
        None,
        _notes(paper, len(rows)),
    )


def _changes(paper: InsuredList) -> Table:
    rows = tuple(
        (number, *_who(each.cover, paper.unmasked), each.day, Message(N_("Joins") if each.joined else N_("Goes off")))
        for number, each in enumerate(paper.changes, start=1)
    )
    headings = _people(N_("First or last day"), N_("Change"))
    return Table(
        "insured_changes", Message(N_("Change")), Message(N_("persons")), headings, rows, None, _notes(paper, len(rows))
    )


def _notes(paper: InsuredList, count: int) -> tuple[Message, ...]:
    form = paper.policy.form
    values = {
        "insurer": form.insurer, "first": form.valid_from, "last": form.valid_to,
        "sum": f"{yuan(form.sum_insured):,.2f}", "count": count,
    }  # fmt: skip
    words = N_("{insurer}, from {first} to {last}, sum insured {sum} yuan a person; {count} lines.")
    notes = [Message(words, values)]
    if not paper.unmasked:
        notes.append(Message(N_("ID numbers and phones are masked; export them in full for the insurer.")))
    return tuple(notes)
