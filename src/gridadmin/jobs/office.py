"""The open office: the one place where sessions are opened, acts begun and transactions ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import Lock
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from gridadmin.domain.accounts import AccountRow
from gridadmin.domain.errors import ConflictError, NotFoundError
from gridadmin.domain.journal import ActRow, Reversal, Verification
from gridadmin.i18n import N_, Message
from gridadmin.models import attachments, tables  # noqa: F401 - tables completes the record registry
from gridadmin.models.journal import Act, begin_act, install_journal, open_act, write_many_new
from gridadmin.models.keyslots import KeySlots
from gridadmin.models.storage import for_acts, storage_errors
from gridadmin.models.storage_errors import broken_rule
from gridadmin.services.accounts import current_account
from gridadmin.services.journal import verify_journal
from gridadmin.services.journal_undo import next_redo, next_undo, undo_act
from gridadmin.sync.lease import Lease, take_lease
from gridadmin.wire.plain import collector_resting

Params = ParamSpec("Params")
ResultT = TypeVar("ResultT")
NOBODY = AccountRow(UUID(int=0), "")  # acts only while a new office makes its first account
Service = Callable[Concatenate[Session, Params], ResultT]


def utc_now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


@dataclass
class OpenOffice:
    """An office that is open, with the account that acts in it.

    Attributes:
        engine, photos: the records, and the photos and scans (one and the same on a server).
        location: the folder or address.
        slots, key: the ways in, and the data key, for backups and for new slots.
        account: who acts.
        name: the township, for the window's frame and for messages.
        recovery_code: of an office that was just made, to be printed once; else None.
        clock: gives this moment; tests and the practice office give another one.
        on_changed: told after each act which feature words changed.
        closers: what is to be released when the office is closed, the last opened first.
        closed: nothing may touch it any more.
    """

    engine: Engine
    photos: Engine
    location: str
    slots: KeySlots
    key: bytes = field(repr=False)
    account: AccountRow = NOBODY
    name: str = ""
    practice: bool = False
    recovery_code: str | None = field(default=None, repr=False)
    clock: Callable[[], datetime] = utc_now
    on_changed: Callable[[frozenset[str]], None] = lambda _features: None
    closers: list[Callable[[], None]] = field(default_factory=list)
    closed: bool = False

    def __post_init__(self) -> None:
        self._exchanging = Lock()
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._act_sessions = sessionmaker(for_acts(self.engine), expire_on_commit=False)
        install_journal(self._sessions)
        install_journal(self._act_sessions)

    @property
    def account_name(self) -> str:
        """The clerk who acts."""
        return self.account.name

    def today(self) -> date:
        """Return the day at the office."""
        return self.clock().astimezone().date()

    def read(self, fn: Service[Params, ResultT], *args: Params.args, **kwargs: Params.kwargs) -> ResultT:
        """Run a service that only reads, in one transaction, and return its plain data."""
        with self._errors(), self._sessions() as session, session.begin():
            return fn(session, *args, **kwargs)

    def act(
        self,
        sentence: Message | Callable[[ResultT], Message],
        fn: Service[Params, ResultT],
        *args: Params.args,
        **kwargs: Params.kwargs,
    ) -> ResultT:
        """Run a service as one act: one transaction, one sentence, one undo. Nothing changed means no act.

        `sentence` may be a function of the result, for acts whose sentence counts what was done.
        """
        result, features = self._run(sentence, fn, args, kwargs)
        if features:
            self.on_changed(features)
        return result

    def event(self, sentence: Message) -> None:
        """Journal something that changed no record but must be known later: an export, a reveal, a restore."""
        self._run(sentence, _nothing, (), {}, always=True)

    def set_up(
        self, sentence: Message, fn: Service[Params, ResultT], *args: Params.args, **kwargs: Params.kwargs
    ) -> ResultT:
        """Run an act that cannot be taken back, such as setting up the office or an account."""
        result, features = self._run(sentence, fn, args, kwargs, undoable=False)
        self.on_changed(features)
        return result

    def exchange(self, fn: Service[Params, ResultT], *args: Params.args, **kwargs: Params.kwargs) -> ResultT:
        """Run one step of the exchange in one transaction: how far things have got, and the acts that came in.

        No act of this account is open meanwhile. Steps that write records journal them under the acts of those who
        did them, and name the features whose pages must reload in `session.info["features"]`.
        """
        with self._errors(), collector_resting(), self._act_sessions() as session, session.begin():
            result = fn(session, *args, **kwargs)
            session.flush()
            account = current_account(session, self.account)
            features = frozenset(session.info.pop("features", ()))
        self.account = account
        if features:
            self.on_changed(features)
        return result

    def take_lease(self) -> Lease | None:
        """Take the right to exchange; None while another computer has it, or something else in this program."""
        if not self._exchanging.acquire(blocking=False):
            return None
        lease = None
        try:
            with self._errors():
                lease = take_lease(self.engine)
        finally:
            if lease is None:
                self._exchanging.release()
        return lease and lease.and_then(self._exchanging.release)

    def rehearse(self, fn: Service[Params, ResultT], *args: Params.args, **kwargs: Params.kwargs) -> ResultT:
        """Run a service exactly as `act` would, and take everything back: the preview is the real thing."""
        with self._errors(), collector_resting(), self._act_sessions() as session:
            transaction = session.begin()
            begin_act(session, self._new_act())
            result = fn(session, *args, **kwargs)
            write_many_new(session)
            session.flush()
            transaction.rollback()
            return result

    def undo(self) -> ActRow | None:
        """Reverse this account's newest act and return it; None where there is nothing to undo."""
        act = self.read(next_undo, self.account.id)
        return self.undo_act(act.id) if act else None

    def redo(self) -> ActRow | None:
        """Take this account's newest undo back and return it; None where there is nothing to redo."""
        act = self.read(next_redo, self.account.id)
        return self.undo_act(act.id) if act else None

    def undo_act(self, act_id: UUID) -> ActRow:
        """Reverse an act by its id, an undo by doing again, and return what was undone or redone.

        ConflictError names the later act that builds on it.
        """
        return self.act(_reversal_words, undo_act, act_id).act

    def verify(self, anchor: tuple[int, str] | None = None) -> Verification:
        """Check the journal's chain; an anchor kept outside the computer also proves that its end was not cut."""
        with self._errors(), self.engine.connect() as connection:
            return verify_journal(connection, anchor)

    def with_connection(self, fn: Callable[[Connection], ResultT]) -> ResultT:
        """Run something that needs the database itself (integrity checks, backups)."""
        with self._errors(), self.engine.connect() as connection:
            return fn(connection)

    def photo(self, digest: str) -> bytes | None:
        """Return a photo (JPEG) by its digest; None where it is lost."""
        with self._errors(), self.photos.connect() as connection:
            try:
                return attachments.get(connection, digest)
            except NotFoundError:
                return None

    def put_photo(self, content: bytes, long_edge: int = attachments.LONG_EDGE) -> str:
        """Keep a photo or scan, re-encoded, and return its digest; InvalidError for no picture or too large a one."""
        with self._errors(), for_acts(self.photos).begin() as connection:
            return attachments.put_photo(connection, content, long_edge)

    def photo_digests(self) -> frozenset[str]:
        """Return which photos are here."""
        with self._errors(), self.photos.connect() as connection:
            return frozenset(attachments.digests(connection))

    def receive_photo(self, digest: str, content: bytes) -> None:
        """Keep a photo from the city as it came; InvalidError where it is not the one named, or none at all."""
        with self._errors(), for_acts(self.photos).begin() as connection:
            attachments.keep_received(connection, digest, content)

    def close(self) -> None:
        """Let go of the database, its key and the lock."""
        self.closed = True
        self.engine.dispose()
        while self.closers:
            self.closers.pop()()

    def _run(
        self,
        sentence: Message | Callable[[ResultT], Message],
        fn: Callable[..., ResultT],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        *,
        always: bool = False,
        undoable: bool = True,
    ) -> tuple[ResultT, frozenset[str]]:
        with self._errors(), collector_resting(), self._act_sessions() as session, session.begin():
            self.account = current_account(session, self.account)  # another computer may have adopted it
            act = self._new_act()
            act.undoable = undoable
            begin_act(session, act)
            result = fn(session, *args, **kwargs)
            write_many_new(session)
            session.flush()
            if act.changes or always:
                act.sentence = sentence if isinstance(sentence, Message) else sentence(result)
            else:
                session.info["act"] = None
        return result, frozenset(act.features | {"journal"}) if act.changes else frozenset()

    def _new_act(self) -> Act:
        return Act(actor=self.account.name, account_id=self.account.id, at=self.clock())

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            with storage_errors(self.location):
                yield
        except StaleDataError as error:
            raise ConflictError(
                N_("Somebody else changed the same record in the meantime. Reload it and enter your change again.")
            ) from error
        except IntegrityError as error:
            raise ConflictError(
                N_("The change does not fit what is stored ({detail}). Reload and try again."),
                detail=broken_rule(error.orig),
            ) from None  # PostgreSQL's own words quote the values, which may be an ID number


def _reversal_words(done: Reversal) -> Message:
    words = N_("Redo: {sentence}") if done.redone else N_("Undo: {sentence}")
    return Message(words, {"sentence": done.act.sentence})


def _nothing(_session: Session) -> None:
    """Change nothing."""


__all__ = ["OpenOffice", "open_act", "utc_now"]
