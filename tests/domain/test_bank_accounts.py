"""Accounts as they are entered: what is refused, what is only worth a look, masking, own and other bank."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.bank_accounts import (
    AccountConcern,
    BankAccountForm,
    BankRelation,
    account_concerns,
    account_warnings,
    checked_account,
    is_own_bank,
    mask_account,
)
from gridadmin.domain.bank_export import RefusalKind, require_exportable, require_total, select_payments
from gridadmin.domain.errors import InvalidError, NotPermittedError
from gridadmin.domain.pay_labour import IncomeCategory
from gridadmin.domain.pay_runs import PayLineRow, PayRunRow, RunKind, RunState
from tests.bank_samples import MONTH, account, account_number

FORM = BankAccountForm(account_number(7), "工商银行", date(2026, 1, 1))


def test_a_number_is_kept_as_digits_however_it_is_grouped() -> None:
    typed = replace(FORM, number=" 9999 0000-0000 ０００0 02 ", number_again="9999000000000000 02", holder=" 张三 ")
    kept = checked_account(typed, "张三")
    assert (kept.number, kept.holder, kept.number_again) == ("999900000000000002", "", None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "9.99E+18"}, "number"),
        ({"number": "1234567"}, "number"),
        ({"number": "1" * 33}, "number"),
        ({"bank": " "}, "bank"),
        ({"cnaps": "10247150001"}, "cnaps"),
        ({"number_again": account_number(8)}, "number_again"),
    ],
)
def test_what_is_no_account_is_refused_at_its_field(change: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        checked_account(replace(FORM, **change), "张三")  # type: ignore[arg-type]
    assert list(caught.value.fields) == [field]
    assert "张三" in str(caught.value)


def test_luhn_and_length_are_a_warning_and_never_an_error() -> None:
    wrong = replace(FORM, number=FORM.number[:-1] + str((int(FORM.number[-1]) + 1) % 10))
    assert checked_account(wrong, "张三").number == wrong.number
    assert account_concerns(wrong, "张三") == (AccountConcern.CHECK_DIGIT,)
    assert account_concerns(FORM, "张三") == ()
    passbook = replace(FORM, number="999900000001")
    assert account_concerns(passbook, "张三") == (AccountConcern.LENGTH,)
    assert "number" in account_warnings(wrong)
    other = replace(FORM, relation=BankRelation.OTHER, holder="王MIE")
    assert account_concerns(other, "王㛃") == (AccountConcern.SPELLING, AccountConcern.NO_CNAPS)
    assert set(account_warnings(other)) == {"cnaps"}


@given(st.text("0123456789", max_size=40))
def test_a_masked_number_shows_four_digits_at_most(number: str) -> None:
    shown = mask_account(number)
    assert len(shown) == len(number)
    assert shown.rstrip("0123456789") == "*" * max(len(number) - 4, 0) or len(number) <= 4
    assert sum(char.isdigit() for char in shown) == (4 if len(number) > 4 else 0)


@pytest.mark.parametrize(
    ("bank", "paying", "own"),
    [
        ("工商银行", "工商银行聊城分行", True),
        ("中国工商银行股份有限公司", "工商银行", True),
        ("农业银行", "工商银行", False),
        ("聊城农村商业银行", "东阿农村商业银行", False),
        ("工商银行", "", False),
    ],
)
def test_own_and_other_bank_are_told_by_name_unless_entered(bank: str, paying: str, own: bool) -> None:
    row = account(bank=bank)
    assert is_own_bank(row, paying) is own
    assert is_own_bank(replace(row, relation=BankRelation.OWN), paying)
    assert not is_own_bank(replace(row, relation=BankRelation.OTHER), paying)


def line(name: str, net: int, serial: int) -> PayLineRow:
    held = account(name, serial)
    return PayLineRow(
        held.id, held.id, held.worker_id, name, IncomeCategory.WAGES, net, 0, 0, 0, 0, 0, 0, net, 0, {}
    )  # fmt: skip


def test_what_cannot_go_to_the_bank_is_refused_by_name_and_only_some_of_it_can_be_left_out() -> None:
    names = ("张三", "李四", "王五", "赵六", "钱七")
    amounts = (100, 0, -5, 300, 400)
    lines = [line(name, net, at) for at, (name, net) in enumerate(zip(names, amounts, strict=True))]
    held = {each.worker_id: account(each.name, at) for at, each in enumerate(lines) if each.name != "赵六"}
    found = select_payments(lines, held, {})
    assert [(each.kind, each.name) for each in found.refusals] == [
        (RefusalKind.NOTHING, "李四"), (RefusalKind.BELOW_ZERO, "王五"), (RefusalKind.NO_ACCOUNT, "赵六"),
    ]  # fmt: skip
    reasons = {each.worker_id: "现金" for each in lines if each.name in ("李四", "王五", "赵六", "钱七")}
    found = select_payments(lines, held, reasons)
    assert [each.name for each in found.refusals] == ["王五"]
    assert [each.name for each in found.left_out] == ["李四", "赵六", "钱七"]
    assert found.total == 100


def test_one_account_of_two_persons_is_refused_with_both_names() -> None:
    lines = [line("张三", 100, 1), line("李四", 100, 2)]
    held = {each.worker_id: account(each.name, 1) for each in lines}
    (refusal,) = select_payments(lines, held, {}).refusals
    assert (refusal.kind, refusal.name) == (RefusalKind.SHARED, "李四")
    assert "张三" in str(refusal.reason)


def test_a_total_that_is_not_that_of_the_run_says_both() -> None:
    with pytest.raises(InvalidError) as caught:
        require_total(10000, 9999, MONTH)
    assert "99.99" in str(caught.value)
    assert "100.00" in str(caught.value)


@pytest.mark.parametrize("state", list(RunState))
def test_only_a_run_that_is_approved_and_sums_up_goes_to_the_bank(state: RunState) -> None:
    lines = [line("张三", 100, 1), line("李四", 250, 2)]
    run = PayRunRow(
        UUID(int=1), MONTH, RunKind.REGULAR, state, date(2026, 11, 10), date(2026, 11, 1), 2, 350, 0, 0, 0, 350
    )  # fmt: skip
    if state in (RunState.DRAFT, RunState.CHECKED):
        with pytest.raises(NotPermittedError, match=state.label):
            require_exportable(run, lines)
        return
    require_exportable(run, lines)
    with pytest.raises(InvalidError, match="sum up to"):
        require_exportable(run, lines[:1])
