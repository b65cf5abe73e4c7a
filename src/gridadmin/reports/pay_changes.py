"""What differs from last month's pay, each with the fact behind it: for whoever approves the run."""

from __future__ import annotations

from collections.abc import Sequence

from gridadmin.domain.pay_changes import LineChange
from gridadmin.domain.pay_papers import PaidMonth
from gridadmin.domain.tables import ColumnKind, Heading, Table
from gridadmin.i18n import N_, Message
from gridadmin.reports.pay_columns import yuan
from gridadmin.reports.pay_ledger import LedgerFile, LedgerPaper
from gridadmin.reports.pay_sheet import SIGNATURES, draft_mark, foot_of, lines_under_title
from gridadmin.reports.workbook import PaperOffice

MANY = 5


def changes_pdf(paid: PaidMonth, changes: Sequence[LineChange], office: PaperOffice) -> bytes:
    """Return the list of changes as a PDF."""
    title = Message(N_("Changes of pay against last month, {year}-{month:02d}"), _month(paid))
    file = LedgerFile(title.text(), office.practice)
    file.add(
        LedgerPaper(
            title=title.text(),
            lines=lines_under_title(paid, office),
            table=changes_table(changes, title),
            signatures=tuple(Message(each).text() for each in SIGNATURES),
            foot=foot_of(paid),
            mark=draft_mark(paid),
            row_height=6.4,
            page_sums=False,
        )
    )
    return file.content()


def changes_table(changes: Sequence[LineChange], title: Message) -> Table:
    """Return the changes with their difference; what concerns many alike stands first."""
    headings = (
        Heading(Message(N_("No.")), kind=ColumnKind.CODE),
        Heading(Message(N_("Name")), kind=ColumnKind.NAME),
        Heading(Message(N_("Item")), kind=ColumnKind.TEXT),
        Heading(Message(N_("Last month")), kind=ColumnKind.MONEY),
        Heading(Message(N_("This month")), kind=ColumnKind.MONEY),
        Heading(Message(N_("Difference")), kind=ColumnKind.MONEY),
        Heading(Message(N_("The fact behind it")), kind=ColumnKind.TEXT, width=50),
    )
    rows = tuple(
        (
            number, who, change.label.text(), yuan(change.was), yuan(change.now),
            yuan(change.now - change.was), change.fact.text(),
        )
        for number, (who, change) in enumerate(_together(changes), start=1)
    )  # fmt: skip
    note = Message(N_("{count} changes of {people} persons."), _counts(changes))
    return Table("changes", title, Message(N_("yuan")), headings, rows, None, (note,))


def _together(changes: Sequence[LineChange]) -> list[tuple[str, LineChange]]:
    """Return whose change each is; one and the same change of many persons is one line."""
    found: dict[tuple[str, int, int, str], list[LineChange]] = {}
    for change in changes:
        found.setdefault((change.label.text(), change.was, change.now, change.fact.text()), []).append(change)
    lines: list[tuple[str, LineChange]] = []
    for same in found.values():
        if len(same) < MANY:
            lines += [(change.name, change) for change in same]
        else:
            values = {"name": same[0].name, "count": len(same)}
            lines.append((Message(N_("{name} and others, {count} persons"), values).text(), same[0]))
    order = {change.name: at for at, change in enumerate(changes)}
    return sorted(lines, key=lambda line: (line[0] == line[1].name, order[line[1].name]))


def _counts(changes: Sequence[LineChange]) -> dict[str, int]:
    return {"count": len(changes), "people": len({change.worker_id for change in changes})}


def _month(paid: PaidMonth) -> dict[str, int]:
    return {"year": paid.month.year, "month": paid.month.number}
