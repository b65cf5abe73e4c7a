"""What is entered about pay in the window: standards, parameters, people, the month's entries, a person's file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from gridadmin.domain.imports import Outcome
from gridadmin.domain.months import Month
from gridadmin.domain.pay import BasicMode, IncomeCategory, Nature
from gridadmin.domain.pay_deductions import AdditionalKind
from gridadmin.domain.pay_people import EntryColumn
from gridadmin.domain.pay_person import EntryKind
from gridadmin.domain.pay_runs import RunState
from gridadmin.domain.pay_standards import Formula
from gridadmin.domain.queues import Target
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.pay_imports import OpeningPlace
from gridadmin.services.journal import list_acts
from gridadmin.services.pay_declarations import list_declarations
from gridadmin.services.pay_entries import entry_sheet
from gridadmin.services.pay_parameters_view import parameter_history
from gridadmin.services.pay_people import list_categories, list_elements, set_categories
from gridadmin.services.pay_standards import list_standards
from gridadmin.services.pay_years import list_years
from gridadmin.services.workers import get_worker
from gridadmin.ui import sheet_import
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.pages import Desk
from gridadmin.ui.pay import people_acts
from gridadmin.ui.pay.entered_imports import openings_import
from gridadmin.ui.pay.page import PayPage
from gridadmin.ui.pay.worker_tab import PayTab
from gridadmin.ui.sheet_import import SheetImportDialog, rows_of
from tests.pay_offices import ACT, run, standard
from tests.peopled_offices import TODAY, People

Settle = Callable[[], None]


def opened(page: PayPage, key: str, settle: Settle) -> Any:
    pane = page.pane_of(key)
    settle()
    settle()
    return pane


def fill(dialog: FormDialog, settle: Settle, **values: Any) -> None:
    for key, value in values.items():
        dialog.form.editor(key).set_value(value)
    dialog.save()
    settle()
    settle()


def close_messages(qapp: QApplication) -> list[str]:
    """Close what is told, and return the titles."""
    found = [each for each in qapp.topLevelWidgets() if each.isVisible() and not isinstance(each, PayPage)]
    titles = [each.windowTitle() for each in found]
    for each in found:
        each.close()
    return titles


def test_a_standard_is_entered_with_a_live_example_and_raised(
    page: PayPage, office: OpenOffice, settle: Settle, qapp: QApplication, qtbot: QtBot
) -> None:
    pane = opened(page, "standards", settle)
    assert [row.standard.code for row in pane.model.rows()] == ["base", "seniority", "allowance"]
    dialog = pane.rows_acts.enter(Formula.FIXED, pane.view)
    settle()
    for key, text in (("name", "伙食补贴"), ("code", "meal"), ("amount", "300")):
        dialog.form.editor(key).set_value(text if key != "amount" else 30000)
    example = dialog.form.editor("example")
    qtbot.waitUntil(lambda: "伙食补贴 300" in example.said())
    assert "base 3200" in example.said()
    dialog.save()
    settle()
    settle()
    assert "meal" in [each.code for each in office.read(list_standards)]
    assert "meal" in [row.standard.code for row in pane.model.rows()]
    raising = pane.rows_acts.take_over(pane.model.rows()[0], pane.view)
    fill(raising, settle, amount=340000, valid_from=date(2026, 9, 1))
    assert [each.numbers["amount"] for each in office.read(list_standards) if each.code == "base"] == [320000, 340000]
    assert any(close_messages(qapp)), "what is paid already is told"
    office.undo()
    settle()


def test_an_overlap_stands_in_the_dialog(page: PayPage, settle: Settle, qapp: QApplication) -> None:
    pane = opened(page, "standards", settle)
    dialog = pane.rows_acts.enter(Formula.GRADE, pane.view)
    fill(dialog, settle, name="绩效", code="merit", grades="优秀 x")
    assert "grades" in dialog.form.messages()
    fill(dialog, settle, grades="优秀")
    assert "grades" in dialog.form.messages()
    dialog.reject()
    close_messages(qapp)


def test_a_value_is_entered_by_its_form(page: PayPage, office: OpenOffice, settle: Settle) -> None:
    pane = opened(page, "parameters", settle)
    place = [row.form.key for row in pane.model.rows()].index("insurance.limits")
    pane.table.choose(place)
    settle()
    dialog = pane.forms.enter(pane.model.rows()[place])
    assert dialog.form.values()["effective_from"] == date(2027, 1, 1), "next year's, in autumn"
    fill(dialog, settle, floor="abc", source="鲁人社字〔2027〕1号")
    assert "floor" in dialog.form.messages()
    fill(dialog, settle, floor="4700", ceiling="23500")
    history = office.read(parameter_history, "insurance.limits")
    assert history[0].row is not None
    assert history[0].row.value == {"floor": "4700", "ceiling": "23500"}
    pane.which.choose("lacks")
    keys = [row.form.key for row in pane.model.rows()]
    assert "insurance.limits" not in keys
    assert keys[0] == "calendar.days"
    table = pane.forms.enter(next(row for row in pane.view.rows if row.form.key == "tax.annual"))
    assert table.form.values()["value"][0] == ["36000", "3", "0"]
    table.reject()


def test_people_are_entered_list_by_list(
    page: PayPage, office: OpenOffice, people: People, settle: Settle, qapp: QApplication
) -> None:
    pane = opened(page, "people", settle)
    who = (people.workers["张三"], "张三")
    fill(
        pane.forms.enter_element(who),
        settle,
        name="岗位津贴",
        amount=30000,
        reason="专干",
        valid_from=date(2026, 11, 1),
    )
    assert [row.worker for row in pane.seen.model.rows()] == ["张三"] == [r.worker for r in office.read(list_elements)]
    pane.views.choose("categories")
    settle()
    pane.seen.table.choose(0)
    assert pane.seen.table.current_row().missing
    fill(
        pane.forms.set_category([(people.workers["李四"], "李四")]),
        settle,
        reason="劳务协议",
        valid_from=date(2026, 11, 1),
    )
    assert not any(row.missing for row in office.read(list_categories, TODAY))
    pane.views.choose("declarations")
    settle()
    dialog = pane.forms.declare(AdditionalKind.CHILD, who)
    fill(dialog, settle, subject="张小一", first=Month(2026, 11))
    (declared,) = office.read(list_declarations, Month(2026, 11), TODAY)
    assert (declared.item.subject, declared.amount) == ("张小一", 200000)
    pane.views.choose("years")
    settle()
    row = next(each for each in pane.seen.model.rows() if each.worker == "张三")
    year = pane.forms.set_year(row)
    fill(year, settle, mode=BasicMode.SIXTY)
    assert "evidence" in year.form.messages()
    fill(year, settle, evidence="扣缴端查询2026-01-05")
    assert office.read(list_years, 2026, TODAY, who[0])[0].mode is BasicMode.SIXTY
    pane.box.setText("李")
    assert [each.worker for each in pane.seen.model.rows()] == ["李四"]
    close_messages(qapp)


def test_a_category_is_taken_away_and_the_one_before_holds(
    page: PayPage, office: OpenOffice, people: People, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_acts, "ask", lambda *_args, **_more: True)
    li = people.workers["李四"]
    office.act(ACT, set_categories, [li], date(2026, 11, 1), IncomeCategory.LABOUR, "劳务协议")
    pane = opened(page, "people", settle)
    page.show_target(Target("pay", "categories", str(li)))
    settle()
    settle()
    assert pane.seen.table.current_row().worker == "李四"
    pane.seen.acts[-1][2]()
    settle()
    settle()
    assert [row.worker for row in office.read(list_categories, TODAY) if row.missing] == ["李四"]
    assert "李四" in str(office.read(list_acts)[0].sentence)
    assert office.undo() is not None
    assert not any(row.missing for row in office.read(list_categories, TODAY))


def test_a_sheet_of_entries_is_seen_row_by_row_before_it_is_imported(
    page: PayPage, office: OpenOffice, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = opened(page, "entries", settle)
    path = tmp_path / "考勤.csv"
    path.write_text("姓名,缺勤天数,说明,部门\n张三,2,事假,一科\n没有这个人,1,,一科\n合计,3,,\n", encoding="gbk")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))
    told: list[str] = []
    monkeypatch.setattr(sheet_import, "tell", lambda *words: told.extend(map(str, words)))
    before = office.read(entry_sheet, pane.month)
    pane.import_file()
    settle()
    settle()
    (dialog,) = pane.findChildren(SheetImportDialog)
    shown = {row.name: (row.outcome.outcome, row.words) for row in dialog.model.rows()}
    assert shown["张三"][0] is Outcome.NEW
    assert shown["没有这个人"][0] is Outcome.REJECTED
    assert shown["没有这个人"][1]
    assert "部门" in dialog._note.text()
    assert office.read(entry_sheet, pane.month) == before, "it was taken back"
    dialog.tiles[Outcome.REJECTED].click()
    assert [row.name for row in dialog.model.rows()] == ["没有这个人"]
    dialog.import_rows()
    settle()
    settle()
    assert "1" in told[2]
    row = next(each for each in office.read(entry_sheet, pane.month).people if each.worker == "张三")
    assert row.cells
    assert row.reason == "事假"


def test_opening_sums_say_what_a_sheet_changes(office: OpenOffice, people: People, tmp_path: Path) -> None:
    sheet = openings_import(OpeningPlace(2026))
    path = tmp_path / "期初.csv"
    path.write_text("姓名,任职月数,累计收入\n张三,3,9000\n", encoding="utf-8")
    assert rows_of(sheet.run(office, sheet.place, path), sheet.words)[0].outcome.outcome is Outcome.NEW
    path.write_text("姓名,任职月数,累计收入\n张三,4,12000.50\n", encoding="utf-8")
    (row,) = rows_of(sheet.preview(office, sheet.place, path), sheet.words)
    assert "3 → 4" in row.changes
    assert "9,000.00 → 12,000.50" in row.changes
    assert people.workers


def test_entries_are_typed_with_real_keys_and_saved_as_one_act(
    page: PayPage, office: OpenOffice, people: People, settle: Settle
) -> None:
    office.act(ACT, _add_night)
    settle()
    pane = opened(page, "entries", settle)
    assert pane.month == Month(2026, 11)
    names = [row.name for row in pane.grid.model.rows]
    pane.grid.choose(names.index("张三"), "events:night")
    pane.grid.cells.setFocus()
    QTest.keyClicks(pane.grid.cells, "3")
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    settle()
    QTest.keyClicks(pane.grid.cells, "1")
    QTest.keyClicks(focused(), ".5")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    settle()
    pane.save()
    settle()
    assert "basis" in pane.grid.said().casefold(), "without a basis nothing is saved"
    pane.basis.setText("11月考勤表")
    pane.add_column(EntryColumn(EntryKind.ONCE, "平安奖", "平安奖", Nature.TAXED))
    QGuiApplication.clipboard().setText("姓名\t平安奖\n王五\t200\n无此人\t1")
    pane.grid.paste(QGuiApplication.clipboard().text())
    assert pane.grid.left is not None
    assert len(pane.grid.left.left) == 1
    pane.save()
    settle()
    settle()
    found = {p.worker: {key: str(v) for key, v in p.cells.items()} for p in office.read(entry_sheet, pane.month).people}
    assert found["张三"] == {"events:night": "3", "absence:absence": "1.5"}
    assert found["王五"] == {"once:平安奖": "20000"}
    assert not pane.grid.model.is_dirty()
    office.undo()
    settle()
    assert not any(p.cells for p in office.read(entry_sheet, Month(2026, 11)).people)


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def _add_night(session: Any) -> None:
    from gridadmin.services.pay_standards import add_standard

    add_standard(session, standard("night", 0, formula=Formula.EVENT, numbers={"amount": 5000}))


def test_a_closed_month_is_locked_and_drafts_are_kept(page: PayPage, settle: Settle) -> None:
    pane = opened(page, "entries", settle)
    pane.grid.model.set_texts([(0, pane.grid.model.place_of("absence:absence"), "2")])
    pane.go(-2)
    settle()
    settle()
    assert pane.month == Month(2026, 9)
    assert pane._closed.isVisible()
    assert pane.grid.model.read_only
    pane.go(2)
    settle()
    settle()
    assert pane.grid.model.is_dirty(), "what was typed is there again"


@pytest.mark.parametrize("name", ["张三", "李四"])
def test_the_file_of_a_person_shows_the_pay(
    qtbot: QtBot, desk: Desk, office: OpenOffice, people: People, settle: Settle, name: str
) -> None:
    run(office, 10, until=RunState.PAID)
    tab = PayTab(desk)
    qtbot.addWidget(tab)
    tab.resize(500, 700)
    tab.show()
    detail = office.read(get_worker, people.workers[name], TODAY)
    tab.show_worker(detail, date(2026, 11, 30), read_only=False)
    settle()
    settle()
    assert tab.found is not None
    assert [str(month) for month, _line in tab.found.lines] == ["2026-10", "2026-09", "2026-08"]
    assert tab.found.year is not None
    dialog = tab.forms.set_category([(people.workers[name], name)])
    assert dialog is not None
    fill(dialog, settle, reason="协议", category=IncomeCategory.LABOUR, valid_from=date(2026, 12, 1))
    assert tab.found.categories[0][1] is IncomeCategory.LABOUR
    assert Target("pay", "runs").view == "runs"
