"""The same 100 000 invented people for every measurement of the window."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
INITIALS = "wlzlcyhzwzxsmzhghllg"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华建国"
GIVEN_INITIALS = "wfnmjlqljyyyjtmcxxpggyhjg"
COLUMNS = ("id", "name", "initials", "phone", "id_number", *(f"field_{number}" for number in range(15)))


def people(count: int) -> list[tuple[str, ...]]:
    """Return rows of 20 texts; ID numbers use the sequence 000."""
    dice = random.Random(3715)
    rows = []
    for number in range(count):
        first, *rest = dice.randrange(20), *(dice.randrange(len(GIVEN)) for _ in range(dice.choice((1, 2, 2))))
        name = SURNAMES[first] + "".join(GIVEN[place] for place in rest)
        initials = INITIALS[first] + "".join(GIVEN_INITIALS[place] for place in rest)
        born = f"{dice.randrange(1960, 2005)}{dice.randrange(1, 13):02}{dice.randrange(1, 29):02}"
        phone = f"1390{dice.randrange(10_000_000):07}"
        more = (f"{dice.choice('东西南北')}街{dice.randrange(900)}号" for _ in range(15))
        rows.append((f"{number:06}", name, initials, phone, f"371502{born}0000", *more))
    return rows


def roster_file(folder: Path, count: int) -> Path:
    """Write the people into a plain SQLite file with an index on the name."""
    path = folder / "roster.db"
    connection = sqlite3.connect(path)
    connection.execute(f"create table worker ({', '.join(COLUMNS)}, primary key (id)) without rowid")
    connection.executemany(f"insert into worker values ({', '.join('?' * len(COLUMNS))})", people(count))
    connection.execute("create index ix_worker_name on worker (name, id)")
    connection.commit()
    connection.close()
    return path
