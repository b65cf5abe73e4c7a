"""Change-over (换人): one person leaves grids and another takes them over on a day, without a day in between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.search import searchable
from gridadmin.domain.workers import (
    AppointmentRole,
    AppointmentRow,
    EmploymentForm,
    EmploymentKind,
    ExitReason,
    Sex,
    WorkerForm,
    WorkerSource,
)
from gridadmin.i18n import N_, Message

ONE_DAY = timedelta(days=1)


class LineTone(LabelledEnum):
    """What a line of the consequences asks of the reader."""

    ACT = "act", N_("Will be done")
    FACT = "fact", N_("Follows by itself")
    WARNING = "warning", N_("Needs attention")


@dataclass(frozen=True)
class Newcomer:
    """Somebody whom the office does not know yet: the short form."""

    person: WorkerForm


def newcomer(name: str, id_number: str | None, mobile: str | None, on: date) -> Newcomer:
    """Return somebody new by the short form; birth date and sex follow from the ID number."""
    person = WorkerForm(
        name=name,
        id_number=id_number,
        birth_date=None,
        sex=Sex.UNKNOWN,
        ethnicity=None,
        political_status=None,
        education=None,
        mobile=mobile,
        duty_phone=None,
        address=None,
        emergency_contact=None,
        emergency_phone=None,
        remarks=None,
        effective_on=on,
    )
    return Newcomer(person)


@dataclass(frozen=True)
class ChangeoverForm:
    """What the clerk says.

    Attributes:
        outgoing_id: who leaves.
        grid_ids: what is passed on; a person who leaves service may have other grids, which are named as consequences.
        incoming: who takes over: somebody on file by id, or a newcomer.
        first_day: of the one who takes over; the other one serves until the day before.
        reason: why the outgoing person leaves service; None where that person stays in service.
        kind, source: of the service that begins, where the incoming person is not in service on that day.
        without: the keys of consequences that the clerk has unticked.
    """

    outgoing_id: UUID
    grid_ids: tuple[UUID, ...]
    incoming: UUID | Newcomer
    first_day: date
    reason: ExitReason | None = None
    kind: EmploymentKind = EmploymentKind.FULL_TIME
    source: WorkerSource = WorkerSource.CITY_PLAN
    document: str | None = None
    remark: str | None = None
    without: frozenset[str] = frozenset()

    @property
    def last_day(self) -> date:
        """The last day of the one who leaves."""
        return self.first_day - ONE_DAY

    @property
    def service(self) -> EmploymentForm:
        """The service that begins for somebody who is not in service."""
        return EmploymentForm(self.kind, self.source, self.first_day, document=self.document)


@dataclass(frozen=True)
class ConsequenceLine:
    """One consequence on the page.

    Attributes:
        key: which one, for unticking.
        text: the sentence; `count` is what it counts, 0 where it counts nothing.
        tone: only what will be done can be unticked.
        ticked: whether it will be done as things stand.
        notes: what stands below it, such as the names behind a count.
    """

    key: str
    text: Message
    count: int = 0
    tone: LineTone = LineTone.FACT
    ticked: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PassedGrid:
    """A grid that changes hands."""

    id: UUID
    code: str
    name: str
    role: AppointmentRole


@dataclass(frozen=True)
class ChangeoverOutcome:
    """What a change-over did, or would do.

    Attributes:
        in_force: whether the first day of the incoming person has come.
        lines: the consequences in their order.
    """

    outgoing_id: UUID
    outgoing: str
    incoming_id: UUID
    incoming: str
    first_day: date
    last_day: date
    reason: ExitReason | None
    document: str | None
    in_force: bool
    grids: tuple[PassedGrid, ...]
    lines: tuple[ConsequenceLine, ...]


@dataclass(frozen=True)
class ChangeoverRow:
    """A change-over on file, one grid each."""

    id: UUID
    grid_id: UUID
    grid_code: str
    grid_name: str
    outgoing_id: UUID
    outgoing: str
    incoming_id: UUID
    incoming: str
    effective_on: date
    reason: ExitReason | None
    document: str | None


@dataclass(frozen=True)
class OutgoingChoice:
    """Somebody who may leave, with the grids served on the day before."""

    id: UUID
    name: str
    kind: EmploymentKind | None
    source: WorkerSource | None
    posts: tuple[AppointmentRow, ...]


@dataclass(frozen=True)
class IncomingChoice:
    """Somebody who may take over.

    Attributes:
        note: what tells namesakes apart: where the person serves, or since when not any more.
        words: what the person is found by: name, pinyin, phones, ID number; `initials` go before them.
    """

    id: UUID
    name: str
    note: str
    initials: str
    words: str
    serving: bool
    kind: EmploymentKind | None
    source: WorkerSource | None


@dataclass(frozen=True)
class ChangeoverStart:
    """What the dialog starts from: who may leave, the first of them meant, and who may take over."""

    outgoing: tuple[OutgoingChoice, ...]
    people: tuple[IncomingChoice, ...]
    grid_id: UUID | None = None


def find_people(people: Iterable[IncomingChoice], typed: str, most: int = 6) -> tuple[IncomingChoice, ...]:
    """Return who is meant by a part of a name, initials, a phone or an ID number; those in service first."""
    wanted = searchable(typed)
    if not wanted:
        return ()
    by_initials = [each for each in people if each.initials.startswith(wanted)]
    others = [each for each in people if each not in by_initials and wanted in each.words]
    ordered = sorted(by_initials, key=lambda each: not each.serving) + sorted(others, key=lambda each: not each.serving)
    return tuple(ordered[:most])
