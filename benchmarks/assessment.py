"""Scores of 300 workers by 20 indicators pasted at once: read, totalled, ranked, graded, painted, and kept.

    QT_QPA_PLATFORM=offscreen python -m benchmarks.assessment

Prints one JSON line: milliseconds of processor time, which holds on a machine with other work, and of the wall.
"""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QApplication
from sqlalchemy.orm import Session

from benchmarks.measure import Figure, clean_environment, median, run_child
from gridadmin.config import find_resources
from gridadmin.domain.assessment import Band, Clause, Indicator, Method, PeriodKind, Round, SchemeDefinition, Section
from gridadmin.domain.assessment_entries import entry_columns
from gridadmin.domain.assessment_rows import SchemeForm
from gridadmin.domain.workers import EmploymentForm, EmploymentKind, WorkerSource
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.assessment import get_period, open_period
from gridadmin.services.assessment_schemes import create_scheme
from gridadmin.services.assessment_scores import enter_scores
from gridadmin.services.employment import start_employment
from gridadmin.services.worker_records import create_worker
from gridadmin.ui.assessment.entry import ScoreEntry
from gridadmin.ui.theme import Theme, use_theme
from tests.real_offices import TODAY, real_office, worker_form

PEOPLE, INDICATORS = 300, 20
DO = Message("Do")
METHODS = (Method.POINTS, Method.RATE, Method.COUNT, Method.EVENTS)


def measure_assessment(folder: Path, rounds: int = 3) -> list[Figure]:
    """Return the figures of the pasted block, the median of some runs."""
    environment = clean_environment(folder / "assessment", QT_QPA_PLATFORM="offscreen")
    runs = [run_child("from benchmarks.assessment import main; main()", environment).said for _round in range(rounds)]
    paste, save, key = (median([run[name] for run in runs]) for name in ("paste_ms", "save_ms", "key_ms"))
    return [
        Figure("6 000 scores pasted, totalled, ranked and kept", (paste + save) / 1000, "s", 1.0),
        Figure("of these in the grid, to the end of the paint", paste / 1000, "s"),
        Figure("of these in the office, with journal", save / 1000, "s"),
        Figure("one cell typed: totals, ranks, quotas", key, "ms", 100),
    ]


def scheme() -> SchemeDefinition:
    """A scheme of twenty indicators of all methods with quotas."""
    clauses = (Clause("A1", "加分", Decimal(1)), Clause("B1", "扣分", Decimal(-1)))
    indicators = tuple(
        Indicator(
            f"i{at}",
            f"指标{at}",
            Decimal(5),
            METHODS[at % 4],
            each=Decimal("0.5"),
            clauses=clauses if METHODS[at % 4] is Method.EVENTS else (),
        )
        for at in range(INDICATORS)
    )
    bands = (Band("优秀", Decimal(90), None, Decimal(20)), Band("合格", None, Decimal("89.99")))
    return SchemeDefinition(
        "考核", (Round("q", "季度", PeriodKind.QUARTER),), (Section("s", "全部", indicators),), bands
    )


def filled(office: OpenOffice) -> UUID:
    """Enter people, a scheme and a period; return the period."""

    def people(session: Session) -> None:
        for at in range(PEOPLE):
            person = create_worker(session, worker_form(f"某{at:03d}"), TODAY)
            form = EmploymentForm(EmploymentKind.FULL_TIME, WorkerSource.CITY_PLAN, date(2024, 1, 1))
            start_employment(session, person, form)

    office.act(DO, people)
    made = office.act(DO, create_scheme, SchemeForm(scheme(), date(2024, 1, 1)))
    return office.act(DO, open_period, made, "q", 2026, 3)


def block(whole: Any) -> str:
    """What is pasted: names and a value under each heading."""
    columns = entry_columns(whole.definition, whole.period.round_key)
    lines = [["姓名", *(each.title for each in columns)]]
    for place, person in enumerate(whole.assessed):
        cells = [_cell(each.indicator.method, place + at) for at, each in enumerate(columns)]
        lines.append([person.name, *cells])
    return "\n".join("\t".join(line) for line in lines)


def _cell(method: Method, at: int) -> str:
    match method:
        case Method.POINTS:
            return f"{4 + at % 10 / 10:.1f}"
        case Method.RATE:
            return f"{90 + at % 100 / 10:.1f}"
        case Method.COUNT:
            return str(5 + at % 6)
        case Method.EVENTS:
            return "B1*2 A1" if at % 2 else "B1"


def timed(act: Any) -> tuple[float, float]:
    """Return the milliseconds of processor and wall of an act and of the paint after it."""
    QApplication.processEvents()
    begun, wall = time.process_time(), time.perf_counter()
    act()
    QApplication.processEvents()
    return (time.process_time() - begun) * 1000, (time.perf_counter() - wall) * 1000


def main() -> None:
    """Measure once in a process of its own."""
    application = QApplication([])
    use_theme(Theme(find_resources(), "light", 100))
    with tempfile.TemporaryDirectory() as folder, real_office(Path(folder)) as office:
        period = filled(office)
        whole = office.read(get_period, period, TODAY)
        entry = ScoreEntry()
        entry.resize(1200, 700)
        entry.show_period(replace(whole), read_only=False)
        entry.show()
        text = block(whole)
        paste, paste_wall = timed(lambda: entry.grid.paste(text))
        assert len(entry.graded()) == PEOPLE
        assert not entry.grid.model.faults()
        cells = entry.cells()
        assert len(cells) == PEOPLE * INDICATORS
        save, save_wall = timed(lambda: office.act(DO, enter_scores, period, cells))
        key, _wall = timed(lambda: entry.grid.model.set_texts([(7, 4, "3.3")]))
        found = {"paste_ms": paste, "save_ms": save, "key_ms": key, "paste_wall": paste_wall, "save_wall": save_wall}
    print(json.dumps(found))
    application.quit()


if __name__ == "__main__":
    main()
