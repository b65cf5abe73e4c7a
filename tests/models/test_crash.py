"""A program that is killed loses nothing that it said was saved."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from gridadmin.models.integrity import check_file
from gridadmin.models.keyslots import new_key
from gridadmin.models.storage import open_database

WRITER = """
import sys
from pathlib import Path
from sqlalchemy import text
from gridadmin.models.storage import for_acts, open_database
engine = for_acts(open_database(Path(sys.argv[1]), bytes.fromhex(sys.stdin.readline())))
number = 0
while True:
    with engine.begin() as connection:
        number = connection.execute(text("SELECT coalesce(max(n), 0) + 1 FROM done")).scalar_one()
        connection.execute(text("INSERT INTO done VALUES (:n, :pad)"), {"n": number, "pad": "x" * 3000})
        connection.execute(text("INSERT INTO pair VALUES (:n)"), {"n": number})
    print(number, flush=True)
"""


@pytest.mark.slow
def test_a_killed_writer_loses_no_acknowledged_commit(tmp_path: Path) -> None:
    path, key = tmp_path / "office.db", new_key()
    engine = open_database(path, key, create=True)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE done (n INTEGER PRIMARY KEY, pad TEXT)"))
        connection.execute(text("CREATE TABLE pair (n INTEGER PRIMARY KEY REFERENCES done)"))
    engine.dispose()
    chance = random.Random(20261102)
    for _ in range(int(os.environ.get("GRIDADMIN_TEST_KILLS", "3"))):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert writer.stdin is not None
        assert writer.stdout is not None
        writer.stdin.write(key.hex() + "\n")
        writer.stdin.flush()
        acknowledged = int(writer.stdout.readline())
        time.sleep(chance.uniform(0, 0.1))
        writer.kill()
        for line in writer.communicate()[0].splitlines(keepends=True):
            if line.endswith("\n"):
                acknowledged = int(line)
        engine = open_database(path, key)
        assert check_file(engine) == []
        with engine.connect() as connection:
            numbers = connection.scalars(text("SELECT n FROM done ORDER BY n")).all()
            assert connection.scalars(text("SELECT n FROM pair ORDER BY n")).all() == numbers
        engine.dispose()
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) - acknowledged in (0, 1), "at most the act in progress"
