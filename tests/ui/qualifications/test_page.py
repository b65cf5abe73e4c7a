"""The page of certificates: who lacks one comes first, a renewal is one act, cards go through their register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gridadmin.domain.parameters import Certainty
from gridadmin.domain.qualifications import CertificateForm, CertificateState
from gridadmin.domain.qualifications_cards import CardEnd, CardSize, CardState
from gridadmin.domain.queues import Target
from gridadmin.domain.workers import Condition
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.reports.preview import page_count
from gridadmin.services.qualifications import find_certificate_type, list_certificate_types
from gridadmin.services.qualifications_cards import list_cards
from gridadmin.services.qualifications_certificates import issue_certificates
from gridadmin.services.qualifications_list import worker_qualifications
from gridadmin.services.workers import get_worker
from gridadmin.ui.dialogs import BeforeAfterDialog, QuestionDialog
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.pages import Desk
from gridadmin.ui.qualifications.page import QualificationsPage
from gridadmin.ui.qualifications.sheet_dialog import CardsDialog, SheetDialog
from gridadmin.ui.qualifications.tab import QualificationsTab
from gridadmin.ui.qualifications.types_dialog import TypesDialog
from tests.peopled_offices import TODAY, People
from tests.ui.papers import dialog_of, shown

Settle = Callable[[], None]
LEFT = Qt.MouseButton.LeftButton
DUTY = "网格员上岗证"


@pytest.fixture
def certified(office: OpenOffice, people: People) -> None:
    """Both who serve on grids hold certificates that end soon."""
    kind = office.read(find_certificate_type, DUTY).id
    forms = [
        (people.workers[name], CertificateForm(kind, number, date(2023, 11, 20), date(2026, 11, 20)))
        for name, number in (("张三", "证-001"), ("李四", "证-002"))
    ]
    office.act(Message("Certify"), issue_certificates, forms, TODAY)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> QualificationsPage:
    return shown(qtbot, desk, QualificationsPage, settle)


def names(page: QualificationsPage) -> list[str]:
    return [line.worker.name for line in page.model.rows()]


def test_who_serves_without_a_certificate_comes_first(page: QualificationsPage) -> None:
    assert page.bar.views.value() == "breach"
    assert set(names(page)) == {"张三", "李四"}
    assert {line.state for line in page.model.rows()} == {CertificateState.MISSING}
    assert "2 serve without one" in page.header.findChildren(type(page._count))[1].text()
    page.show_target(Target("qualifications", "due"))
    assert names(page) == []
    assert not page.grab().isNull()


def test_entering_a_certificate_fills_in_its_last_day(
    page: QualificationsPage, office: OpenOffice, people: People, settle: Settle
) -> None:
    page.acts.enter(people.workers["张三"], "张三")
    settle()
    dialog = dialog_of(page)
    form = dialog.form
    form.editor("number").setText("证-001")
    form.editor("issued_on").setText("2026.3.1")
    form.editor("issued_on").left.emit()
    assert form.editor("expires_on").value() == date(2029, 3, 1)
    dialog.save()
    settle()
    (held,) = office.read(worker_qualifications, people.workers["张三"], TODAY).certificates
    assert (held.number, held.expires_on) == ("证-001", date(2029, 3, 1))
    assert names(page) == ["李四"]


@pytest.mark.usefixtures("certified")
def test_selected_lines_are_renewed_as_one_act_and_taken_back_by_one_undo(
    page: QualificationsPage, office: OpenOffice, settle: Settle
) -> None:
    page.show_target(Target("qualifications", "due"))
    assert len(names(page)) == 2
    page.table.selectAll()
    page.renew_selected()
    settle()
    dialog = dialog_of(page)
    dialog.form.editor("first_number").setText("续-009")
    dialog.save()
    settle()
    (table,) = (found for found in dialog.findChildren(BeforeAfterDialog))
    table.accept()
    settle()
    assert names(page) == []
    page.show_target(Target("qualifications", "all"))
    assert {line.certificate.number for line in page.model.rows() if line.certificate} == {"续-009", "续-010"}
    office.undo()
    settle()
    page.show_target(Target("qualifications", "due"))
    assert len(names(page)) == 2


@pytest.mark.usefixtures("certified")
def test_months_narrow_the_list_and_chips_say_so(page: QualificationsPage, qtbot: QtBot) -> None:
    assert [(bar.key, bar.count) for bar in page.months.bars][:2] == [("2026-11", 2), ("2026-12", 0)]
    qtbot.mouseClick(page.months, LEFT, pos=QPoint(page.months.width() // 24, page.months.height() // 2))
    assert page.bar.filter.month == "2026-11"
    assert len(names(page)) == 2
    assert "month" in page.bar.words()
    page.months.setFocus()
    qtbot.keyClick(page.months, Qt.Key.Key_Right)
    qtbot.keyClick(page.months, Qt.Key.Key_Return)
    assert page.bar.filter.month is None, "the same month again shows all"


@pytest.mark.usefixtures("certified")
def test_a_certificate_is_revoked_with_its_reason(
    page: QualificationsPage, office: OpenOffice, people: People, settle: Settle
) -> None:
    (held,) = office.read(worker_qualifications, people.workers["张三"], TODAY).certificates
    page.acts.revoke("张三", DUTY, held)
    dialog = dialog_of(page)
    dialog.save()
    assert "reason" in dialog.form.messages()
    dialog.form.editor("reason").setPlainText("违反工作纪律")
    dialog.save()
    settle()
    page.show_target(Target("qualifications", "breach"))
    assert names(page) == ["张三"]


def test_a_card_is_numbered_printed_handed_out_and_replaced(
    page: QualificationsPage,
    office: OpenOffice,
    people: People,
    settle: Settle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page.show_target(Target("qualifications", "cards"))
    monkeypatch.setattr(QuestionDialog, "exec", lambda _dialog: QuestionDialog.DialogCode.Accepted)
    page.cards.click()
    settle()
    register = page.register
    assert [line.state for line in register.model.rows()] == [CardState.PREPARED] * 2
    page.print_page()
    settle()
    (dialog,) = (found for found in register.findChildren(CardsDialog))
    dialog.sizes.set_value(CardSize.LARGE)
    settle()
    dialog.save_to(tmp_path / "cards.pdf")
    settle()
    assert page_count((tmp_path / "cards.pdf").read_bytes()) == 1
    register.table.selectRow(0)
    number = register.table.current_row().card.number
    register.give.click()
    dialog_of(page).save()
    settle()
    line = next(found for found in office.read(list_cards, TODAY) if found.card.number == number)
    assert (line.state, line.card.printed_on) == (CardState.IN_HAND, TODAY)
    register.table.selectRow([found.card.number for found in register.model.rows()].index(number))
    register.other.click()
    ending = dialog_of(page)
    assert ending.form.editor("end").value() is CardEnd.LOST
    ending.save()
    settle()
    states = {found.card.number: found.state for found in office.read(list_cards, TODAY)}
    assert states[number] is CardState.LOST
    assert len(states) == 3
    assert people.workers


def test_rules_of_a_kind_change_from_a_day_on(page: QualificationsPage, office: OpenOffice, settle: Settle) -> None:
    page.open_types()
    settle()
    (types,) = (found for found in page.findChildren(TypesDialog))
    types.change(types.kinds[0])
    form = types.findChildren(FormDialog)[-1]
    form.form.editor("validity_months").setText("二十四")
    form.save()
    assert "validity_months" in form.form.messages()
    form.form.editor("validity_months").setText("24")
    form.form.editor("valid_from").setText("2026-10-01")
    form.form.editor("certainty").set_value(Certainty.LOCAL_RULE)
    form.form.editor("source").setText("冠网办发〔2026〕7号")
    form.save()
    settle()
    kind = office.read(find_certificate_type, DUTY)
    assert [rule.validity_months for rule in kind.rules] == [36, 24]
    types.end(kind)
    settle()
    assert next(k for k in office.read(list_certificate_types) if k.name == DUTY).ended_on == TODAY
    types.accept()


@pytest.mark.usefixtures("certified")
def test_what_is_seen_is_exported(
    page: QualificationsPage, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.show_target(Target("qualifications", "due"))
    out = tmp_path / "list.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_words: (str(out), ""))
    monkeypatch.setattr("gridadmin.ui.list_export.tell", lambda *_words: None)
    page.export_list()
    settle()
    texts = {str(cell.value) for row in load_workbook(out).worksheets[0].iter_rows() for cell in row if cell.value}
    assert {"张三", "李四", "证-001"} <= texts
    assert not any(text.isdecimal() and len(text) == 18 for text in texts), "no ID number is in it"


@pytest.mark.usefixtures("certified")
def test_the_tab_shows_one_person_and_prints_the_sheet(
    qtbot: QtBot, desk: Desk, office: OpenOffice, people: People, settle: Settle
) -> None:
    tab = QualificationsTab(desk)
    qtbot.addWidget(tab)
    tab.show()
    zhang = people.workers["张三"]
    tab.show_worker(office.read(get_worker, zhang, TODAY), TODAY, False)
    settle()
    assert tab.pane.found is not None
    assert [row.number for row in tab.pane.found.certificates] == ["证-001"]
    tab.acts.see_paper(zhang, "张三")
    dialog = tab.findChildren(FormDialog)[-1]
    dialog.form.editor("condition").set_value(Condition.EDUCATION)
    dialog.form.editor("paper").setText("毕业证书")
    dialog.form.editor("seen_by").setText("杜主任")
    dialog.save()
    settle()
    assert [row.paper for row in tab.pane.found.evidence] == ["毕业证书"]
    tab.print_sheet()
    settle()
    (sheet,) = tab.findChildren(SheetDialog)
    assert sheet.view.pages == 1
    sheet.reject()
    tab.show_worker(office.read(get_worker, zhang, date(2023, 1, 1)), date(2023, 1, 1), True)
    settle()
    assert tab.pane.found.certificates == (), "on that day there was none"
