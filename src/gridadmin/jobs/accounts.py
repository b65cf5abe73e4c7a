"""Accounts and keys: who can open the office, with what, and how each way in is made, changed and taken away.

Key slots stand beside the office file, accounts in it; a slot without an account opens nothing.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.accounts import AccountRow
from gridadmin.domain.errors import ConflictError, GridAdminError, InvalidError
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.models.ids import new_id
from gridadmin.models.key_file import create_key_file
from gridadmin.models.keyslots import MIN_PASSWORD, Slot, SlotKind
from gridadmin.models.recovery_code import new_recovery_code
from gridadmin.services.accounts import create_account, disable_account, list_accounts
from gridadmin.services.adopted import former_ids

_SHORT = N_("A password needs at least {least} characters; a short sentence is good.")
_BY_ITSELF = (SlotKind.PASSWORD, SlotKind.KEY_FILE)


@dataclass(frozen=True)
class AccountKeys:
    """A clerk with the ways in: kinds of slots and when each was made."""

    account: AccountRow
    ways: tuple[tuple[Message, datetime], ...]
    has_password: bool
    remembered: bool


def accounts_and_keys(office: OpenOffice, progress: Progress | None = None) -> list[AccountKeys]:
    """Return every account with its ways in; closed ones have none."""
    (progress or Progress()).check()
    found = []
    for account in office.read(list_accounts):
        own = _slots_of(office, account.id)
        kinds = {slot.kind for slot in own}
        ways = tuple((slot.kind.message, slot.created) for slot in own)
        found.append(AccountKeys(account, ways, SlotKind.PASSWORD in kinds, SlotKind.KEYRING in kinds))
    return found


def add_clerk(office: OpenOffice, name: str, password: str, progress: Progress | None = None) -> AccountRow:
    """Open an account with its password; one that was closed is opened again.

    Raises:
        InvalidError: the name is empty or taken, or the password too short.
        StorageError: the key slots cannot be written. Nothing is changed then either.
    """
    (progress or Progress()).check()
    _require_length(password)
    made: list[Slot] = []

    def with_its_password(session: Session) -> AccountRow:
        account = create_account(session, new_id(), name)
        made.append(office.slots.add_password(office.key, password, account.id, account.name))
        return account

    try:
        return office.set_up(Message(N_("Open the account of {name}"), {"name": name.strip()}), with_its_password)
    except BaseException:
        with suppress(GridAdminError):  # a slot that stays opens nothing
            for slot in made:
                office.slots.remove(slot.id)
        raise


def change_password(office: OpenOffice, old: str, new: str, progress: Progress | None = None) -> None:
    """Change the password of the clerk who is logged in.

    Raises:
        KeyRefusedError: the old one is wrong. InvalidError: the new one is too short.
    """
    (progress or Progress()).check()
    _require_length(new)
    office.slots.unlock(password=old, account_id=_slot_account(office))
    set_password(office, new)


def set_password(office: OpenOffice, new: str, progress: Progress | None = None) -> None:
    """Give the clerk who is logged in a new password; for the day when the old one was forgotten.

    Raises:
        InvalidError: it is too short.
    """
    (progress or Progress()).check()
    _require_length(new)
    own = [slot for slot in _slots_of(office, office.account.id) if slot.kind is SlotKind.PASSWORD]
    replaces = own[0].id if own else None
    office.slots.add_password(office.key, new, _slot_account(office), office.account.name, replaces=replaces)
    office.event(Message(N_("Changed the password of {name}"), {"name": office.account.name}))


def close_account(office: OpenOffice, account_id: UUID, progress: Progress | None = None) -> None:
    """Close an account: its keys are taken away, what it did stays in the journal.

    Raises:
        ConflictError: it is one's own, or nobody else could open the office.
    """
    (progress or Progress()).check()
    if account_id == office.account.id:
        raise ConflictError(N_("This is your own account. Another clerk of the office can close it."))
    own = _slots_of(office, account_id)
    others = [slot for slot in office.slots.slots if slot not in own and slot.kind in _BY_ITSELF]
    if not others:
        raise ConflictError(N_("Nobody else could open the office after this. Give another clerk a password first."))
    name = next(row.name for row in office.read(list_accounts) if row.id == account_id)
    sentence = Message(N_("Close the account of {name}"), {"name": name})
    office.set_up(sentence, disable_account, account_id, office.today())
    for slot in own:
        office.slots.remove(slot.id)


def propose_recovery_code(_office: OpenOffice, progress: Progress | None = None) -> str:
    """Return a fresh code to be printed and typed back; the old one stays good until `replace_recovery_code`."""
    (progress or Progress()).check()
    return new_recovery_code()


def replace_recovery_code(office: OpenOffice, code: str, progress: Progress | None = None) -> None:
    """Let a code that was printed and typed back open the office from now on, and the old one no more."""
    (progress or Progress()).check()
    office.slots.replace_recovery(office.key, code)
    office.event(Message(N_("Replaced the recovery code")))


def remember_here(office: OpenOffice, progress: Progress | None = None) -> None:
    """Let this computer's keyring open the office for the clerk who is logged in.

    Raises:
        KeyringUnavailableError: this computer has no keyring that can be trusted, or it is locked.
    """
    (progress or Progress()).check()
    own = [slot for slot in _slots_of(office, office.account.id) if slot.kind is SlotKind.KEYRING]
    replaces = own[0].id if own else None
    office.slots.add_keyring(office.key, _slot_account(office), office.account.name, replaces=replaces)
    office.event(Message(N_("{name} let a computer remember the key"), {"name": office.account.name}))


def forget_here(office: OpenOffice, progress: Progress | None = None) -> None:
    """Take the key of the clerk who is logged in out of the keyring."""
    (progress or Progress()).check()
    own = [slot for slot in _slots_of(office, office.account.id) if slot.kind is SlotKind.KEYRING]
    for slot in own:
        office.slots.remove(slot.id)
    if own:
        office.event(Message(N_("{name} had a computer forget the key"), {"name": office.account.name}))


def add_key_file(office: OpenOffice, path: Path, progress: Progress | None = None) -> Path:
    """Write a new key file that opens the office as the clerk who is logged in, for work without a window.

    Raises:
        StorageError: there is a file already, or it cannot be written, or the key slots; no key file stays then that
            opens nothing.
    """
    (progress or Progress()).check()
    create_key_file(path)
    try:
        office.slots.add_key_file(office.key, path, _slot_account(office), office.account.name)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    office.event(Message(N_("Made a key file for {name}"), {"name": office.account.name}))
    return path


def _slots_of(office: OpenOffice, account_id: UUID) -> list[Slot]:
    """Return an account's slots; they name it by the id that it had when they were made."""
    office.slots.refresh()
    ids = {account_id, *office.read(former_ids, [account_id])}
    return [slot for slot in office.slots.slots if slot.account_id in ids]


def _slot_account(office: OpenOffice) -> UUID:
    """Return the id by which the slots name the account that acts: one for all, or its name would stand for two."""
    own = _slots_of(office, office.account.id)
    return (own[0].account_id if own else None) or office.account.id


def _require_length(password: str) -> None:
    if len(password) < MIN_PASSWORD:
        message = Message(_SHORT, {"least": MIN_PASSWORD})
        raise InvalidError(_SHORT, {"password": message}, least=MIN_PASSWORD)
