from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gridadmin.domain.errors import InvalidError
from gridadmin.i18n import Message
from gridadmin.ui.fields import ChoiceField, CodeField, DateField, NoteField, Option, TextField
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.forms import FieldSpec, Form

TODAY = date(2026, 11, 27)
STATUSES = (Option("01", "中国共产党党员", "zggcddy 01"), Option("13", "群众", "qz 13"))


def eighteen(value: str) -> Message | None:
    count = len(value)
    return None if count == 18 else Message("Should be 18 characters, is {count}.", {"count": count})


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form(2)
    made.add(FieldSpec("name", "Name", TextField(), required=True))
    made.add(FieldSpec("id_number", "ID number", CodeField(), hint="18 characters", check=eighteen))
    made.add(FieldSpec("birth", "Birth date", DateField(lambda: TODAY)))
    made.add(FieldSpec("status", "Political status", ChoiceField(STATUSES)))
    made.add(FieldSpec("remarks", "Remarks", NoteField()), whole_row=True)
    qtbot.addWidget(made)
    return made


def test_what_is_wrong_stands_under_the_field(form: Form) -> None:
    form.editor("id_number").set_value("37150219850101000")
    form.editor("birth").setText("2026-2-30")
    form.editor("status").setEditText("党")
    assert not form.check_all()
    said = form.messages()
    assert said["name"] == "Please fill in this field."
    assert said["id_number"] == "Should be 18 characters, is 17."
    assert "2026-2-30" in said["birth"]
    assert "党" in said["status"]
    form.set_values({"name": "张三"})
    assert form.check_all()
    assert form.messages() == {}


def test_a_mended_field_turns_right_while_typing(form: Form) -> None:
    form.check("name")
    form.editor("name").setText("张")
    assert form.messages() == {}


def test_dirty_only_while_it_differs(form: Form) -> None:
    form.set_values({"name": "张三", "birth": date(1985, 3, 1), "status": "13"})
    assert not form.is_dirty()
    form.editor("name").setText("张三丰")
    assert form.is_dirty()
    form.editor("name").setText("张三")
    assert not form.is_dirty()


def test_codes_become_half_width_and_dates_are_tidied(form: Form, qtbot: QtBot) -> None:
    code, day = form.editor("id_number"), form.editor("birth")
    code.setText(" １３９ 0000 0001 ")
    code.tidy()
    assert code.text() == "13900000001"
    day.setText("3-1")
    day.tidy()
    assert day.text() == "2026-03-01"
    day.clear()
    qtbot.keyClick(day, Qt.Key.Key_Semicolon, Qt.KeyboardModifier.ControlModifier)
    assert day.value() == TODAY


def test_names_keep_every_code_point(form: Form) -> None:
    for name in ("王·买买提", "𬎆", "欧阳娜娜", "张"):
        form.editor("name").setText(name)
        assert form.values()["name"] == name


def test_enter_does_not_submit_while_composing(form: Form, qtbot: QtBot) -> None:
    field, heard = form.editor("name"), []
    form.submitted.connect(lambda: heard.append(1))
    QApplication.sendEvent(field, QInputMethodEvent("zhang", []))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == []
    done = QInputMethodEvent("", [])
    done.setCommitString("张")
    QApplication.sendEvent(field, done)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == [1]
    assert field.value() == "张"


def test_choices_are_found_by_initials_and_parts(form: Form) -> None:
    choice = form.editor("status")
    choice.setEditText("qz")
    choice._on_left()
    assert choice.value() == "13"
    choice.setEditText("党员")
    choice._on_left()
    assert choice.value() == "01"
    choice.set_options(STATUSES[1:])
    assert choice.value() is None


@pytest.fixture
def dialog(form: Form, qtbot: QtBot) -> Iterator[FormDialog]:
    made = FormDialog(None, "Edit", form, "worker/1", with_next=True)
    qtbot.addWidget(made)
    yield made
    FormDialog._drafts.clear()


def test_esc_keeps_the_draft(dialog: FormDialog, form: Form, qtbot: QtBot) -> None:
    dialog.start({"name": "张三"})
    dialog.show()
    form.editor("name").setText("张三丰")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    dialog.start({"name": "张三"})
    assert form.values()["name"] == "张三丰"
    assert form.is_dirty()
    dialog._drop_draft()
    assert form.values()["name"] == "张三"


def test_saving_tells_values_and_ends_the_draft(dialog: FormDialog, form: Form, qtbot: QtBot) -> None:
    dialog.start({"name": "张三"})
    dialog.show()
    with qtbot.waitSignal(dialog.save_asked) as asked:
        dialog.save()
    values, reason, following = asked.args
    assert (values["name"], reason, following) == ("张三", "", False)
    dialog.saved()
    assert not dialog.isVisible()
    assert FormDialog._drafts == {}


def test_errors_cannot_be_saved_and_warnings_need_a_reason(dialog: FormDialog, form: Form, qtbot: QtBot) -> None:
    dialog.start({"name": "张三"})
    dialog.show()
    dialog.refused(InvalidError("wrong", {"birth": Message("In the future.")}), {"name": "Odd."})
    assert form.messages() == {"birth": "In the future.", "name": "Odd."}
    assert not dialog._warned.isVisible()
    dialog.refused(InvalidError("odd"), {"name": "Odd."})
    assert dialog._warned.isVisible()
    dialog._reason.setText("身份证如此")
    with qtbot.waitSignal(dialog.save_asked) as asked:
        dialog.save()
    assert asked.args is not None
    assert asked.args[1] == "身份证如此"
