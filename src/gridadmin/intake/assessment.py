"""Score sheets in: the rows of persons with what stands under the columns of a scheme, however deep the header is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from gridadmin.domain.entry_blocks import NAME_WORDS, NUMBER_WORDS
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.imports import SHARED, ImportKind, SkippedRow
from gridadmin.i18n import N_, Message
from gridadmin.intake.finding import is_note, is_total
from gridadmin.intake.header_words import match_header, names_a_field
from gridadmin.intake.sheets import RawSheet
from gridadmin.intake.tables import column_letter, shown
from gridadmin.intake.workbooks import read_workbook

DEEPEST_HEADER = 4
_NOISE = re.compile(r"[\s()（）\[\]【】/／·:：*]|分值?\d*|\d+分")
_AVERAGES = frozenset(("平均", "平均分", "平均值"))


@dataclass(frozen=True)
class ScoreRow:
    """One row of a score sheet: whom it means and the cells that are filled, by the key of their column."""

    sheet: str
    row: int
    name: str
    id_number: str
    cells: Mapping[str, str]


@dataclass(frozen=True)
class ScoreFile:
    """A score sheet as it was understood.

    Attributes:
        letters: (sheet, key of a column) -> letter of the column, for the places of problems.
        unknown: headings of columns that the scheme does not have, with their sheets.
    """

    rows: tuple[ScoreRow, ...]
    skipped: tuple[SkippedRow, ...]
    letters: Mapping[tuple[str, str], str]
    unknown: tuple[tuple[str, str], ...]

    def letter_of(self, sheet: str, key: str) -> str:
        """Return the letter of a column; empty where the sheet has none."""
        return self.letters.get((sheet, key), "")


NO_SCORES = N_("{file}: no table of scores was found. Its header needs 姓名 and columns of the scheme: {names}…")


def read_scores(
    path: Path,
    titles: Mapping[str, Sequence[str]],
    sheet_name: str | None = None,
    nothing: str = NO_SCORES,
    *,
    money: bool = False,
) -> ScoreFile:
    """Read a workbook or CSV of scores.

    Args:
        path: .xlsx, .xls or .csv.
        titles: key of a column -> the names it may go by, the surest first.
        sheet_name: only this sheet; None = every visible one.
        nothing: msgid of the error with {file} and {names}, for sheets of persons with other columns.
        money: numbers are amounts: one that is merged over several persons reads as `SHARED`.

    Raises:
        InvalidError: no sheet has a column for the name and one of the scheme.
    """
    sheets = [sheet for sheet in read_workbook(path) if not sheet.hidden and sheet_name in (None, sheet.name)]
    return scores_of(sheets, titles, path.name, nothing, money=money)


def scores_of(
    sheets: Sequence[RawSheet],
    titles: Mapping[str, Sequence[str]],
    name: str,
    nothing: str = NO_SCORES,
    *,
    money: bool = False,
) -> ScoreFile:
    """Read sheets whose cells are there already; `name` stands for the file in the error of `read_scores`."""
    found = [read for sheet in sheets for read in _read_tables(sheet, titles, money=money)]
    if not found:
        names = "、".join(words[0] for words in list(titles.values())[:4])
        raise InvalidError(nothing, file=name, names=names)
    return ScoreFile(
        tuple(row for each in found for row in each.rows),
        tuple(row for each in found for row in each.skipped),
        {key: letter for each in found for key, letter in each.letters.items()},
        tuple(pair for each in found for pair in each.unknown),
    )


def _read_tables(sheet: RawSheet, titles: Mapping[str, Sequence[str]], *, money: bool) -> list[ScoreFile]:
    """Read every table of a sheet: each line with 姓名 heads one, with columns of its own."""
    rows = _filled(sheet)
    heads = [at for at, row in enumerate(rows) if any(map(_names_person, row))]
    if money and heads:
        _mark_shared(sheet, rows, heads)
    tops = [at for at in heads if at - 1 not in heads]
    spans = pairwise([*tops, len(rows)])
    tables = (_read_table(sheet.name, rows[:end], top, titles) for top, end in spans)
    return [table for table in tables if table is not None]


def _read_table(
    sheet: str, rows: Sequence[Sequence[str]], top: int, titles: Mapping[str, Sequence[str]]
) -> ScoreFile | None:
    name = next(at for at, cell in enumerate(rows[top]) if _names_person(cell))
    bottom = top
    while bottom + 1 < len(rows) and bottom - top + 1 < DEEPEST_HEADER and _names_person(rows[bottom + 1][name]):
        bottom += 1
    above = top
    while above > 0 and _is_heading(rows[above - 1], rows[top]):
        above -= 1
    paths = [_path([row[at] for row in rows[above : bottom + 1]]) for at in range(len(rows[top]))]
    columns = _columns(paths, titles)
    if not columns:
        return None
    number = next((at for at, path in enumerate(paths) if path and _names_number(path[-1])), None)
    unknown = tuple((sheet, path[-1]) for at, path in enumerate(paths) if path and _is_unknown(at, columns, path))
    letters = {(sheet, key): column_letter(at) for at, key in columns.items()}
    body, skipped = _body(sheet, rows, bottom + 1, (name, number, columns))
    return ScoreFile(body, skipped, letters, unknown)


def _names_person(cell: str) -> bool:
    return _word(cell) in NAME_WORDS or _in_rosters(cell) == ("name", 1.0)


def _names_number(cell: str) -> bool:
    """Tell whether a header is the ID number's; a bracketed remark such as 18位 is none of its name."""
    match = _in_rosters(cell)
    return _word(cell) in NUMBER_WORDS or (match is not None and match[0] == "id_number")


def _in_rosters(cell: str) -> tuple[str, float] | None:
    return match_header(cell, ImportKind.WORKERS) if names_a_field(cell) else None


def _filled(sheet: RawSheet) -> list[list[str]]:
    """The cells as texts, merged ones filled, so that every column has the whole of its header."""
    rows = [[shown(cell) for cell in row] for row in sheet.rows]
    for first_row, first_column, last_row, last_column in sheet.merges:
        for at in range(first_row, min(last_row, len(rows) - 1) + 1):
            for column in range(first_column, min(last_column, len(rows[at]) - 1) + 1):
                rows[at][column] = rows[first_row][first_column]
    return rows


def _mark_shared(sheet: RawSheet, rows: list[list[str]], heads: Sequence[int]) -> None:
    """Put `SHARED` where one number is merged over several persons: each may have it, or all of them together."""
    for first, column, last, _end in sheet.merges:
        head = max((at for at in heads if at < first), default=None)
        places = range(first, min(last, len(rows) - 1) + 1)
        if head is None or len(places) < 2 or column >= len(rows[first]):
            continue
        if not isinstance(sheet.rows[first][column], int | float):
            continue
        name = next(at for at, cell in enumerate(rows[head]) if _names_person(cell))
        if column != name and len({rows[at][name] for at in places}) > 1:
            for at in places:
                rows[at][column] = SHARED


def _is_heading(above: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a row above the one with 姓名 belongs to the header: several words, and not one title over everything."""
    words = {cell for cell in above if cell.strip()}
    return len(words) > 1 and len(header) > len(words) > 1 and any(map(_names_person, above))


def _word(text: str) -> str:
    return "".join(text.split()).casefold()


def _path(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cell.strip() for cell in cells if cell.strip()))


def _columns(paths: Sequence[tuple[str, ...]], titles: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """Which column of the sheet is which of the scheme: by the surest name first, each of them once."""
    found: dict[int, str] = {}
    for rank in range(max((len(names) for names in titles.values()), default=0)):
        for key, names in titles.items():
            if rank < len(names) and key not in found.values():
                wanted = _NOISE.sub("", names[rank])
                places = [at for at, path in enumerate(paths) if at not in found and wanted in _spellings(path)]
                if len(places) == 1:
                    found[places[0]] = key
    return found


def _spellings(path: tuple[str, ...]) -> set[str]:
    """The last heading of a column, the last two, and all of them, without brackets and points."""
    return {_NOISE.sub("", "".join(path[-depth:])) for depth in range(1, len(path) + 1)}


_OWN = frozenset(
    (
        "序号",
        "姓名",
        "网格",
        "所属网格",
        "社区",
        "村社区",
        "所属村社区",
        "专兼职",
        "总分",
        "得分",
        "名次",
        "排名",
        "等次",
        "备注",
    )
)


def _is_unknown(at: int, columns: Mapping[int, str], path: tuple[str, ...]) -> bool:
    read = at in columns or _names_number(path[-1]) or _names_person(path[-1])
    return not read and _NOISE.sub("", path[-1]) not in _OWN


def _body(
    sheet: str, rows: Sequence[Sequence[str]], start: int, places: tuple[int, int | None, Mapping[int, str]]
) -> tuple[tuple[ScoreRow, ...], tuple[SkippedRow, ...]]:
    name, number, columns = places
    found, skipped = [], []
    for at in range(start, len(rows)):
        row = rows[at]
        who = row[name].strip()
        if not any(cell.strip() for cell in row):
            continue
        if not who or any(map(_is_aside, (who, row[0]))) or _is_title(row):
            text = " ".join(cell for cell in row if cell.strip())[:60]
            skipped.append(SkippedRow(sheet, at + 1, text, Message(N_("No person is named in this row"))))
            continue
        cells = {key: row[column].strip() for column, key in columns.items() if row[column].strip()}
        found.append(ScoreRow(sheet, at + 1, who, row[number].strip() if number is not None else "", cells))
    return tuple(found), tuple(skipped)


def _is_aside(cell: str) -> bool:
    """Tell whether a cell begins a row about nobody: 合计, 本页小计, 平均分, 制表人：…"""
    return is_total(cell) or is_note(cell) or _word(cell) in _AVERAGES


def _is_title(row: Sequence[str]) -> bool:
    """Tell whether one text, merged over columns, is the whole row: the title of the next table."""
    texts = [cell for cell in row if cell.strip()]
    return len(texts) > 1 and len(set(texts)) == 1
