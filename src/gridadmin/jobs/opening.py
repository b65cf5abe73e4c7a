"""Opening an office: with a password, a key file, the recovery code or the keyring; making a new one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.orm import configure_mappers

from gridadmin.config import ENV_KEY_FILE, Config
from gridadmin.domain.accounts import OfficeSetup
from gridadmin.domain.errors import InvalidError, KeyRefusedError, NotFoundError
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice, utc_now
from gridadmin.models import attachments
from gridadmin.models.backup import backup
from gridadmin.models.ids import new_id
from gridadmin.models.journal import journal_head
from gridadmin.models.key_file import create_key_file
from gridadmin.models.keyslots import FileSlotStore, KeySlots, SlotKind, TableSlotStore, Unlocked, new_key
from gridadmin.models.office_folder import settle_office
from gridadmin.models.recovery_code import new_recovery_code
from gridadmin.models.schema import migrate
from gridadmin.models.storage import OfficeFolder, building, hold_office, load_cipher, open_database, open_postgresql
from gridadmin.services.accounts import create_account, get_account
from gridadmin.services.office import get_office, set_up_office

__all__ = ["create_office", "head_text", "list_accounts", "new_recovery_code", "open_office", "open_with_password"]

Unlock = Callable[[KeySlots], Unlocked]
PRACTICE_KEY = "practice.key"


@dataclass(frozen=True)
class Practice:
    """How a practice office comes to its past.

    Attributes:
        clock: gives the moment of each act while the past is told.
        fill: tells the past to the new office, act by act.
    """

    clock: Callable[[], datetime]
    fill: Callable[[OpenOffice], None]


def get_ready() -> None:
    """Do what the first opening would have to do in any case, so that it can be done while the clerk types."""
    load_cipher()
    create_engine("sqlite://").dispose()
    configure_mappers()


def is_server(location: str) -> bool:
    """Return whether an office's location is an address of a database server and not a folder."""
    return "://" in location


def office_exists(config: Config) -> bool:
    """Return whether there is an office at the configured place; light, nothing is opened."""
    return is_server(config.office) or OfficeFolder(Path(config.office)).key_slots.is_file()


def list_accounts(config: Config) -> list[str]:
    """Return the names that have a password or keyring slot; light, reads only the slots beside the office file.

    Raises StorageError, which names the way out, where they are missing or damaged.
    """
    return _slot_names(config, (SlotKind.PASSWORD, SlotKind.KEYRING))


def _slot_names(config: Config, kinds: tuple[SlotKind, ...]) -> list[str]:
    if is_server(config.office):
        engine = open_postgresql(config.office)
        try:
            slots = KeySlots(TableSlotStore(engine)).slots
        finally:
            engine.dispose()
    else:
        settle_office(Path(config.office), utc_now().astimezone())
        slots = KeySlots(FileSlotStore(OfficeFolder(Path(config.office)).key_slots)).slots
    return sorted({slot.label for slot in slots if slot.kind in kinds})


def open_with_password(config: Config, account: str, password: str) -> OpenOffice:
    """Open the office with a clerk's password; KeyRefusedError for a wrong one."""
    return open_office(
        config.office, lambda slots: slots.unlock(password=password, account_id=_account(slots, account))
    )


def open_with_recovery_code(config: Config, code: str, account: str = "") -> OpenOffice:
    """Open the office with the printed recovery code, as an account, or as the first one that is not closed.

    The window asks for a new password then (`jobs.accounts.set_password`).
    """
    office = open_office(config.office, lambda slots: slots.unlock(recovery=code))
    if account:
        try:
            office.account = office.read(get_account, _account(office.slots, account))
        except BaseException:
            office.close()
            raise
    office.event(Message(N_("Opened the office with the recovery code")))
    return office


def list_remembered(config: Config) -> list[str]:
    """Return the names that a keyring can open the office for; light, as `list_accounts`."""
    return _slot_names(config, (SlotKind.KEYRING,))


def open_remembered(config: Config, account: str) -> OpenOffice:
    """Open the office with the key that this computer's keyring holds for a clerk."""
    return open_office(config.office, lambda slots: slots.unlock(keyring=True, account_id=_account(slots, account)))


def open_with_key_file(location: str, key_file: Path | None) -> OpenOffice:
    """Open the office with the secret in a key file, whose account acts; for work without a window.

    Raises:
        KeyRefusedError: no file was named, or it opens nothing; there is no silent default.
    """
    if key_file is None:
        raise KeyRefusedError(
            N_("No key was given. Name a key file with --key-file or {variable}."), variable=ENV_KEY_FILE
        )
    return open_office(location, lambda slots: slots.unlock(key_file=key_file))


def _account(slots: KeySlots, name: str) -> UUID | None:
    known = {slot.label: slot.account_id for slot in slots.slots if slot.account_id is not None}
    if name not in known:
        raise NotFoundError(N_("There is no account called {name} in this office."), name=name)
    return known[name]


def open_office(location: str, unlock: Unlock) -> OpenOffice:
    """Open an office with what `unlock` gets out of its key slots, its tables brought up to date.

    Raises:
        KeyRefusedError: the secret is wrong. StorageError: missing, damaged, newer, read-only, or in use elsewhere.
    """
    if is_server(location):
        return _open_server(location, unlock)
    folder = OfficeFolder(Path(location))
    settle_office(folder.folder, utc_now().astimezone())
    with ExitStack() as closers:
        slots = KeySlots(FileSlotStore(folder.key_slots))
        unlocked = unlock(slots)
        closers.enter_context(hold_office(folder.folder, utc_now().astimezone()))
        engine = open_database(folder.database, unlocked.key)
        closers.callback(engine.dispose)
        migrate(engine, lambda: _backup_before_migration(engine, folder.folder, unlocked.key))
        photos = open_database(folder.photos, unlocked.key)
        closers.callback(photos.dispose)
        office = _opened(engine, photos, location, slots, unlocked)
        office.closers.append(closers.pop_all().close)
        return office


def _open_server(address: str, unlock: Unlock) -> OpenOffice:
    engine = open_postgresql(address)
    try:
        slots = KeySlots(TableSlotStore(engine))
        unlocked = unlock(slots)
        migrate(engine, lambda: None)  # the server's own backups are its administrator's, docs/manual says so
        return _opened(engine, engine, address, slots, unlocked)
    except BaseException:
        engine.dispose()
        raise


def _backup_before_migration(engine: Engine, folder: Path, key: bytes) -> None:
    backup(engine, folder, key, now=datetime.now().astimezone(), journal_head=head_text)


def head_text(connection: Connection) -> str:
    """Return the journal's newest entry as `seq:hash`, the anchor that backups carry."""
    seq, digest = journal_head(connection)
    return f"{seq}:{digest}"


def _opened(engine: Engine, photos: Engine, location: str, slots: KeySlots, unlocked: Unlocked) -> OpenOffice:
    office = OpenOffice(engine=engine, photos=photos, location=location, slots=slots, key=unlocked.key)
    row = office.read(get_office)
    office.account = office.read(get_account, unlocked.slot.account_id)
    office.name, office.practice = row.township, row.practice
    return office


def create_office(config: Config, setup: OfficeSetup) -> OpenOffice:
    """Make a new office of a township with its first clerk and open it; print the `recovery_code` it carries.

    Whatever goes wrong half-way leaves no half office behind.

    Raises:
        NotFoundError: no such township. InvalidError: no clerk or secret. StorageError: the folder is not empty.
    """
    unlock = _first_unlock(setup)
    if is_server(config.office):
        engine = open_postgresql(config.office)
        try:
            code = _make(engine, engine, TableSlotStore(engine), new_key(), setup)
        finally:
            engine.dispose()
    else:
        with building(Path(config.office)) as part:
            code = _make_folder(OfficeFolder(part), setup)
    office = open_office(config.office, unlock)
    office.recovery_code = code
    return office


def _first_unlock(setup: OfficeSetup) -> Unlock:
    password, key_file = setup.password, setup.key_file
    if key_file is not None:
        return lambda slots: slots.unlock(key_file=key_file)
    if password is None:
        message = N_("A new office needs a password or a key file for its first clerk.")
        raise InvalidError(message, {"password": Message(message)})
    return lambda slots: slots.unlock(password=password)


def _make_folder(folder: OfficeFolder, setup: OfficeSetup, practice: Practice | None = None) -> str:
    key = new_key()
    engine = open_database(folder.database, key, create=True)
    photos = open_database(folder.photos, key, create=True)
    try:
        return _make(engine, photos, FileSlotStore(folder.key_slots), key, setup, practice)
    finally:
        engine.dispose()
        photos.dispose()


def _make(
    engine: Engine,
    photos: Engine,
    store: FileSlotStore | TableSlotStore,
    key: bytes,
    setup: OfficeSetup,
    practice: Practice | None = None,
) -> str:
    migrate(engine, lambda: None)
    attachments.create_table(photos)
    account_id = new_id()
    slots, code = KeySlots.create(store, key, new_id(), recovery=setup.recovery_code)
    clerk = setup.clerk.strip()
    if setup.key_file is not None:
        slots.add_key_file(key, setup.key_file, account_id, clerk)
    if setup.password is not None:
        slots.add_password(key, setup.password, account_id, clerk)
    clock = practice.clock if practice else utc_now
    office = OpenOffice(engine=engine, photos=photos, location="", slots=slots, key=key, clock=clock)
    with_name = Message(N_("Open the account of {name}"), {"name": clerk})
    office.account = office.set_up(with_name, create_account, account_id, clerk)
    office.set_up(
        Message(N_("Set up the office of {code}"), {"code": setup.township_code}),
        set_up_office,
        setup.township_code,
        practice=practice is not None,
    )
    if practice is not None:
        practice.fill(office)
    return code


def open_practice_folder(folder: Path) -> OpenOffice:
    """Open the practice office, which needs no login: its key file lies in its own folder."""
    return open_office(str(folder), lambda slots: slots.unlock(key_file=folder / PRACTICE_KEY))


def make_practice_folder(folder: Path, township_code: str, clerk: str, practice: Practice) -> None:
    """Make a practice office and fill it; it is marked as one for ever, and appears whole or not at all.

    Raises:
        StorageError: the folder is not empty.
    """
    with building(folder) as part:
        create_key_file(part / PRACTICE_KEY)
        setup = OfficeSetup(township_code, clerk, key_file=part / PRACTICE_KEY)
        _make_folder(OfficeFolder(part), setup, practice)
