"""Reading what the page behind a board's code shows: the newest print of a grid or village, and since when it is false.

Everything lies in the township's scope, so a page is a handful of statements in one scope, by keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select

from gridadmin.city.days import Span, day_in
from gridadmin.city.public_page import PublicBoard
from gridadmin.city.public_phones import BoardPhones
from gridadmin.city.record_rules import key_of, rules_of
from gridadmin.city.shelf import ScopeShelf
from gridadmin.city.tables import record
from gridadmin.domain.grid_codes import township_of
from gridadmin.wire.scopes import Scope, ScopeKind

GRID_CODE, COMMUNITY_CODE = 15, 12
_ONE_DAY = timedelta(days=1)

_FIELDS = {"grid_name": "name", "area": "area"}  # of a version of a grid, by what the board calls it

Fields = Mapping[str, Any]


@dataclass(frozen=True)
class BoardFound:
    """A board and the day from which the one that was asked for is no longer true; None while it is.

    `other_phones`: a phone is another one than on the board, and no record says since when.
    """

    board: PublicBoard
    outdated_since: date | None
    other_phones: bool = False


def find_board(connection: Connection, code: str, asked: int | None, today: date) -> BoardFound | None:
    """Return what the newest board of a code says; None where there is no such grid or village, or no board yet.

    Args:
        connection: within a snapshot.
        code: 15 digits of a grid, or 12 of a village or community.
        asked: the number of the print that hangs on the wall, None where its code does not tell it.
        today: the day of asking.
    """
    if not (code.isascii() and code.isdigit() and len(code) in (GRID_CODE, COMMUNITY_CODE)):
        return None
    for scope in _scopes_of(code):
        found = _Township(connection, scope, today).board(code, asked)
        if found is not None:
            return found
    return None


def _scopes_of(code: str) -> Iterator[Scope]:
    for township in dict.fromkeys((code[:9], township_of(code))):  # a board may carry the code of a former county
        yield Scope(ScopeKind.TOWN, township)


class _Post(NamedTuple):
    """Somebody's service on a grid."""

    name: str
    worker: UUID
    time: Span


class _Township:
    """The records of one township, by what refers to them."""

    def __init__(self, connection: Connection, scope: Scope, today: date) -> None:
        self._connection, self._scope, self._today = connection, scope, today
        self._shelf = ScopeShelf(connection, scope)
        self._of_grids: dict[UUID, list[_Post]] = {}
        self._of_boards: dict[UUID, BoardPhones] = {}

    @cached_property
    def _office(self) -> Fields:
        return next(iter(self._all("office")), {})

    def board(self, code: str, asked: int | None) -> BoardFound | None:
        """Return the board of a code."""
        if len(code) == GRID_CODE:
            return self._grid_board(code, asked)
        community = self._by_key("community", {"code": code})
        if community is None:
            return None
        prints = [each for each in self._referring(community, "board_print", "community_id") if not each.get("grid_id")]
        if not prints:
            return None
        newest = _newest(prints)
        board = self._public(code, newest, str(self._record("community", community).get("name", "")))
        since = _newer_since(prints, asked) or self._community_changed_since(community, newest)
        lines = {
            self._by_key("grid", {"code": str(line["code"])}): line for line in newest["content"].get("grids") or ()
        }
        return BoardFound(board, since, self._other_phones(lines, board, {}))

    def _grid_board(self, code: str, asked: int | None) -> BoardFound | None:
        grid = self._by_key("grid", {"code": code})
        prints = list(self._referring(grid, "board_print", "grid_id")) if grid else []
        if grid is None or not prints:
            return None
        newest = _newest(prints)
        community = self._record("community", UUID(newest["community_id"]))
        board = self._public(code, newest, str(community.get("name", "")))
        printed = date.fromisoformat(newest["printed_on"])
        since = _newer_since(prints, asked) or self._changed_since(grid, newest["content"], printed)
        held = self._record("grid", grid)
        return BoardFound(board, since, self._other_phones({grid: newest["content"]}, board, held))

    def _other_phones(self, lines: Mapping[UUID | None, Fields], board: PublicBoard, grid: Fields) -> bool:
        """Whether a phone on a board is another one today, be it that of supervision."""
        supervision = grid.get("supervision_phone") or self._office.get("supervision_phone") or ""
        return board.supervision_phone != supervision or any(
            self._phones(each, line).differ_on(self._today) for each, line in lines.items() if each is not None
        )

    def _phones(self, grid: UUID, said: Fields) -> BoardPhones:
        if grid not in self._of_boards:  # asked for today and since the print
            names = set(said.get("names", []))
            people = {(post.name, post.worker) for post in self._posts(grid) if post.time.covers(self._today)}
            here = sorted((each for each in people if each[0] in names), key=itemgetter(1))
            self._of_boards[grid] = BoardPhones(self._shelf, said.get("contact", []), here)
        return self._of_boards[grid]

    def _posts(self, grid: UUID) -> list[_Post]:
        """Who serves a grid, and when; read once."""
        if grid not in self._of_grids:
            posts = [(UUID(post["worker_id"]), post) for post in self._referring(grid, "appointment", "grid_id")]
            self._of_grids[grid] = [
                _Post(str(self._record("worker", worker).get("name")), worker, Span.of(post, "started_on", "ended_on"))
                for worker, post in posts
            ]
        return self._of_grids[grid]

    def _public(self, code: str, newest: Fields, community: str) -> PublicBoard:
        said = newest["content"]
        office = self._office
        grids = said.get("grids")
        area, people = (said.get("area", ""), said.get("contact", [])) if grids is None else _of_grids(grids)
        return PublicBoard(
            code=code,
            name=str(said.get("grid_name") or community),
            township=str(office.get("county", "")) + str(office.get("township", "")),
            community="" if len(code) == COMMUNITY_CODE else community,
            area=str(area),
            duties=tuple(map(str, said.get("duties", []))),
            people=tuple((str(name), str(phone)) for name, phone in people),
            supervision_phone=str(said.get("supervision_phone") or ""),
            number=int(newest["number"]),
            printed_on=date.fromisoformat(newest["printed_on"]),
        )

    def _community_changed_since(self, community: UUID, newest: Fields) -> date | None:
        """The first day after the print on which a grid of the village is not as its board says, or is another one."""
        printed, days = date.fromisoformat(newest["printed_on"]), list[date | None]()
        lines = {str(line["code"]): line for line in newest["content"].get("grids") or ()}
        for code, line in lines.items():
            grid = self._by_key("grid", {"code": code})
            days += [self._changed_since(grid, line, printed)] if grid else []
        for each in self._referring(community, "grid_version", "community_id"):
            if self._record("grid", UUID(each["grid_id"])).get("code") not in lines:
                days.append(day_in(each, "valid_from"))
        return min((day for day in days if day and printed < day <= self._today), default=None)

    def _changed_since(self, grid: UUID, said: Fields, printed: date) -> date | None:
        """The first day after the print on which others serve the grid, are called otherwise, or it is another one.

        `said`: of the grid on the board.
        """
        held = self._record("grid", grid)
        names = ("grid_name",) if held.get("board_area") else ("grid_name", "area")  # a wording of its own has no day
        days = [
            *self._days_of_staff(grid, set(said.get("names", [])), printed),
            *(
                day
                for each in self._referring(grid, "grid_version", "grid_id")
                if (day := day_in(each, "valid_from")) and any(each[_FIELDS[name]] != said.get(name) for name in names)
            ),
        ]
        called = self._phones(grid, said).changed_since(printed, self._today)
        days += [called] if called else []
        ended = day_in(held, "valid_to")
        days += [ended + _ONE_DAY] if ended else []
        return min((day for day in days if printed < day <= self._today), default=None)

    def _days_of_staff(self, grid: UUID, names: set[str], printed: date) -> Iterator[date]:
        posts = self._posts(grid)
        for name, _worker, (began, ended) in posts:
            if ended is not None and ended >= printed and name in names:
                if not any(post.time.covers(ended + _ONE_DAY) for post in posts if post.name == name):
                    yield ended + _ONE_DAY
            elif began is not None and name not in names and (ended is None or ended >= self._today):
                yield began

    def _by_key(self, record_type: str, fields: Fields) -> UUID | None:
        rules = rules_of(record_type)
        key = key_of(rules, fields) if rules else None
        return self._shelf.holders(record_type, [key]).get(key) if key else None

    def _record(self, record_type: str, record_id: UUID) -> Fields:
        return next((kept.fields for kept in self._shelf.records(record_type, [record_id]) if not kept.deleted), {})

    def _referring(self, target: UUID, record_type: str, field: str) -> Iterator[Fields]:
        sources = {
            each.source for each in self._shelf.links([str(target)]) if each.t == record_type and each.field == field
        }
        yield from (kept.fields for kept in self._shelf.records(record_type, sources) if not kept.deleted)

    def _all(self, record_type: str) -> Iterator[Fields]:
        query = select(record.c.id).where(
            record.c.scope == str(self._scope), record.c.type == record_type, record.c.deleted.is_(False)
        )
        ids = [row.id for row in self._connection.execute(query)]
        yield from (kept.fields for kept in self._shelf.records(record_type, ids))


def _of_grids(grids: Iterable[Fields]) -> tuple[str, list[list[str]]]:
    """The areas and the people of all grids on a village's own board, each with its grid's name."""
    areas = "；".join(f"{grid['grid_name']}：{grid['area']}" for grid in grids)
    return areas, [[f"{grid['grid_name']} {name}", phone] for grid in grids for name, phone in grid["contact"]]


def _newest(prints: Iterable[Fields]) -> Fields:
    return max(prints, key=lambda each: int(each["number"]))


def _newer_since(prints: Iterable[Fields], asked: int | None) -> date | None:
    """The day on which the print after the one that was asked for was made."""
    if asked is None:
        return None
    later = [each for each in prints if int(each["number"]) > asked]
    return min((date.fromisoformat(each["printed_on"]) for each in later), default=None)
