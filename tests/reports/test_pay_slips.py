"""Payslips and year statements: every figure of one's own, nobody else's; sums of the runs to the fen."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from uuid import uuid4

import openpyxl
import pypdfium2

from gridadmin.domain.capital_amounts import capital_amount
from gridadmin.domain.months import Month
from gridadmin.domain.pay_papers import PaidMonth, safe_file_name
from gridadmin.domain.pay_papers_year import PaidYear
from gridadmin.jobs.pay_papers_slips import slip_name
from gridadmin.reports.pay_slips import slips_pdf
from gridadmin.reports.pay_year import year_pdf, year_xlsx
from gridadmin.reports.workbook import PaperOffice
from tests.pay_months import paid_month

OFFICE = PaperOffice("阳谷县侨润街道网格化服务管理中心")
NOW = datetime(2026, 11, 10, 2, tzinfo=UTC)


@cache
def month() -> PaidMonth:
    return paid_month(60)


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def test_a_slip_has_every_figure_of_its_person_and_nobody_elses() -> None:
    for person in month().people:
        (text,) = pages_of(slips_pdf(month(), OFFICE, [person]))
        line = person.line
        assert "".join(line.name.split()) in text
        assert person.id_number in text
        assert "*" in person.id_number
        assert capital_amount(line.net) in text
        assert f"{Decimal(line.net).scaleb(-2):,.2f}" in text
        for element in line.details["elements"]:
            assert f"{Decimal(element['amount']).scaleb(-2):,.2f}" in text
        for scheme in line.details["schemes"].values():
            assert not scheme["paid"][0] or f"{Decimal(scheme['base']).scaleb(-2):.2f}×" in text
        others = {other.line.name for other in month().people} - {line.name}
        assert not [name for name in others if "".join(name.split()) in text and name not in line.name]


def test_back_pay_names_its_month() -> None:
    late = next(p for p in month().people if any(e["code"] == "back" for e in p.line.details["elements"]))
    (text,) = pages_of(slips_pdf(month(), OFFICE, [late]))
    assert "latefor2026-08" in text
    assert "2600.00" in text


def test_all_slips_stand_several_on_a_page_and_none_is_cut() -> None:
    seen: list[int] = []
    pages = pages_of(slips_pdf(month(), OFFICE, month().people, seen.append))
    assert seen == list(range(1, 61))
    assert 60 / 5 <= len(pages) <= 60 / 3
    assert sum(text.count("Receivedby:") for text in pages) == 60
    assert all(text.count("Receivedby:") == text.count("checknumber") for text in pages)


def test_files_have_names_that_every_system_takes() -> None:
    names = [slip_name(person) for person in month().people]
    assert len(set(names)) == len(names)
    for bad, good in (
        ("a/b\\c:d*e?f\"g<h>i|j", "a b c d e f g h i j"), ("CON", "_CON"), ("nul.txt", "_nul.txt"), ("  ..", "_"),
        ("张三\u202e", "张三"), ("李𬱖. ", "李𬱖"),
    ):  # fmt: skip
        assert safe_file_name(bad) == good
    assert len(safe_file_name("长" * 500)) <= 80


def years() -> list[PaidYear]:
    """Two months of the same people."""
    first = month()
    september = replace(first.run, id=uuid4(), month=Month(2026, 9), pay_date=date(2026, 10, 10))
    return [PaidYear(person, ((september, person), (first.run, person))) for person in first.people]


def test_the_year_of_all_is_the_sum_of_its_runs() -> None:
    people = years()
    sheet = openpyxl.load_workbook(io.BytesIO(year_xlsx(2026, people, OFFICE, NOW))).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    headings = list(next(row for row in rows if "Paid out" in row))
    lines = [row for row in rows if isinstance(row[0], int)]
    assert len(lines) == 60
    for column, amount in (
        ("Paid out", month().run.net),
        ("Sum payable", month().run.gross),
        ("Income tax", month().run.tax),
    ):
        total = sum(round(Decimal(str(row[headings.index(column)])) * 100) for row in lines)
        assert total == 2 * amount, column
    assert {row[headings.index("Months paid")] for row in lines} <= {0, 2}


def test_a_statement_has_both_months_and_the_sums_of_the_tax_year() -> None:
    each = next(one for one in years() if "income" in one.person.line.details["tax"])
    (text,) = pages_of(year_pdf(2026, [each], OFFICE, date(2026, 12, 31)))
    assert "2026-09" in text
    assert "2026-10" in text
    assert capital_amount(2 * each.person.line.net) in text
    assert f"{Decimal(each.person.line.details['tax']['income']).scaleb(-2):,.2f}" in text
