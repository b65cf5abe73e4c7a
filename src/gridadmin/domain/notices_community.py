"""The board of a community or village (Art 15): all its grids on one sheet, and whether that sheet is still true."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from gridadmin.domain.notices import (
    BoardDifference,
    BoardDuty,
    BoardIssue,
    BoardIssueKind,
    BoardItem,
    BoardPerson,
    Hotline,
)
from gridadmin.i18n import N_, Message


@dataclass(frozen=True)
class CommunityGridLine:
    """One grid on the board of its community; `staff` in the order of the board, the grid leader first."""

    grid_name: str
    code: str
    area: str
    staff: tuple[BoardPerson, ...]
    households: int | None = None
    residents: int | None = None


@dataclass(frozen=True)
class CommunityBoardContent:
    """Everything the board of a community says; Chinese data, in whatever language the program speaks.

    Attributes:
        community_id, code: whose board it is; 12 digits.
        grids: by grid code.
        version: the how-manieth board of this community. `practice`: of the practice office, marked all over.
    """

    community_id: UUID
    community: str
    code: str
    township: str
    grids: tuple[CommunityGridLine, ...]
    duties: tuple[BoardDuty, ...]
    supervision_phone: str | None
    hotlines: tuple[Hotline, ...]
    printed_on: date
    version: int
    issuer: str
    qr: str | None = None
    practice: bool = False

    @property
    def households(self) -> int | None:
        """Households of all grids; None where the county has published none."""
        return _sum(line.households for line in self.grids)

    @property
    def residents(self) -> int | None:
        """Residents of all grids; None where the county has published none."""
        return _sum(line.residents for line in self.grids)

    @property
    def people(self) -> int:
        """How many different people serve here."""
        return len({(person.name, person.phone) for line in self.grids for person in line.staff})


def _sum(values: Iterator[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def community_issues(content: CommunityBoardContent) -> tuple[BoardIssue, ...]:
    """Return what the board of a community lacks of the five items of Art 15 and of its phones; none of it blocks."""
    return tuple(_issues(content))


def _issues(content: CommunityBoardContent) -> Iterator[BoardIssue]:
    def issue(kind: BoardIssueKind, code: str, msgid: str, **values: object) -> BoardIssue:
        return BoardIssue(kind, code, Message(msgid, {"community": content.community, **values}))

    if not content.supervision_phone:
        msgid = N_("{community}: the supervision phone is missing.")
        yield issue(BoardIssueKind.NO_SUPERVISION_PHONE, content.code, msgid)
    for line in content.grids:
        grid = line.grid_name
        if not line.area.strip():
            yield issue(BoardIssueKind.NO_AREA, line.code, N_("{community} {grid}: the area is missing."), grid=grid)
        if not line.staff:
            yield issue(BoardIssueKind.NO_STAFF, line.code, N_("{community} {grid}: nobody is appointed."), grid=grid)
        for person in line.staff:
            if not person.phone:
                msgid = N_("{community} {grid}: {name} has no phone.")
                yield issue(BoardIssueKind.NO_PHONE, line.code, msgid, grid=grid, name=person.name)


def community_facts(content: CommunityBoardContent) -> dict[str, Any]:
    """Return the facts that make the board of a community true or false, as plain JSON data; see `printed_facts`."""
    return {
        BoardItem.COMMUNITY.value: content.community,
        "grids": [
            {
                "code": line.code,
                BoardItem.GRID_NAME.value: line.grid_name,
                BoardItem.AREA.value: line.area,
                BoardItem.NAMES.value: sorted(person.name for person in line.staff),
                BoardItem.CONTACT.value: sorted([person.name, person.phone or ""] for person in line.staff),
            }
            for line in sorted(content.grids, key=lambda line: line.code)
        ],
        BoardItem.DUTIES.value: [duty.full for duty in content.duties],
        BoardItem.SUPERVISION_PHONE.value: content.supervision_phone or "",
    }


def community_fingerprint(content: CommunityBoardContent) -> str:
    """Return `1:` and the SHA-256 over the canonical JSON of `community_facts`."""
    facts = json.dumps(community_facts(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "1:" + hashlib.sha256(facts.encode("utf-8", "surrogatepass")).hexdigest()


def community_differences(printed: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[BoardDifference, ...]:
    """Return what is false on a community's board: its name, grids that came or went, changed items with their grid."""
    was = {line["code"]: line for line in printed.get("grids", ())}
    is_now = {line["code"]: line for line in now.get("grids", ())}
    names = tuple(str(facts.get(BoardItem.COMMUNITY.value) or "") for facts in (printed, now))
    found = [BoardDifference(BoardItem.COMMUNITY, *names)] if names[0] != names[1] else []
    if set(was) != set(is_now):
        names = tuple("；".join(line[BoardItem.GRID_NAME.value] for line in lines.values()) for lines in (was, is_now))
        found.append(BoardDifference(BoardItem.GRID_NAME, *names))
    for code in sorted(set(was) & set(is_now)):
        found.extend(_line_differences(was[code], is_now[code]))
    for item in (BoardItem.DUTIES, BoardItem.SUPERVISION_PHONE):
        if printed.get(item.value) != now.get(item.value):
            found.append(BoardDifference(item, _words(printed.get(item.value)), _words(now.get(item.value))))
    return tuple(found)


def _line_differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[BoardDifference]:
    """Compare one grid's line; a contact that differs only because the names do is not named twice."""
    grid = now[BoardItem.GRID_NAME.value]
    for item in (BoardItem.GRID_NAME, BoardItem.AREA, BoardItem.NAMES):
        if was[item.value] != now[item.value]:
            yield BoardDifference(item, f"{grid}：{_words(was[item.value])}", f"{grid}：{_words(now[item.value])}")
    before, after = _phones(was), _phones(now)
    for name in sorted(set(before) & set(after)):
        if before[name] != after[name]:
            yield BoardDifference(BoardItem.CONTACT, f"{grid}：{name} {before[name]}", f"{grid}：{name} {after[name]}")


def _phones(line: Mapping[str, Any]) -> dict[str, str]:
    """Return name -> phone; namesakes on one grid have all of theirs, so that none hides behind another."""
    found: dict[str, list[str]] = {}
    for name, phone in line[BoardItem.CONTACT.value]:
        found.setdefault(name, []).append(phone)
    return {name: "；".join(sorted(phones)) for name, phones in found.items()}


def _words(value: object) -> str:
    return "；".join(map(str, value)) if isinstance(value, list) else str(value or "")
