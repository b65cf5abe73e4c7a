"""Grid workers (网格员): the person, the spells of employment and the appointments to grids."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_, Message


class EmploymentKind(LabelledEnum):
    """Art 2 (2): full-time (专职) or part-time (兼职) grid workers."""

    FULL_TIME = "full_time", N_("Full-time")
    PART_TIME = "part_time", N_("Part-time")


class WorkerSource(LabelledEnum):
    """Art 12: where a grid worker comes from; the seven preferred sources of part-timers, the city's plan, or other."""

    CITY_PLAN = "city_plan", N_("City recruitment plan")
    COMMITTEE_MEMBER = "committee_member", N_("Village or residents' committee member")
    MEDIATOR = "mediator", N_("People's mediator")
    POLICE_ASSISTANT = "police_assistant", N_("Police assistant")
    VILLAGERS_DELEGATE = "villagers_delegate", N_("Villagers' delegate")
    RESIDENTS_DELEGATE = "residents_delegate", N_("Residents' delegate")
    PROPERTY_STAFF = "property_staff", N_("Property management staff")
    VOLUNTEER = "volunteer", N_("Volunteer")
    OTHER = "other", N_("Other source")


class AppointmentRole(LabelledEnum):
    """What a person is on a grid."""

    LEADER = "leader", N_("Grid leader")
    WORKER = "worker", N_("Grid worker")
    ASSISTANT = "assistant", N_("Assistant")


class Sex(LabelledEnum):
    """GB/T 2261.1."""

    MALE = "1", N_("Male")
    FEMALE = "2", N_("Female")
    UNKNOWN = "0", N_("Unknown")


class ExitReason(LabelledEnum):
    """Why a spell of employment ended (Art 24: exit mechanism)."""

    RESIGNED = "resigned", N_("Resigned")
    TERM_ENDED = "term_ended", N_("Term ended")
    TRANSFERRED = "transferred", N_("Transferred")
    RETIRED = "retired", N_("Retired")
    DISMISSED = "dismissed", N_("Dismissed")
    DIED = "died", N_("Died")
    CHANGED_KIND = "changed_kind", N_("Changed between full-time and part-time")
    OTHER = "other", N_("Other reason")


class WorkerStatus(LabelledEnum):
    """In service (在岗) or left (离岗) on the as-of date."""

    ACTIVE = "active", N_("In service")
    LEFT = "left", N_("Left")


class PhonePurpose(LabelledEnum):
    """What a number is for. A board shows the duty number where there is one, else the mobile (Art 15)."""

    MOBILE = "mobile", N_("Mobile")
    DUTY = "duty", N_("Duty phone")
    HOME = "home", N_("Home phone")


@dataclass(frozen=True)
class PhoneRow:
    """A phone number and the days it was in use; old numbers stay searchable."""

    id: UUID
    number: str
    purpose: PhonePurpose
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class EmploymentRow:
    """A spell of employment: first day, last day (None = still in service)."""

    id: UUID
    kind: EmploymentKind
    source: WorkerSource
    started_on: date
    ended_on: date | None
    exit_reason: ExitReason | None
    document: str | None
    version: int = 1


@dataclass(frozen=True)
class AppointmentRow:
    """Work on a grid: first day, last day (None = open)."""

    id: UUID
    grid_id: UUID
    grid_code: str
    grid_name: str
    role: AppointmentRole
    started_on: date
    ended_on: date | None
    document: str | None
    version: int = 1


@dataclass(frozen=True)
class WorkerRow:
    """A grid worker on an as-of date: a line of the roster.

    Attributes:
        id_number: 18 characters (GB 11643) or None; shown masked unless asked for.
        political_status: GB/T 4762 code; education: GB/T 4658 code; ethnicity: GB/T 3304 code.
        kind, source: of the spell that holds on the date, or of the last one for leavers; None before the first spell.
        status: None where no spell of employment has begun on the date.
        phones: numbers in use on the date, the one for boards first.
        grids: where the person serves on the date; empty for leavers, without grids that do not exist then.
    """

    id: UUID
    name: str
    initials: str
    id_number: str | None
    sex: Sex
    birth_date: date | None
    ethnicity: str | None
    political_status: str | None
    education: str | None
    kind: EmploymentKind | None
    source: WorkerSource | None
    status: WorkerStatus | None
    started_on: date | None
    ended_on: date | None
    phones: tuple[str, ...]
    grids: tuple[AppointmentRow, ...]
    community: str
    photo: str | None
    version: int


@dataclass(frozen=True)
class WorkerDetail:
    """Everything kept about one person, for the detail pane."""

    row: WorkerRow
    address: str | None
    emergency_contact: str | None
    emergency_phone: str | None
    remarks: str | None
    phones: tuple[PhoneRow, ...]
    employments: tuple[EmploymentRow, ...]
    appointments: tuple[AppointmentRow, ...]
    attestations: tuple[AttestationRow, ...]


@dataclass(frozen=True)
class WorkerForm:
    """What the edit dialog of a person holds. `effective_on`: the day from which changed dated facts hold.

    Dated facts are political_status and education; a change adds a row, a correction (`correction=True`) mends the row.
    """

    name: str
    id_number: str | None
    birth_date: date | None
    sex: Sex
    ethnicity: str | None
    political_status: str | None
    education: str | None
    mobile: str | None
    duty_phone: str | None
    address: str | None
    emergency_contact: str | None
    emergency_phone: str | None
    remarks: str | None
    effective_on: date
    correction: bool = False
    version: int = 0
    accepted_warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class EmploymentForm:
    """A new or edited spell of employment."""

    kind: EmploymentKind
    source: WorkerSource
    started_on: date
    ended_on: date | None = None
    exit_reason: ExitReason | None = None
    document: str | None = None


@dataclass(frozen=True)
class AppointmentForm:
    """A new or edited appointment to a grid."""

    grid_id: UUID
    role: AppointmentRole
    started_on: date
    ended_on: date | None = None
    document: str | None = None


@dataclass(frozen=True)
class WorkerImport:
    """A worker as one row of a village's sheet gives it; None = the sheet says nothing, so nothing changes.

    `grids` are codes or names as written, `community` a village name or 12-digit code; `cleared` names the fields whose
    cell holds the word 清空.
    """

    name: str
    id_number: str | None = None
    sex: Sex | None = None
    birth_date: date | None = None
    ethnicity: str | None = None
    political_status: str | None = None
    education: str | None = None
    phones: tuple[str, ...] = ()
    address: str | None = None
    emergency_contact: str | None = None
    emergency_phone: str | None = None
    kind: EmploymentKind | None = None
    source: WorkerSource | None = None
    started_on: date | None = None
    ended_on: date | None = None
    exit_reason: ExitReason | None = None
    document: str | None = None
    community: str | None = None
    grids: tuple[str, ...] = ()
    role: AppointmentRole | None = None
    remarks: str | None = None
    cleared: frozenset[str] = field(default_factory=frozenset)


class Condition(LabelledEnum):
    """The conditions of Art 11 that only a person can attest, and those that are computed."""

    CHARACTER = "character", N_("Political quality and character (Art 11 (1))")
    NATIONALITY_AND_AGE = "nationality_and_age", N_("Chinese nationality and 18 years (Art 11 (2))")
    EDUCATION = "education", N_("Education fit for the post (Art 11 (3))")
    HEALTH = "health", N_("Physical condition for the duties (Art 11 (4))")
    COMMUNICATION = "communication", N_("Communication and emergency ability (Art 11 (5))")
    ZEAL = "zeal", N_("Love of grassroots work (Art 11 (6))")
    OTHER_LAW = "other_law", N_("Other conditions of law (Art 11 (7))")


@dataclass(frozen=True)
class AttestationRow:
    """A person's word that a condition of Art 11 is met or not, with name and day."""

    id: UUID
    condition: Condition
    met: bool
    attested_by: str
    attested_on: date
    remark: str | None


@dataclass(frozen=True)
class AttestationForm:
    """A new attestation."""

    condition: Condition
    met: bool
    attested_by: str
    attested_on: date
    remark: str | None = None


@dataclass(frozen=True)
class DuplicatePair:
    """Two persons who may be one, with the reason for thinking so."""

    first: WorkerRow
    second: WorkerRow
    reason: Message
