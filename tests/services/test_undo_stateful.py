"""Undo and redo to any length, by key and from the list, are held against a model that a clerk would draw on paper."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy.orm import Session

from gridadmin.domain.errors import ConflictError
from gridadmin.domain.journal import ActRow
from gridadmin.domain.journal_acts import ActFilter
from gridadmin.i18n import Message
from gridadmin.models.workers import Worker
from gridadmin.services import journal_acts, journal_undo
from gridadmin.services.journal import record_history
from gridadmin.services.journal_undo import next_redo, next_undo
from gridadmin.services.worker_records import create_worker
from tests.real_offices import TODAY, real_office, worker_form

STREETS = st.sampled_from(["一街", "二街", "三街"])
FIELDS = st.sampled_from(["address", "remarks"])


@dataclass
class Done:
    """An act that gave one field of one person a value, and whether it holds."""

    name: str
    place: tuple[int, str]
    was: str | None
    now: str
    holds: bool = True


@dataclass
class Line:
    """A line of the journal: an act done, undone or redone."""

    kind: str
    act: Done

    @property
    def sentence(self) -> str:
        """What the list shows."""
        return self.act.name if self.kind == "Do" else f"{self.kind}: {self.act.name}"

    @property
    def undone(self) -> bool:
        """Whether the list must say so."""
        return self.act.holds is (self.kind == "Undo")


def put(session: Session, person: UUID, field: str, value: str) -> None:
    worker = session.get(Worker, person)
    assert worker is not None
    setattr(worker, field, value)


def value_of(session: Session, person: UUID, field: str) -> str | None:
    worker = session.get(Worker, person)
    assert worker is not None
    value: str | None = getattr(worker, field)
    return value


class UndoMachine(RuleBasedStateMachine):
    """Acts on two fields of two persons, taken back and forth in any order."""

    @initialize()
    def open(self) -> None:
        self._stack = ExitStack()
        patch = self._stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(journal_undo, "UNDO_REACH", 3)  # what is undone does not count, however much there is of it
        patch.setattr(journal_acts, "READ_AT_ONCE", 4)
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        self.office = self._stack.enter_context(real_office(folder))
        enter = Message("Enter")
        self.people = [self.office.set_up(enter, create_worker, worker_form(name), TODAY) for name in ("张三", "李四")]
        self.settled = len(self.office.read(journal_acts.find_acts, ActFilter()))
        self.values: dict[tuple[int, str], str | None] = {}
        self.lines: list[Line] = []  # the oldest first

    def teardown(self) -> None:
        self._stack.close()

    @rule(person=st.sampled_from([0, 1]), field=FIELDS, street=STREETS)
    def do(self, person: int, field: str, street: str) -> None:
        place = (person, field)
        if self.values.get(place) == street:
            return
        act = Done(f"Act {len(self.lines)}", place, self.values.get(place), street)
        self.office.act(Message(act.name), put, self.people[person], field, street)
        self.values[place] = street
        self.lines.append(Line("Do", act))

    @rule(times=st.integers(1, 8))
    def undo(self, times: int) -> None:
        for _ in range(times):
            lines = reversed(self.lines)
            expected = next((line.act for line in lines if line.kind != "Undo" and line.act.holds), None)
            hint = self.office.read(next_undo, self.office.account.id)
            if hint is None:  # only after three acts that stand in the way of nothing
                assert expected is None
                return
            assert expected is not None
            assert str(hint.sentence) == expected.name
            self._reverse(expected, hint.id)

    @rule(times=st.integers(1, 8))
    def redo(self, times: int) -> None:
        for _ in range(times):
            found = self.office.read(next_redo, self.office.account.id)
            expected = self._redoable()
            assert (found is None) == (expected is None)
            if found is None or expected is None:
                return
            assert str(found.sentence) == expected.sentence
            self._reverse(expected.act, found.id)

    def _redoable(self) -> Line | None:
        for line in reversed(self.lines):
            if line.kind == "Do":
                return None
            if line.kind == "Undo" and not line.act.holds:
                return line
        return None

    @precondition(lambda self: self.lines)
    @rule(data=st.data())
    def reverse_from_the_list(self, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(self.lines) - 1))
        line = self.lines[place]
        act_id = self._listed()[-1 - place].id
        if line.undone:
            with pytest.raises(ConflictError, match="has been undone already"):
                self.office.undo_act(act_id)
            return
        self._reverse(line.act, act_id)

    def _reverse(self, act: Done, act_id: UUID) -> None:
        """Undo or redo; where something stands in the way, what is named is reversed first, and then it can be done."""
        held, came = (act.now, act.was) if act.holds else (act.was, act.now)
        while self.values.get(act.place) != held:
            with pytest.raises(ConflictError, match="A later act builds on it") as refused:
                self.office.undo_act(act_id)
            named = str(refused.value.message.values["later"])
            line = next(line for line in self.lines if line.sentence == named and not line.undone)
            assert line.act is not act
            blocker = self._listed()[-1 - self.lines.index(line)].id
            self._reverse(line.act, blocker)
        returned = self.office.undo_act(act_id)
        assert str(returned.sentence) == act.name
        act.holds = not act.holds
        self.values[act.place] = came
        self.lines.append(Line("Redo" if act.holds else "Undo", act))

    def _listed(self) -> list[ActRow]:
        rows = self.office.read(journal_acts.find_acts, ActFilter())
        return rows[: len(rows) - self.settled]

    @invariant()
    def the_office_and_its_journal_are_as_on_paper(self) -> None:
        if not hasattr(self, "lines"):
            return
        for (person, field), value in self.values.items():
            assert self.office.read(value_of, self.people[person], field) == value
        told = [(line.sentence, line.undone) for line in reversed(self.lines)]
        listed = self._listed()
        assert [(str(row.sentence), row.undone_by is not None) for row in listed] == told
        for row in listed[::3]:
            assert self.office.read(journal_acts.get_act, row.id).act.undone_by == row.undone_by
        for record_id in self.people:
            for history in self.office.read(record_history, [record_id])[:-1]:
                assert history.act.undone_by == next(row.undone_by for row in listed if row.id == history.act.id)


TestUndo = pytest.mark.slow(UndoMachine.TestCase)
TestUndo.settings = settings(
    max_examples=5, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
