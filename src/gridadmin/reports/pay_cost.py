"""The cost summary by fund source for the budget (Art 21): this month, the year so far, the budget beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from gridadmin.domain.pay_funds import UNIT
from gridadmin.domain.pay_papers import PaidMonth
from gridadmin.domain.pay_papers_cost import CostOfRun, CostPart, SourceCost, added, item_name
from gridadmin.domain.tables import Cell, ColumnKind, Heading, Share, Table
from gridadmin.i18n import N_, Message
from gridadmin.reports.pay_columns import yuan
from gridadmin.reports.pay_ledger import LedgerFile, LedgerPaper
from gridadmin.reports.pay_sheet import (
    SIGNATURES,
    draft_mark,
    foot_of,
    lines_under_title,
    mark_draft,
    period_of,
    signature_line,
)
from gridadmin.reports.workbook import Paper, PaperOffice, add_paper, new_workbook, workbook_bytes
from gridadmin.reports.workbook_cells import SONG, CellStyles


@dataclass(frozen=True)
class CostPaper:
    """What the summary tells.

    Attributes:
        sources: source by source. runs: of the year so far, in the order of payment. month: those of this month.
        names: code of an item -> its name.
    """

    paid: PaidMonth
    sources: Sequence[SourceCost]
    runs: Sequence[CostOfRun]
    month: Sequence[CostOfRun]
    names: Mapping[str, str]

    @property
    def year(self) -> int:
        """The year of the budget: that of the payment."""
        return self.paid.run.pay_date.year


def cost_pdf(cost: CostPaper, office: PaperOffice) -> bytes:
    """Return the summary, the items and the months as a PDF to be signed."""
    title = _title(cost)
    file = LedgerFile(title.text(), office.practice)
    for table in (source_table(cost), item_table(cost), month_table(cost)):
        file.add(
            LedgerPaper(
                title=table.title.text(),
                lines=lines_under_title(cost.paid, office),
                table=table,
                signatures=tuple(Message(each).text() for each in SIGNATURES),
                foot=foot_of(cost.paid),
                mark=draft_mark(cost.paid),
                page_sums=False,
            )
        )
    return file.content()


def cost_xlsx(cost: CostPaper, office: PaperOffice, now: datetime) -> bytes:
    """Return the same as a workbook."""
    workbook = new_workbook(_title(cost).text(), now)
    styles = CellStyles(workbook, SONG)
    tabs = (N_("By fund source"), N_("By item"), N_("By month"))
    for tab, table in zip(tabs, (source_table(cost), item_table(cost), month_table(cost)), strict=True):
        paper = Paper(Message(tab), table.title, table, period_of(cost.paid), signature=signature_line())
        mark_draft(add_paper(workbook, styles, paper, office).sheet, cost.paid, office)
    return workbook_bytes(workbook)


def _title(cost: CostPaper) -> Message:
    values = {"year": cost.paid.month.year, "month": cost.paid.month.number}
    return Message(N_("Cost of pay by fund source, {year}-{month:02d}"), values)


def source_name(source: str) -> str:
    """Return a source as papers name it."""
    return source or Message(N_("No fund source entered")).text()


def source_table(cost: CostPaper) -> Table:
    """Return what each source bears, by part, this month and this year, beside its budget."""
    parts = [part for part in CostPart if any(each.year[part] or each.month[part] for each in cost.sources)]
    headings = (
        Heading(Message(N_("Fund source")), kind=ColumnKind.TEXT, width=18),
        Heading(Message(N_("This month")), _parts(parts)),
        Heading(Message(N_("{year} so far"), {"year": cost.year}), _parts(parts)),
        Heading(
            Message(N_("Budget")),
            (
                Heading(Message(N_("Budget of the year")), kind=ColumnKind.MONEY),
                Heading(Message(N_("Left of the budget")), kind=ColumnKind.MONEY),
                Heading(Message(N_("Used")), kind=ColumnKind.SHARE),
            ),
        ),
    )
    rows = tuple(_source_row(each, parts) for each in cost.sources)
    total: list[Cell] = [Message(N_("Sum"))]
    total += [_sum(rows, at) for at in range(1, 2 * len(parts) + 3)]
    budgeted = [each for each in cost.sources if each.budget is not None]
    whole = sum(each.budget or 0 for each in budgeted)
    spent = sum(each.spent for each in budgeted)
    total += [yuan(whole), yuan(whole - spent), Share(spent, whole)] if budgeted else [None] * 3
    note = Message(N_("The year of the budget is that of the payment; back-adjustments of insurance are included."))
    return Table("sources", _title(cost), Message(N_("yuan")), headings, rows, tuple(total), (note,))


def _parts(parts: Sequence[CostPart]) -> tuple[Heading, ...]:
    columns = [Heading(part.message, kind=ColumnKind.MONEY) for part in parts]
    return (*columns, Heading(Message(N_("Together")), kind=ColumnKind.MONEY))


def _source_row(each: SourceCost, parts: Sequence[CostPart]) -> tuple[Cell, ...]:
    cells: list[Cell] = [source_name(each.source)]
    for amounts in (each.month, each.year):
        cells += [yuan(amounts[part]) for part in parts] + [yuan(sum(amounts.values()))]
    if each.budget is None:
        return (*cells, None, None, None)
    return (*cells, yuan(each.budget), yuan(each.budget - each.spent), Share(each.spent, each.budget))


def item_table(cost: CostPaper) -> Table:
    """Return what each item cost, this month and this year, out of which source."""
    month, year = (added(run.by_item() for run in runs) for runs in (cost.month, cost.runs))
    headings = (
        Heading(Message(N_("Item of cost")), kind=ColumnKind.TEXT, width=24),
        Heading(Message(N_("Fund source")), kind=ColumnKind.TEXT, width=24),
        Heading(Message(N_("This month")), kind=ColumnKind.MONEY),
        Heading(Message(N_("{year} so far"), {"year": cost.year}), kind=ColumnKind.MONEY),
    )
    order = {item: at for at, item in enumerate(cost.names)}
    keys = sorted({*month, *year}, key=lambda key: (key[0].startswith(UNIT), order.get(key[0], 0), key))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (item_name(item, cost.names), source_name(source), yuan(month.get(key, 0)), yuan(year.get(key, 0)))
        for key in keys
        for item, source in (key,)
    )
    total = (Message(N_("Sum")), None, _sum(rows, 2), _sum(rows, 3))
    title = Message(N_("Cost of pay by item, {month}"), {"month": cost.paid.month})
    return Table("items", title, Message(N_("yuan")), headings, rows, total, ())


def month_table(cost: CostPaper) -> Table:
    """Return what each payment of the year cost, by part."""
    headings = (
        Heading(Message(N_("Month")), kind=ColumnKind.CODE, width=10),
        Heading(Message(N_("What was paid")), kind=ColumnKind.TEXT, width=24),
        Heading(Message(N_("Day of payment")), kind=ColumnKind.CODE, width=12),
        Heading(Message(N_("Number of persons")), kind=ColumnKind.NUMBER),
        *_parts(tuple(CostPart)),
    )
    rows = tuple(_month_row(run) for run in cost.runs)
    total = (Message(N_("Sum")), None, None, None, *(_sum(rows, at) for at in range(4, 9)))
    title = Message(N_("Cost of pay in {year}, payment by payment"), {"year": cost.year})
    return Table("months", title, Message(N_("yuan")), headings, rows, total, ())


def _month_row(run: CostOfRun) -> tuple[Cell, ...]:
    sums = dict.fromkeys(CostPart, 0)
    for (_source, part), amount in run.by_source().items():
        sums[part] += amount
    parts = [yuan(sums[part]) for part in CostPart]
    return (str(run.month), run.kind.label, run.pay_date.isoformat(), run.people, *parts, yuan(run.total))


def _sum(rows: Sequence[Sequence[Cell]], at: int) -> Decimal:
    return sum((cell for row in rows if isinstance(cell := row[at], Decimal)), Decimal("0.00"))
