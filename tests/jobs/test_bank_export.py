"""Files for the bank end to end on a real office: refusals by name, the record, twice, knowing a file again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from gridadmin.domain.bank_accounts import BankAccountForm
from gridadmin.domain.bank_export import RefusalKind
from gridadmin.domain.errors import ConflictError, InvalidError, NotFoundError, NotPermittedError, StorageError
from gridadmin.domain.months import Month
from gridadmin.domain.pay import Nature
from gridadmin.domain.pay_runs import RunState
from gridadmin.domain.pay_standards import Formula, PayStandard
from gridadmin.i18n import Message
from gridadmin.jobs.bank_export import (
    CashChoice,
    ExportOrder,
    FileState,
    plan_export,
    sm3_of,
    verify_file,
    write_export,
)
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.pay_papers import write_month_papers
from gridadmin.jobs.pay_papers_terms import PaperOptions
from gridadmin.services.bank_accounts import set_account
from gridadmin.services.bank_exports import list_exports
from gridadmin.services.bank_templates import add_template
from gridadmin.services.journal import list_acts
from gridadmin.services.pay_runs import draft_run, reopen_run, step_run
from gridadmin.services.pay_standards import add_standard
from tests.bank_samples import account_number, shipped
from tests.peopled_offices import PART, add_worker, filled, person
from tests.real_offices import business_state, real_office

ACT = Message("Act")
MONTH, PAID_ON = Month(2026, 10), date(2026, 11, 10)
CASH = "没有开户"


STANDARD = PayStandard(
    "base", "基本报酬", Nature.TAXED, Formula.FIXED, {"amount": 60000}, date(2024, 1, 1), document="侨发〔2024〕1号"
)  # fmt: skip


def _fill(session: Session) -> None:
    add_standard(session, STANDARD)
    add_worker(session, person("王㛃", date(1988, 2, 3), 5, mobile="13900008805"), PART)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path / "real") as opened:
        yield opened


@pytest.fixture
def workers(office: OpenOffice) -> dict[str, Any]:
    """People with an approved run of October; everybody has an account but 欧阳娜娜."""
    people = filled(office)
    office.act(ACT, _fill)
    run_id = office.act(ACT, draft_run, MONTH, PAID_ON, PAID_ON)
    for state in (RunState.CHECKED, RunState.APPROVED):
        office.act(ACT, step_run, run_id, state, "李会计", PAID_ON)
    lines = {line.name: line.worker_id for line in _lines(office)}
    for serial, (name, worker_id) in enumerate(lines.items(), start=1):
        if name != "欧阳娜娜":
            form = BankAccountForm(account_number(serial), "工商银行", date(2026, 1, 1), "东昌府支行")
            office.act(ACT, set_account, worker_id, form)
    return {"run": run_id, "people": people} | lines


def _lines(office: OpenOffice) -> list[Any]:
    from gridadmin.services.pay import list_lines, run_of_month

    return list(office.read(lambda session: list_lines(session, run_of_month(session, MONTH).id)))


def order(template: str = "neutral_xls", **cash: Any) -> ExportOrder:
    return ExportOrder(MONTH, template, CashChoice(**cash))


def test_an_export_is_written_kept_with_its_run_and_undone(
    office: OpenOffice, workers: dict[str, Any], tmp_path: Path
) -> None:
    before = business_state(office)
    rehearsed = plan_export(office, order(without_account=CASH))
    assert business_state(office) == before, "a rehearsal keeps nothing"
    assert not rehearsed.before
    report = write_export(office, order(without_account=CASH), tmp_path / "out")
    assert report.files == rehearsed.files, "the same payments give the same bytes"
    assert [each.name for each in report.left_out] == ["欧阳娜娜"]
    assert report.total + sum(each.amount for each in report.left_out) == report.run.net
    (file,) = report.files
    content = (tmp_path / "out" / file.name).read_bytes()
    assert (file.size, file.sm3, file.rows) == (len(content), sm3_of(content), len(workers) - 3)
    (kept,) = office.read(list_exports)
    assert (kept.run_id, kept.month, kept.files, kept.left_out) == (
        workers["run"], MONTH, report.files, report.left_out,
    )  # fmt: skip
    assert (kept.made_by, kept.rows, kept.total) == (office.account_name, report.rows, report.total)
    assert kept.unverified == shipped("neutral_xls").unverified
    assert CASH in str(office.read(list_acts, 1)[0].sentence), "why somebody is paid in cash is journaled"
    assert plan_export(office, order(without_account=CASH)).before == (kept,), "exporting twice says when it was"
    assert verify_file(office, tmp_path / "out" / file.name).state is FileState.UNCHANGED
    office.undo()
    assert business_state(office) == before
    assert verify_file(office, tmp_path / "out" / file.name).state is FileState.UNKNOWN


def test_a_changed_file_is_known_by_its_name_and_a_renamed_one_by_its_bytes(
    office: OpenOffice, workers: dict[str, Any], tmp_path: Path
) -> None:
    _spell(office, workers)
    report = write_export(office, order("abc_wage", without_account=CASH), tmp_path)
    path = tmp_path / report.files[0].name
    other = tmp_path / "改名.txt"
    other.write_bytes(path.read_bytes())
    known = verify_file(office, other)
    assert (known.state, known.file, known.run_total) == (FileState.UNCHANGED, report.files[0], report.run.net)
    path.write_bytes(path.read_bytes().replace(b"600.00", b"900.00"))
    assert verify_file(office, path).state is FileState.CHANGED
    with pytest.raises(NotFoundError):
        verify_file(office, tmp_path / "无.txt")
    with pytest.raises(ConflictError, match=path.name):
        write_export(office, order("abc_wage", without_account=CASH), tmp_path)
    assert len(office.read(list_exports)) == 1, "what was not written leaves no record"
    write_export(office, order("abc_wage", without_account=CASH), tmp_path, replace=True)
    assert verify_file(office, path).state is FileState.UNCHANGED


def _spell(office: OpenOffice, workers: dict[str, Any]) -> None:
    form = BankAccountForm(account_number(99), "工商银行", date(2026, 1, 1), holder="王MIE")
    office.act(ACT, set_account, workers["王㛃"], form)


def test_who_has_no_account_or_a_name_that_cannot_be_written_keeps_everything_back(
    office: OpenOffice, workers: dict[str, Any], tmp_path: Path
) -> None:
    report = plan_export(office, order("abc_wage"))
    assert [(each.kind, each.name) for each in report.refusals] == [
        (RefusalKind.NO_ACCOUNT, "欧阳娜娜"), (RefusalKind.UNWRITABLE, "王㛃"),
    ]  # fmt: skip
    assert "spells the name" in str(report.refusals[1].reason)
    with pytest.raises(InvalidError, match="欧阳娜娜") as caught:
        write_export(office, order("abc_wage"), tmp_path / "out")
    assert "王㛃" in str(caught.value)
    assert not (tmp_path / "out").exists()
    assert office.read(list_exports) == []
    _spell(office, workers)
    written = write_export(office, order("abc_wage", people={workers["欧阳娜娜"]: CASH}), tmp_path / "out")
    content = (tmp_path / "out" / written.files[0].name).read_bytes()
    assert "王MIE".encode("gbk") in content


def test_a_run_that_is_not_approved_goes_to_no_bank(office: OpenOffice, workers: dict[str, Any]) -> None:
    office.act(ACT, reopen_run, workers["run"], "金额有误", "李会计", PAID_ON)
    with pytest.raises(NotPermittedError, match="Draft"):
        plan_export(office, order())
    with pytest.raises(NotFoundError):
        plan_export(office, replace(order(), month=Month(2026, 3)))


def test_a_folder_that_cannot_be_written_leaves_no_record(
    office: OpenOffice, workers: dict[str, Any], tmp_path: Path
) -> None:
    assert workers
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError):
        write_export(office, order(without_account=CASH), tmp_path / "file" / "out")
    assert office.read(list_exports) == []


def test_among_the_months_papers_the_template_used_last_is_taken(
    office: OpenOffice, workers: dict[str, Any], tmp_path: Path
) -> None:
    form = BankAccountForm(account_number(98), "农业银行", date(2026, 1, 1))
    office.act(ACT, set_account, workers["欧阳娜娜"], form)
    with pytest.raises(NotFoundError, match="通用工资表"):
        write_month_papers(office, MONTH, ["bank"], tmp_path / "a")
    own = shipped("neutral_xlsx", name="我的模板", split_banks=True, bank="工商银行")
    office.act(ACT, add_template, own)
    write_month_papers(office, MONTH, ["bank"], tmp_path / "b", PaperOptions(bank_template="我的模板"))
    names = sorted(path.name for path in (tmp_path / "b").iterdir())
    assert len(names) == 2
    again = write_month_papers(office, MONTH, ["bank"], tmp_path / "c")
    assert sorted(path.name for _word, path in again.files) == names
    for path in (tmp_path / "b").iterdir():
        assert verify_file(office, path).state is FileState.UNCHANGED
    assert [len(each.files) for each in office.read(list_exports)] == [2, 2]
