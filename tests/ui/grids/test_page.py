"""The list of grids, the grid beside it, and what a township may do with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from sqlalchemy.orm import Session

from gridadmin.domain.compliance_duties import Result
from gridadmin.domain.compliance_queues import queues
from gridadmin.domain.grids import DedicatedKind, GridKind, GridSetting, ProposalStatus
from gridadmin.domain.queues import Target
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.compliance import check_on
from gridadmin.services.grids import get_grid
from gridadmin.services.grids_list import list_grid_lines
from gridadmin.services.journal import list_acts
from gridadmin.services.notices import list_places
from gridadmin.ui.grids import acts as acts_module
from gridadmin.ui.grids.page import GridsPage
from gridadmin.ui.pages import Desk
from tests.peopled_offices import TODAY, People, add_grid, communities

Settle = Callable[[], None]
Dialog = Callable[[], Any]


def last_sentence(office: OpenOffice) -> str:
    return str(office.read(list_acts)[0].sentence)


def fill(dialog: Any, **values: Any) -> None:
    for key, value in values.items():
        dialog.form.editor(key).set_value(value)


def codes(page: GridsPage) -> list[str]:
    return [line.row.code[-6:] for line in page.model.rows()]


def words(pane: QWidget) -> str:
    return " ".join(found.text() for found in pane.findChildren(QLabel))


def show(page: GridsPage, people: People, name: str, settle: Settle) -> str:
    page.open_grid(people.grids[name])
    settle()
    assert page.pane.card is not None
    return page.pane.card.row.name


def test_the_model_is_one(page: GridsPage, qtmodeltester: Any) -> None:
    qtmodeltester.check(page.model)


def test_the_list_says_who_serves_and_what_article_10_says(page: GridsPage, people: People) -> None:
    lines = {line.row.id: line for line in page.model.rows()}
    assert lines[people.grids["one"]].staffing is Result.MET
    assert lines[people.grids["two"]].case == "exception_not_recorded"
    assert lines[people.grids["town"]].case == "no_worker"
    assert page.pane.card is not None
    assert page.pane.card.row.id == people.grids["one"]


def test_views_show_as_many_as_their_queues_count(page: GridsPage, office: OpenOffice, settle: Settle) -> None:
    found = queues(*office.read(check_on, TODAY))  # all of them; home shows nine
    every = {queue.key: queue for queue in found if queue.target.feature == "grids"}
    for key in ("no_worker", "no_full_timer", "exception", "proposals"):
        page.show_target(every[key].target)
        settle()
        assert page.model.rowCount() == every[key].count, key


def test_a_grid_is_found_by_initials_without_zeros(page: GridsPage, settle: Settle) -> None:
    initials = page._found_by[page.model.rows()[1].row.id].split()[1]
    page.bar.box.setText(initials)
    assert codes(page)[0].endswith("002")
    page.bar.box.setText("欧阳")
    assert codes(page) == []
    page.bar.clear()
    assert len(codes(page)) == 3


def test_ended_grids_come_with_the_switch(page: GridsPage, office: OpenOffice, settle: Settle) -> None:
    def end_one(session: Session) -> None:
        add_grid(session, communities(session)[0], 9, valid_to=date(2025, 12, 31))

    office.act(Message("End"), end_one)
    page.reload()
    settle()
    assert len(codes(page)) == 3
    page.bar.switch.choose("ended")
    settle()
    assert len(codes(page)) == 4
    ended = next(line for line in page.model.rows() if line.row.valid_to)
    assert ended.staffing is Result.NOT_APPLICABLE


def test_dedicated_grids_have_a_view(page: GridsPage, office: OpenOffice, settle: Settle) -> None:
    def draw(session: Session) -> None:
        kind = {"kind": GridKind.DEDICATED, "dedicated_kind": DedicatedKind.MARKET}
        add_grid(session, communities(session)[0], 8, **kind)

    office.act(Message("Draw"), draw)
    page.reload()
    settle()
    page.bar.views.choose("dedicated")
    assert [code[-3:] for code in codes(page)] == ["008"]
    page.bar._set(dedicated_kind=DedicatedKind.PARK)
    assert codes(page) == []


def test_a_community_of_the_search_narrows_the_list(page: GridsPage, office: OpenOffice, settle: Settle) -> None:
    second = office.read(lambda session: communities(session)[1].id)
    page.show_target(Target("grids", "community", str(second)))
    assert len(codes(page)) == 1
    assert "community_id" in page.bar.words()


def test_ctrl_n_quotes_article_7_and_offers_what_can_be_done(
    page: GridsPage, people: People, dialog: Dialog, settle: Settle
) -> None:
    page.new_record()
    guard = dialog()
    assert "统一划分" in words(guard)
    offered = {found.text().strip(): found for found in guard.findChildren(QPushButton)}
    offered["Propose a change"].click()
    assert dialog().windowTitle().startswith("Propose a change of ")


def test_the_countys_facts_are_shown_as_owned_and_proposed_against(
    page: GridsPage, office: OpenOffice, people: People, dialog: Dialog, settle: Settle
) -> None:
    name = show(page, people, "two", settle)
    assert "Owned by the county" in words(page.pane.county)
    page.pane.propose_asked.emit()
    form = dialog()
    fill(form, field="residents", proposed="1000", reason="新增一栋楼")
    form.save()
    settle()
    assert "stands there already" in form.form.messages()["proposed"]
    fill(form, proposed="1200")
    form.save()
    settle()
    settle()
    assert last_sentence(office) == f"Propose to the county: Residents of {name} becomes “1200”"
    assert page.pane.card is not None
    (proposal,) = page.pane.card.proposals
    page.pane.settled.emit(proposal, ProposalStatus.ACCEPTED)
    settle()
    assert last_sentence(office) == f"Proposal on Residents of {name}: Accepted"


def test_the_exception_of_article_10_needs_reason_review_and_the_country(
    page: GridsPage, office: OpenOffice, people: People, dialog: Dialog, settle: Settle
) -> None:
    show(page, people, "town", settle)
    page.pane.edit_asked.emit()
    form = dialog()
    fill(form, exception_reason="招聘中", exception_review_on=date(2027, 1, 1))
    form.save()
    settle()
    assert "urban" in form.form.messages()["exception_reason"]
    form.reject()
    show(page, people, "two", settle)
    page.pane.edit_asked.emit()
    form = dialog()
    fill(form, exception_reason="招聘中")
    form.save()
    settle()
    assert "exception_review_on" in form.form.messages()
    fill(form, exception_review_on=date(2027, 1, 1))
    form.save()
    settle()
    lines = {line.row.id: line for line in office.read(list_grid_lines, TODAY)}
    assert lines[people.grids["two"]].staffing is Result.MET


def test_somebody_is_appointed_from_the_grid(
    page: GridsPage, office: OpenOffice, people: People, dialog: Dialog, settle: Settle
) -> None:
    name = show(page, people, "town", settle)
    page.pane.appoint_asked.emit()
    form = dialog()
    fill(form, worker_id=people.workers["王五"])
    form.save()
    settle()
    settle()
    assert last_sentence(office) == f"Appoint 王五 to {name} as Grid worker"
    assert [person.name for person in office.read(get_grid, people.grids["town"], TODAY).staff] == ["王五"]
    assert "no phone" in words(page.pane.overview)


def test_posting_places_come_and_go(
    page: GridsPage,
    office: OpenOffice,
    people: People,
    dialog: Dialog,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(acts_module, "ask", lambda *_words: True)
    show(page, people, "one", settle)
    page.pane.place_asked.emit()
    form = dialog()
    fill(form, place="村委会门口")
    form.save()
    settle()
    settle()
    assert "村委会门口" in words(page.pane.boards)
    ((place_id, place),) = office.read(list_places, people.grids["one"], TODAY)
    page.pane.place_removed.emit(place_id, place)
    settle()
    assert office.read(list_places, people.grids["one"], TODAY) == []
    assert "taken down" in last_sentence(office)


def test_another_day_shows_its_staff_and_cannot_be_edited(
    page: GridsPage, desk: Desk, people: People, settle: Settle
) -> None:
    desk.as_of, desk.read_only = date(2023, 12, 1), True
    page.reload()
    settle()
    assert all(line.row.staff == () for line in page.model.rows())
    assert not page.pane._edit.isVisible()


def test_a_person_leads_to_the_person(page: GridsPage, people: People, went: list[Target], settle: Settle) -> None:
    show(page, people, "one", settle)
    names = {found.text(): found for found in page.pane.overview.findChildren(QPushButton)}
    names["张三"].click()
    assert went == [Target("workers", record_id=str(people.workers["张三"]))]


def test_what_is_seen_is_exported(
    page: GridsPage, tmp_path: Path, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("gridadmin.ui.list_export.tell", lambda _parent, _title, text, _tone: told.append(text))
    monkeypatch.setattr("gridadmin.ui.list_export.ask_where", lambda *_args: tmp_path / "grids.xlsx")
    page.bar._set(setting=GridSetting.URBAN)
    page.export_list()
    settle()
    assert told
    sheet = openpyxl.load_workbook(tmp_path / "grids.xlsx").active
    assert sheet is not None
    cells = [str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert sum(text.isdigit() and len(text) == 15 for text in cells) == 1
