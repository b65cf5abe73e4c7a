"""The page behind the code on a board (Art 15): what the newest board says, and whether the one on the wall holds.

Server-rendered, without script, for phones of any age. The words are Chinese in every language: they are what Art 15
wants made public.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from string import Template

from gridadmin.config import find_resources

# No script, nothing from elsewhere, not within another page.
CONTENT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_CALLABLE = frozenset("0123456789-+")


@dataclass(frozen=True)
class PublicBoard:
    """What a board makes public.

    Attributes:
        people: name and phone ("" for none) of each grid worker.
        number: how many boards were printed for this grid. printed_on: the day of the newest.
        township, community: where it is; the community may be empty.
    """

    code: str
    name: str
    township: str
    community: str
    area: str
    duties: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    supervision_phone: str
    number: int
    printed_on: date


def board_page(
    board: PublicBoard, outdated_since: date | None, asked: int | None, *, other_phones: bool = False
) -> str:
    """Return the page of a board.

    Args:
        board: the newest.
        outdated_since: the day from which the board on the wall is no longer true; None while it is.
        asked: the number that the code on the wall told, None where it told none.
        other_phones: a phone is another one than on the newest board, and nobody knows since when.
    """
    return _template("board.html").substitute(
        title=escape(f"{board.name} 网格公示"),
        place=escape(" ".join(filter(None, (board.township, board.community)))),
        name=escape(board.name),
        code=escape(board.code),
        area=escape(board.area),
        duties=_lines(f"<li>{escape(duty)}</li>" for duty in board.duties),
        people=_lines(_person(*person) for person in board.people) or "<p>暂缺</p>",
        supervision=_supervision(board.supervision_phone),
        number=str(board.number),
        printed_on=_day(board.printed_on),
        state_class="outdated" if outdated_since or other_phones or _is_unknown(board, asked) else "current",
        state=escape(_state(board, outdated_since, asked, other_phones)),
    )


def missing_page(code: str) -> str:
    """Return the page of a code that no board has."""
    return _template("none.html").substitute(code=escape(code))


def _is_unknown(board: PublicBoard, asked: int | None) -> bool:
    """Return whether a board hangs that the office has not sent yet: nobody knows here what it says."""
    return asked is not None and asked > board.number


def _state(board: PublicBoard, outdated_since: date | None, asked: int | None, other_phones: bool) -> str:
    if _is_unknown(board, asked):
        return f"您扫的这块公示牌（第 {asked} 次印制）尚未报送，请以公示牌为准，以下为第 {board.number} 次印制的内容"
    which = "公示牌" if asked is None else f"您扫的这块公示牌（第 {asked} 次印制）"
    if outdated_since is None and other_phones:
        return f"{which}上的电话已有变更，正在更换"
    if outdated_since is None:
        return "公示内容现行有效" if asked is None else f"{which}现行有效"
    newer = f"，以下为第 {board.number} 次印制的内容" if asked is not None and asked < board.number else "，正在更换"
    return f"{which}自 {_day(outdated_since)} 起已不是最新{newer}"


def _person(name: str, phone: str) -> str:
    call = _call(phone) if phone else '<span class="none">电话暂缺</span>'
    return f'<div class="person">{call}<span class="name">{escape(name)}</span></div>'


def _supervision(phone: str) -> str:
    if not phone:
        return ""
    return f'<section><div class="person">{_call(phone)}<span class="name">监督电话</span></div></section>'


def _call(phone: str) -> str:
    number = "".join(sign for sign in phone if sign in _CALLABLE)
    return f'<a class="call" href="tel:{number}">{escape(phone)}</a>'


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(parts)


@cache
def _template(name: str) -> Template:
    return Template((find_resources() / "public" / name).read_text(encoding="utf-8"))
