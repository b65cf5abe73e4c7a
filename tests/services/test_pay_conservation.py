"""Money is conserved over any order of runs, reopenings, late facts, late limits and back-adjustments.

Each example happens in one transaction that is taken back: an office is made once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.months import Month
from gridadmin.domain.pay import Nature, PayCertainty, PayParameter
from gridadmin.domain.pay_contributions import contribute_all
from gridadmin.domain.pay_person import BACK, EntryKind, MonthEntry, PersonElement, bases_of, reckon_elements
from gridadmin.domain.pay_runs import CLOSED, PayLineRow, RunKind, RunState
from gridadmin.domain.workers import ExitReason
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.pay import PayLine, PayRun
from gridadmin.services.employment import end_employment
from gridadmin.services.insurance import end_enrolments
from gridadmin.services.pay import list_lines
from gridadmin.services.pay_adjustments import draft_adjustment
from gridadmin.services.pay_entries import enter_once
from gridadmin.services.pay_facts import FactBook
from gridadmin.services.pay_parameters import TablesBook, set_pay_parameter
from gridadmin.services.pay_past import PaidLines
from gridadmin.services.pay_people import add_element
from gridadmin.services.pay_runs import draft_run, drop_draft, reopen_run, take_steps
from tests.pay_offices import paying
from tests.peopled_offices import People
from tests.real_offices import real_office

FIRST = Month(2026, 1)
PAID = (RunState.CHECKED, RunState.APPROVED, RunState.PAID)
NAMES = ("张三", "李四", "王五", "欧阳娜娜")
KINDS = ("run", "run", "reopen", "drop", "leave", "raise", "once", "absent", "base", "limits", "adjust")
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(0, 3),
        st.integers(1, 28),
        st.integers(-900, 900),
    ),
    min_size=3,
    max_size=9,
)  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OpenOffice, People]]:
    with real_office(Path(tmp_path_factory.mktemp("pay"))) as opened:
        yield opened, paying(opened)


@dataclass
class Story:
    """What happens in an office, by the day that it has come to."""

    session: Session
    people: People
    month: Month = FIRST
    today: date = field(default_factory=lambda: FIRST.last_day)
    number: int = 0

    def happen(self, what: str, who: int, day: int, amount: int) -> None:
        """Let something happen; what the office refuses, it refuses before it changes anything."""
        self.number += 1
        self.today += timedelta(days=1)
        worker = self.people.workers[NAMES[who]]
        with suppress(GridAdminError):
            getattr(self, f"_{what}")(worker, day, amount)
        self.session.flush()

    def settle(self) -> None:
        """Finish what is open, adjust, and pay one month more, by which everything that is known has been paid."""
        self._finish()
        self._adjust(None, 0, 0)
        self._run(None, 0, 0)

    def _run(self, _worker: UUID | None, _day: int, _amount: int) -> None:
        self._finish()
        self.today = max(self.today, self.month.plus(1).first_day.replace(day=10))
        self._pay(draft_run(self.session, self.month, self.today, self.today))
        self.month = self.month.plus(1)

    def _finish(self) -> None:
        draft = self.session.scalar(select(PayRun).where(PayRun.state == RunState.DRAFT))
        if draft is None:
            return
        month = Month.of(draft.month)
        if draft.kind is RunKind.ADJUSTMENT:
            self.today = max(self.today, draft.pay_date)
            draft_adjustment(self.session, month, self.today, self.today)
        else:
            draft_run(self.session, month, max(self.today, draft.pay_date), self.today)
            self.month = month.plus(1)
        self._pay(draft.id)

    def _pay(self, run_id: UUID) -> None:
        take_steps(self.session, run_id, dict.fromkeys(PAID, "会计"), self.today)

    def _newest(self) -> PayRun:
        query = select(PayRun).where(PayRun.state != RunState.DRAFT)
        found = self.session.scalar(query.order_by(PayRun.pay_date.desc(), PayRun.id.desc()).limit(1))
        if found is None:
            raise GridAdminError("nothing was paid yet")
        return found

    def _reopen(self, _worker: UUID, _day: int, _amount: int) -> None:
        reopen_run(self.session, self._newest().id, "银行退回", "会计", self.today)

    def _drop(self, worker: UUID, day: int, amount: int) -> None:
        run = self._newest()
        self._reopen(worker, day, amount)
        drop_draft(self.session, run.id)
        if run.kind is RunKind.REGULAR:
            self.month = Month.of(run.month)

    def _leave(self, worker: UUID, day: int, amount: int) -> None:
        end_employment(self.session, worker, self._past(amount).first_day.replace(day=day), ExitReason.RESIGNED)

    def _raise(self, worker: UUID, day: int, amount: int) -> None:
        nature = (Nature.TAXED, Nature.EXEMPT, Nature.KEPT)[day % 3]
        first = self._past(amount).first_day
        element = PersonElement(
            f"extra{self.number}", "津贴", nature, abs(amount) * 100, first, None, bool(day % 2), "依据"
        )
        add_element(self.session, worker, element)

    def _once(self, worker: UUID, day: int, amount: int) -> None:
        entry = MonthEntry(EntryKind.ONCE, f"once{day}", "补录", amount=amount * 100 + day)
        enter_once(self.session, worker, self._past(amount), entry)

    def _absent(self, worker: UUID, day: int, amount: int) -> None:
        entry = MonthEntry(EntryKind.ABSENCE, "absence", "事假", number=Decimal(day) / 2)
        enter_once(self.session, worker, self._past(amount), entry)

    def _base(self, worker: UUID, _day: int, amount: int) -> None:
        end_enrolments(self.session, worker, self._past(amount))

    def _limits(self, _worker: UUID, _day: int, amount: int) -> None:
        limits = {"floor": f"{4000 + abs(amount)}.00", "ceiling": "22518.00"}
        row = PayParameter(
            "insurance.limits", limits, FIRST.first_day, self.today, f"鲁人社字〔2026〕{self.number}号",
            PayCertainty.ENTERED,
        )  # fmt: skip
        set_pay_parameter(self.session, row)

    def _adjust(self, _worker: UUID | None, _day: int, _amount: int) -> None:
        run_id = draft_adjustment(self.session, self.month, self.today, self.today)
        if run_id is not None:
            self._pay(run_id)

    def _past(self, amount: int) -> Month:
        """One of the months so far, or this one."""
        return FIRST.plus(abs(amount) % (self.month.since(FIRST) + 1))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS)
def test_what_was_paid_is_what_is_due_by_what_is_known_at_the_end(
    office: tuple[OpenOffice, People], events: list[tuple[str, int, int, int]]
) -> None:
    opened, people = office
    opened.rehearse(play, people, events)


def play(session: Session, people: People, events: list[tuple[str, int, int, int]]) -> None:
    story = Story(session, people)
    for event in events:
        story.happen(*event)
    story.settle()
    session.flush()
    months = [story.month.plus(-at) for at in range(story.month.since(FIRST), 0, -1)]
    lines, tables = PaidLines(session, story.month, Month.of(story.today), None), TablesBook(session, story.today)
    book = FactBook(session, story.today, lines)
    then = {month: tables.of(month, Month.of(story.today)) for month in months}
    for worker in people.workers.values():
        rows = lines_of(session, worker)
        check_chain([row for _month, row in rows])
        paid = paid_by_month(rows)
        for month in months:
            due: dict[tuple[str, str], int] = defaultdict(int)
            for element in reckon_elements(book.of_month(worker, month), then[month]):
                due[element.code, element.nature.value] += element.amount
            found = {key: fen for key, fen in paid[str(month)].items() if fen}
            assert found == {key: fen for key, fen in due.items() if fen}, (month, events)
            bases = bases_of(book.of_line(worker, month, Month.of(story.today)), then[month])
            owing = {
                scheme: (each.employee, each.employer)
                for scheme, each in contribute_all(bases, then[month].rules.insurance).items()
                if each.employee or each.employer
            }
            shares = {
                scheme: (each.employee, each.employer)
                for scheme, each in lines.paid_shares(worker, month).items()
                if each.employee or each.employer
            }
            assert shares == owing, (month, events)


def lines_of(session: Session, worker: UUID) -> list[tuple[str, PayLineRow]]:
    """The months and lines of somebody in the order of payment; every run is paid."""
    query = select(PayRun.id, PayRun.state, PayRun.month).join(PayLine, PayLine.run_id == PayRun.id)
    query = query.where(PayLine.worker_id == worker).order_by(PayRun.pay_date, PayRun.id)
    found = []
    for run_id, state, month in session.execute(query):
        assert state in CLOSED
        found += [(str(Month.of(month)), line) for line in list_lines(session, run_id) if line.worker_id == worker]
    return found


def check_chain(rows: list[PayLineRow]) -> None:
    """Every line is balanced and goes on from the one before: what is owed, and the sums of the tax year."""
    owed = 0
    for row in rows:
        assert row.gross + row.bonus - row.employee - row.tax - row.kept == row.net + row.owed_before - row.owed
        assert (row.owed_before, min(row.net, row.owed)) == (owed, 0)
        owed = row.owed
    gone_out = sum(row.net for row in rows)
    assert gone_out == sum(row.gross + row.bonus - row.employee - row.tax - row.kept for row in rows) + owed
    waged = [row for row in rows if row.category.value == "wages"]
    if waged:
        year: Any = waged[-1].details["year"]
        assert year["withheld"] == sum(row.tax for row in waged)
        assert year["income"] == sum(row.gross for row in waged)
        assert year["special"] == sum(row.employee for row in waged)


def paid_by_month(rows: list[tuple[str, PayLineRow]]) -> dict[str, dict[tuple[str, str], int]]:
    """What the lines paid for each month, by code and nature, back pay where it belongs."""
    months = defaultdict[str, dict[tuple[str, str], int]](lambda: defaultdict(int))
    for own, row in rows:
        for element in row.details["elements"]:
            late = element["code"] == BACK
            month = element["numbers"]["month"] if late else own
            code = element["numbers"]["code"] if late else element["code"]
            months[month][code, element["nature"]] += element["amount"]
    return months
