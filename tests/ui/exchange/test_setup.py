"""The form to enrol: what it makes of what is typed, and that the practice office stays out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from gridadmin.domain.exchange import Connection
from gridadmin.ui.background import Background
from gridadmin.ui.exchange.setup import SetupPane, add_connection_fields, connection_of, shown_connection
from gridadmin.ui.fields import TextField
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.pages import Desk
from gridadmin.ui.preferences import PreferenceStore
from tests.ui.conftest import MemoryOffice

PLAIN = st.none() | st.text("abc.:/", min_size=1, max_size=8)


@given(st.builds(Connection, st.text("abc.:/", min_size=1), PLAIN, PLAIN | st.just(""), PLAIN, PLAIN, PLAIN, PLAIN))
def test_a_connection_is_shown_and_read_alike(connection: Connection) -> None:
    assert connection_of(shown_connection(connection)) == connection


def test_a_form_that_shows_a_connection_is_not_dirty(qtbot: QtBot) -> None:
    form = Form(2)
    qtbot.addWidget(form)
    form.add(FieldSpec("address", "Address of the city exchange", TextField(), required=True))
    add_connection_fields(form)
    assert not form.is_dirty()
    form.set_values(shown_connection(Connection("https://wg.example.gov.cn", proxy="")))
    assert not form.is_dirty()
    assert form.check_all()
    assert connection_of(form.values()) == Connection("https://wg.example.gov.cn", proxy="")


@pytest.fixture
def pane(qtbot: QtBot, background: Background, preferences: PreferenceStore) -> SetupPane:
    made = SetupPane(Desk(background, preferences, date(2026, 11, 2), lambda _target: None))
    qtbot.addWidget(made)
    made.show()
    made.show_office()
    return made


def test_nothing_is_asked_before_the_form_is_filled(pane: SetupPane) -> None:
    pane.enrol_button.click()
    assert not pane.courier.is_out
    assert set(pane.form.messages()) == {"address", "code"}


def test_more_opens_and_closes(pane: SetupPane) -> None:
    for hidden in (False, True):
        pane._open_more.click()
        assert pane.more.isHidden() is hidden


def test_the_practice_office_stays_out(pane: SetupPane, office: MemoryOffice, settle: Callable[[], None]) -> None:
    office.practice = True
    pane.show_office()
    assert not pane.enrol_button.isEnabled()
    assert pane._practice.isVisible()
