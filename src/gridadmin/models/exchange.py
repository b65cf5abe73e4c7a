"""What one database of the office knows of its exchange with the city; it stands beside the journal.

None of these rows is a Record: they say how far things have got, not what is true, and another computer of the same
office has others. The journal says what was done; `outbox` says what of it is still to be sent, and what became of it.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum as PyEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from gridadmin.models.base import CanonicalJson, Model

_KEEPS_BASE = "base IS NOT NULL"
_IN_A_PAGE = "page IS NOT NULL"


class GroupState(PyEnum):
    """Where a group is on its way (docs/exchange.md, section 16)."""

    WAITING = "waiting"
    SEALED = "sealed"
    DONE = "done"
    REFUSED = "refused"
    HELD = "held"


class IssueKind(PyEnum):
    """Why something needs a person."""

    CONFLICT = "conflict"
    REFUSAL = "refusal"
    ORPHAN = "orphan"
    MASS_DELETION = "mass_deletion"
    EXPIRED = "expired"
    DIVERGENCE = "divergence"
    COPIED = "copied"
    NOTICE = "notice"


class Replica(Model):
    """This database as a replica of the office; one row, made with the first enrolment.

    Attributes:
        scope, reads: the office's own scope, and all that it reads.
        address: the city's base address; settings: CA file, proxy, client certificate, signer (never a secret).
        client_id, secret_place: who we are at the city, and where the secret is: a kind of keyring, or `database`.
        secret: the secret wrapped with the office's data key, where no keyring holds it. kept_for: the identity for
            which it was kept, where the database has taken another one since.
        epoch: of the city's history. left_epochs: those that it had before, each with the number of the last package
            that was written in it. number: pushes so far (a diagnostic).
        collected: the journal entry up to which acts stand in the outbox. midway: how far the act behind it does, where
            it is long.
        full: the next pull begins at nothing and sweeps. recovering: groups are being asked for first; expired: after
            a longer absence than the city remembers.
        fetch_first: a record has to be fetched before more is sent.
        pulled_schema: the schema at the last complete pull.
        stopped: the problem that only a person or an update can end, as canonical JSON of a message.
        rechecked_at: when every record was last held against its hash; None where that is due.
        clock_offset: seconds by which the city's clock was ahead of ours at the last answer, where it is too many.
    """

    __tablename__ = "replica"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    scope: Mapped[str]
    reads: Mapped[Any] = mapped_column(CanonicalJson, default=list)
    name: Mapped[str] = mapped_column(default="")
    address: Mapped[str]
    settings: Mapped[Any] = mapped_column(CanonicalJson, default=dict)
    client_id: Mapped[str]
    secret_place: Mapped[str]
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    kept_for: Mapped[UUID | None]
    epoch: Mapped[UUID | None]
    left_epochs: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    number: Mapped[int] = mapped_column(default=0)
    collected: Mapped[int] = mapped_column(default=0)
    midway: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    full: Mapped[bool] = mapped_column(default=True)
    recovering: Mapped[bool] = mapped_column(default=False)
    expired: Mapped[bool] = mapped_column(default=False)
    fetch_first: Mapped[bool] = mapped_column(default=False)
    pulled_schema: Mapped[int] = mapped_column(default=0)
    stopped: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    rechecked_at: Mapped[datetime | None]
    clock_offset: Mapped[int | None] = mapped_column(BigInteger)


class ScopePoint(Model):
    """How far one scope is here: `cursor` up to where everything was applied, `seen` the newest point ever shown."""

    __tablename__ = "scope_point"

    scope: Mapped[str] = mapped_column(primary_key=True)
    cursor_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    cursor_tag: Mapped[int] = mapped_column(BigInteger, default=0)
    seen_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    seen_tag: Mapped[int] = mapped_column(BigInteger, default=0)


class OutboxGroup(Model):
    """A group of the office: on its way, or settled and kept so that a city without it can have it again.

    What other computers of the office sent is kept, too, once it came from the city: their disks may be lost.

    Attributes:
        n: the order in which groups are sent.
        seq: where in the city's history it was settled, or a place behind that; None while it is not.
        part_of: the group of another computer of which this is the part that the city wrote.
        body: the Group message as canonical JSON, zlib; rewritten only when its records are adopted under other ids.
            Empty where the group stands in a page that is kept.
        outcome: what the city said, as canonical JSON.
        act_ids: the journal's acts that it carries.
        page: the pulled page in which alone it stands, see `sync/kept_pages.py`.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "state", "n"),
        Index("ix_outbox_page", "page", sqlite_where=text(_IN_A_PAGE), postgresql_where=text(_IN_A_PAGE)),
    )

    mid: Mapped[UUID] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger, unique=True)
    state: Mapped[GroupState]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    act_ids: Mapped[Any] = mapped_column(CanonicalJson)
    outcome: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    seq: Mapped[int | None] = mapped_column(BigInteger)
    part_of: Mapped[UUID | None]
    queued_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    page: Mapped[int | None]


class OutboxRecord(Model):
    """Which records an unsettled group changes (`changes`) or only points at; gone with the group's settling."""

    __tablename__ = "outbox_record"
    __table_args__ = (Index(None, "record_id"),)

    mid: Mapped[UUID] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    changes: Mapped[bool]


class SealedPush(Model):
    """The push that is under way: its bytes, sent again and again until an answer is durable. At most one row."""

    __tablename__ = "sealed_push"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class StagedPage(Model):
    """A page of a pull under way; nothing of it is in force before the last one came. See `sync/stage.py`.

    Attributes:
        n: which of the pulled pages it is. head: up to where it goes. survey: which records it brings, without their
            contents.
    """

    __tablename__ = "staged_page"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    head: Mapped[bytes] = mapped_column(LargeBinary)
    survey: Mapped[bytes] = mapped_column(LargeBinary)


class PulledPage(Model):
    """A page as it came: while it is staged, and after that as long as a group stands in it alone.

    Attributes:
        schema: of the program that it came to.
    """

    __tablename__ = "pulled_page"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    schema: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class CityRecord(Model):
    """What the city has of a record.

    Attributes:
        hash: row hash of the city's record as a signed 64-bit number; None for a tombstone.
        base: the city's fields, kept only while the clerk's own changes of the record are unsettled.
        unknown: fields of a newer schema, kept and counted in digests.

    Every pull adds up all hashes of a scope and asks for the few records that keep a base: both are read from an index.
    """

    __tablename__ = "city_record"
    __table_args__ = (
        Index(None, "scope", "record_type", "hash"),
        Index("ix_city_record_base", "record_id", sqlite_where=text(_KEEPS_BASE), postgresql_where=text(_KEEPS_BASE)),
    )

    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    record_type: Mapped[str]
    scope: Mapped[str]
    ver: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[int | None] = mapped_column(BigInteger)
    stand_in: Mapped[bool] = mapped_column(default=False)
    base: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    unknown: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)


class AdoptedRecord(Model):
    """A record that took the city's id: what the journal calls by the old one.

    Attributes:
        awaited: no pull was applied since; until then nothing is sent. A city that loses the record later is another
            matter.
    """

    __tablename__ = "adopted_record"

    old_id: Mapped[UUID] = mapped_column(primary_key=True)
    new_id: Mapped[UUID] = mapped_column(index=True)
    record_type: Mapped[str]
    awaited: Mapped[bool] = mapped_column(default=True)


class Issue(Model):
    """Something that a person has to settle, or was told: a conflict card, a refusal, an orphan, a guard.

    Attributes:
        detail: canonical JSON of the Conflict or Refusal as it came, or what else the card shows.
        mid: the group it is about. decision: how it was settled (mine, theirs, mended, given_up, kept, confirmed,
            renewed).
    """

    __tablename__ = "exchange_issue"
    __table_args__ = (Index(None, "settled_at", "kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[IssueKind]
    opened_at: Mapped[datetime]
    mid: Mapped[UUID | None] = mapped_column(index=True)
    record_type: Mapped[str | None]
    record_id: Mapped[UUID | None] = mapped_column(index=True)
    field: Mapped[str | None]
    detail: Mapped[Any] = mapped_column(CanonicalJson)
    settled_at: Mapped[datetime | None]
    decision: Mapped[str | None]


class ExchangeRound(Model):
    """One attempt, for the history on the exchange page: what went, what came, what was in the way.

    `recovered`: one of both sides had been restored; everything was compared, and what was missing goes again.
    """

    __tablename__ = "exchange_round"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    sent: Mapped[int]
    received: Mapped[int]
    recovered: Mapped[bool] = mapped_column(default=False)
    problem: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)


class AttachmentState(Model):
    """An attachment that is still to be sent (`outgoing`) or fetched, by its name at the city (`sha256:…`)."""

    __tablename__ = "attachment_state"

    name: Mapped[str] = mapped_column(primary_key=True)
    outgoing: Mapped[bool]
    done: Mapped[bool] = mapped_column(default=False)


class ExchangeLease(Model):
    """A row that the computer which exchanges keeps locked, and one that says who took the lease last.

    Computers on one database exchange one at a time, see `sync/lease.py`.
    """

    __tablename__ = "exchange_lease"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holder: Mapped[str]


class AgreedFact(Model):
    """A fact that the city's list and ours had alike when they were last compared by file; value as plain JSON."""

    __tablename__ = "agreed_fact"

    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    agreed_at: Mapped[datetime]


class SubmissionItem(Model):
    """A fact of ours that the city is asked to take over by file; closed when its list has it."""

    __tablename__ = "submission_item"
    __table_args__ = (Index(None, "record_id", "field"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    record_id: Mapped[UUID | None]
    subject: Mapped[str]
    field: Mapped[str]
    ours: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    theirs: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    decided_at: Mapped[datetime]
    receipt: Mapped[str | None] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]


class PackageLine(Model):
    """The exchange by file; one row, made when the keys are.

    Attributes:
        keys: this database's private keys, wrapped with the office's data key.
        city: the key file that was accepted from the city, as canonical JSON; None before.
        written, read: the number of the last package that went, and of the last that came.
    """

    __tablename__ = "package_line"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    keys: Mapped[bytes] = mapped_column(LargeBinary)
    city: Mapped[Any] = mapped_column(CanonicalJson, nullable=True)
    written: Mapped[int] = mapped_column(default=0)
    read: Mapped[int] = mapped_column(default=0)


class SentPackage(Model):
    """A package that was written: the attachments in it, and when its receipt came."""

    __tablename__ = "sent_package"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int]
    made_at: Mapped[datetime]
    attachments: Mapped[Any] = mapped_column(CanonicalJson)
    answered_at: Mapped[datetime | None]
