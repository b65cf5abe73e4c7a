"""What county and city staff publish, read from a file: grids, communities, parameters.

Strict, unlike what villages send: a heading for every column in the first row, by its Chinese name or that of the
field; every row has to be right, or nothing of the file is published.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_, Message
from gridadmin.wire.owner_terms import Field, Kind
from gridadmin.wire.owners import OWNERS
from gridadmin.wire.values import Json

Row = Mapping[str, Json]


class Published(LabelledEnum):
    """What can be published from a file."""

    GRIDS = "grids", N_("Grids")
    COMMUNITIES = "communities", N_("Communities and villages")
    PARAMETERS = "parameters", N_("Parameters")


@dataclass(frozen=True)
class Heading:
    """A column: its field, the Chinese name that stands above it, whether it may be missing or empty."""

    field: str
    title: str
    required: bool = True


HEADINGS: Mapping[Published, tuple[Heading, ...]] = {
    Published.GRIDS: (
        Heading("code", "网格编码"),
        Heading("name", "网格名称"),
        Heading("kind", "网格类型"),
        Heading("dedicated_kind", "专属类型", required=False),
        Heading("community", "社区编码", required=False),
        Heading("area", "管辖范围"),
        Heading("households", "户数", required=False),
        Heading("residents", "常住人口", required=False),
        Heading("setting", "城乡"),
        Heading("decision_document", "划定文号", required=False),
        Heading("valid_from", "生效日期"),
        Heading("valid_to", "撤销日期", required=False),
    ),
    Published.COMMUNITIES: (
        Heading("code", "社区编码"),
        Heading("name", "社区名称"),
        Heading("urban", "城乡"),
    ),
    Published.PARAMETERS: (
        Heading("key", "参数"),
        Heading("value", "值", required=False),
        Heading("unit", "单位"),
        Heading("valid_from", "生效日期"),
        Heading("source", "来源", required=False),
        Heading("certainty", "依据"),
        Heading("note", "说明", required=False),
    ),
}
_WORDS: Mapping[str, Mapping[str, Json]] = {
    "kind": {"综合网格": "comprehensive", "综合": "comprehensive", "专属网格": "dedicated", "专属": "dedicated"},
    "dedicated_kind": {
        "园区": "park", "商圈": "market", "市场": "market", "企业": "enterprise", "学校": "school", "医院": "hospital",
        "景区": "scenic_area", "楼宇": "office_building",
    },
    "setting": {"城市": "urban", "城镇": "urban", "农村": "rural", "乡村": "rural"},
    "urban": {"城市": True, "城镇": True, "是": True, "农村": False, "乡村": False, "否": False},
    "certainty": {"条例": "regulation", "地方规定": "local_rule", "暂定": "assumed"},
}  # fmt: skip
_RECORDS = {
    Published.GRIDS: ("grid_version", "grid"),
    Published.COMMUNITIES: ("community",),
    Published.PARAMETERS: ("parameter",),
}
_CODE = Field(Kind.TEXT)

_NO_FILE = N_("There is no file {file}.")
_KINDS = N_("{file} is neither .xlsx nor .csv nor .json.")
_NO_TEXT = N_("{file} is text neither in UTF-8 nor in GBK. Save it anew, best as .xlsx.")
_NO_COLUMN = N_("{file} has no column “{title}”. The first row names the columns: {titles}.")
_BAD_ROWS = N_("Nothing was published. {count} cells of {file} are wrong: {first}")
_CELL = N_("row {row}, {title}: “{value}”")


def read_publication(path: Path, kind: Published) -> list[Row]:
    """Return the rows of a file, their values as they travel; of a column that is not there they say nothing.

    Raises:
        NotFoundError: there is no such file.
        InvalidError: it is of another kind, lacks a column, or a cell is wrong; names the first ones.
    """
    if not path.is_file():
        raise NotFoundError(_NO_FILE, file=path)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise InvalidError(_KINDS, file=path.name)
    lines = list(reader(path))
    wanted = _columns(path, kind, lines[:1])
    rows, wrong = [], list[str]()
    for number, line in enumerate(lines, start=2):
        row: Row = {heading.field: _value(kind, heading, line.get(name)) for heading, name in wanted.items()}
        wrong += [
            str(Message(_CELL, {"row": number, "title": heading.title, "value": line.get(name) or ""}))
            for heading, name in wanted.items()
            if row[heading.field] is _WRONG
        ]
        rows.append(row)
    if wrong:
        raise InvalidError(_BAD_ROWS, count=len(wrong), file=path.name, first="；".join(wrong[:5]))
    return rows


def _columns(path: Path, kind: Published, first: list[dict[str, Any]]) -> dict[Heading, str]:
    titles = {name.strip(): name for line in first for name in line}
    wanted = {heading: titles.get(heading.title, titles.get(heading.field)) for heading in HEADINGS[kind]}
    for heading, name in wanted.items():
        if name is None and heading.required:
            listed = "、".join(each.title for each in HEADINGS[kind])
            raise InvalidError(_NO_COLUMN, file=path.name, title=heading.title, titles=listed)
    return {heading: name for heading, name in wanted.items() if name is not None}


_WRONG: Any = object()


def _value(kind: Published, heading: Heading, cell: Any) -> Any:
    """Return a cell's value as it travels; `_WRONG` where it is none."""
    if isinstance(cell, str):
        cell = cell.strip()
    if cell is None or cell == "":
        return _WRONG if heading.required else ("" if _declared(kind, heading.field).required else None)
    spelled = _WORDS.get(heading.field, {}).get(cell) if isinstance(cell, str) else None
    return (
        spelled
        if spelled is not None
        else _CASTS[_declared(kind, heading.field).kind](_declared(kind, heading.field), cell)
    )


def _declared(kind: Published, field: str) -> Field:
    known = (OWNERS[name].fields.get(field) for name in _RECORDS[kind])
    return next((each for each in known if each is not None), _CODE)


def _text(_field: Field, cell: Any) -> Any:
    return (
        cell if isinstance(cell, str) else str(cell) if isinstance(cell, int) and not isinstance(cell, bool) else _WRONG
    )


def _whole(_field: Field, cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell)
    return int(text) if not isinstance(cell, bool) and text.isascii() and text.isdigit() else _WRONG


def _day(_field: Field, cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    try:
        return date.fromisoformat(str(cell)).isoformat()
    except ValueError:
        return _WRONG


def _choice(field: Field, cell: Any) -> Any:
    return cell if cell in field.choices else _WRONG


def _json(_field: Field, cell: Any) -> Any:
    if not isinstance(cell, str):
        return (
            int(cell) if isinstance(cell, float) and cell.is_integer() else _WRONG if isinstance(cell, float) else cell
        )
    try:
        value = json.loads(cell)
    except ValueError:
        return cell
    return _WRONG if isinstance(value, float) else value


_CASTS: Mapping[Kind, Callable[[Field, Any], Any]] = {
    Kind.TEXT: _text,
    Kind.WHOLE: _whole,
    Kind.TRUTH: lambda _field, cell: cell if isinstance(cell, bool) else _WRONG,
    Kind.DAY: _day,
    Kind.CHOICE: _choice,
    Kind.JSON: _json,
    Kind.ID: _text,
    Kind.CONTENT: _text,
}


def _read_csv(path: Path) -> Iterator[dict[str, Any]]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _gbk(path, raw)
    yield from csv.DictReader(io.StringIO(text, newline=""))  # a cell may hold several lines


def _gbk(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        raise InvalidError(_NO_TEXT, file=path.name) from None


def _read_xlsx(path: Path) -> Iterator[dict[str, Any]]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        lines: Iterable[tuple[Any, ...]] = book.worksheets[0].iter_rows(values_only=True)
        titles: list[str] | None = None
        for line in lines:
            if titles is None:
                titles = ["" if cell is None else str(cell) for cell in line]
            elif any(cell is not None for cell in line):
                yield dict(zip(titles, line, strict=False))
    finally:
        book.close()


def _read_json(path: Path) -> Iterator[dict[str, Any]]:
    yield from json.loads(path.read_text(encoding="utf-8"))


_READERS: Mapping[str, Callable[[Path], Iterator[dict[str, Any]]]] = {
    ".csv": _read_csv,
    ".xlsx": _read_xlsx,
    ".json": _read_json,
}
