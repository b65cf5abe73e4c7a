"""The exchange by file: what waits goes into a package on a stick, the city's answer comes back on one.

The same groups, mids, outcomes and pages as over the line (docs/exchange.md, section 14). There is nobody to ask, so
each package carries again what no receipt has answered, and the office finds a rewind of the city by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.exchange import PackageState
from gridadmin.i18n import N_
from gridadmin.models.exchange import GroupState, PackageLine, SentPackage
from gridadmin.models.ids import new_id
from gridadmin.sync.applying import Applied, apply_stage
from gridadmin.sync.attachments import ask_for_all_again, list_waiting, note_photos, settle_photo
from gridadmin.sync.cards import BY_FILE, open_copied, open_notice
from gridadmin.sync.collecting import collect_acts
from gridadmin.sync.outbox import groups_in
from gridadmin.sync.outcomes import Settled, note_places, settle_groups
from gridadmin.sync.package_line import city_keys, line_of, package_keys
from gridadmin.sync.points import contradicts, cursors_of, history_of, replica_of
from gridadmin.sync.portions import Portions
from gridadmin.sync.pulling import drop_stage, stage_page, wanted_types
from gridadmin.sync.recovery import Known, requeue
from gridadmin.sync.sealing import seal_for_package
from gridadmin.wire.attachments import parse_attachment_name
from gridadmin.wire.enrolment import SCHEMA
from gridadmin.wire.history import History, Point
from gridadmin.wire.package_files import Package, Part, listed, photo_parts, write_package
from gridadmin.wire.packages import MOST_WANTED, PackageKind, PackageManifest, PartKind
from gridadmin.wire.pull import PullReply
from gridadmin.wire.push import Notice, Outcome, PushReply
from gridadmin.wire.scopes import Scope, parse_scope

_NOT_FOR_US = N_("The package is for {theirs}, not for this office ({ours}). Nothing of it was used.")
_NO_PUBLICATION = N_("This package goes from an office to the city; what comes from the city is called a publication.")
_MISSING = N_(
    "This package goes on from a later point than this computer has reached. Nothing of it was used. Write a package, "
    "take it to the city, and read what comes back: that begins where this computer stands."
)


@dataclass(frozen=True)
class Submission:
    """A package that was written. `photos` that did not fit go with the next one."""

    content: bytes
    number: int
    groups: int
    photos: int


@dataclass(frozen=True)
class Receipt:
    """What reading a publication did.

    Attributes:
        number: of the package. repeated: everything in it was known already. rewound: the city was restored meanwhile;
            everything goes and comes once more with the next packages.
        settled, applied: what became of groups that were sent; what came. photos: that came.
        gap: packages of the city between the last one and this were never read here.
        expired: the office was away longer than the city remembers; a person is asked about everything that waits.
        copied: it answers packages that were not written here, or says that one of ours was numbered twice.
    """

    number: int
    settled: Settled
    applied: Applied
    photos: int = 0
    repeated: bool = False
    rewound: bool = False
    expired: bool = False
    gap: int = 0
    copied: bool = False


def write_submission(
    session: Session,
    office_key: bytes,
    photo: Callable[[str], bytes | None],
    here: frozenset[str],
    now: datetime,
    random_bytes: Callable[[int], bytes],
) -> Submission:
    """Put everything that waits, and what no receipt has answered, into a package for the city.

    Args:
        session: of one step.
        office_key: unwraps the keys.
        photo: gives a picture by its digest; here: those that there are.
        now: for the manifest.
        random_bytes: makes the package's own key.
    """
    while collect_acts(session, now):
        pass
    keys, city, line, replica = (
        package_keys(session, office_key),
        city_keys(session),
        line_of(session),
        replica_of(session),
    )
    _ask_after_update(session)
    parts = [Part(PartKind.PUSH_REQUEST, body) for body in seal_for_package(session, Portions(), now)]
    note_photos(session, here)
    session.flush()
    photos = photo_parts(parts, _photos(session, photo))
    parts += photos.values()
    line.written += 1
    manifest = PackageManifest(
        id=new_id(),
        number=line.written,
        schema=SCHEMA,
        scope=parse_scope(replica.scope),
        replica=replica.id,
        made_at=now,
        parts=listed(parts),
        history=None if replica.full else _reached(session),
        wanted=tuple(list_waiting(session, outgoing=False)[:MOST_WANTED]),
    )
    session.add(
        SentPackage(id=manifest.id, number=line.written, made_at=now, attachments=list(photos), answered_at=None)
    )
    content = write_package(PackageKind.SUBMISSION, manifest, parts, keys, city, random_bytes)
    return Submission(content, line.written, len(groups_in(session, GroupState.SEALED)), len(photos))


def _reached(session: Session) -> History | None:
    known = history_of(session)
    return None if known is None else History(epoch=known.epoch, seen=cursors_of(session))


def _photos(session: Session, photo: Callable[[str], bytes | None]) -> Iterator[tuple[str, bytes]]:
    """Yield those that wait to be sent and are here, with their names."""
    for name in list_waiting(session, outgoing=True):
        content = photo(parse_attachment_name(name).digest)
        if content is not None:
            yield name, content


def read_publication(session: Session, package: Package, now: datetime) -> Receipt:
    """Use a publication of the city that was checked: settle what it answers, apply what it brings, all at once.

    Reading a package again, or an older one, changes nothing.

    Raises InvalidError for a package of another office, of the other direction, or one before which another is missing.
    """
    manifest, line, replica = package.manifest, line_of(session), replica_of(session)
    if package.header.kind is not PackageKind.PUBLICATION:
        raise InvalidError(_NO_PUBLICATION)
    if str(manifest.scope) != replica.scope:
        raise InvalidError(_NOT_FOR_US, theirs=manifest.scope, ours=replica.scope)
    if _is_of_former_epoch(session, manifest):
        return Receipt(manifest.number, Settled(), Applied(), repeated=True)
    replies = [PullReply.from_bytes(content) for content in package.contents(PartKind.PULL_REPLY)]
    pushed = [PushReply.from_bytes(content) for content in package.contents(PartKind.PUSH_REPLY)]
    notices = {notice for reply in pushed for notice in reply.notices}
    rewound = _take_history(session, manifest, replies, now)
    copied = Notice.USED_TWICE in notices or _answers_others(session, manifest)
    if manifest.number > line.read:
        _heed(session, notices, now, copied=copied)
    settled = _settle(session, manifest, pushed, now)
    expired = _take_absence(session, manifest, replies, now)
    gap = max(0, manifest.number - line.read - 1)
    line.read = manifest.number if rewound else max(line.read, manifest.number)
    applied, repeated = Applied(), False
    asked = _ask_after_update(session) or rewound or expired
    if not (asked and _is_part(manifest)):
        applied, repeated = _apply(session, manifest, replies, now)
    return Receipt(
        manifest.number, settled, applied, repeated=repeated, rewound=rewound, expired=expired, gap=gap, copied=copied
    )


def _answers_others(session: Session, manifest: PackageManifest) -> bool:
    """Return whether another database exchanges under this identity: a copy, or this one before it was restored."""
    written = set(session.scalars(select(SentPackage.id).where(SentPackage.id.in_(manifest.answers))))
    return bool(set(manifest.answers) - written)


def _heed(session: Session, notices: set[Notice], now: datetime, *, copied: bool) -> None:
    """Tell the clerk what the city has to tell beside its outcomes."""
    if copied:
        open_copied(session, BY_FILE, now)
    for notice in notices - {Notice.USED_TWICE}:
        open_notice(session, notice, now)


def _is_of_former_epoch(session: Session, manifest: PackageManifest) -> bool:
    """Return whether a publication was written before the city was restored, and that is known here already.

    One that answers a package of after that is none: the city has gone back to the history that it had before.
    """
    epoch = None if manifest.history is None else str(manifest.history.epoch)
    last = (replica_of(session).left_epochs or {}).get(epoch)
    if last is None:
        return False
    since = select(SentPackage.id).where(SentPackage.id.in_(manifest.answers), SentPackage.number > last)
    return session.scalar(since.limit(1)) is None


def _take_history(session: Session, manifest: PackageManifest, replies: Sequence[PullReply], now: datetime) -> bool:
    """Find a rewind of the city; then everything that it may lack goes back into the queue. Return whether it did."""
    known = history_of(session)
    if known is None or manifest.history is None:
        return False
    told = contradicts(known, manifest.history)
    if told and known.epoch == manifest.history.epoch:
        told = not _is_older(known, manifest.history)
    if not told and not _knows_no_place(session, manifest, replies):
        return False
    requeue(session, Known((), manifest.history), now)
    ask_for_all_again(session)
    return True


def _knows_no_place(session: Session, manifest: PackageManifest, replies: Sequence[PullReply]) -> bool:
    """Return whether the city did not find the place that we are at in its history, in a package that is no old one.

    A city that was restored counts its packages anew, but no old one answers what nothing has answered yet.
    """
    if manifest.since is not None or not replies:
        return False
    unanswered = select(SentPackage.id).where(SentPackage.id.in_(manifest.answers), SentPackage.answered_at.is_(None))
    is_new = manifest.number > line_of(session).read or session.scalar(unanswered.limit(1)) is not None
    return is_new or not _is_behind(replies[-1], cursors_of(session))


def _take_absence(session: Session, manifest: PackageManifest, replies: Sequence[PullReply], now: datetime) -> bool:
    """After a longer absence than the city remembers, ask a person about everything that waits; return whether so.

    Nothing of the packages that are answered was taken. What the city still has of them tells the history that came.
    """
    newest = select(SentPackage.id).where(SentPackage.number == line_of(session).written)
    answers = session.scalar(newest.where(SentPackage.id.in_(manifest.answers)).limit(1)) is not None
    if not (manifest.expired and answers) or manifest.history is None:
        return False  # one that was written for a package that came late is no answer to what waits now
    own = manifest.scope
    groups = [group for reply in replies for page in reply.pages if page.scope == own for group in page.groups]
    oldest = min((group.seq for group in groups), default=manifest.history.seen[own].seq + 1) - 1
    replica_of(session).expired = True
    requeue(session, Known({group.mid for group in groups}, manifest.history, oldest), now)
    ask_for_all_again(session)
    return True


def _is_part(manifest: PackageManifest) -> bool:
    """Return whether a publication goes on from somewhere: half of a history cannot be compared with all of ours."""
    return any(point.seq for point in (manifest.since or {}).values())


def _is_older(known: History, said: History) -> bool:
    """Return whether a package may simply be an old one: nowhere further, and nowhere another tag at the same place."""
    pairs = [(known.seen.get(scope, Point(0, 0)), point) for scope, point in said.seen.items()]
    return all(point.seq <= held.seq and (point.seq < held.seq or point == held) for held, point in pairs)


def _settle(session: Session, manifest: PackageManifest, replies: Sequence[PushReply], now: datetime) -> Settled:
    outcomes: dict[UUID, Outcome] = {mid: each for reply in replies for mid, each in reply.outcomes.items()}
    answered = [group for group in groups_in(session, GroupState.SEALED) if group.mid in outcomes]
    settled = settle_groups(session, answered, outcomes, now)
    for reply in replies:
        note_places(session, reply)
    for sent in session.scalars(select(SentPackage).where(SentPackage.id.in_(manifest.answers))):
        sent.answered_at = sent.answered_at or now
        for name in sent.attachments:
            settle_photo(session, name)
    return settled


def _apply(
    session: Session, manifest: PackageManifest, replies: Sequence[PullReply], now: datetime
) -> tuple[Applied, bool]:
    since, cursors = manifest.since or {}, cursors_of(session)
    if not replies or _is_behind(replies[-1], cursors):
        return Applied(), True
    if any(since.get(scope, Point(0, 0)).seq > cursor.seq for scope, cursor in cursors.items()):
        raise InvalidError(_MISSING)
    if not _is_part(manifest):
        replica_of(session).full = True  # so that what it does not bring is missed
    drop_stage(session)
    done = False
    for reply in replies:
        done = stage_page(session, reply)
    if not done:
        drop_stage(session)
        return Applied(), False
    return apply_stage(session, now), False


def _is_behind(last: PullReply, cursors: Mapping[Scope, Point]) -> bool:
    """Return whether a publication ends where this database is already; never true before the first pull."""
    upto = {page.scope: page.upto for page in last.pages}
    reached = any(point.seq for point in cursors.values())
    return reached and all(point.seq <= cursors.get(scope, Point(0, 0)).seq for scope, point in upto.items())


def _ask_after_update(session: Session) -> bool:
    """Ask for everything where this program knows types that the former one passed over; return whether it does.

    By the line those are asked for alone; a publication brings everything from somewhere on, or all of it.
    """
    if not wanted_types(replica_of(session)):
        return False
    ask_for_all(session)
    return True


def ask_for_all(session: Session) -> None:
    """Ask for everything anew with the next package: after a difference, or a package that was lost."""
    replica_of(session).full = True


def read_package_state(session: Session, office_key: bytes) -> PackageState:
    """Return how the exchange by file stands here."""
    line = session.scalar(select(PackageLine))
    if line is None:
        return PackageState()
    return PackageState(
        ours=package_keys(session, office_key).public.spoken_fingerprint,
        city=city_keys(session).spoken_fingerprint if line.city is not None else None,
        written=line.written,
        read=line.read,
        waiting=len(groups_in(session, GroupState.WAITING, GroupState.SEALED)),
    )
