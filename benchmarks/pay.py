"""A month's pay of 600 persons with twelve paid months behind it, as one journaled act; and one explanation.

    QT_QPA_PLATFORM=offscreen python -m benchmarks.pay

Prints one JSON line: seconds of processor time, which holds on a machine with other work, and of the wall. The floor is
the bare work on the same database: every line of the past read and parsed, as many lines of a month written.
"""

from __future__ import annotations

import json
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.measure import Figure, clean_environment, median, run_child
from gridadmin.domain.months import Month
from gridadmin.domain.pay import Nature, Scheme
from gridadmin.domain.pay_explain import explain_line
from gridadmin.domain.pay_runs import RunState
from gridadmin.domain.pay_standards import Formula, PayStandard
from gridadmin.domain.workers import EmploymentForm, EmploymentKind, WorkerSource
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.employment import start_employment
from gridadmin.services.insurance import enrol
from gridadmin.services.pay import list_lines, run_changes
from gridadmin.services.pay_runs import draft_run, step_run
from gridadmin.services.pay_standards import add_standard
from gridadmin.services.worker_records import create_worker
from tests.real_offices import TODAY, real_office, worker_form

PEOPLE, PAST = 600, 12
FIRST = Month(2025, 10)
DO = Message("Do")
SOCIAL = (Scheme.PENSION, Scheme.MEDICAL, Scheme.UNEMPLOYMENT, Scheme.INJURY)
FULL, PART = EmploymentKind.FULL_TIME, EmploymentKind.PART_TIME


def measure_pay(folder: Path, rounds: int = 3) -> list[Figure]:
    """Return the figures of a month and of an explanation, the median of some runs."""
    environment = clean_environment(folder / "pay", QT_QPA_PLATFORM="offscreen")
    runs = [run_child("from benchmarks.pay import main; main()", environment).said for _round in range(rounds)]
    month, floor, changes, explain = (
        median([run[name] for run in runs]) for name in ("month_s", "floor_s", "changes_s", "explain_ms")
    )
    return [
        Figure("a month for 600, 12 months looked back", month, "s", 1.0, floor, "lines read and written, bare", 6.0),
        Figure("what differs from the month before", changes, "s"),
        Figure("every figure of a line explained", explain, "ms", 50),
    ]


def standard(code: str, formula: Formula, numbers: dict[str, Any], kind: EmploymentKind = FULL) -> PayStandard:
    """A standard since 2024."""
    return PayStandard(code, code, Nature.TAXED, formula, numbers, date(2024, 1, 1), kind=kind, document="侨发1号")


def fill(session: Session) -> None:
    """Enter people, half of them full-time, what they are paid by, and their insurance."""
    for at in range(PEOPLE):
        kind = FULL if at % 2 else PART
        person = create_worker(session, worker_form(f"某{at:03d}"), TODAY)
        source = WorkerSource.CITY_PLAN if kind is FULL else WorkerSource.COMMITTEE_MEMBER
        start_employment(session, person, EmploymentForm(kind, source, date(2023, 1 + at % 12, 1 + at % 28)))
        if kind is FULL:
            enrol(session, person, FIRST, dict.fromkeys(SOCIAL, 460000 + at * 100))
    add_standard(session, standard("base", Formula.FIXED, {"amount": 420000}))
    add_standard(session, standard("seniority", Formula.SENIORITY, {"amount": 2000, "most": 15}))
    add_standard(session, standard("performance", Formula.FIXED, {"amount": 90000}))
    add_standard(session, standard("allowance", Formula.FIXED, {"amount": 60000}, PART))


def reckon(office: OpenOffice, month: Month) -> UUID:
    """Reckon a month that is paid on the tenth of the next."""
    paid = month.plus(1).first_day.replace(day=10)
    return office.act(DO, draft_run, month, paid, paid)


def pay(office: OpenOffice, run_id: UUID) -> None:
    """Take a run to its payment."""
    for state in (RunState.CHECKED, RunState.APPROVED, RunState.PAID):
        office.act(DO, step_run, run_id, state, "会计", TODAY)


def bare(session: Session, run_id: UUID) -> int:
    """Read and parse every line there is, and write as many as a month has, without anything of the program."""
    connection = session.connection()
    lines = [json.loads(row[0]) for row in connection.execute(text("SELECT details FROM pay_line"))]
    connection.execute(text("CREATE TEMP TABLE bare_line (id INTEGER PRIMARY KEY, run TEXT, details TEXT)"))
    rows = [{"run": str(run_id), "details": json.dumps(each, ensure_ascii=False)} for each in lines[:PEOPLE]]
    connection.execute(text("INSERT INTO bare_line (run, details) VALUES (:run, :details)"), rows)
    return len(lines)


def timed(act: Any) -> tuple[float, Any]:
    """Return the seconds of processor time of an act, and its result."""
    begun = time.process_time()
    result = act()
    return time.process_time() - begun, result


def main() -> None:
    """Measure once in a process of its own."""
    with tempfile.TemporaryDirectory() as folder, real_office(Path(folder)) as office:
        office.act(DO, fill)
        for at in range(PAST):
            pay(office, reckon(office, FIRST.plus(at)))
        month, run_id = timed(lambda: reckon(office, FIRST.plus(PAST)))
        changes, _found = timed(lambda: office.read(run_changes, run_id))
        lines = office.read(list_lines, run_id)
        assert len(lines) == PEOPLE
        floor, count = timed(lambda: office.read(bare, run_id))
        assert count == PEOPLE * (PAST + 1)
        explain, _figures = timed(lambda: [explain_line(line) for line in lines])
    said = {"month_s": month, "floor_s": floor, "changes_s": changes, "explain_ms": explain * 1000 / PEOPLE}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
