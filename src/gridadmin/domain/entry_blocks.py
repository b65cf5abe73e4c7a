"""Blocks of cells as spreadsheets put them on the clipboard, and which rows of a list they mean. Pure rules."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gridadmin.domain.entries import half_width
from gridadmin.domain.text import name_key
from gridadmin.i18n import N_, Message

Block = list[list[str]]

NAME_WORDS = frozenset(("姓名", "网格员", "网格员姓名", "参训人员", "name"))
NUMBER_WORDS = frozenset(("身份证号", "身份证号码", "公民身份号码", "证件号码", "idnumber"))
_ENOUGH = 0.5  # of the rows must be found in a column before it is taken for one of persons
_WITHIN = 8  # columns from the left: what stands further right are values


@dataclass(frozen=True)
class Person:
    """By what a row of a list can be meant: the name, and the ID number where it is known."""

    name: str
    id_number: str = ""


@dataclass(frozen=True)
class LeftRow:
    """A row of the block that went nowhere: its words and why."""

    text: str
    reason: Message


@dataclass(frozen=True)
class PlacedBlock:
    """Where the rows of a block go.

    Attributes:
        rows: (row of the list, its texts), every row as long as `columns`.
        columns: for each text the key of its column, "" where only its place tells (counted from the cursor on).
        left: rows that mean nobody, or not one person alone.
    """

    rows: tuple[tuple[int, tuple[str, ...]], ...]
    columns: tuple[str, ...]
    left: tuple[LeftRow, ...] = ()


def read_block(text: str) -> Block:
    """Return the cells of what a spreadsheet has copied: tabs between cells, quotes around those with line breaks.

    Every row is made as long as the longest; the line break after the last row is no row.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    if '"' in plain:
        rows = list(csv.reader(io.StringIO(plain), delimiter="\t"))
    else:
        rows = [line.split("\t") for line in plain.split("\n")]
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def write_block(rows: Sequence[Sequence[str]]) -> str:
    """Return cells as a spreadsheet takes them from the clipboard."""
    if not any(sign in cell for row in rows for cell in row for sign in '"\t\r\n'):
        return "\n".join("\t".join(row) for row in rows)
    target = io.StringIO()
    csv.writer(target, delimiter="\t", lineterminator="\n").writerows(rows)
    return target.getvalue().removesuffix("\n")


def tile_block(block: Block, height: int, width: int) -> Block:
    """Return a block repeated over a selection that is a multiple of it, as spreadsheets do; else the block itself."""
    if not block or not block[0] or height % len(block) or width % len(block[0]):
        return block
    tall = max(height // len(block), 1)
    wide = max(width // len(block[0]), 1)
    return [row * wide for _time in range(tall) for row in block]


def place_by_person(block: Block, people: Sequence[Person], titles: Mapping[str, str]) -> PlacedBlock | None:
    """Return where the rows go by ID number or name; None where no column of the block holds persons.

    The ID number decides. A name decides where one row of the list alone has it. With a heading whose words are titles
    of columns (`titles`: shown title -> key) values find their columns by it; else what stands right of the persons
    goes in from the cursor on.
    """
    book = _Book(people)
    header = block[0] if block and _is_header(block[0], titles) else None
    body = [row for row in (block[1:] if header else block) if any(cell.strip() for cell in row)]
    numbers = _best_column(body, lambda cell: _number(cell) in book.by_number)
    names = _best_column(body, lambda cell: name_key(cell) in book.by_name)
    if numbers is None and names is None:
        return None
    wanted = _value_columns(
        header, max(place for place in (numbers, names) if place is not None), len(block[0]), titles
    )
    if not wanted:
        return None
    rows, left, taken = [], [], set[int]()
    for row in body:
        found = book.find(_cell(row, numbers), _cell(row, names), taken)
        if isinstance(found, Message):
            left.append(LeftRow(" ".join(cell for cell in row if cell.strip())[:40], found))
        else:
            taken.add(found)
            rows.append((found, tuple(row[place] for place, _key in wanted)))
    return PlacedBlock(tuple(rows), tuple(key for _place, key in wanted), tuple(left))


class _Book:
    """The persons of a list by ID number and by name."""

    def __init__(self, people: Sequence[Person]) -> None:
        self._people = people
        self.by_number = {_number(person.id_number): place for place, person in enumerate(people) if person.id_number}
        self.by_name: dict[str, list[int]] = defaultdict(list)
        for place, person in enumerate(people):
            self.by_name[name_key(person.name)].append(place)

    def find(self, number: str, name: str, taken: set[int]) -> int | Message:
        """Return the row that is meant, or why none is."""
        place = self.by_number.get(_number(number))
        if place is None:
            named = self.by_name.get(name_key(name), [])
            if number and any(self._people[found].id_number for found in named):
                return Message(N_("The ID number is not that of the person in the list."))
            if len(named) > 1:
                return Message(N_("Several persons of the list have this name; add the ID number."))
            if not named:
                return Message(N_("Nobody in the list is called this."))
            place = named[0]
        elif name and name_key(name) != name_key(self._people[place].name):
            return Message(N_("The ID number belongs to {name}."), {"name": self._people[place].name})
        return Message(N_("This person stands twice in what was pasted.")) if place in taken else place


def _number(text: str) -> str:
    return half_width(text).upper()


def _word(text: str) -> str:
    return "".join(text.split()).casefold()


def _is_header(row: Sequence[str], titles: Mapping[str, str]) -> bool:
    known = {_word(title) for title in titles} | NAME_WORDS | NUMBER_WORDS
    return any(_word(cell) in known for cell in row if cell.strip())


def _best_column(body: Block, is_known: Callable[[str], bool]) -> int | None:
    """Return the column in which most rows are found, None where none has enough of them."""
    counts: Counter[int] = Counter()
    for row in body:
        counts.update(place for place, cell in enumerate(row[:_WITHIN]) if cell.strip() and is_known(cell))
    if not counts:
        return None
    place, hits = counts.most_common(1)[0]
    return place if hits >= len(body) * _ENOUGH else None


def _value_columns(
    header: Sequence[str] | None, last_key: int, width: int, titles: Mapping[str, str]
) -> list[tuple[int, str]]:
    keys = {_word(title): key for title, key in titles.items()}
    if header:
        named = [(place, keys[_word(cell)]) for place, cell in enumerate(header) if _word(cell) in keys]
        if named:
            return named
    return [(place, "") for place in range(last_key + 1, width)]


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place].strip() if place is not None else ""
