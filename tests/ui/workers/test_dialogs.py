"""What is done with people through dialogs: every act, its sentence, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gridadmin.domain.workers import AppointmentRole, Condition, EmploymentKind, ExitReason, Sex
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.journal import list_acts
from gridadmin.services.worker_records import update_worker
from gridadmin.services.workers import get_worker, list_workers
from gridadmin.services.workers_forms import worker_form
from gridadmin.ui import form_dialog
from gridadmin.ui.workers.page import WorkersPage
from tests.peopled_offices import TODAY, People, add_worker, id_number, person

Settle = Callable[[], None]
Dialog = Callable[[], Any]


def last_sentence(office: OpenOffice) -> str:
    return str(office.read(list_acts)[0].sentence)


def fill(dialog: Any, **values: Any) -> None:
    for key, value in values.items():
        dialog.form.editor(key).set_value(value)


def save(dialog: Any, settle: Settle) -> None:
    dialog.save()
    settle()


def choose(page: WorkersPage, people: People, name: str, settle: Settle) -> None:
    page.open_worker(people.workers[name])
    settle()


def test_a_new_person_with_service_and_grid_is_one_form_and_one_act(
    page: WorkersPage, office: OpenOffice, people: People, dialog: Dialog, settle: Settle
) -> None:
    page.new_record()
    form = dialog()
    fill(form, name="钱七", id_number=id_number(date(1991, 2, 3), 7), kind=EmploymentKind.FULL_TIME)
    assert form.form.values()["birth_date"] == date(1991, 2, 3)
    assert form.form.values()["sex"] is Sex.MALE
    fill(form, grid_id=people.grids["town"])
    save(form, settle)
    settle()
    assert page.pane.detail is not None
    assert page.pane.detail.row.name == "钱七"
    assert [post.grid_id for post in page.pane.detail.appointments] == [people.grids["town"]]
    assert last_sentence(office).startswith("Enter 钱七, Full-time, for ")
    office.undo()
    assert "钱七" not in [row.name for row in office.read(list_workers, TODAY)]


def test_a_refused_form_says_so_under_the_field_and_keeps_the_text(
    page: WorkersPage, dialog: Dialog, settle: Settle
) -> None:
    page.new_record()
    form = dialog()
    fill(form, name="钱七", id_number="371525199102030071")
    assert "check digit" in form.form.messages()["id_number"]
    fill(form, id_number=None, birth_date=date(2015, 1, 1), kind=EmploymentKind.PART_TIME)
    save(form, settle)
    assert "turns 18" in form.form.messages()["started_on"]
    assert form.isVisible()
    assert form.form.values()["name"] == "钱七"


def test_a_known_id_number_offers_the_rehire(
    page: WorkersPage, office: OpenOffice, people: People, dialog: Dialog, settle: Settle
) -> None:
    page.new_record()
    form = dialog()
    fill(form, id_number=office.read(worker_form, people.workers["赵六"], TODAY).id_number)
    settle()
    assert "赵六" in form._known_text.text()
    assert "2026-03-31" in form._known_text.text()
    form._open_known.click()
    rehire = dialog()
    assert rehire.windowTitle() == "赵六 takes up service again"
    save(rehire, settle)
    assert last_sentence(office) == "赵六 takes up service again as Part-time from 2026-11-02"
    assert len(office.read(get_worker, people.workers["赵六"], TODAY).employments) == 2


def test_a_change_is_dated_and_a_correction_is_not(
    page: WorkersPage, office: OpenOffice, people: People, dialog: Dialog, settle: Settle
) -> None:
    choose(page, people, "张三", settle)
    page.pane.edit_asked.emit()
    form = dialog()
    fill(form, political_status="01", mobile="１３９００００８８８８")
    form.form.editor("mobile").tidy()
    save(form, settle)
    assert last_sentence(office) == "Change the file of 张三"
    detail = office.read(get_worker, people.workers["张三"], TODAY)
    assert [phone.number for phone in detail.phones] == ["13900008888", "13900008500"]
    assert office.read(get_worker, people.workers["张三"], date(2026, 11, 1)).row.political_status == "13"


def test_a_lost_race_keeps_what_was_typed_and_shows_what_the_other_saved(
    page: WorkersPage,
    office: OpenOffice,
    people: People,
    dialog: Dialog,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(form_dialog, "show_error", lambda _parent, error: told.append(str(error)))
    choose(page, people, "张三", settle)
    page.pane.edit_asked.emit()
    form = dialog()
    zhang = people.workers["张三"]
    theirs = office.read(worker_form, zhang, TODAY)
    from dataclasses import replace

    office.act(Message("Other"), update_worker, zhang, replace(theirs, address="南街1号"), TODAY)
    fill(form, remarks="骨干")
    save(form, settle)
    settle()
    assert "changed by somebody else" in told[0]
    assert form.form.values()["remarks"] == "骨干"
    assert "南街1号" in form.form.messages()["address"]
    save(form, settle)
    assert office.read(get_worker, zhang, TODAY).remarks == "骨干"


def test_the_end_of_service_shows_what_follows_before_it_is_done(
    page: WorkersPage, office: OpenOffice, people: People, dialog: Dialog, settle: Settle, qtbot: Any
) -> None:
    choose(page, people, "李四", settle)
    page.pane.service.end_asked.emit()
    form = dialog()
    fill(form, reason=ExitReason.RESIGNED)
    qtbot.waitUntil(lambda: bool(form.lines()) and "Appointments that end" in form.lines()[0])
    save(form, settle)
    assert last_sentence(office) == "李四 leaves service, last day 2026-11-02 (Resigned)"
    detail = office.read(get_worker, people.workers["李四"], TODAY)
    assert {post.ended_on for post in detail.appointments} == {TODAY}


def test_an_appointment_begins_is_corrected_and_ends(
    page: WorkersPage, office: OpenOffice, people: People, dialog: Dialog, settle: Settle
) -> None:
    choose(page, people, "王五", settle)
    page.pane.service.appoint_asked.emit()
    form = dialog()
    fill(form, grid_id=people.grids["town"], role=AppointmentRole.LEADER)
    save(form, settle)
    settle()
    assert last_sentence(office).endswith("as Grid leader")
    assert page.pane.detail is not None
    (post,) = page.pane.detail.appointments
    page.pane.service.appointment_asked.emit(post)
    form = dialog()
    fill(form, started_on=date(2026, 10, 1))
    save(form, settle)
    settle()
    (post,) = office.read(get_worker, people.workers["王五"], TODAY).appointments
    assert post.started_on == date(2026, 10, 1)
    page.pane.service.appointment_end_asked.emit(post)
    save(dialog(), settle)
    (post,) = office.read(get_worker, people.workers["王五"], TODAY).appointments
    assert post.ended_on == TODAY


def test_a_spell_can_be_corrected(
    page: WorkersPage, office: OpenOffice, people: People, dialog: Dialog, settle: Settle
) -> None:
    choose(page, people, "赵六", settle)
    assert page.pane.detail is not None
    page.pane.service.employment_asked.emit(page.pane.detail.employments[0])
    form = dialog()
    fill(form, exit_reason=ExitReason.RETIRED)
    save(form, settle)
    (spell,) = office.read(get_worker, people.workers["赵六"], TODAY).employments
    assert spell.exit_reason is ExitReason.RETIRED


def test_all_conditions_that_wait_are_attested_at_once(
    page: WorkersPage, office: OpenOffice, people: People, dialog: Dialog, settle: Settle
) -> None:
    choose(page, people, "张三", settle)
    page.pane.conditions.attest_asked.emit(None)
    form = dialog()
    assert form.form.values()["attested_by"] == "测试员"
    save(form, settle)
    settle()
    assert last_sentence(office) == "Attest 6 conditions of Art 11 for 张三 as met"
    assert {str(finding.result) for finding in page.pane.findings} == {"met"}
    page.pane.conditions.attest_asked.emit(Condition.HEALTH)
    form = dialog()
    fill(form, met=False)
    save(form, settle)
    assert "is not met" in last_sentence(office)


def test_many_are_changed_after_every_cell_was_seen(
    page: WorkersPage, office: OpenOffice, people: People, dialog: Dialog, settle: Settle
) -> None:
    page.table.selectAll()
    page._change_many()
    form = dialog()
    fill(form, education="21", remarks="已核对")
    form.save()
    table = dialog()
    assert table.windowTitle() == "Change 4 persons"
    table.accept()
    settle()
    rows = office.read(list_workers, TODAY)
    assert [row.education for row in rows if row.name in ("张三", "李四", "王五", "欧阳娜娜")] == ["21"] * 4
    assert last_sentence(office) == "Change 2 fields of 4 persons"
    office.undo()
    assert {row.education for row in office.read(list_workers, TODAY)} == {"31"}


def test_two_persons_are_not_offered_as_one(
    page: WorkersPage, office: OpenOffice, people: People, dialog: Dialog
) -> None:
    first, second = (office.read(get_worker, people.workers[name], TODAY).row for name in ("张三", "李四"))
    page._many.merge(first, second)
    merge = dialog()
    assert not merge._merge.isEnabled()
    assert merge._refused.isVisible()
    assert "two persons" in merge._refusal.text()
    merge.reject()


def test_two_files_of_one_person_become_one(
    page: WorkersPage, office: OpenOffice, people: People, dialog: Dialog, settle: Settle
) -> None:
    again = person("张三", id_number=None, birth_date=date(1985, 6, 3), sex=Sex.FEMALE, mobile="13900009999")
    second = office.act(Message("Enter"), lambda session: add_worker(session, again, None))
    first = office.read(get_worker, people.workers["张三"], TODAY).row
    other = office.read(get_worker, second, TODAY).row
    page._many.merge(other, first)
    merge = dialog()
    assert merge._merge.isEnabled()
    assert merge.cells()[1][1] == "—"
    assert [cells[3] for cells in merge.cells()[2:4]] == [str(first.birth_date), first.sex.label]  # the ID number's
    merge.swap()
    assert merge.cells()[6][3] == "13900008500, 13900009999"
    merge.merge_asked.emit(first, other)
    settle()
    assert last_sentence(office) == "Merge two files of 张三 into one"
    assert len([row for row in office.read(list_workers, TODAY) if row.name == "张三"]) == 1
    office.undo()
    assert len([row for row in office.read(list_workers, TODAY) if row.name == "张三"]) == 2


def test_a_dropped_picture_becomes_the_photo(
    page: WorkersPage, office: OpenOffice, people: People, settle: Settle, tmp_path: Path
) -> None:
    choose(page, people, "张三", settle)
    Image.new("RGB", (300, 400), "navy").save(tmp_path / "photo.jpg")
    page.pane.photo_dropped.emit(tmp_path / "photo.jpg")
    settle()
    settle()
    assert last_sentence(office) == "Set the photo of 张三"
    assert page.pane.detail is not None
    assert page.pane.detail.row.photo is not None
    assert not page.pane._photo.pixmap().isNull()


def test_one_act_is_undone_from_the_history(
    page: WorkersPage, office: OpenOffice, people: People, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gridadmin.ui import history_pane

    monkeypatch.setattr(history_pane, "ask", lambda *_args: True)
    choose(page, people, "张三", settle)
    form = office.read(worker_form, people.workers["张三"], TODAY)
    from dataclasses import replace

    office.act(Message("Move"), update_worker, people.workers["张三"], replace(form, address="新址"), TODAY)
    page.pane.open_tab("history")
    page.reload()
    settle()
    (act,) = (row for row in office.read(list_acts) if str(row.sentence) == "Move")
    page.pane.history._ask_undo(act)
    settle()
    assert office.read(get_worker, people.workers["张三"], TODAY).address == "桑阿镇北街12号"
