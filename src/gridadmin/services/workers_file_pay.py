"""The section of a worker's file on pay, for a file that asks for it: what was paid, what is entered, the account."""

from __future__ import annotations

from gridadmin.domain.bank_accounts import mask_account
from gridadmin.domain.months import Month
from gridadmin.domain.pay_rounding import yuan_text
from gridadmin.domain.workers_file import FileSection, FileTable, Word
from gridadmin.i18n import N_, Message
from gridadmin.services.bank_accounts import accounts_of
from gridadmin.services.pay_worker import WorkerPay, worker_pay
from gridadmin.services.workers_file_person import FileRequest, day

MONTHS = 12
Rows = list[tuple[Word, ...]]


def pay_section(request: FileRequest) -> FileSection:
    """Return what had been paid and entered by the day; account numbers are masked as ID numbers are.

    Pay is nobody's business who only needs the file, so that `worker_file` takes it in when it is asked for.
    """
    found = worker_pay(request.session, request.worker_id, request.as_of, MONTHS)
    tables = (_paid(found), _elements(found, request), _declared(found, request), _taxed(found, request),
              _accounts(request))  # fmt: skip
    title = Message(N_("Pay"))
    return FileSection("pay", title, tuple(table for table in tables if table.rows))


def _paid(found: WorkerPay) -> FileTable:
    rows: Rows = [
        (str(month), *map(yuan_text, (line.gross + line.bonus, line.employee, line.tax, line.kept, line.net)))
        for month, line in found.lines
    ]
    headings = (Message(N_("Month")), Message(N_("Gross pay")), Message(N_("Contributions")), Message(N_("Tax")),
                Message(N_("Kept back")), Message(N_("Net pay")))  # fmt: skip
    return FileTable(headings, rows, (1.2, 1.4, 1.4, 1.2, 1.2, 1.4), Message(N_("Paid, the latest twelve months")))


def _elements(found: WorkerPay, request: FileRequest) -> FileTable:
    rows: Rows = [
        (each.element.name, yuan_text(each.element.amount), day(each.element.valid_from),
         day(each.element.valid_to), each.element.reason)
        for each in found.elements
        if each.element.valid_from <= request.as_of
    ]  # fmt: skip
    headings = (Message(N_("Element")), Message(N_("Amount of a month")), Message(N_("From")), Message(N_("Until")),
                Message(N_("Reason")))  # fmt: skip
    return FileTable(headings, rows, (1.8, 1.3, 1.3, 1.3, 2.4), Message(N_("Personal elements")))


def _declared(found: WorkerPay, request: FileRequest) -> FileTable:
    month = Month.of(request.as_of)
    rows: Rows = [
        (each.item.kind.message, each.item.subject, str(each.item.first), str(each.item.last or ""),
         yuan_text(each.amount))
        for each in found.declarations
        if each.item.first <= month
    ]  # fmt: skip
    headings = (Message(N_("Declared")), Message(N_("For whom")), Message(N_("From month")), Message(N_("Until month")),
                Message(N_("Amount of this month")))  # fmt: skip
    return FileTable(headings, rows, (2.4, 1.5, 1.2, 1.2, 1.4), Message(N_("Declared deductions")))


def _taxed(found: WorkerPay, request: FileRequest) -> FileTable:
    rows: Rows = [
        (day(since), category.message, reason) for since, category, reason in found.categories if since <= request.as_of
    ]
    headings = (Message(N_("From")), Message(N_("Income category")), Message(N_("Reason")))
    return FileTable(headings, rows, (1.3, 2, 4), Message(N_("Income categories")))


def _accounts(request: FileRequest) -> FileTable:
    rows: Rows = [
        (row.number if request.unmask else mask_account(row.number), row.bank, row.branch, day(row.valid_from),
         day(row.valid_to))
        for row in accounts_of(request.session, request.worker_id)
        if row.valid_from <= request.as_of
    ]  # fmt: skip
    headings = (Message(N_("Account number")), Message(N_("Bank")), Message(N_("Branch")), Message(N_("From")),
                Message(N_("Until")))  # fmt: skip
    return FileTable(headings, rows, (2.2, 1.8, 2, 1.3, 1.3), Message(N_("Bank accounts")))
