"""The files of every shipped template, byte for byte, against golden files that were looked at (xxd)."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlrd
from openpyxl import load_workbook

from gridadmin.domain.bank_export import total_of_files
from gridadmin.domain.bank_layout import Payment, lay_out
from gridadmin.domain.bank_templates import BankTemplate, Payer
from gridadmin.reports.bank_sheets import bank_file
from gridadmin.services.bank_shipped import shipped_templates
from tests.bank_samples import PAYMENTS, account, part, payment, shipped

GOLDEN = Path(__file__).parent.parent / "golden" / "bank"
KEYS = [template.key for template in shipped_templates()]
LATIN = (
    payment("张三", 286432, 1, holder="ZHANG SAN"),
    payment("李四", 60000, 2, holder="LI SI"),
)


def golden_case(key: str) -> tuple[BankTemplate, tuple[Payment, ...]]:
    """Return a template and what it writes; the file of Shanghai holds no Chinese."""
    if key == "ccb_shanghai":
        return shipped(key, payer=Payer("QIAORUN SUBDISTRICT OFFICE")), LATIN
    return shipped(key), PAYMENTS


@pytest.mark.parametrize("key", KEYS)
def test_every_shipped_template_writes_its_golden_file(key: str) -> None:
    template, payments = golden_case(key)
    laid = lay_out(template, part(*payments))
    assert laid.faults == ()
    assert total_of_files(template, [laid]) == sum(each.amount for each in payments)
    content = bank_file(template, laid)
    assert content == (GOLDEN / f"{key}{template.suffix}").read_bytes()


def test_the_same_payments_give_the_same_workbook_and_others_another_one() -> None:
    for key in ("neutral_xlsx", "neutral_xls"):
        template = shipped(key)
        first, again = (bank_file(template, lay_out(template, part())) for _ in range(2))
        assert first == again
        assert first != bank_file(template, lay_out(template, part(*PAYMENTS[:3])))


def test_account_numbers_are_texts_and_amounts_are_numbers_in_both_workbooks() -> None:
    new = load_workbook(io.BytesIO((GOLDEN / "neutral_xlsx.xlsx").read_bytes())).worksheets[0]
    old = xlrd.open_workbook(file_contents=(GOLDEN / "neutral_xls.xls").read_bytes()).sheet_by_index(0)
    number = PAYMENTS[0].account.number
    assert [cell.value for cell in new[1]][:3] == ["序号", "姓名", "身份证号"]
    assert (new["G2"].value, new["G2"].data_type, new["G2"].number_format) == (number, "s", "@")
    assert (new["H2"].value, new["H2"].number_format) == (2864.32, "0.00")
    assert (old.cell_type(1, 6), old.cell_value(1, 6)) == (xlrd.XL_CELL_TEXT, number)
    assert (old.cell_type(1, 7), old.cell_value(1, 7)) == (xlrd.XL_CELL_NUMBER, 2864.32)
    assert old.cell_value(old.nrows - 1, 6) == "笔数 4"
    assert old.cell_value(old.nrows - 1, 7) == new.cell(new.max_row, 8).value == 15810.37


def test_a_name_that_looks_like_a_formula_stays_a_text() -> None:
    template = shipped("neutral_xlsx")
    row = Payment("=1+1", 100, account("=1+1", 9))
    sheet = load_workbook(io.BytesIO(bank_file(template, lay_out(template, part(row))))).worksheets[0]
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")
