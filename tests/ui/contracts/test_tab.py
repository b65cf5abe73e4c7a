"""The tab of contracts: what wants attention, entering with the law at hand, scans, the hand-over list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLabel
from pytestqt.qtbot import QtBot

from gridadmin.domain.contracts import ContractEnd
from gridadmin.domain.queues import Target
from gridadmin.domain.workers import ExitReason
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.contracts import contracts_of
from gridadmin.services.workers_handover import exits_of
from gridadmin.services.workers_leaving import leave_service
from gridadmin.ui.background import Background
from gridadmin.ui.contracts import acts as acts_module
from gridadmin.ui.contracts.tab import ContractsTab
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.pages import Desk
from gridadmin.ui.preferences import PreferenceStore
from gridadmin.ui.scans.strip import ScanStrip
from gridadmin.ui.workers.page import WorkersPage
from tests.peopled_offices import TODAY, People, filled
from tests.real_offices import real_office
from tests.scanned_papers import pdf

Settle = Callable[[], None]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path / "office") as opened:
        yield opened


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


@pytest.fixture
def page(
    qtbot: QtBot, background: Background, preferences: PreferenceStore, people: People, settle: Settle
) -> WorkersPage:
    went: list[Target] = []
    made = WorkersPage(Desk(background, preferences, TODAY, went.append))
    qtbot.addWidget(made)
    background.changed.connect(lambda words: made.reload() if made.features & words else None)
    made.resize(1300, 800)
    made.show()
    made.reload()
    settle()
    return made


def opened(page: WorkersPage, people: People, name: str, settle: Settle) -> ContractsTab:
    page.show_target(Target("workers", "contracts", str(people.workers[name])))
    settle()
    tab = page.pane._panes["contracts"]
    assert isinstance(tab, ContractsTab)
    settle()
    return tab


def words(tab: Any) -> str:
    QApplication.processEvents()
    return "\n".join(each.text() for each in tab.findChildren(QLabel) if each.isVisible())


def dialog(tab: ContractsTab) -> FormDialog:
    (shown,) = [each for each in tab.findChildren(FormDialog) if each.isVisible()]
    return shown


def fill(shown: FormDialog, values: dict[str, Any]) -> None:
    shown.form.fill({**shown.form.values(), **values})


def test_a_contract_is_entered_with_the_law_at_hand(
    page: WorkersPage, people: People, office: OpenOffice, settle: Settle
) -> None:
    tab = opened(page, people, "张三", settle)
    assert "without a written contract" in words(tab)
    tab._enter()
    settle()
    form = dialog(tab)
    assert form.form.values()["ends_on"] == date(2026, 12, 31), "three years from the first day of service"
    fill(form, {"probation_until": date(2024, 7, 1), "signed_on": date(2024, 3, 1)})
    form.save()
    settle()
    assert "probation_until" not in form.form.messages(), "doubts are shown first"
    assert form._warned.isVisible()
    form._reason.setText("补签")
    form.save()
    settle()
    assert "2024-06-30" in form.form.messages()["probation_until"]
    fill(form, {"probation_until": date(2024, 6, 30)})
    form.save()
    settle()
    form._reason.setText("补签")
    form.save()
    settle()
    (contract,) = office.read(contracts_of, people.workers["张三"])
    assert contract.remarks == "补签"
    assert "without a written contract" not in words(tab)
    assert "contract of 张三 with" in words(tab), "it ends within three months"


def test_a_renewal_follows_without_a_day_between(
    page: WorkersPage, people: People, office: OpenOffice, settle: Settle
) -> None:
    tab = opened(page, people, "张三", settle)
    for signed in (date(2024, 1, 1), date(2027, 1, 1)):
        tab._enter()
        settle()
        fill(dialog(tab), {"signed_on": signed})
        dialog(tab).save()
        settle()
    first, second = office.read(contracts_of, people.workers["张三"])
    assert (first.ends_on, second.started_on, second.ends_on) == (
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(2029, 12, 31),
    )
    tab.acts.end(second)
    settle()
    fill(dialog(tab), {"ended_on": date(2027, 5, 31), "end_reason": ContractEnd.AGREED})
    dialog(tab).save()
    settle()
    assert "ended on 2027-05-31 Ended by agreement" in words(tab)


def test_scans_stand_below_their_contract(
    page: WorkersPage, people: People, office: OpenOffice, settle: Settle, tmp_path: Path
) -> None:
    tab = opened(page, people, "张三", settle)
    tab._enter()
    settle()
    fill(dialog(tab), {"signed_on": date(2024, 1, 1)})
    dialog(tab).save()
    settle()
    (strip,) = [each for each in tab.findChildren(ScanStrip) if each.isVisible()]
    strip.add_files([pdf(tmp_path / "合同.pdf", 2)])
    settle()
    settle()
    assert office.read(contracts_of, people.workers["张三"])[0].scans == 2
    shown = [each for each in tab.findChildren(ScanStrip) if each.isVisible()]
    assert [len(each.rows) for each in shown] == [2]


def test_a_hand_over_list_is_ticked_line_by_line(
    page: WorkersPage, people: People, office: OpenOffice, settle: Settle, qtbot: QtBot
) -> None:
    office.act(Message("Leave"), leave_service, people.workers["张三"], date(2026, 10, 31), ExitReason.RESIGNED)
    tab = opened(page, people, "张三", settle)
    assert "past their day" in words(tab)
    first = next(each for each in tab.findChildren(QCheckBox) if each.isVisible())
    first.click()
    settle()
    (gone,) = office.read(exits_of, people.workers["张三"])
    assert gone.items[0].done_on == TODAY
    assert gone.items[0].done_by == office.account_name
    tab.handover.not_needed(gone.items[1])
    settle()
    (gone,) = office.read(exits_of, people.workers["张三"])
    assert not gone.items[1].needed
    tab.handover.tick_all(gone)
    settle()
    assert office.read(exits_of, people.workers["张三"])[0].open_items(TODAY) == ()
    assert "10 of 10 done" in words(tab)


def test_a_leaver_without_a_list_gets_one(
    page: WorkersPage, people: People, office: OpenOffice, settle: Settle
) -> None:
    page.bar.switch.choose("all")
    settle()
    tab = opened(page, people, "赵六", settle)
    assert "No hand-over list" in words(tab)
    tab.handover.make(office.read(exits_of, people.workers["赵六"])[0])
    settle()
    assert len(office.read(exits_of, people.workers["赵六"])[0].items) == 4


def test_removing_a_signed_contract_is_refused_in_words(
    page: WorkersPage, people: People, office: OpenOffice, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = opened(page, people, "张三", settle)
    tab._enter()
    settle()
    fill(dialog(tab), {"signed_on": date(2024, 1, 1)})
    dialog(tab).save()
    settle()
    monkeypatch.setattr(acts_module, "ask", lambda *_args, **_kwargs: True)
    told: list[str] = []
    page.desk.background.on_failed = lambda error: told.append(str(error))
    (row,) = office.read(contracts_of, people.workers["张三"])
    tab.acts.remove(row)
    settle()
    assert len(told) == 1
    assert "two years" in told[0]
    assert not [each for each in tab.findChildren(QDialog) if each.isVisible()]
