"""Sheets for the tax office and the insurance bureau: the client's columns, sums of the run, masked numbers."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

import openpyxl
import pypdfium2
import pytest

from gridadmin.domain.pay import Scheme
from gridadmin.domain.pay_changes import LineChange
from gridadmin.domain.pay_deductions import AdditionalKind
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_papers import PaidMonth
from gridadmin.domain.pay_papers_tax import TaxForm, tax_lines
from gridadmin.domain.pay_runs import RunState
from gridadmin.i18n import Message
from gridadmin.reports.pay_changes import changes_pdf
from gridadmin.reports.pay_social import HOUSING, SOCIAL, social_xlsx
from gridadmin.reports.pay_tax import tax_xlsx
from gridadmin.reports.workbook import PaperOffice
from gridadmin.services.pay_tax_forms import shipped_tax_templates
from tests.pay_months import invented_number, paid_month

OFFICE = PaperOffice("阳谷县侨润街道网格化服务管理中心")
NOW = datetime(2026, 11, 10, 2, tzinfo=UTC)
TITLE = Message("Social-insurance sheet")


@cache
def month() -> PaidMonth:
    return paid_month(60)


def tax_rows(paid: PaidMonth, form: TaxForm, additional: Any = None) -> tuple[list[str], list[dict[str, Any]], str]:
    """The headings and rows of the sheet that is imported, and the words of the remarks."""
    template = shipped_tax_templates()[form]
    content = tax_xlsx(paid, template, tax_lines(paid, form, additional or {}), OFFICE, NOW)
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    headings = [str(cell) for cell in rows[0]]
    remarks = "\n".join(str(row[0]) for row in book.worksheets[2].iter_rows(values_only=True))
    return headings, [dict(zip(headings, row, strict=True)) for row in rows[1:]], remarks


def fen(value: Any) -> int:
    return round(Decimal(str(value or 0)) * 100)


def test_wages_are_in_the_columns_of_the_client() -> None:
    headings, rows, remarks = tax_rows(month(), TaxForm.WAGES)
    assert headings[:10] == [
        "工号", "*姓名", "*证件类型", "*证件号码", "本期收入", "本期免税收入", "基本养老保险费", "基本医疗保险费",
        "失业保险费", "住房公积金",
    ]  # fmt: skip
    assert headings[10:17] == [
        "累计子女教育", "累计继续教育", "累计住房贷款利息", "累计住房租金", "累计赡养老人", "累计3岁以下婴幼儿照护",
        "累计个人养老金",
    ]  # fmt: skip
    assert headings[-1] == "备注"
    waged = [person.line for person in month().people if person.line.category is IncomeCategory.WAGES]
    assert sum(fen(row["本期收入"]) for row in rows) == sum(line.gross for line in waged)
    contributions = ("基本养老保险费", "基本医疗保险费", "失业保险费", "住房公积金")
    assert sum(fen(row[each]) for row in rows for each in contributions) == sum(line.employee for line in waged)
    assert any(fen(row["本期免税收入"]) for row in rows)
    assert "unverified" in remarks
    assert "the tax office's own client" in remarks


def test_numbers_are_whole_only_when_asked_for() -> None:
    _headings, rows, remarks = tax_rows(month(), TaxForm.WAGES)
    assert all(re.fullmatch(r"\d{6}\*{8}\d{3}[\dX]", row["*证件号码"]) for row in rows)
    assert "masked" in remarks
    _headings, rows, remarks = tax_rows(paid_month(60, full_numbers=True), TaxForm.WAGES)
    assert {row["*证件号码"] for row in rows} <= {invented_number(at) for at in range(60)}
    assert "masked" not in remarks


def test_declarations_stand_by_their_kind_and_what_has_none_is_said() -> None:
    person = next(each for each in month().people if each.line.category is IncomeCategory.WAGES)
    details = {**person.line.details, "tax": {**person.line.details["tax"], "additional": 500000}}
    paid = replace(month(), people=(replace(person, line=replace(person.line, details=details)),))
    kinds = {AdditionalKind.CHILD: 200000, AdditionalKind.ELDERLY: 300000}
    _headings, (row,), _remarks = tax_rows(paid, TaxForm.WAGES, {person.line.worker_id: kinds})
    assert (fen(row["累计子女教育"]), fen(row["累计赡养老人"]), row["备注"]) == (200000, 300000, None)
    del kinds[AdditionalKind.ELDERLY]
    _headings, (row,), remarks = tax_rows(paid, TaxForm.WAGES, {person.line.worker_id: kinds})
    assert "3000.00" in row["备注"]
    assert "3000.00" in remarks


def test_allowances_and_bonuses_have_forms_of_their_own() -> None:
    _headings, rows, _remarks = tax_rows(month(), TaxForm.LABOUR)
    labour = [person.line for person in month().people if person.line.category is IncomeCategory.LABOUR]
    assert [fen(row["*收入"]) for row in rows] == [line.gross for line in labour]
    assert {row["*所得项目"] for row in rows} == {"一般劳务报酬所得"}
    _headings, rows, _remarks = tax_rows(month(), TaxForm.BONUS)
    assert [fen(row["*全年一次性奖金额"]) for row in rows] == [p.line.bonus for p in month().people if p.line.bonus]
    assert rows, "somebody was paid a bonus"


def sheets_of(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_social_sheets_add_up_to_the_run_scheme_by_scheme() -> None:
    run, unit, own = month().run, 0, 0
    for schemes in (SOCIAL, HOUSING):
        sheets = sheets_of(social_xlsx(month(), schemes, TITLE, OFFICE, NOW))
        assert next(iter(sheets)) == "Summary of schemes"
        for scheme in set(schemes) & {Scheme(each) for p in month().people for each in p.line.details["schemes"]}:
            rows = [row for row in sheets[str(scheme.message)] if isinstance(row[0], int)]
            assert all(fen(row[7]) + fen(row[9]) == fen(row[10]) for row in rows)
            unit += sum(fen(row[7]) for row in rows)
            own += sum(fen(row[9]) for row in rows)
        total = next(row for row in sheets["Summary of schemes"] if row[0] == "Sum")
        assert fen(total[3]) + fen(total[4]) == fen(total[5])
    assert (unit, own) == (run.employer, run.employee)


def test_back_adjustments_stand_on_a_sheet_of_their_own() -> None:
    person = month().people[0]
    adjusts = {"2026-01": {"pension": [6900, 552, 1104], "housing_fund": [100, 7, 7]}}
    late = replace(person, line=replace(person.line, details={**person.line.details, "adjusts": adjusts}))
    sheets = sheets_of(social_xlsx(replace(month(), adjusted=(late,)), SOCIAL, TITLE, OFFICE, NOW))
    (row,) = [row for row in sheets["Back-adjustments"] if isinstance(row[0], int)]
    assert (row[3], *map(fen, row[5:9])) == ("2026-01", 6900, 1104, 552, 1656)
    pension = next(row for row in sheets["Summary of schemes"] if row[0] == "Pension insurance")
    assert [fen(each) for each in pension[6:9]] == [1104, 552, 1656]
    assert fen(pension[9]) == fen(pension[3]) + 1104


@pytest.mark.parametrize("form", list(TaxForm))
def test_an_empty_run_makes_empty_sheets(form: TaxForm) -> None:
    _headings, rows, _remarks = tax_rows(paid_month(0, RunState.DRAFT), form)
    assert rows == []
    assert sheets_of(social_xlsx(paid_month(0, RunState.DRAFT), SOCIAL, TITLE, OFFICE, NOW))


def test_one_change_of_many_is_one_line() -> None:
    limits = [
        LineChange(UUID(int=at), f"某{at}", "pension", Scheme.PENSION.message, 36032, 36584, Message("by the figures"))
        for at in range(40)
    ]
    own = [LineChange(UUID(int=7), "某7", "base", Message("基本报酬"), 260000, 100645, Message("12 of 31 days"))]
    text = pypdfium2.PdfDocument(changes_pdf(month(), [*limits, *own], OFFICE))[0].get_textpage().get_text_bounded()
    assert "某0 and others, 40 persons" in text
    assert "12 of 31 days" in text
    assert "-1,593.55" in text
    assert "41 changes of 40 persons" in text
