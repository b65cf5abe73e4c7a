"""The page of insurance and the tab of a person, with a real office: each finding is mended, explained, and undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gridadmin.domain.insurance import STATUTORY, Fault
from gridadmin.domain.insurance_policies import ClaimForm, ClaimState, PolicyForm
from gridadmin.domain.months import Month
from gridadmin.domain.pay_tables import Scheme
from gridadmin.domain.queues import Target
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.insurance import enrol
from gridadmin.services.insurance_claims import add_claim, list_claims
from gridadmin.services.insurance_facts import insured_people
from gridadmin.services.insurance_policies import add_policy, cover_people, list_policies
from gridadmin.services.insurance_reconciliation import reconcile_insurance
from gridadmin.services.workers import get_worker
from gridadmin.ui import sheet_import
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.insurance import changes_pane, declaration, policy_acts
from gridadmin.ui.insurance.declaration import DeclarationDialog
from gridadmin.ui.insurance.page import InsurancePage
from gridadmin.ui.insurance.tab import InsuranceTab
from gridadmin.ui.pages import Desk
from gridadmin.ui.sheet_import import SheetImportDialog
from tests.peopled_offices import TODAY, People

Settle = Callable[[], None]
OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
POLICY = PolicyForm("人保财险", "2026-1", date(2026, 1, 1), date(2026, 12, 31), 300_000_00, 1_200_00)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, office: OpenOffice, people: People, settle: Settle) -> InsurancePage:
    """张三 is enrolled, 王五 and 欧阳娜娜 are not; 李四, who serves part-time, is on no list."""
    who = people.workers["张三"]
    office.act(Message("Enrol"), enrol, who, Month(2024, 1), dict.fromkeys(STATUTORY, 320_000))
    made = InsurancePage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.reload()
    settle()
    return made


def dialog_of(page: Any) -> FormDialog:
    found: list[FormDialog] = [each for each in page.findChildren(FormDialog) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def save(page: Any, settle: Settle, **values: object) -> None:
    dialog = dialog_of(page)
    for key, value in values.items():
        dialog.form.editor(key).set_value(value)
    dialog.save()
    settle()
    if isinstance(page, InsurancePage):
        page.reload()  # as the frame tells it to after an act
        settle()


def texts_of(path: Path) -> list[str]:
    sheet: Any = openpyxl.load_workbook(path).active
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]


def test_who_lacks_what_stands_first(page: InsurancePage, settle: Settle, qtmodeltester: Any) -> None:
    pane: Any = page.pane_of("enrolments")
    settle()
    states = {row.name: row for row in pane.model.rows()}
    assert set(states) == {"张三", "王五", "欧阳娜娜"}
    assert states["张三"].missing == ()
    assert states["张三"].bases[Scheme.PENSION] == (320_000, 457_300), "declared, and lifted to the floor"
    assert states["王五"].is_late
    assert pane.model.rows()[-1].name == "张三"
    pane.standing.choose("lacking")
    assert {row.name for row in pane.model.rows()} == {"王五", "欧阳娜娜"}
    pane.box.setText("欧阳")
    assert pane.model.rowCount() == 1
    qtmodeltester.check(pane.model)


def test_every_finding_leads_to_the_act_that_mends_it(
    page: InsurancePage, office: OpenOffice, people: People, settle: Settle, qtbot: QtBot
) -> None:
    pane: Any = page.pane_of("reconcile")
    settle()
    names = [row.name for row in pane.model.rows()]
    assert set(names) == {"王五", "欧阳娜娜", "李四"}, "赵六 left before these six months"
    assert names[-1] == "李四", "breaches of Art 22 come first"
    pane.table.choose(names.index("王五"))
    qtbot.keyClick(pane.table, Qt.Key.Key_Return)
    settle()
    save(page, settle, first=Month(2024, 1), reason="补办")
    (person,) = office.read(insured_people, people.workers["王五"])
    assert person.missing_in(NOVEMBER) == ()
    assert "王五" not in {row.name for row in pane.model.rows()}
    office.undo()
    page.reload()
    settle()
    assert "王五" in {row.name for row in pane.model.rows()}


def test_what_is_explained_is_kept_apart(
    page: InsurancePage, office: OpenOffice, people: People, settle: Settle
) -> None:
    pane: Any = page.pane_of("reconcile")
    settle()
    finding = next(each for each in pane.found if each.name == "欧阳娜娜" and each.month == NOVEMBER)
    pane.work.explain(finding)
    settle()
    save(page, settle, first=Month(2024, 1), last=None, reason="原单位缴纳")
    assert "欧阳娜娜" not in {row.name for row in pane.model.rows()}
    pane.standing.choose("explained")
    assert {row.name for row in pane.model.rows()} == {"欧阳娜娜"}
    found = office.read(reconcile_insurance, NOVEMBER, TODAY)
    assert {each.explained for each in found if each.worker_id == people.workers["欧阳娜娜"]} == {"原单位缴纳"}
    pane.work.withdraw(next(each for each in pane.found if each.explained and each.month == NOVEMBER))
    settle()
    page.reload()
    settle()
    assert any(each.explained for each in pane.found), "the months before stay explained"
    assert not [each for each in pane.found if each.explained and each.month == NOVEMBER]


def test_months_and_kinds_narrow_the_matrix(page: InsurancePage, settle: Settle) -> None:
    pane: Any = page.pane_of("reconcile")
    settle()
    assert pane.model.columnCount() == 7
    pane.span.choose("12")
    pane.reload()
    settle()
    assert pane.model.columnCount() == 13
    pane.kind.set_value(Fault.ON_NO_LIST)
    assert {row.name for row in pane.model.rows()} == {"李四", "赵六"}


def test_the_list_for_the_bureau(
    page: InsurancePage, office: OpenOffice, people: People, settle: Settle, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    bases = dict.fromkeys(STATUTORY, 500_000)
    office.act(Message("Enrol"), enrol, people.workers["王五"], NOVEMBER, bases, "新录用")
    pane: Any = page.pane_of("changes")
    settle()
    (line,) = pane.model.rows()
    assert (line.of.name, line.reason, line.of.month) == ("王五", "新录用", NOVEMBER)
    monkeypatch.setattr(changes_pane, "tell", lambda *_words: None)
    for unmask, number in ((False, "*"), (True, line.id_number)):
        pane.unmask.setChecked(unmask)
        out = tmp_path / f"{unmask}.xlsx"
        pane.export_to(out)
        settle()
        texts = texts_of(out)
        assert "社会保险参保人员增减变动表" in texts
        assert "证件类型※" in texts
        assert "养老保险缴费基数" in texts
        assert any(number in text for text in texts)
        assert (line.id_number in texts) is unmask


def test_a_policy_its_list_and_a_claim(
    page: InsurancePage, office: OpenOffice, people: People, settle: Settle, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    li = people.workers["李四"]
    pane: Any = page.pane_of("policies")
    settle()
    pane.new_record()
    values = {
        "insurer": POLICY.insurer, "number": POLICY.number, "valid_from": POLICY.valid_from,
        "valid_to": POLICY.valid_to, "sum_insured": POLICY.sum_insured, "premium": POLICY.premium,
    }  # fmt: skip
    save(page, settle, **values)
    (policy,) = pane.model.rows()
    assert policy.form.premium_taxed is None, "ask the tax office"
    pane._add_people()
    save(page, settle, first=POLICY.valid_from)
    assert [cover.name for cover in pane.people.rows()] == ["李四"]
    pane.work.claim(pane.found)
    claim = {
        "worker_id": li, "happened_on": date(2026, 9, 14), "place": "文化路", "circumstances": "摔伤",
        "reported_on": date(2026, 9, 15), "claimed": 3_000_00,
    }  # fmt: skip
    save(page, settle, **claim)
    (row,) = office.read(list_claims)
    pane.work.correct_claim(pane.found, row)
    dialog = dialog_of(page)
    dialog.form.editor("state").set_value(ClaimState.PAID)
    dialog.save()
    settle()
    assert "paid" in dialog.form.messages(), "what was paid out has to be said"
    save(page, settle, paid=2_500_00, decided_on=date(2026, 10, 8))
    assert office.read(list_claims)[0].form.paid == 2_500_00
    pane.work.renew(pane.found.policy)
    save(page, settle, number="2027-1")
    new, _old = office.read(list_policies, date(2027, 1, 2))
    assert (new.form.valid_from, new.form.valid_to, new.insured) == (date(2027, 1, 1), date(2027, 12, 31), 1)
    assert not page.findChildren(DeclarationDialog)
    monkeypatch.setattr(policy_acts, "tell", lambda *_words: None)
    monkeypatch.setattr(policy_acts, "ask_where", lambda *_words: tmp_path / "list.xlsx")
    pane.export_list()
    save(page, settle, since=date(2025, 12, 31))
    assert "李四" in texts_of(tmp_path / "list.xlsx")


def test_a_claim_is_removed_after_a_question(
    page: InsurancePage, office: OpenOffice, people: People, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def yes(*words: object, **_more: object) -> bool:
        asked.append(str(words[2]))
        return True

    monkeypatch.setattr(policy_acts, "ask", yes)
    li = people.workers["李四"]
    policy = office.act(Message("Policy"), add_policy, POLICY)
    office.act(Message("Cover"), cover_people, policy, [li], date(2026, 6, 1))
    claim = ClaimForm(li, date(2026, 9, 14), "文化路", "摔伤", date(2026, 9, 15))
    office.act(Message("Claim"), add_claim, policy, claim)
    pane: Any = page.pane_of("policies")
    settle()
    settle()
    pane.work.remove_claim(pane.found.claims[0])
    settle()
    assert "2026-09-14" in asked[0]
    assert office.read(list_claims) == []
    assert office.undo() is not None
    assert len(office.read(list_claims)) == 1


def test_bases_are_declared_for_everybody_at_once(
    page: InsurancePage, office: OpenOffice, people: People, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(declaration, "tell", lambda *_words: None)
    pane: Any = page.pane_of("enrolments")
    settle()
    dialog = DeclarationDialog(pane, page.desk, NOVEMBER)
    settle()
    dialog.grid.paste("姓名\t养老保险\t工伤保险\n张三\t5200\t5300")
    dialog.declare()
    settle()
    (person,) = office.read(insured_people, people.workers["张三"])
    bases = {each.scheme: each.base for each in person.enrolments if each.covers(NOVEMBER)}
    assert (bases[Scheme.PENSION], bases[Scheme.INJURY], bases[Scheme.MEDICAL]) == (520_000, 530_000, 320_000)
    assert {each.base for each in person.enrolments if each.covers(OCTOBER)} == {320_000}


def test_a_sheet_of_enrolments_is_imported_from_the_page(
    page: InsurancePage, office: OpenOffice, people: People, settle: Settle, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    pane: Any = page.pane_of("enrolments")
    settle()
    path = tmp_path / "参保.csv"
    path.write_text("姓名,缴费基数,起始年月\n张三,5200,\n王五,4573,2026-10\n", encoding="gbk")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))
    monkeypatch.setattr(sheet_import, "tell", lambda *_words: None)
    pane._import()
    settle()
    settle()
    (dialog,) = pane.findChildren(SheetImportDialog)
    shown = {row.name: row.changes for row in dialog.model.rows()}
    assert "3200.00 → 5200.00" in shown["张三"]
    assert "→" not in shown["王五"]
    assert dialog.place == NOVEMBER
    dialog._sheet.terms.set_value("不是月份")
    dialog.rehearse()
    assert not dialog.go.isEnabled(), "no month, no import"
    dialog._sheet.terms.set_value(OCTOBER)
    dialog.rehearse()
    settle()
    dialog.import_rows()
    settle()
    settle()
    (person,) = office.read(insured_people, people.workers["张三"])
    assert {each.base for each in person.enrolments if each.covers(OCTOBER)} == {520_000}
    assert {each.base for each in person.enrolments if each.covers(OCTOBER.plus(-1))} == {320_000}
    page.reload()
    settle()
    assert next(row for row in pane.model.rows() if row.name == "王五").bases


def test_a_persons_tab(qtbot: QtBot, desk: Desk, office: OpenOffice, people: People, settle: Settle) -> None:
    li = people.workers["李四"]
    policy = office.act(Message("Policy"), add_policy, POLICY)
    office.act(Message("Cover"), cover_people, policy, [li], date(2026, 6, 1))
    claim = ClaimForm(li, date(2026, 9, 14), "文化路", "摔伤", date(2026, 9, 15))
    office.act(Message("Claim"), add_claim, policy, claim)
    tab = InsuranceTab(desk)
    qtbot.addWidget(tab)
    tab.resize(700, 700)
    tab.show()
    tab.show_worker(office.read(get_worker, li, TODAY), TODAY, False)
    settle()
    assert tab.found is not None
    assert {each.fault for each in tab.found.findings} == {Fault.ON_NO_LIST}, "until May"
    assert len(tab.found.claims) == 1
    tab._uncover()
    save(tab, settle, last=date(2026, 10, 31))
    tab.show_worker(office.read(get_worker, li, TODAY), TODAY, False)
    settle()
    assert tab.found.findings[0].fault is Fault.LAPSED


def test_targets_open_their_tabs(page: InsurancePage, people: People, settle: Settle) -> None:
    page.show_target(Target("insurance", "reconcile", str(people.workers["欧阳娜娜"])))
    settle()
    pane: Any = page.pane
    assert pane.table.current_row().name == "欧阳娜娜"
    page.show_target(Target("insurance", "policies"))
    settle()
    assert page.tabs.value() == "policies"
    assert page.panes()
