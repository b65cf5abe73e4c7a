"""What a case of the corpus is, and the invented people and grids that fill it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path

from gridadmin.domain.id_numbers import check_char

TODAY = date(2026, 11, 1)
TOWNSHIP = "371525002"
ZHILI, TIGU, BALI = "371525002036", "371525002228", "371525002229"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚玲桂英华玉萍红春梅建国"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
HEADER = [
    "序号",
    "姓名",
    "身份证号码",
    "性别",
    "联系电话",
    "政治面貌",
    "文化程度",
    "专兼职",
    "所属村（社区）",
    "所属网格",
]


@dataclass(frozen=True)
class Expected:
    """A problem line: where, the beginning of its English reason, and how bad."""

    row: int
    column: str
    reason: str
    severity: str = "error"
    sheet: str = "Sheet1"


@dataclass(frozen=True)
class Case:
    """One file of the corpus and what its import must say.

    Attributes:
        rows, rejected: records found and kept out; new: how many an empty office gains (None = rows - rejected).
        header: last header row of each table in the order of the file.
        problems: errors and warnings, all of them; notes: those that must be among the notes.
        skipped: rows passed over. mapping: header -> field, checked where given.
        values: row -> field -> value as text, checked where given. error: beginning of the refusal of the whole file.
    """

    name: str
    write: Callable[[Path], None]
    kind: str = "workers"
    rows: int = 0
    rejected: int = 0
    new: int | None = None
    header: tuple[int, ...] = (1,)
    problems: tuple[Expected, ...] = ()
    notes: tuple[Expected, ...] = ()
    skipped: tuple[int, ...] = ()
    mapping: dict[str, str] = field(default_factory=dict)
    values: dict[int, dict[str, str]] = field(default_factory=dict)
    error: str = ""

    def manifest(self) -> dict[str, object]:
        """Return the entry of the manifest: what the import needs beforehand and what it must say."""
        entry = {key: value for key, value in asdict(self).items() if key != "write"}
        entry["new"] = self.rows - self.rejected if self.new is None else self.new
        entry |= {"township": TOWNSHIP, "today": TODAY.isoformat(), "communities": [ZHILI, TIGU, BALI], "grids": GRIDS}
        return entry


def id_number(index: int, born: date | None = None, female: bool | None = None) -> str:
    """Return an invented ID number: sequence 000 to 009, which no person has, with a right check digit."""
    born = born or date(1965, 1, 1) + timedelta(days=index * 37)
    sequence = index % 10 if female is None else (0 if female else 1)
    first = f"371525{born:%Y%m%d}{sequence:03d}"
    return first + check_char(first)


def grid_code(serial: int, community: str = ZHILI) -> str:
    """Return an invented grid code of a real community."""
    return f"{community}{serial:03d}"


def person(index: int) -> list[str]:
    """Return a clean row under `HEADER`."""
    number = id_number(index)
    name = SURNAMES[index % 20] + GIVEN[index % 31] + GIVEN[index * 7 % 31]
    return [
        str(index), name, number, "男" if int(number[16]) % 2 else "女", f"1390000{index:04d}",
        ("中共党员", "群众", "团员")[index % 3], ("大专", "高中", "初中", "本科")[index % 4],
        ("专职", "兼职")[index % 2], "提固新村村委会", grid_code(index % 5 + 1, TIGU),
    ]  # fmt: skip


GRIDS = [
    {"code": grid_code(serial, community), "name": f"第{serial}网格", "community": community}
    for community in (ZHILI, TIGU, BALI)
    for serial in range(1, 11)
]
