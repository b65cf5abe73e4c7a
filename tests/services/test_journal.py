"""The journal: what it keeps, what undo restores, and which tampering it notices."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridadmin.domain.errors import ConflictError
from gridadmin.domain.journal import Operation
from gridadmin.domain.workers import EmploymentKind, ExitReason
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.ids import new_id
from gridadmin.models.workers import Worker
from gridadmin.services.employment import end_employment
from gridadmin.services.journal import list_acts, record_history
from gridadmin.services.journal_undo import next_redo, next_undo
from gridadmin.services.worker_records import create_worker, update_worker
from gridadmin.services.workers import get_worker
from tests.real_offices import TODAY, business_state, with_worker, worker_form


def sentences(office: OpenOffice, count: int = 5) -> list[str]:
    return [act.sentence.text() for act in office.read(list_acts, count)]


def edit(office: OpenOffice, person: UUID, **values: Any) -> None:
    version = office.read(get_worker, person, TODAY).row.version
    form = worker_form(version=version, effective_on=TODAY, **values)
    office.act(Message("Edit {name}", {"name": form.name}), update_worker, person, form, TODAY)


def test_one_act_has_one_sentence_and_a_change_for_each_record(office: OpenOffice) -> None:
    person = office.act(
        Message("Enter {name}", {"name": "张三"}), create_worker, worker_form(mobile="13900000000"), TODAY
    )
    history = office.read(record_history, [person])
    assert [row.act.sentence.text() for row in history] == ["Enter 张三"]
    assert history[0].act.actor == "测试员"
    (change,) = history[0].changes
    assert change.operation is Operation.INSERT
    assert ("name", None, "张三") in [(c.field, c.was, c.now) for c in change.changes]


def test_an_edit_keeps_before_and_after_of_the_fields_that_changed(office: OpenOffice) -> None:
    person = with_worker(office)
    edit(office, person, address="崇文街道1号")
    (change,) = office.read(record_history, [person])[0].changes
    assert [(c.field, c.was, c.now) for c in change.changes] == [("address", None, "崇文街道1号")]


def test_an_act_that_changes_nothing_is_not_journaled(office: OpenOffice) -> None:
    person = with_worker(office)
    before = sentences(office, 50)
    edit(office, person)
    assert sentences(office, 50) == before


def test_an_event_is_journaled_though_no_record_changed(office: OpenOffice) -> None:
    office.event(Message("Exported {count} rows", {"count": 3}))
    assert sentences(office, 1) == ["Exported 3 rows"]
    assert office.read(next_undo) is None
    assert office.verify().ok


def test_undo_restores_every_business_field_and_redo_brings_it_back(office: OpenOffice) -> None:
    empty = business_state(office)
    person = with_worker(office)
    served = business_state(office)
    office.act(Message("End"), end_employment, person, date(2026, 3, 31), ExitReason.RESIGNED)
    ended = business_state(office)
    office.undo()
    assert business_state(office) == served
    office.undo()
    office.undo()
    assert business_state(office) == empty
    for _ in range(3):
        office.redo()
    assert business_state(office) == ended
    assert office.redo() is None
    assert office.verify().ok


def test_an_act_that_was_redone_is_undone_from_the_list_and_the_keys_go_on(office: OpenOffice) -> None:
    empty = business_state(office)
    office.act(Message("Enter"), create_worker, worker_form(), TODAY)
    entered, act = business_state(office), office.read(list_acts, 1)[0]
    for _ in range(3):
        office.undo()
        assert office.redo() is not None
    redone = next(row for row in office.read(list_acts) if row.id == act.id)
    assert redone.undone_by is None
    office.undo_act(act.id)
    assert business_state(office) == empty
    assert office.undo() is None
    assert office.redo() is not None
    assert business_state(office) == entered
    assert sentences(office, 2) == ["Redo: Enter", "Undo: Enter"]


def test_what_was_undone_again_is_never_named_as_in_the_way(office: OpenOffice) -> None:
    person = with_worker(office)
    edit(office, person, address="一街")
    first = office.read(list_acts, 1)[0]
    form = worker_form("李四", address="二街", effective_on=TODAY, version=2)
    office.act(Message("Move"), update_worker, person, form, TODAY)
    office.act(Message("Draw"), _give_photo, person)
    office.undo()
    with pytest.raises(ConflictError, match="“Move”"):
        office.undo_act(first.id)


def _give_photo(session: Session, person: UUID) -> None:
    worker = session.get(Worker, person)
    assert worker is not None
    worker.photo = "0" * 64


def test_undo_survives_a_restart_and_belongs_to_its_account(office: OpenOffice) -> None:
    with_worker(office)
    assert office.read(next_undo, office.account.id) is not None
    other = replace(office.account, id=new_id(), name="另一人")
    office.account = other
    assert office.undo() is None


def test_a_new_act_closes_the_way_to_redo(office: OpenOffice) -> None:
    with_worker(office)
    office.undo()
    assert office.read(next_redo) is not None
    with_worker(office, "李四")
    assert office.read(next_redo) is None


def test_undo_names_the_later_act_that_builds_on_it(office: OpenOffice) -> None:
    person = with_worker(office)
    edit(office, person, address="一街")
    first = office.read(list_acts, 1)[0]
    edit(office, person, address="二街")
    with pytest.raises(ConflictError, match="Edit 张三"):
        office.undo_act(first.id)


def test_undo_of_an_entry_refuses_while_other_records_refer_to_it(office: OpenOffice) -> None:
    with_worker(office)
    entered = office.read(list_acts, 2)[1]
    with pytest.raises(ConflictError, match="Start"):
        office.undo_act(entered.id)


def test_setting_up_the_office_cannot_be_undone(office: OpenOffice) -> None:
    assert office.undo() is None
    with pytest.raises(ConflictError, match="cannot be undone"):
        office.undo_act(office.read(list_acts, 1)[0].id)


def test_writing_outside_an_act_is_a_bug(office: OpenOffice) -> None:
    with pytest.raises(AssertionError, match="outside an act"):
        office.read(lambda session: session.add(_somebody()))


def _somebody() -> Worker:
    return Worker(id=new_id(), name="某", name_pinyin="mou", name_initials="m", sex="0")


def test_bulk_statements_are_a_bug(office: OpenOffice) -> None:
    from sqlalchemy import update

    with pytest.raises(AssertionError, match="bypass the journal"):
        office.act(Message("x"), lambda session: session.execute(update(Worker).values(name="x")))


def test_what_changes_and_changes_back_in_one_act_leaves_no_trace(office: OpenOffice) -> None:
    person = with_worker(office)

    def there_and_back(session: object) -> None:
        worker = session.get(Worker, person)  # type: ignore[attr-defined]
        worker.address = "一街"
        session.flush()  # type: ignore[attr-defined]
        worker.address = None

    before = len(office.read(list_acts, 50))
    office.act(Message("There and back"), there_and_back)
    assert len(office.read(list_acts, 50)) == before


# --- tampering: with the database open, past the program ---


def tamper(office: OpenOffice, *statements: str) -> None:
    """Do to the journal what its own triggers forbid."""
    with office.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER IF EXISTS journal_no_delete"))
            connection.execute(text("DROP TRIGGER IF EXISTS journal_no_update"))
        else:
            connection.execute(text("ALTER TABLE journal DISABLE TRIGGER USER"))
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize("statement", ["DELETE FROM journal WHERE seq = 3", "UPDATE journal SET hash = 'x'"])
def test_the_database_itself_refuses_to_rewrite_the_journal(office: OpenOffice, statement: str) -> None:
    with pytest.raises(Exception, match="append-only"), office.engine.begin() as connection:
        connection.execute(text(statement))


def test_a_changed_value_is_noticed_and_its_entry_named(office: OpenOffice) -> None:
    with_worker(office)
    seq = office.read(list_acts, 1)[0].seq + 1
    tamper(office, f"UPDATE journal SET payload = replace(payload, 'city_plan', 'volunteer') WHERE seq = {seq}")
    found = office.verify()
    assert (found.ok, found.first_bad) == (False, seq)


def test_a_deleted_entry_is_noticed(office: OpenOffice) -> None:
    with_worker(office)
    tamper(office, "DELETE FROM journal WHERE seq = 4")
    assert office.verify().first_bad == 5


def test_a_cut_tail_is_noticed_only_with_an_anchor(office: OpenOffice) -> None:
    with_worker(office)
    anchor = office.verify().head
    tamper(office, f"DELETE FROM journal WHERE seq > {anchor[0] - 2}")
    assert office.verify().ok
    assert not office.verify(anchor).ok


def test_an_erased_value_does_not_break_the_chain(office: OpenOffice) -> None:
    person = with_worker(office)
    with office.engine.begin() as connection:
        row = connection.execute(
            text("SELECT seq, payload FROM journal WHERE record_type = 'worker' ORDER BY seq DESC")
        ).first()
        assert row is not None
        payload = json.loads(row.payload) | {"name": None}
        erased = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        connection.execute(text("UPDATE journal SET payload = :p WHERE seq = :s"), {"p": erased, "s": row.seq})
    assert office.verify().ok
    (change,) = office.read(record_history, [person])[-1].changes
    assert any(c.field == "name" and c.erased for c in change.changes)


def test_a_lost_race_is_a_conflict_that_names_the_person(office: OpenOffice) -> None:
    person = with_worker(office, kind=EmploymentKind.PART_TIME)
    stale = worker_form(version=office.read(get_worker, person, TODAY).row.version, address="甲")
    edit(office, person, address="乙")
    with pytest.raises(ConflictError, match="张三"):
        office.act(Message("Edit"), update_worker, person, stale, TODAY)
