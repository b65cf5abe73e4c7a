"""The exchange with the city as its readers see it: where it stands, what waits, what a person has to settle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_, Message

MOST_CLOCK_OFFSET_S = 300
"""By how many seconds the clocks of city and office may differ before anybody is told (docs/exchange.md, section 2)."""

_SLOW = {
    "minutes": N_("This computer's clock is {minutes} minutes slow by the city's. Have it set; the exchange goes on."),
    "hours": N_("This computer's clock is {hours} hours slow by the city's. Have it set; the exchange goes on."),
    "days": N_("This computer's clock is {days} days slow by the city's. Have it set; the exchange goes on."),
}
_FAST = {
    "minutes": N_("This computer's clock is {minutes} minutes fast by the city's. Have it set; the exchange goes on."),
    "hours": N_("This computer's clock is {hours} hours fast by the city's. Have it set; the exchange goes on."),
    "days": N_("This computer's clock is {days} days fast by the city's. Have it set; the exchange goes on."),
}
_UNITS = (("days", 86_400), ("hours", 3_600))


class ExchangeState(LabelledEnum):
    """Where the exchange stands, for the frame of the window and the command line."""

    NOT_ENROLLED = "not_enrolled", N_("No exchange set up")
    AT_REST = "at_rest", N_("Exchanged")
    WAITING = "waiting", N_("To be sent")
    RUNNING = "running", N_("Exchanging")
    OFFLINE = "offline", N_("No connection")
    RECOVERING = "recovering", N_("Comparing with the city")
    ATTENTION = "attention", N_("To be settled")
    STOPPED = "stopped", N_("Stopped")
    BY_FILE = "by_file", N_("By package")


@dataclass(frozen=True)
class ExchangeStatus:
    """The exchange in figures.

    Attributes:
        name, scope: as what the office is enrolled at the city, empty where it is not.
        pending, held: groups that wait to be sent, and those that wait for a refused one to be mended.
        conflicts, refused, orphans, questions: open issues of each kind; questions are guards that want a yes.
        photos: attachments that are still to be sent or fetched.
        reached, tried: the last complete exchange and the last attempt.
        problem: what was in the way at the last attempt; None after a success.
        waits_for_update: stopped until one of the two programs is newer, which is asked for now and then.
        clock_offset_seconds: by how much the city's clock was ahead of ours, where it is too much to be let pass.
    """

    state: ExchangeState
    name: str = ""
    scope: str = ""
    address: str = ""
    pending: int = 0
    held: int = 0
    conflicts: int = 0
    refused: int = 0
    orphans: int = 0
    questions: int = 0
    photos: int = 0
    reached: datetime | None = None
    tried: datetime | None = None
    problem: Message | None = None
    waits_for_update: bool = False
    clock_offset_seconds: int | None = None

    @property
    def has_line(self) -> bool:
        """Whether the office is enrolled at the city; one that exchanges by file alone is not."""
        return bool(self.address)

    @property
    def clock_warning(self) -> Message | None:
        """What the clerk is told of her computer's clock; nothing of the exchange depends on it."""
        if self.clock_offset_seconds is None:
            return None
        off = abs(self.clock_offset_seconds)
        unit, seconds = next((each for each in _UNITS if off >= 2 * each[1]), ("minutes", 60))
        words = _SLOW if self.clock_offset_seconds > 0 else _FAST
        return Message(words[unit], {unit: round(off / seconds)})


@dataclass(frozen=True)
class PendingGroup:
    """A group on its way, by the sentences of its acts. State: waiting, sealed, refused or held."""

    mid: UUID
    sentences: tuple[Message, ...]
    actor: str
    at: datetime
    state: str
    records: int


@dataclass(frozen=True)
class IssueValue:
    """One field in question, its values as plain JSON: before, mine, the city's."""

    field: str | None
    was: object = None
    mine: object = None
    theirs: object = None


@dataclass(frozen=True)
class IssueRow:
    """Something that a person has to settle, or was told.

    Attributes:
        kind: conflict, refusal, orphan, mass_deletion, expired, divergence or copied (`models.exchange.IssueKind`).
        reason: why, in the city's words or ours: the ConflictKind or RefusalKind stands in `cause`.
        record: how the record is called (a person's name, a grid's code and name); its type and id for the way there.
        by, at: who made the city's value, and when, where it is known.
        entered_by, entered_at: the same of this office's own value, of a conflict.
        choices: what can be done about it, in the order in which it is offered: mine, theirs, mend, give_up, keep,
            delete, confirm, send.
    """

    id: UUID
    kind: str
    cause: str
    opened_at: datetime
    reason: Message
    record_type: str | None
    record_id: UUID | None
    record: str
    values: tuple[IssueValue, ...]
    by: str | None
    at: datetime | None
    choices: tuple[str, ...]
    mid: UUID | None = None
    decision: str | None = None
    entered_by: str | None = None
    entered_at: datetime | None = None


@dataclass(frozen=True)
class RoundRow:
    """One attempt in the history of the exchange: groups sent, records received, what was in the way.

    `recovered`: a restored database, here or at the city, was found and is healed.
    """

    n: int
    at: datetime
    sent: int
    received: int
    problem: Message | None
    recovered: bool = False


@dataclass(frozen=True)
class RoundResult:
    """What one attempt did.

    Attributes:
        complete: everything that can go went, everything that is there came, digests are equal.
        retry_after: seconds that the city asked to wait.
        recovered: a rewind of either side was found and mended.
        problem: what was in the way; None where nothing was.
        waits_for_update: one of the two programs has to be updated first.
        damaged: records that were not what they had been when they came; None where it was not the day's turn to look.
        clock_offset_seconds: by how much the city's clock is ahead of ours; None where it did not answer.
    """

    complete: bool
    sent: int = 0
    received: int = 0
    conflicts: int = 0
    refused: int = 0
    repaired: int = 0
    recovered: bool = False
    retry_after: float | None = None
    problem: Message | None = None
    waits_for_update: bool = False
    damaged: int | None = None
    clock_offset_seconds: int | None = None


@dataclass(frozen=True)
class Connection:
    """How the city is reached; nothing in here is secret.

    Attributes:
        address: base address, https://… (http:// only for a loopback address).
        ca_file: certificate of the city's own authority, PEM; None for the system's.
        proxy: http://host:port; None for the system's setting, empty for none.
        certificate, certificate_key: for mutual TLS, PEM files.
        signer: name of a request signer; app_key: who we are to it. Its secret is kept as the client's is.
    """

    address: str
    ca_file: str | None = None
    proxy: str | None = None
    certificate: str | None = None
    certificate_key: str | None = None
    signer: str | None = None
    app_key: str | None = None


@dataclass(frozen=True)
class PackageState:
    """How the exchange by file stands on this computer.

    Attributes:
        ours, city: fingerprints as they are read aloud; None before the keys were made, or the city's accepted.
        written, read: numbers of the last package that went, and of the last that came; 0 for none.
        waiting: groups that no receipt has answered yet.
    """

    ours: str | None = None
    city: str | None = None
    written: int = 0
    read: int = 0
    waiting: int = 0

    @property
    def is_ready(self) -> bool:
        """Whether packages can be written and read."""
        return self.ours is not None and self.city is not None
