"""Public notice boards (公示牌, Art 15): what one says, what it lacks before print, whether it is still true."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gridadmin.domain.errors import GridAdminError, InvalidError
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_, Message

FULL_DUTIES_FROM_MM = 297  # a side of A3: from there on the exact words of Art 13, below the short form
SHORTEST_SIDE_MM, LONGEST_SIDE_MM = 140, 3000
MOST_PEOPLE = 31  # one page of seven and two of twelve; more is a roster, not a board
MOST_HOTLINES = 8
_SIZE = re.compile(r"(\d{2,4})\s*[x×*X]\s*(\d{2,4})(?:\s*mm)?")
_KIND_WORDS = {EmploymentKind.FULL_TIME: "专职", EmploymentKind.PART_TIME: "兼职"}  # Art 2; Chinese in every language


class BoardTemplate(LabelledEnum):
    """The looks a board can have."""

    STANDARD_BLUE = "standard_blue", N_("Clear blue (standard)")
    RED_CORRIDOR = "red_corridor", N_("Party red (stairwell)")
    LARGE_PRINT = "large_print", N_("Large print (for the elderly)")

    @property
    def is_landscape(self) -> bool:
        """Whether the template is drawn lying; a named paper size is turned to suit it."""
        return self is BoardTemplate.LARGE_PRINT


@dataclass(frozen=True)
class BoardSize:
    """The size of the finished board in millimetres."""

    width_mm: int
    height_mm: int

    @property
    def wants_full_duties(self) -> bool:
        """Whether the exact words of Art 13 are printed (A3 and larger) and not the short form."""
        return min(self.width_mm, self.height_mm) >= FULL_DUTIES_FROM_MM

    @property
    def name(self) -> str:
        """Return `A4` for a paper size, else `600×900 mm`."""
        sides = tuple(sorted((self.width_mm, self.height_mm)))
        named = next((name for name, paper in PAPER_SIZES.items() if sides == paper), None)
        return named or f"{self.width_mm}×{self.height_mm} mm"


PAPER_SIZES = {"A5": (148, 210), "A4": (210, 297), "A3": (297, 420), "A2": (420, 594), "A1": (594, 841)}
COMMON_SIZES = ("A4", "A3", "A2", "600x900")


def board_size(text: str, template: BoardTemplate) -> BoardSize:
    """Return the size that a clerk names: a paper (A4), turned to suit the template, or `600x900` in mm, as it is.

    Raises InvalidError for anything else and for sides under 140 mm or over 3 m.
    """
    paper = PAPER_SIZES.get(text.strip().upper())
    if paper is not None:
        short, long = paper
        return BoardSize(long, short) if template.is_landscape else BoardSize(short, long)
    found = _SIZE.fullmatch(text.strip())
    sides = (int(found.group(1)), int(found.group(2))) if found else (0, 0)
    if min(sides) < SHORTEST_SIDE_MM or max(sides) > LONGEST_SIDE_MM:
        raise InvalidError(
            N_("“{size}” is not a board size. Use A4, A3, A2, A1 or width×height in mm, from {least} to {most}."),
            size=text,
            least=SHORTEST_SIDE_MM,
            most=LONGEST_SIDE_MM,
        )
    return BoardSize(*sides)


@dataclass(frozen=True)
class BoardDuty:
    """One duty of grid workers: the exact words of Art 13, and our short form for small boards."""

    full: str
    short: str


@dataclass(frozen=True)
class BoardPerson:
    """A person on the board. `photo`: the picture's bytes (JPEG or PNG) or None; `role`: 网格长, 网格员, …"""

    name: str
    role: str
    kind: EmploymentKind | None
    phone: str | None
    photo: bytes | None = None

    @property
    def title(self) -> str:
        """The role with 专职 or 兼职, as it stands on the board: 专职网格员, 网格长·专职."""
        if self.kind is None:
            return self.role
        word = _KIND_WORDS[self.kind]
        return f"{word}{self.role}" if self.role.startswith("网格员") else f"{self.role}·{word}"


@dataclass(frozen=True)
class Hotline:
    """A public number beside the board's own: 政务热线 12345."""

    label: str
    number: str


@dataclass(frozen=True)
class BoardContent:
    """Everything one board says. All of it is Chinese data, in whatever language the program speaks.

    Attributes:
        area: 网格管辖范围, in the township's wording where it has one.
        staff: in the order of the board, the grid leader first.
        qr: what the QR code holds, None for no code. `version`: the how-manieth board of this grid.
        issuer: who puts the board up, printed at its foot. `practice`: of the practice office, marked all over.
    """

    grid_name: str
    code: str
    community: str
    township: str
    area: str
    duties: tuple[BoardDuty, ...]
    staff: tuple[BoardPerson, ...]
    supervision_phone: str | None
    hotlines: tuple[Hotline, ...]
    printed_on: date
    version: int
    issuer: str
    households: int | None = None
    residents: int | None = None
    qr: str | None = None
    practice: bool = False

    @property
    def qr_title(self) -> str:
        """What stands beside the QR code: an address takes reports, plain words only tell which grid this is."""
        if self.qr is None:
            return "有事请找网格员"
        return "扫码反映问题" if self.qr.startswith(("http://", "https://")) else "扫码查看网格"


@dataclass(frozen=True)
class MissingGlyph:
    """A character that no font here can print, or one of a private use area; `where`: on which grid, in which words."""

    char: str
    codepoint: int
    where: str

    @property
    def is_private(self) -> bool:
        """Whether it is a private-use code, which means something else (or nothing) on every computer."""
        return 0xE000 <= self.codepoint <= 0xF8FF or self.codepoint >= 0xF0000

    @property
    def message(self) -> Message:
        """What is wrong and the way out, for the clerk."""
        values = {"char": self.char, "code": f"U+{self.codepoint:04X}", "where": self.where}
        if self.is_private:
            return Message(
                N_("{where}: {code} is a private-use code, not a character. Type the real character in its place."),
                values,
            )
        return Message(
            N_("{where}: no font here has “{char}” ({code}). Put a font that has it into the office's font folder."),
            values,
        )


class BoardIssueKind(StrEnum):
    """What can be wrong with a board before it is printed."""

    MISSING_GLYPH = "missing_glyph"
    NO_AREA = "no_area"
    NO_STAFF = "no_staff"
    NO_PHONE = "no_phone"
    NO_SUPERVISION_PHONE = "no_supervision_phone"
    NO_PHOTO = "no_photo"
    TOO_MANY_PEOPLE = "too_many_people"
    TOO_MANY_HOTLINES = "too_many_hotlines"


_BLOCKING = {BoardIssueKind.MISSING_GLYPH, BoardIssueKind.TOO_MANY_PEOPLE, BoardIssueKind.TOO_MANY_HOTLINES}


@dataclass(frozen=True)
class BoardIssue:
    """Something wrong with a board; a blocking one stops the print, another is a warning the clerk may accept."""

    kind: BoardIssueKind
    grid_code: str
    message: Message

    @property
    def is_blocking(self) -> bool:
        """Whether the board cannot be printed at all."""
        return self.kind in _BLOCKING


class UnprintableBoardsError(GridAdminError):
    """Boards cannot be printed; `issues` says of each which and why. Nothing was written."""

    exit_code = 2

    def __init__(self, issues: tuple[BoardIssue, ...]) -> None:
        super().__init__(
            N_("{count} problems stop the boards. The first: {first}"), count=len(issues), first=issues[0].message
        )
        self.issues = issues


class BoardOverflowError(GridAdminError):
    """A text does not fit in its place on the board even in the smallest letters that can be read."""

    exit_code = 2


def content_issues(content: BoardContent, photos: bool) -> tuple[BoardIssue, ...]:
    """Return what a board lacks of the five items of Art 15, of its phones and, where wanted, its photos."""
    found: list[BoardIssue] = []

    def note(applies: bool, kind: BoardIssueKind, msgid: str, **values: object) -> None:
        if applies:
            found.append(BoardIssue(kind, content.code, Message(msgid, {"grid": content.grid_name, **values})))

    note(not content.area.strip(), BoardIssueKind.NO_AREA, N_("{grid}: the area is missing (Art 15)."))
    note(not content.staff, BoardIssueKind.NO_STAFF, N_("{grid}: nobody is appointed to this grid (Art 10, 15)."))
    note(
        not content.supervision_phone,
        BoardIssueKind.NO_SUPERVISION_PHONE,
        N_("{grid}: the supervision phone is missing."),
    )
    for person in content.staff:
        no_phone, no_photo = N_("{grid}: {name} has no phone (Art 15)."), N_("{grid}: {name} has no photo.")
        note(not person.phone, BoardIssueKind.NO_PHONE, no_phone, name=person.name)
        note(photos and not person.photo, BoardIssueKind.NO_PHOTO, no_photo, name=person.name)
    note(
        len(content.staff) > MOST_PEOPLE,
        BoardIssueKind.TOO_MANY_PEOPLE,
        N_("{grid}: {count} people do not go on one board; at most {most} do."),
        count=len(content.staff),
        most=MOST_PEOPLE,
    )
    note(
        len(content.hotlines) > MOST_HOTLINES,
        BoardIssueKind.TOO_MANY_HOTLINES,
        N_("{grid}: at most {most} public numbers go on a board."),
        most=MOST_HOTLINES,
    )
    return tuple(found)


# --- Is the board on the wall still true? -----------------------------------------------------------------------------


class BoardItem(LabelledEnum):
    """The five items that Art 15 wants on a board, the supervision phone printed with them, and whose board it is."""

    GRID_NAME = "grid_name", N_("Grid name")
    AREA = "area", N_("Area of the grid")
    DUTIES = "duties", N_("Duties of grid workers")
    NAMES = "names", N_("Names of grid workers")
    CONTACT = "contact", N_("Contact of grid workers")
    SUPERVISION_PHONE = "supervision_phone", N_("Supervision phone")
    COMMUNITY = "community", N_("Community or village")


UNDATED_ITEMS = frozenset({BoardItem.DUTIES, BoardItem.SUPERVISION_PHONE, BoardItem.COMMUNITY})
"""What the office holds as it is now, without the days before."""


@dataclass(frozen=True)
class BoardDifference:
    """An item of a printed board that is no longer true: what stands there, and what is so now."""

    item: BoardItem
    printed: str
    now: str


def printed_facts(content: BoardContent) -> dict[str, object]:
    """Return the facts that make a board true or false, as plain JSON data, to be kept with each printed version.

    People are sorted, since another order makes no board false; a phone stands with its name, since swapped phones do.
    """
    return {
        BoardItem.GRID_NAME.value: content.grid_name,
        BoardItem.AREA.value: content.area,
        BoardItem.DUTIES.value: [duty.full for duty in content.duties],
        BoardItem.NAMES.value: sorted(person.name for person in content.staff),
        BoardItem.CONTACT.value: sorted([person.name, person.phone or ""] for person in content.staff),
        BoardItem.SUPERVISION_PHONE.value: content.supervision_phone or "",
    }


def board_fingerprint(content: BoardContent) -> str:
    """Return `1:` and the SHA-256 of the canonical JSON of `printed_facts`; equal exactly where the facts are equal."""
    facts = json.dumps(printed_facts(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "1:" + hashlib.sha256(facts.encode("utf-8", "surrogatepass")).hexdigest()


def board_differences(printed: Mapping[str, object], now: Mapping[str, object]) -> tuple[BoardDifference, ...]:
    """Return which items of a printed board are false, in the order of Art 15; both come from `printed_facts`.

    Who changed only the phone is told so: a contact that differs only because the names do is not named twice.
    """
    found = []
    for item in BoardItem:
        was, is_now = printed.get(item.value), now.get(item.value)
        if item is BoardItem.CONTACT:
            was, is_now = _contacts_of_both(was, is_now)
        if was != is_now:
            found.append(BoardDifference(item, _readable(was), _readable(is_now)))
    return tuple(found)


def _contacts_of_both(printed: object, now: object) -> tuple[object, object]:
    """Keep of two contact lists the people who are on both."""
    was, is_now = _pairs(printed), _pairs(now)
    both = {name for name, _phone in was} & {name for name, _phone in is_now}
    return [pair for pair in was if pair[0] in both], [pair for pair in is_now if pair[0] in both]


def _pairs(contacts: object) -> list[list[str]]:
    return [[str(name), str(phone)] for name, phone in contacts] if isinstance(contacts, list) else []


def _readable(value: object) -> str:
    if isinstance(value, list):
        return "；".join(" ".join(map(str, entry)) if isinstance(entry, list) else str(entry) for entry in value)
    return str(value or "")
