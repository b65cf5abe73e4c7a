"""Training (教育培训, Art 23): courses, sessions, who came, what they scored, and what follows from it.

Hours (学时) and scores are whole tenths (`TENTHS`), so that half an hour and 87.5 points stay exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from uuid import UUID

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.text import narrow
from gridadmin.domain.workers import EmploymentKind, WorkerStatus
from gridadmin.domain.workers_list import WorkerView
from gridadmin.i18n import N_, Message

TENTHS = 10
HEADINGS: dict[str, tuple[str, ...]] = {
    "attendance": ("出勤", "出勤情况", "考勤", "签到", "签到情况", "是否参加", "到课", "attendance"),
    "hours": ("学时", "课时", "培训学时", "完成学时", "学时数", "hours"),
    "score": ("成绩", "分数", "得分", "考试成绩", "考核成绩", "考试分数", "测试成绩", "score"),
    "remark": ("备注", "说明", "remarks"),
}
"""What clerks write over the columns of a list of results, by field of `Entry`."""
MOST_TENTHS = 10_000  # 1 000 hours or points: more is a slip of the hand
_NUMBER = re.compile(r"\d+(?:\.\d)?")
_CLOCK = re.compile(r"(\d{1,2})(?:[:时点](\d{1,2})?分?)?")


class CourseKind(LabelledEnum):
    """What a course is for."""

    ENTRY = "entry", N_("Before taking up work")
    SERVICE = "service", N_("In service")
    SPECIAL = "special", N_("Special subject")
    MEETING = "meeting", N_("Training at a meeting")


class Attendance(LabelledEnum):
    """Whether somebody on the list came."""

    PRESENT = "present", N_("Present")
    LATE = "late", N_("Late")
    LEAVE = "leave", N_("On leave")
    ABSENT = "absent", N_("Absent without leave")


CAME = frozenset({Attendance.PRESENT, Attendance.LATE})


class Result(LabelledEnum):
    """What came out for one person of a session; `OPEN` while nothing, or the score, is still to be entered."""

    PASSED = "passed", N_("Passed")
    FAILED = "failed", N_("Not passed")
    MISSED = "missed", N_("Did not come")
    OPEN = "open", N_("To be entered")


class SessionState(LabelledEnum):
    """Where a session stands on a day; computed from its day and its entries, never stored."""

    UPCOMING = "upcoming", N_("Upcoming")
    TO_ENTER = "to_enter", N_("To be entered")
    DONE = "done", N_("Done")
    CANCELLED = "cancelled", N_("Called off")


@dataclass(frozen=True)
class Audience:
    """Who is meant: a named view of the list of grid workers, narrowed as its chips do."""

    view: WorkerView = WorkerView.ALL
    kind: EmploymentKind | None = None
    community_id: UUID | None = None

    def to_json(self) -> dict[str, str]:
        """Return the audience as it is stored with a course."""
        values = {"view": self.view.value, "kind": self.kind, "community_id": self.community_id}
        return {name: str(value) for name, value in values.items() if value is not None}

    @classmethod
    def from_json(cls, stored: dict[str, str] | None) -> Audience:
        """Read a stored audience back; what it does not say is not narrowed."""
        stored = stored or {}
        kind, community = stored.get("kind"), stored.get("community_id")
        return cls(
            WorkerView(stored.get("view", WorkerView.ALL.value)),
            EmploymentKind(kind) if kind else None,
            UUID(community) if community else None,
        )


@dataclass(frozen=True)
class CourseForm:
    """A course as a clerk enters it; it is the template of its sessions.

    Attributes:
        hours, pass_mark, full_mark: tenths; `pass_mark` None = no exam, whoever comes has passed.
        audience: whose list a session takes with one click.
    """

    name: str
    kind: CourseKind = CourseKind.SERVICE
    hours: int = 4 * TENTHS
    pass_mark: int | None = None
    full_mark: int = 100 * TENTHS
    audience: Audience = field(default_factory=Audience)
    place: str | None = None
    starts_at: str | None = None
    trainer: str | None = None
    content: str | None = None
    certificate_type_id: UUID | None = None
    retired_on: date | None = None
    version: int = 1


@dataclass(frozen=True)
class CourseRow:
    """A course with its id and how many sessions of it were held by the day looked at."""

    id: UUID
    form: CourseForm
    sessions: int = 0
    last_held_on: date | None = None
    upcoming: int = 0


@dataclass(frozen=True)
class SessionForm:
    """One gathering: a day, a time, a place. Several with one `series_id` are one training at several of them."""

    course_id: UUID
    title: str
    held_on: date
    starts_at: str | None = None
    ends_at: str | None = None
    place: str | None = None
    trainer: str | None = None
    hours: int = 0
    pass_mark: int | None = None
    full_mark: int = 100 * TENTHS
    remarks: str | None = None
    cancelled_on: date | None = None
    resit_of_id: UUID | None = None
    series_id: UUID | None = None
    version: int = 1


@dataclass(frozen=True)
class SessionRow:
    """A session on a day, with the numbers of its list."""

    id: UUID
    form: SessionForm
    course: str
    kind: CourseKind
    state: SessionState
    listed: int = 0
    came: int = 0
    passed: int = 0
    to_resit: int = 0

    @property
    def rate(self) -> float | None:
        """Attendance as a share of the list; None for an empty list."""
        return self.came / self.listed if self.listed else None


@dataclass(frozen=True)
class Entry:
    """What is entered for one person of a session; hours and score in tenths."""

    attendance: Attendance | None = None
    hours: int | None = None
    score: int | None = None
    remark: str | None = None


@dataclass(frozen=True)
class AttendeeRow:
    """A person on the list of a session.

    Attributes:
        counted: hours that the person has of it, in tenths.
        attempts: how often the person was examined in this and the sessions it repeats.
        passed_later: a re-sit of this session was passed.
    """

    id: UUID
    worker_id: UUID
    name: str
    id_number: str | None
    grids: str
    community: str
    kind: EmploymentKind | None
    status: WorkerStatus | None
    phone: str
    entry: Entry
    result: Result
    counted: int = 0
    attempts: int = 0
    passed_later: bool = False


@dataclass(frozen=True)
class SessionDetail:
    """A session with its list and its sister sessions.

    Attributes:
        audience_new: how many of the audience are on no list of this training yet.
        resit_of: the title of the session that it repeats, "" for none.
        certificate: the kind that those who pass get, "" for none; `to_certify`: how many are to be given one.
        without_card: how many of those who passed have no work card in hand.
    """

    row: SessionRow
    attendees: tuple[AttendeeRow, ...]
    audience: Audience
    audience_words: Message
    audience_new: int = 0
    sisters: tuple[SessionRow, ...] = ()
    resits: tuple[SessionRow, ...] = ()
    resit_of: str = ""
    certificate: str = ""
    to_certify: int = 0
    without_card: int = 0

    @property
    def to_resit(self) -> tuple[AttendeeRow, ...]:
        """Who did not pass the exam and has not passed a re-sit since (补考名单); nobody where there is no exam."""
        if self.row.form.pass_mark is None:
            return ()
        return tuple(row for row in self.attendees if row.result in TO_RESIT and not row.passed_later)


TO_RESIT = frozenset({Result.FAILED, Result.MISSED})


def result_of(entry: Entry, pass_mark: int | None) -> Result:
    """Return what came out: with a pass mark the score decides, without one whoever came has passed.

    A score that was entered counts even where nobody ticked the attendance: who wrote the exam was there.
    """
    if entry.attendance is not None and entry.attendance not in CAME:
        return Result.MISSED
    if pass_mark is None:
        return Result.PASSED if entry.attendance is not None or entry.score is not None else Result.OPEN
    if entry.score is None:
        return Result.OPEN
    return Result.PASSED if entry.score >= pass_mark else Result.FAILED


def hours_of(entry: Entry, session_hours: int) -> int:
    """Return the hours that count, in tenths: those entered, else the session's for whoever came.

    Nobody who did not come has hours, whatever was entered.
    """
    came = entry.attendance in CAME or (entry.attendance is None and entry.score is not None)
    if not came:
        return 0
    return entry.hours if entry.hours is not None else session_hours


def state_of(form: SessionForm, entries: Iterable[Entry], as_of: date) -> SessionState:
    """Return where a session stands at the end of a day. One without a list is still to be entered."""
    if form.cancelled_on is not None and form.cancelled_on <= as_of:
        return SessionState.CANCELLED
    if form.held_on > as_of:
        return SessionState.UPCOMING
    results = [result_of(entry, form.pass_mark) for entry in entries]
    done = bool(results) and Result.OPEN not in results
    return SessionState.DONE if done else SessionState.TO_ENTER


_ATTENDANCE_WORDS = {
    Attendance.PRESENT: "出勤 到 已到 签到 参加 是 √ ✓ ✔ v y yes 1 present 正常",
    Attendance.LATE: "迟到 迟 late",
    Attendance.LEAVE: "请假 假 事假 病假 公假 leave",
    Attendance.ABSENT: "缺勤 缺席 旷课 未到 缺 缺考 否 × x ✗ ✘ n no 0 absent 旷",
}
_BY_WORD = {word: kind for kind, words in _ATTENDANCE_WORDS.items() for word in words.split()}


def read_attendance(text: str) -> Attendance:
    """Return the attendance that a cell means (出勤, √, 请假, 缺考 …); raises InvalidError."""
    word = narrow(text).strip().casefold()
    found = _BY_WORD.get(word) or next((kind for kind in Attendance if kind.label.casefold() == word), None)
    if found is None:
        message = N_("“{text}” is no attendance. Write present, late, on leave or absent.")
        raise InvalidError(message, text=text)
    return found


def read_tenths(text: str) -> int:
    """Return hours or points as tenths (`87.5` is 875, `4学时` is 40); raises InvalidError."""
    word = narrow(text).strip().removesuffix("学时").removesuffix("分").removesuffix("小时").strip()
    if not _NUMBER.fullmatch(word):
        raise InvalidError(N_("“{text}” is no number. Write it like 85 or 87.5."), text=text)
    whole, _point, tenth = word.partition(".")
    value = int(whole) * TENTHS + int(tenth or 0)
    if value > MOST_TENTHS:
        raise InvalidError(N_("“{text}” is too large."), text=text)
    return value


def show_tenths(value: int | None) -> str:
    """Return tenths as they are written: 875 as 87.5, 40 as 4, nothing for None."""
    if value is None:
        return ""
    sign, (whole, tenth) = "-" if value < 0 else "", divmod(abs(value), TENTHS)
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"


def read_clock(text: str) -> str:
    """Return a time of the day as `09:00`, from 9:00, 9点, 14时30分 or 0930; raises InvalidError."""
    word = narrow(text).replace(" ", "")
    if re.fullmatch(r"\d{4}", word):
        word = f"{word[:2]}:{word[2:]}"
    found = _CLOCK.fullmatch(word)
    try:
        if found is None:
            raise ValueError(text)
        return time(int(found[1]), int(found[2] or 0)).strftime("%H:%M")
    except ValueError:
        raise InvalidError(N_("“{text}” is no time of the day. Write it like 9:00."), text=text) from None


def audience_words(audience: Audience, community: str = "") -> Message:
    """Return who is meant in words: 在岗 · 专职 · 城关社区."""
    parts: list[Message | str] = [
        Message(N_("In service")) if audience.view is WorkerView.ALL else audience.view.message
    ]
    if audience.kind is not None:
        parts.append(audience.kind.message)
    if community:
        parts.append(community)
    words: Message | str = parts[0]
    for part in parts[1:]:
        words = Message(N_("{first} · {second}"), {"first": words, "second": part})
    return words if isinstance(words, Message) else Message(words)
