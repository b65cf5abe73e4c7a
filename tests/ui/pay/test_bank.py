"""The bank's tab with real windows: accounts entered, filtered, pasted; files written; templates copied and edited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from gridadmin.domain.bank_accounts import BankAccountForm
from gridadmin.domain.bank_templates import BankField
from gridadmin.jobs.bank_export import FileState, verify_file
from gridadmin.jobs.bank_templates import sample_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.bank_accounts import accounts_of, set_account
from gridadmin.services.bank_exports import list_exports
from gridadmin.services.bank_shipped import shipped_templates
from gridadmin.services.bank_templates import find_template
from gridadmin.services.pay import list_lines, list_runs
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.pages import Desk
from gridadmin.ui.pay.bank_export_dialog import BankExportDialog
from gridadmin.ui.pay.bank_files_dialog import BankFilesDialog
from gridadmin.ui.pay.bank_pane import DOUBTFUL, MISSING, BankPane
from gridadmin.ui.pay.bank_paste_dialog import PasteDialog
from gridadmin.ui.pay.bank_preview import preview_lines
from gridadmin.ui.pay.bank_template_editor import TemplateEditor
from gridadmin.ui.pay.bank_templates_dialog import BankTemplatesDialog
from gridadmin.ui.pay.page import PayPage
from tests.bank_samples import account_number
from tests.pay_offices import ACT
from tests.peopled_offices import TODAY, People

Settle = Callable[[], None]


@pytest.fixture
def pane(page: PayPage, settle: Settle) -> BankPane:
    made: Any = page.pane_of("bank")
    assert isinstance(made, BankPane)
    settle()
    return made


def form_of(pane: BankPane) -> FormDialog:
    dialogs: list[FormDialog] = pane.detail.findChildren(FormDialog)
    return dialogs[-1]


def test_an_account_is_entered_twice_masked_and_counted(
    pane: BankPane, office: OpenOffice, people: People, settle: Settle
) -> None:
    everybody = len(pane.model.rows())
    pane.switch.choose(MISSING)
    assert len(pane.model.rows()) == everybody
    person = pane.table.current_row()
    pane.new_record()
    dialog = form_of(pane)
    number = account_number(5)
    dialog.form.fill(dialog.form.values() | {"bank": "工商银行", "number": number, "number_again": account_number(6)})
    dialog.save()
    settle()
    assert "number_again" in dialog.form.messages(), "two entries that differ are told at the field"
    dialog.form.fill(dialog.form.values() | {"number_again": number})
    dialog.save()
    settle()
    settle()
    assert len(pane.model.rows()) == everybody - 1
    pane.switch.choose("all")
    row = next(each for each in pane.model.rows() if each.worker_id == person.worker_id)
    assert row.account is not None
    assert row.account.number == "*" * 15 + number[-4:], "a list never holds the whole number"
    (kept,) = office.read(accounts_of, person.worker_id)
    assert kept.number == number
    assert people


def test_a_number_that_fails_luhn_is_saved_with_a_reason_and_badged(
    pane: BankPane, office: OpenOffice, people: People, settle: Settle
) -> None:
    number = account_number(5)[:-1] + str((int(account_number(5)[-1]) + 1) % 10)
    worker_id = people.workers["张三"]
    office.act(ACT, set_account, worker_id, BankAccountForm(number, "工商银行", TODAY))
    pane.reload()
    settle()
    pane.switch.choose(DOUBTFUL)
    settle()
    (row,) = pane.model.rows()
    assert row.worker_id == worker_id
    pane.detail.correct_account()
    settle()
    dialog = form_of(pane)
    assert dialog.form.editor("number").value() == number, "to correct a number it is shown whole"
    dialog.form.fill(dialog.form.values() | {"branch": "东昌府支行"})
    dialog.save()
    settle()
    assert office.read(accounts_of, worker_id)[0].branch == "", "a warning asks for a reason first"
    dialog.save_asked.emit(dialog.form.values(), "与存折核对无误", False)
    settle()
    (kept,) = office.read(accounts_of, worker_id)
    assert (kept.branch, kept.reason) == ("东昌府支行", "与存折核对无误")


def test_pasted_cells_are_rehearsed_and_imported(
    qtbot: QtBot, pane: BankPane, desk: Desk, office: OpenOffice, people: People, settle: Settle
) -> None:
    dialog = PasteDialog(pane, desk)
    qtbot.addWidget(dialog)
    dialog.text.setPlainText("没有表头")
    assert not dialog.keep.isEnabled()
    number = account_number(8)
    dialog.text.setPlainText(f"姓名\t银行卡号\t银行\n张三\t{number}\t农业银行\n没有这人\t{number}\t农业银行")
    settle()
    assert [problem.row for problem in dialog.model.rows()] == [3]
    assert office.read(accounts_of, people.workers["张三"]) == []
    dialog.import_rows()
    settle()
    (kept,) = office.read(accounts_of, people.workers["张三"])
    assert (kept.number, kept.bank, kept.valid_from) == (number, "农业银行", TODAY)


def test_files_are_written_when_nothing_keeps_them_back(
    qtbot: QtBot,
    pane: BankPane,
    office: OpenOffice,
    settle: Settle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    run = office.read(list_runs)[0]
    lines = [line for line in office.read(list_lines, run.id) if line.net > 0]
    for serial, line in enumerate(lines[1:]):
        form = BankAccountForm(account_number(serial), "工商银行", run.pay_date)
        office.act(ACT, set_account, line.worker_id, form)
    dialog = BankExportDialog(pane, pane.desk)
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    settle()
    assert dialog.months.value() == run.month
    assert not dialog.write.isEnabled()
    assert lines[0].name in [each.name for each in dialog.model.rows()]
    assert dialog.report is not None
    refused = [each.worker_id for each in dialog.report.refusals if each.worker_id]
    dialog.leave_out_for(refused, "现金")
    settle()
    assert dialog.write.isEnabled()
    dialog.take_in()
    settle()
    assert not dialog.write.isEnabled()
    dialog.leave_out_for(refused, "现金")
    settle()
    monkeypatch.setattr("gridadmin.ui.pay.bank_export_dialog.tell", lambda *words: told.extend(map(str, words)))
    dialog.write_to(tmp_path)
    settle()
    assert str(tmp_path) in told[2]
    (export,) = office.read(list_exports)
    path = tmp_path / export.files[0].name
    assert verify_file(office, path).state is FileState.UNCHANGED
    assert_known_again(qtbot, pane, path, settle)


def assert_known_again(qtbot: QtBot, pane: BankPane, path: Path, settle: Settle) -> None:
    """The file as written is known, changed it is not sent, another one is unknown."""
    files = BankFilesDialog(pane, pane.desk)
    qtbot.addWidget(files)
    files.show()
    settle()
    assert [row.file.name for row in files.model.rows()] == [path.name]
    seen = []
    for content in (path.read_bytes(), path.read_bytes() + b"1", None):
        other = path if content is not None else path.with_name("别的.txt")
        other.write_bytes(content or b"nothing")
        files.verify(other)
        settle()
        assert files.known is not None
        assert files._state.text() == files.known.state.label
        seen.append(files.known.state)
    assert seen == [FileState.UNCHANGED, FileState.CHANGED, FileState.UNKNOWN]


def test_a_shipped_template_is_copied_edited_with_a_preview_and_kept(
    qtbot: QtBot, pane: BankPane, desk: Desk, office: OpenOffice, settle: Settle
) -> None:
    dialog = BankTemplatesDialog(pane, desk)
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    settle()
    names = [row.template.key for row in dialog.model.rows()]
    dialog.table.choose(names.index("abc_wage"))
    settle()
    assert "9999990000000000018|2864.32|张三|2864.32|0||" in dialog.preview.toPlainText()
    assert not dialog.edit.isEnabled(), "what the program brings is only copied"
    dialog.copy_it()
    (editor,) = dialog.findChildren(TemplateEditor)
    editor.form.editor("name").set_value("我的农行")
    editor.form.changed.emit()
    editor.table.choose(1)
    editor.move_column(-1)
    assert [each.field for each in editor.template.columns][:2] == [BankField.AMOUNT, BankField.ACCOUNT]
    assert editor.preview.toPlainText().startswith("2864.32|9999990000000000018|")
    editor.add_line(before=True)
    assert editor.preview.toPlainText().startswith("15809.37|")
    editor.remove_line()
    editor.save()
    settle()
    kept = office.read(find_template, "我的农行").template
    assert kept.columns == editor.template.columns
    assert kept.unverified, "copying and editing verifies nothing"
    settle()
    assert dialog.table.current_row().template.name == "我的农行"
    assert dialog.edit.isEnabled()


def test_bytes_are_told_where_widths_are_fixed() -> None:
    template = next(each for each in shipped_templates() if each.key == "ccb_shanghai")
    lines = preview_lines(template, sample_file(template, TODAY))
    assert lines[0].startswith("·········1·········2")
    assert all(line.endswith("← 31 bytes") for line in lines[1:])
    broken = replace(template, columns=(replace(template.columns[0], width=3), *template.columns[1:]))
    assert sample_file(broken, TODAY).faults
