"""Importing what is entered about pay from sheets: entries of a month, declarations, opening balances.

Each row goes in whole or not at all; an empty cell changes nothing. The caller decides whether to keep it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.entries import half_width
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.imports import Effect, ImportChange, ImportReport, Outcome
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.months import Month
from gridadmin.domain.pay_deductions import AdditionalKind, Declaration
from gridadmin.domain.pay_people import EntryColumn
from gridadmin.domain.pay_person import EntryKind
from gridadmin.domain.pay_rounding import parse_yuan
from gridadmin.domain.pay_tax import BasicMode, YearSoFar
from gridadmin.domain.text import clean_text
from gridadmin.i18n import N_, Message
from gridadmin.models.pay import PayYear
from gridadmin.services.import_people import Letters, PeopleBook, Row, put_rows
from gridadmin.services.pay_declarations import declare, list_declarations, update_declaration
from gridadmin.services.pay_entries import entry_sheet, set_entries
from gridadmin.services.pay_years import SUMS, set_tax_year

ENTRY_WORDS: dict[EntryKind, tuple[str, ...]] = {
    EntryKind.ABSENCE: ("缺勤天数", "缺勤", "事假天数", "请假天数", "absence"),
    EntryKind.BONUS_SEPARATE: ("年终奖单独计税", "全年一次性奖金", "年终奖", "bonus"),
    EntryKind.BONUS_MERGED: ("年终奖并入综合所得", "年终奖并入"),
    EntryKind.GRADE: ("考核等级", "等级", "grade"),
}
REASON = "reason"
REASONS = ("说明", "备注", "原因", "依据", "reason")
DECLARED: dict[str, tuple[str, ...]] = {
    "kind": ("项目", "扣除项目", "专项附加扣除项目", "类型", "kind"),
    "first": ("起始月份", "扣除起始月份", "开始月份", "有效期起", "起", "from"),
    "last": ("截止月份", "扣除截止月份", "结束月份", "有效期止", "止", "to"),
    "percent": ("扣除比例", "分配比例", "比例", "percent"),
    "share": ("分摊金额", "本年度月扣除金额", "月扣除金额", "share"),
    "tier": ("城市类别", "城市", "租房城市", "tier"),
    "subject": ("对象", "子女姓名", "被赡养人", "姓名（子女）", "subject"),
}
OPENING: dict[str, tuple[str, ...]] = {
    "months": ("任职月数", "累计任职月份", "月数", "months"),
    "income": ("累计收入", "累计收入额", "income"),
    "exempt": ("累计免税收入", "exempt"),
    "special": ("累计专项扣除", "special"),
    "additional": ("累计专项附加扣除", "additional"),
    "other": ("累计其他扣除", "累计其他", "other"),
    "relief": ("累计减免税额", "relief"),
    "withheld": ("累计已预扣预缴税额", "累计已预缴税额", "累计已扣税额", "withheld"),
}
_KINDS = {
    AdditionalKind.INFANT: ("婴幼儿", "3岁以下"), AdditionalKind.CHILD: ("子女",),
    AdditionalKind.ELDERLY: ("赡养", "老人"),
    AdditionalKind.CERTIFICATE: ("证书", "资格"), AdditionalKind.STUDIES: ("继续教育", "学历"),
    AdditionalKind.LOAN: ("贷款",), AdditionalKind.RENT: ("租金", "租房"),
}  # fmt: skip
_ILLNESS = ("大病",)
_TIERS = {
    "large": ("直辖市", "省会", "large"),
    "medium": ("超过", "大于", "medium", "1100"),
    "small": ("其他", "small", "800"),
}
_CHANGED = ("last", "percent", "share", "tier")  # fields of a declaration that do not tell which one it is
Progress = Callable[[int, int], None]


def _silent(_done: int, _total: int) -> None:
    """Tell nobody."""


def entry_titles(columns: Sequence[EntryColumn]) -> dict[str, tuple[str, ...]]:
    """Return the headings by which the columns of a month's entries are known again."""
    titles = {each.key: (each.name, each.code, *ENTRY_WORDS.get(each.kind, ())) for each in columns}
    return titles | {REASON: REASONS}


@dataclass(frozen=True)
class MonthGrid:
    """Where entries go: the month, its columns, and the basis of rows that say no reason."""

    month: Month
    columns: Sequence[EntryColumn]
    basis: str


def import_entries(
    session: Session, grid: MonthGrid, rows: Sequence[Row], letter_of: Letters = lambda _sheet, _field: "",
    progress: Progress = _silent,
) -> ImportReport:  # fmt: skip
    """Enter the rows of a sheet into a month; raises NotPermittedError where it is closed."""
    month, columns, basis = grid.month, grid.columns, grid.basis
    sheet = entry_sheet(session, month)
    known = {column.key: column for column in columns}
    before = {person.worker_id: person for person in sheet.people}
    set_entries(session, month, {}, columns, basis)  # a closed month is refused before the first row

    def put(worker_id: UUID, row: Row) -> Effect:
        values = {key: read_cell(known[key], text, sheet.grades) for key, text in row.cells.items() if key in known}
        held = before[worker_id].cells if worker_id in before else {}
        changes = tuple(
            ImportChange(key, held.get(key), value) for key, value in values.items() if held.get(key) != value
        )
        reason = row.cells.get(REASON, "")
        report = set_entries(session, month, {worker_id: values}, columns, reason or basis)
        if not report.cells:
            return Outcome.UNCHANGED, ()
        updated = any(change.was is not None for change in changes)
        return (Outcome.UPDATED, changes) if updated else (Outcome.NEW, ())

    return put_rows(PeopleBook(session, set(before)).find, rows, put, letter_of, progress)


def read_cell(column: EntryColumn, text: str, grades: Sequence[str]) -> Any:
    """Return what a cell of the month's entries means; InvalidError names the column by its key."""
    plain = half_width(text)
    try:
        if column.kind is EntryKind.GRADE:
            if text.strip() not in grades:
                raise InvalidError(N_("“{text}” is no grade. There are: {grades}"), text=text, grades="、".join(grades))
            return text.strip()
        if column.is_money:
            return parse_yuan(plain)
        number = Decimal(plain)
        if not number.is_finite() or number < 0:
            raise InvalidOperation
    except InvalidError as error:
        raise InvalidError(N_("The row cannot be entered."), {column.key: error.message}) from error
    except InvalidOperation:
        fault = Message(N_("“{text}” is no number of days or events. Write it like 2 or 1.5."), {"text": text})
        raise InvalidError(N_("The row cannot be entered."), {column.key: fault}) from None
    return number


def import_declarations(
    session: Session, known_on: date, rows: Sequence[Row], letter_of: Letters = lambda _sheet, _field: "",
    progress: Progress = _silent,
) -> ImportReport:  # fmt: skip
    """Enter declared deductions; one of the same kind, person and subject from the same month is updated.

    Of one that is updated an empty cell changes nothing: it neither opens an end nor makes a half a whole.
    """
    known = list_declarations(session, Month.of(known_on), known_on)
    held: dict[tuple[Any, ...], Any] = {_key(row.worker_id, row.item): row for row in known}

    def put(worker_id: UUID, row: Row) -> Effect:
        item = read_declaration(row.cells)
        found = held.get(_key(worker_id, item))
        if found is None:
            declare(session, worker_id, item)
            return Outcome.NEW, ()
        filled = {name: getattr(item, name) for name in _CHANGED if row.cells.get(name, "").strip()}
        item = replace(found.item, **filled)
        if found.item == item:
            return Outcome.UNCHANGED, ()
        update_declaration(session, found.id, item, found.version)
        pairs = ((name, getattr(found.item, name), getattr(item, name)) for name in _CHANGED)
        return Outcome.UPDATED, tuple(ImportChange(name, was, now) for name, was, now in pairs if was != now)

    return put_rows(PeopleBook(session, once=False).find, rows, put, letter_of, progress)


def _key(worker_id: UUID, item: Declaration) -> tuple[Any, ...]:
    return worker_id, item.kind, item.first, item.subject


def read_declaration(cells: Mapping[str, str]) -> Declaration:
    """Return the declaration that a row holds.

    Raises:
        InvalidError: a cell that cannot be read, by its key; serious illness, which is settled after the year.
    """
    faults: dict[str, Message] = {}
    kind = _named(cells.get("kind", ""), _KINDS)
    if kind is None:
        ill = any(word in cells.get("kind", "") for word in _ILLNESS)
        faults["kind"] = Message(
            N_("Serious illness is settled by the worker after the year, never deducted in payroll.")
            if ill
            else N_("“{text}” is no special additional deduction."),
            {"text": cells.get("kind", "")},
        )
    first, last = _month(cells, "first", faults), _month(cells, "last", faults)
    if first is None and "first" not in faults:
        faults["first"] = faults["kind"] = Message(N_("The row says no first month."))
    percent, share = _percent(cells, faults), _share(cells, kind, faults)
    tier = _named(cells.get("tier", ""), _TIERS) if kind is AdditionalKind.RENT else ""
    if tier is None:
        faults["tier"] = Message(N_("“{text}” is no size of a city."), {"text": cells["tier"]})
    if faults or kind is None or first is None:
        raise InvalidError(N_("The row cannot be entered."), faults)
    return Declaration(kind, first, last, percent, share, tier or "", clean_text(cells.get("subject", "")))


def _named(text: str, words: Mapping[Any, Sequence[str]]) -> Any:
    plain = text.strip()
    for key, names in words.items():
        label = key.label if isinstance(key, LabelledEnum) else str(key)
        if plain and (plain in (str(key), label) or any(name in plain for name in names)):
            return key
    return None


def _month(cells: Mapping[str, str], key: str, faults: dict[str, Message]) -> Month | None:
    text = half_width(cells.get(key, "")).replace("年", "-").replace("月", "").replace(".", "-").replace("/", "-")
    if not text:
        return None
    try:
        return Month.parse(f"{text[:4]}-{text[4:]}" if text.isdigit() and len(text) == 6 else text)
    except InvalidError as error:
        faults[key] = error.message
        return None


def _percent(cells: Mapping[str, str], faults: dict[str, Message]) -> int:
    text = half_width(cells.get("percent", "")).removesuffix("%")
    if not text:
        return 100
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(0)
    whole = int(number * 100 if 0 < number <= 1 else number)
    if whole not in (50, 100):
        faults["percent"] = Message(
            N_("A child is deducted whole by one parent or half by both, not {share} %."), {"share": cells["percent"]}
        )
    return whole


def _share(cells: Mapping[str, str], kind: AdditionalKind | None, faults: dict[str, Message]) -> int | None:
    text = cells.get("share", "")
    if not text.strip() or kind is not AdditionalKind.ELDERLY:
        return None
    try:
        fen = parse_yuan(half_width(text))
    except InvalidError as error:
        faults["share"] = error.message
        return None
    return None if fen == 300_000 else fen  # an only child has the whole; every other share is one of several


def import_openings(
    session: Session, year: int, rows: Sequence[Row], letter_of: Letters = lambda _sheet, _field: "",
    progress: Progress = _silent,
) -> ImportReport:  # fmt: skip
    """Enter the sums of a tax year before the program was taken up; the mode of the basic deduction stays."""
    stored = {row.worker_id: row for row in session.scalars(select(PayYear).where(PayYear.year == year))}

    def put(worker_id: UUID, row: Row) -> Effect:
        known = stored.get(worker_id)
        before = YearSoFar(**{name: getattr(known, name) for name in SUMS}) if known else YearSoFar()
        now = replace(before, **_sums(row.cells))
        if now == before:
            return Outcome.UNCHANGED, ()
        mode, evidence = (known.mode, known.evidence or "") if known else (BasicMode.ORDINARY, "")
        set_tax_year(session, worker_id, year, mode, evidence, now)
        if before == YearSoFar():
            return Outcome.NEW, ()
        pairs = ((name, getattr(before, name), getattr(now, name)) for name in SUMS)
        return Outcome.UPDATED, tuple(ImportChange(name, was, is_) for name, was, is_ in pairs if was != is_)

    return put_rows(PeopleBook(session).find, rows, put, letter_of, progress)


def _sums(cells: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    faults: dict[str, Message] = {}
    for key, text in cells.items():
        plain = half_width(text)
        if key == "months":
            if plain.removesuffix(".0").isdigit():
                found[key] = int(plain.removesuffix(".0"))
            else:
                faults[key] = Message(N_("“{text}” is no whole number."), {"text": text})
            continue
        try:
            found[key] = parse_yuan(plain)
        except InvalidError as error:
            faults[key] = error.message
    if faults:
        raise InvalidError(N_("The row cannot be entered."), faults)
    return found
