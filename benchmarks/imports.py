"""How long an import of 2 000 grid workers takes, with its journal and its undo, beside the floor of the same rows.

`PYTHONPATH=src:. python -m benchmarks.imports [ROWS]` prints seconds; docs/benchmarks.md keeps them.
The floor is what the file itself costs: the same table rows put by a raw `executemany` into the same SQLCipher file.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from gridadmin.domain.imports import ParsedRow
from gridadmin.domain.workers import AppointmentRole, EmploymentKind, Sex, WorkerImport, WorkerSource
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.journal import list_acts, record_classes
from gridadmin.services.worker_imports import import_workers
from tests.real_offices import TODAY, id_number, real_office, with_grids

Result = TypeVar("Result")
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平"


def roster(count: int, grids: list[str]) -> list[ParsedRow]:
    """Return rows of invented people, each on a grid."""
    rows = []
    for number in range(count):
        born = date(1965, 1, 1) + timedelta(days=number // 10 * 7)
        record = WorkerImport(
            name=SURNAMES[number % 20] + GIVEN[number % 19] + GIVEN[number // 20 % 20],
            id_number=id_number("371525", born, number % 10),
            sex=Sex.MALE,
            birth_date=born,
            political_status="13",
            education="31",
            phones=(f"1390{number:07d}",),
            kind=EmploymentKind.PART_TIME,
            source=WorkerSource.COMMITTEE_MEMBER,
            started_on=date(2024, 1, 1),
            grids=(grids[number % len(grids)],),
            role=AppointmentRole.WORKER,
        )
        rows.append(ParsedRow("花名册", number + 2, record))
    return rows


def timed(name: str, fn: Callable[[], Result]) -> tuple[float, Result]:
    """Run once and print the seconds."""
    began = time.perf_counter()
    result = fn()
    seconds = time.perf_counter() - began
    print(f"{name:34} {seconds:7.2f} s")
    return seconds, result


def floor(office: OpenOffice) -> float:
    """Put every row that the import made once more, raw, in one transaction that is taken back; return the seconds."""
    tables: list[Any] = [record.__table__ for record in record_classes().values() if record.feature == "workers"]

    def put(connection: Connection) -> float:
        held = [(table, [dict(row) for row in connection.execute(select(table)).mappings()]) for table in tables]
        connection.rollback()
        began = time.perf_counter()
        for table, rows in held:
            if rows:
                copy = table.to_metadata(type(table.metadata)(), name=f"floor_{table.name}")
                copy.indexes.clear()
                connection.exec_driver_sql(
                    f"CREATE TEMP TABLE floor_{table.name} AS SELECT * FROM {table.name} LIMIT 0"
                )
                connection.execute(copy.insert(), rows)
        connection.commit()
        return time.perf_counter() - began

    return office.with_connection(put)


def main(count: int) -> None:
    """Measure an import into an empty office, the same file again, and the undo."""
    with tempfile.TemporaryDirectory() as folder, real_office(Path(folder)) as office:
        rows = roster(count, with_grids(office, 10))
        options = ImportOptions(TODAY)
        preview, _seen = timed("preview", lambda: office.rehearse(import_workers, rows, options))
        seconds, report = timed("import", lambda: office.act(Message("Import"), import_workers, rows, options))
        assert report.new == count, report
        act = office.read(list_acts, 1)[0]
        timed("the same file again", lambda: office.act(Message("Import"), import_workers, rows, options))
        raw = floor(office)
        print(f"{'floor: the same rows, raw':34} {raw:7.2f} s   ratio {seconds / raw:.1f}")
        undo, _undone = timed("undo", lambda: office.undo_act(act.id))
        print(json.dumps({"preview": preview, "import": seconds, "floor": raw, "undo": undo}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
