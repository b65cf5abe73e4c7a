"""Bank files as text: widths in bytes, encodings, splitting without loss, and everything that is refused by name."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.bank_export import divide, file_name, lay_out_all, total_of_files
from gridadmin.domain.bank_layout import Payment, file_bytes, lay_out, money_text, read_money
from gridadmin.domain.bank_reading import copy_template, read_notes, read_template, template_json
from gridadmin.domain.bank_templates import (
    Align,
    BankField,
    BankTemplate,
    Column,
    FileType,
    Line,
    LineEnd,
    MoneyUnit,
    TextEncoding,
    unverified_message,
)
from gridadmin.domain.errors import InvalidError
from gridadmin.services.bank_shipped import shipped_notes, shipped_templates
from tests.bank_samples import MONTH, PAY_DATE, PAYMENTS, account, account_number, part, payment, shipped

AMOUNTS = st.integers(1, 10**9)
NAMES = st.text(st.sampled_from("王李张欧阳娜艾力·"), min_size=1, max_size=6)
ACCOUNT, AMOUNT = Column(BankField.ACCOUNT, width=22), Column(BankField.AMOUNT, width=14, align=Align.RIGHT, pad="0")


def text_template(*columns: Column, **changes: object) -> BankTemplate:
    plain = BankTemplate("试", "试银行", FileType.TXT, columns or (ACCOUNT, AMOUNT), delimiter="", last_line_end=True)
    return replace(plain, **changes)  # type: ignore[arg-type]


@given(st.lists(st.tuples(NAMES, AMOUNTS), min_size=1, max_size=40), st.sampled_from(["gbk", "utf-8", "gb18030"]))
def test_a_fixed_width_is_exact_in_bytes_and_nothing_is_lost(people: list[tuple[str, int]], encoding: str) -> None:
    holder = Column(BankField.HOLDER, width=24)
    template = text_template(holder, ACCOUNT, AMOUNT, encoding=TextEncoding(encoding), line_end=LineEnd.LF)
    payments = [payment(name, amount, at) for at, (name, amount) in enumerate(people)]
    laid = lay_out(template, part(*payments))
    assert laid.faults == ()
    lines = file_bytes(template, laid).split(b"\n")
    assert lines.pop() == b""
    assert [len(line) for line in lines] == [24 + 22 + 14] * len(people)
    for line, (name, amount), at in zip(lines, people, range(len(people)), strict=True):
        assert line[:24].decode(encoding).rstrip(" ") == name
        assert line[24:46].decode().strip() == account_number(at)
        assert read_money(line[46:].decode(), "yuan") == amount


@given(
    st.lists(st.tuples(AMOUNTS, st.booleans()), min_size=1, max_size=80), st.integers(0, 30), st.booleans(),
    st.sampled_from(sorted(MoneyUnit)),
)  # fmt: skip
def test_files_sum_up_to_the_run_and_no_payment_is_lost_or_doubled(
    rows: list[tuple[int, bool]], most: int, split: bool, unit: MoneyUnit
) -> None:
    template = shipped("icbc_bxt", max_rows=most, split_banks=split, unit=unit)
    payments = [
        payment(f"人{at}", amount, at, bank="工商银行聊城分行" if own else "农业银行")
        for at, (amount, own) in enumerate(rows)
    ]
    parts = divide(template, payments, MONTH, PAY_DATE)
    laid, refusals = lay_out_all(template, parts)
    assert refusals == []
    assert total_of_files(template, laid) == sum(amount for amount, _own in rows)
    written = [each.account.number for file in parts for each in file.payments]
    assert sorted(written) == sorted(each.account.number for each in payments)
    assert all(0 < len(file.payments) <= (most or len(rows)) for file in parts)
    assert len({file_name(template, file) for file in parts}) == len(parts)
    assert [file.number for file in parts] == list(range(1, len(parts) + 1))
    if split:
        assert all(len({each.account.bank for each in file.payments}) == 1 for file in parts)


@given(st.integers(-(10**12), 10**12), st.sampled_from(["yuan", "grouped", "fen"]))
def test_money_reads_back_as_it_was_written(fen: int, style: str) -> None:
    if fen >= 0:
        assert read_money(money_text(fen, style), style) == fen
    assert money_text(-fen, style).lstrip("-") == money_text(fen, style).lstrip("-")


def test_total_line_stands_first_and_amounts_are_fen() -> None:
    template = shipped("icbc_bxt")
    lines = file_bytes(template, lay_out(template, part())).decode("gbk").split("\r\n")
    assert lines[1] == "RMB|20261110|1|1581037|4|"
    assert lines[2].startswith("RMB|20261110|2|1|||工商银行聊城分行|999900000000000001|")
    assert lines[2].endswith("|286432|工资||")
    assert lines[-2:] == ["*", ""]


def test_a_csv_quotes_what_holds_its_delimiter_and_a_text_file_refuses_it() -> None:
    odd = payment("甲", 100, 1, branch='支行,"东"')
    csv_template = shipped("neutral_csv")
    line = file_bytes(csv_template, lay_out(csv_template, part(odd))).decode("gbk").split("\r\n")[1]
    assert '"支行,""东"""' in line
    text = shipped("icbc_bxt")
    (fault,) = lay_out(text, part(payment("甲", 100, 1, branch="支行|东"))).faults
    assert (fault.payment, fault.field) == (payment("甲", 100, 1, branch="支行|东"), BankField.BRANCH)


@pytest.mark.parametrize(
    ("holder", "encoding", "refused"),
    [("王㛃", "gbk", True), ("王㛃", "gb18030", False), ("王㛃", "utf-8", False), ("王MIE", "gbk", False),
     ("WANG MIE", "ascii", False), ("王MIE", "ascii", True), ("王\ue863", "gbk", True)],
)  # fmt: skip
def test_a_character_that_the_encoding_has_not_names_the_person(holder: str, encoding: str, refused: bool) -> None:
    template = text_template(
        Column(BankField.HOLDER), Column(BankField.ACCOUNT), Column(BankField.AMOUNT), delimiter="|",
        encoding=TextEncoding(encoding),
    )  # fmt: skip
    _laid, refusals = lay_out_all(template, [part(payment("王㛃", 100, 1, holder=holder))])
    assert [each.name for each in refusals] == ["王㛃"] * refused
    if refused:
        assert "spells the name" in str(refusals[0].reason)
        assert refusals[0].worker_id == UUID(int=1001)


def test_what_is_too_wide_is_refused_and_never_cut() -> None:
    template = text_template(Column(BankField.HOLDER, width=7), ACCOUNT, AMOUNT)
    (fault,) = lay_out(template, part(payment("欧阳娜娜", 100, 1))).faults
    assert "8 bytes" in str(fault.reason)


def test_a_value_that_the_bank_needs_may_not_be_empty() -> None:
    template = text_template(Column(BankField.CNAPS, required=True), ACCOUNT, AMOUNT, delimiter="|")
    assert [each.payment.name for each in lay_out(template, part()).faults if each.payment] == ["张三", "买买提·艾力"]


def test_names_of_files_tell_banks_and_numbers_apart() -> None:
    template = shipped("neutral_xls", split_banks=True, max_rows=1, bank="工商银行")
    names = [file_name(template, each) for each in divide(template, PAYMENTS, MONTH, PAY_DATE)]
    assert names == [
        "工商银行-2026-10-Own bank-1.xls", "工商银行-2026-10-Own bank-2.xls", "工商银行-2026-10-Other bank-3.xls",
        "工商银行-2026-10-Other bank-4.xls",
    ]  # fmt: skip
    plain = shipped("icbc_bxt", file_name="{bank}{period}-{part}", max_rows=3)
    assert [file_name(plain, each) for each in divide(plain, PAYMENTS, MONTH, PAY_DATE)] == [
        "工商银行202610-1.bxt", "工商银行202610-2.bxt",
    ]  # fmt: skip


def test_every_shipped_template_reads_back_and_says_what_nobody_verified() -> None:
    assert len(shipped_templates()) >= 10
    for template in shipped_templates():
        assert read_template(json.loads(json.dumps(template_json(template), ensure_ascii=False))) == template
        assert template.unverified, template.name
        assert str(unverified_message(template)).startswith(str(len(template.unverified)))
        assert template.source
        assert copy_template(template, "我的").unverified == template.unverified
    assert {note.bank for note in shipped_notes()} == {"农业银行", "工商银行", "农村商业银行"}


FIELDS = [field for field in BankField if field not in (BankField.ACCOUNT, BankField.AMOUNT)]
PLAIN = st.text(st.characters(exclude_categories=("C", "Z")), max_size=5)
COLUMNS = st.builds(
    Column, st.sampled_from(FIELDS), title=PLAIN, text=PLAIN, width=st.integers(0, 40), align=st.sampled_from(Align),
    pad=st.sampled_from(" =*"), required=st.booleans(),
)  # fmt: skip
NEEDED = (Column(BankField.ACCOUNT), Column(BankField.AMOUNT))
LINES = st.builds(
    Line, st.tuples(st.just(Column(BankField.TOTAL, format="fen"))), st.sampled_from([None, "", "|"]),
    st.sampled_from([None, True, False]),
)  # fmt: skip


@given(
    st.builds(
        BankTemplate, name=PLAIN.map(lambda text: f"模板{text}"), bank=PLAIN, file_type=st.sampled_from(FileType),
        columns=st.lists(COLUMNS, max_size=5).map(lambda more: (*NEEDED, *more)),
        encoding=st.sampled_from(TextEncoding), line_end=st.sampled_from(LineEnd), delimiter=st.sampled_from("|,;"),
        ending=st.booleans(), titles=st.booleans(), last_line_end=st.booleans(), unit=st.sampled_from(MoneyUnit),
        headers=st.lists(LINES, max_size=2).map(tuple), trailers=st.lists(LINES, max_size=2).map(tuple),
        max_rows=st.integers(0, 900), split_banks=st.booleans(), note=PLAIN, source=PLAIN, purpose=PLAIN,
        unverified=st.lists(PLAIN, max_size=3).map(tuple),
    )
)  # fmt: skip
def test_a_definition_reads_back_as_it_was_written(template: BankTemplate) -> None:
    assert read_template(json.loads(json.dumps(template_json(template)))) == template


BASE = template_json(text_template(Column(BankField.ACCOUNT), Column(BankField.AMOUNT), delimiter="|"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"file_type": "pdf"}, "pdf"),
        ({"colour": "red"}, "colour"),
        ({"name": " "}, "name"),
        ({"max_rows": "many"}, "max_rows"),
        ({"max_rows": True}, "max_rows"),
        ({"max_rows": -1}, "below zero"),
        ({"columns": []}, "amount"),
        ({"columns": [{"field": "amount"}]}, "account number"),
        ({"columns": [{"field": "amount"}, {"field": "account", "width": 999}]}, "400"),
        ({"columns": [{"field": "amount"}, {"field": "account", "pad": "  "}]}, "one ASCII"),
        ({"columns": [{"field": "amount", "pad": "0", "width": 9}, {"field": "account"}]}, "on the left only"),
        ({"columns": [{"field": "amount", "format": "roman"}, {"field": "account"}]}, "roman"),
        ({"columns": [{"field": "amount"}, {"field": "account"}, {"field": "date", "format": "dd"}]}, "dd"),
        ({"delimiter": ""}, "needs a width"),
        ({"headers": [{"columns": [{"field": "account"}]}]}, "belongs to one payment"),
        ({"file_type": "csv", "delimiter": ";;"}, "one character"),
        ({"file_name": "{month.__class__}"}, "file name"),
        ({"file_name": "{office}"}, "{month}"),
        ({"file_name": "a/b"}, "no name"),
        ({"extension": "../x"}, "no name"),
        ({"columns": "all"}, "list"),
        ({"payer": []}, "object"),
    ],
)  # fmt: skip
def test_a_definition_that_cannot_be_written_says_why(change: dict[str, object], told: str) -> None:
    with pytest.raises(InvalidError) as caught:
        read_template(BASE | change)
    assert told in str(caught.value)


def test_what_is_no_definition_at_all_is_refused() -> None:
    nothing: tuple[object, ...] = ([], None, "x", {}, {"name": "x"})
    for content in nothing:
        with pytest.raises(InvalidError):
            read_template(content)
    with pytest.raises(InvalidError):
        read_notes([{"bank": "x"}])


def test_days_and_digits_are_written_as_a_column_says() -> None:
    template = text_template(
        Column(BankField.ACCOUNT), Column(BankField.AMOUNT, format="grouped"),
        Column(BankField.DATE, format="yyyy年MM月dd日"),
        Column(BankField.MONTH), Column(BankField.BRANCH, format="digits"), delimiter="\t",
    )  # fmt: skip
    row = Payment("甲", 123456789, account("甲", 1, branch="第12支行3号"))
    (line,) = lay_out(template, replace(part(row), pay_date=date(2026, 2, 3))).lines
    assert line[1:] == ("1,234,567.89", "2026年02月03日", "202610", "123")
