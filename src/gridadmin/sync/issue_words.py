"""Issues in words: what is in question, why, how its record is called, what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.exchange import IssueRow, IssueValue
from gridadmin.domain.exchange_cards import AWAY
from gridadmin.domain.journal_words import RECORDS
from gridadmin.i18n import N_, Message, _
from gridadmin.models.accounts import Account
from gridadmin.models.base import Record
from gridadmin.models.exchange import AdoptedRecord, Issue, IssueKind, OutboxGroup
from gridadmin.models.grids import Grid, GridVersion
from gridadmin.models.office import Community, ImportLayout, Office, Parameter
from gridadmin.models.workers import Worker
from gridadmin.services.journal import record_classes
from gridadmin.sync.cards import BY_FILE, BY_LINE, OTHER, TOO_LARGE, UNSENDABLE
from gridadmin.sync.outbox import unpack
from gridadmin.wire.codecs import Moment
from gridadmin.wire.errors import MalformedMessageError
from gridadmin.wire.groups import Act
from gridadmin.wire.push import ConflictKind, Notice, RefusalKind

_CONFLICTS = {
    ConflictKind.VALUE.value: N_("The city has another value, which was not known here when this was entered."),
    ConflictKind.EXISTS.value: N_("The city has this record already, with other contents."),
    ConflictKind.DELETED.value: N_("The city has deleted this record in the meantime."),
    ConflictKind.CHANGED_SINCE.value: N_("The city has changed this record since; it was not deleted."),
}
_ONE_PERSON = N_(
    "The city knows this ID number already; both entries became one person. If these are two people, give the other"
    " one the right number and enter her again."
)
_OTHER = N_(
    "At the city this ID number is that of {theirs}. If a number was mistyped, correct it; only if both are one person,"
    " let the two entries become one."
)
_ORPHAN = N_("The city does not have this record any more.")
_DIVERGENCE = N_("The city and this office differed in {rows} records; the city's were fetched again.")
_DELETES = N_("{count} of {live} records are to be deleted at once. Is that meant?")
_SWEEPS = N_("The city has lost many records that this office has ({types}). Are they to be listed one by one?")
_UNSENDABLE = N_("This value cannot be sent. Enter it again.")
_TOO_LARGE = N_("This act is larger than the city accepts at once. Enter it in smaller parts.")
_COPIED = {
    BY_LINE: N_(
        "This database was restored from a backup, or a copy of it is in use on another computer. It has taken a new"
        " identity here; nothing is lost. If there is a copy, enrol that computer with a code of its own."
    ),
    BY_FILE: N_(
        "The city has packages of this database that were not written here: it was restored from a backup, or a copy of"
        " it is in use on another computer. Nothing is lost. Make new keys on one of the two, and hand the key file to"
        " the city."
    ),
}
_NOTICES = {
    Notice.CREDENTIALS_EXPIRE.value: N_(
        "The credentials of this computer run out soon. Ask the city for a new one-time code and enrol again; what"
        " waits to be sent stays."
    ),
    Notice.UPDATE_PROGRAM.value: N_(
        "This program is of the oldest version that the city still takes. Update it before the city's next one comes:"
        " after that nothing is exchanged any more."
    ),
}
_SAYS = N_("The city says: {title}")

_MENDABLE = ("mend", "send", "give_up")
_CHOICES: Mapping[IssueKind, tuple[str, ...]] = {
    IssueKind.CONFLICT: ("mine", "theirs"),
    IssueKind.REFUSAL: _MENDABLE,
    IssueKind.ORPHAN: ("keep", "delete"),
    IssueKind.MASS_DELETION: ("confirm", "give_up"),
    IssueKind.EXPIRED: ("send", "give_up"),
    IssueKind.DIVERGENCE: ("confirm",),
    IssueKind.COPIED: ("confirm",),
    IssueKind.NOTICE: ("confirm",),
}


def choices_of(issue: Issue) -> tuple[str, ...]:
    """Return what can be done about an issue, in the order in which it is offered."""
    kind = issue.detail.get("kind")
    if issue.kind is IssueKind.REFUSAL:
        if kind == UNSENDABLE:
            return ("mend", "give_up")
        if kind == TOO_LARGE:
            return ("give_up",)
        if OTHER in issue.detail:
            return ("same", "mend", "send", "give_up")
        if kind == RefusalKind.NOT_OWNER.value:
            return ("give_up", "send")  # a proposal is the way; sending helps only where the owner has changed
    if issue.kind is IssueKind.MASS_DELETION and issue.mid is None:
        return ("confirm",)
    return _CHOICES[issue.kind]


def issue_row(session: Session, issue: Issue) -> IssueRow:
    """Return an issue as screens and the command line show it."""
    detail: dict[str, Any] = issue.detail
    entered = _entered(session, issue)
    return IssueRow(
        id=issue.id,
        kind=issue.kind.value,
        cause=str(detail.get("kind") or issue.kind.value),
        opened_at=issue.opened_at,
        reason=Message(_ONE_PERSON) if _became_one(session, issue) else _reason(issue),
        record_type=issue.record_type,
        record_id=issue.record_id,
        record=record_name(session, issue.record_type, issue.record_id),
        values=_values(issue),
        by=detail.get("by"),
        at=_moment(detail.get("at")),
        choices=choices_of(issue) if issue.settled_at is None else (),
        mid=issue.mid,
        decision=issue.decision,
        entered_by=entered.actor if entered is not None else None,
        entered_at=entered.at if entered is not None else None,
    )


def _entered(session: Session, issue: Issue) -> Act | None:
    """Return the act by which the office's own value of a conflict was entered."""
    group = session.get(OutboxGroup, issue.mid) if issue.kind is IssueKind.CONFLICT and issue.mid is not None else None
    return None if group is None or group.page is not None else unpack(group.body).acts[-1]


def _values(issue: Issue) -> tuple[IssueValue, ...]:
    detail = issue.detail
    if not detail.keys() & {"was", "mine", "theirs"}:
        return (IssueValue(issue.field),) if issue.field else ()
    return (IssueValue(issue.field, detail.get("was"), detail.get("mine"), detail.get("theirs")),)


def _moment(held: Any) -> Any:
    try:
        return Moment().read(held, "") if held else None
    except MalformedMessageError:
        return None


def _became_one(session: Session, issue: Issue) -> bool:
    """Whether a person who was entered here turned out to be one whom the city has under the same number."""
    if issue.kind is not IssueKind.CONFLICT or issue.record_type != "worker" or issue.detail.get("was") is not None:
        return False
    adopted = select(AdoptedRecord.old_id).where(AdoptedRecord.new_id == issue.record_id).limit(1)
    return session.scalar(adopted) is not None


def _reason(issue: Issue) -> Message:
    detail = issue.detail
    kind = detail.get("kind")
    if issue.kind is IssueKind.CONFLICT:
        return Message(_CONFLICTS.get(kind, _CONFLICTS[ConflictKind.VALUE.value]))
    if issue.kind is IssueKind.MASS_DELETION:
        return _question(detail)
    if issue.kind is IssueKind.DIVERGENCE:
        return Message(_DIVERGENCE, {"rows": detail.get("rows", 0)})
    if OTHER in detail:
        return Message(_OTHER, {"theirs": detail[OTHER]})
    if issue.kind is IssueKind.REFUSAL and kind not in (UNSENDABLE, TOO_LARGE):
        return Message(_SAYS, {"title": detail.get("title", "")})
    told = {**_COPIED, **_NOTICES}.get(str(kind), _COPIED[BY_LINE])
    plain = {IssueKind.ORPHAN: _ORPHAN, IssueKind.EXPIRED: AWAY, IssueKind.COPIED: told, IssueKind.NOTICE: told}
    return Message(plain.get(issue.kind, _TOO_LARGE if kind == TOO_LARGE else _UNSENDABLE))


def _question(detail: dict[str, Any]) -> Message:
    if "count" in detail:
        return Message(_DELETES, {"count": detail["count"], "live": detail["live"]})
    if "types" in detail:
        counts = (f"{Message(RECORDS.get(name, name))} {some[0]}" for name, some in detail["types"].items())
        return Message(_SWEEPS, {"types": _("; ").join(counts)})
    return Message(_SAYS, {"title": detail.get("title", "")})


def record_name(session: Session, record_type: str | None, record_id: UUID | None) -> str:
    """Return how a record is called: a person by the name, a grid by code and name, what belongs to one by that."""
    record_class = record_classes().get(record_type or "")
    record = session.get(record_class, record_id) if record_class is not None and record_id is not None else None
    return "" if record is None else _name(session, record)


def _name(session: Session, record: Record) -> str:
    own = _OWN_NAMES.get(type(record))
    if own is not None:
        return next((str(value) for name in own if (value := getattr(record, name))), "")
    if isinstance(record, Grid):
        versions = select(GridVersion.name).where(GridVersion.grid_id == record.id)
        return (
            f"{record.code} {session.scalar(versions.order_by(GridVersion.valid_from.desc()).limit(1)) or ''}".strip()
        )
    for column, parent in (("worker_id", "worker"), ("grid_id", "grid"), ("community_id", "community")):
        if (owner := getattr(record, column, None)) is not None:
            return record_name(session, parent, owner)
    return ""


_OWN_NAMES: Mapping[type[Record], tuple[str, ...]] = {
    Worker: ("name",),
    Community: ("name",),
    Account: ("name",),
    Parameter: ("key",),
    Office: ("township",),
    ImportLayout: ("sender", "kind"),
}
