"""Key slots: the ways into the office. Each slot wraps the one data key with another secret, as LUKS does.

The data key itself is never written anywhere. docs/decisions/010-key-slots.md says why each kind of slot exists.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, Self
from uuid import UUID

from gridadmin.domain.errors import ConflictError, InvalidError, KeyRefusedError, NotFoundError, StorageError
from gridadmin.i18n import N_, Message
from gridadmin.models import key_wrapping as wrapping
from gridadmin.models.ids import new_id
from gridadmin.models.key_file import read_key_file
from gridadmin.models.key_wrapping import KdfCost, new_key
from gridadmin.models.keyring_slot import KeyringUnavailableError, SystemKeyring
from gridadmin.models.recovery_code import parse_recovery_code
from gridadmin.models.slot_document import Slot, SlotDocument, SlotKind
from gridadmin.models.slot_secrets import (
    WRONG,
    SlotKey,
    binding,
    county_key_of,
    password_key,
    recovery_slot,
    secret_key,
)
from gridadmin.models.slot_store import FileSlotStore, MemorySlotStore, SlotStore, TableSlotStore

__all__ = [
    "FileSlotStore",
    "KdfCost",
    "KeySlots",
    "MemorySlotStore",
    "Slot",
    "SlotKind",
    "SlotStore",
    "TableSlotStore",
    "Unlocked",
    "key_fits",
    "new_key",
]

MIN_PASSWORD = 8

_NO_SLOTS = N_("The key slots of the office are missing. Restore the newest backup; it holds its own key slots.")
_SLOTS_EXIST = N_("This office has key slots already; new ones were not written over them.")
_NOT_THE_KEY = N_("This key is not the key of this office; its slots were not changed.")
_NONE_OF_KIND = N_("This office has no slot of this kind: {kind}. Use another way to open it.")
_WAIT = N_("Too many wrong tries. Try again in {seconds} seconds.")
_SHORT_PASSWORD = N_("The password has {count} characters; it needs at least {least}.")
_NO_SUCH_SLOT = N_("This slot no longer exists.")
_LAST_RECOVERY = N_("The recovery code can be replaced, not removed: a forgotten password would lose the office.")
_LAST_OPENER = N_("Only the recovery code or a keyring would open the office after this. Add another way first.")
_BAD_COUNTY_KEY = N_("This is not the public key of a county (32 bytes, X25519).")


class Unlocked(NamedTuple):
    """The data key, and the slot that gave it; the slot's account is the one that acts."""

    key: bytes
    slot: Slot


def utc_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


class KeySlots:
    """The key slots of one office. Every change is saved at once, whole, or not at all.

    Attributes:
        clock: gives the present moment; another one only in tests.
        cost: what a guess of a *new* password costs; each slot remembers its own.
        keyring: the keyring of this computer.
    """

    def __init__(
        self,
        store: SlotStore,
        *,
        clock: Callable[[], datetime] = utc_now,
        cost: KdfCost | None = None,
        keyring: SystemKeyring | None = None,
    ) -> None:
        """Read the slots from their store; raises StorageError where there are none or they are damaged."""
        text = store.load()
        if text is None:
            raise StorageError(_NO_SLOTS)
        self._store = store
        self._text: str | None = text
        self._document = SlotDocument.from_text(text)
        self.clock = clock
        self.cost = cost or KdfCost()
        self.keyring = keyring or SystemKeyring()

    @classmethod
    def create(  # noqa: PLR0913 - the last four are for tests and the wizard
        cls,
        store: SlotStore,
        key: bytes,
        office_id: UUID,
        *,
        recovery: str | None = None,
        clock: Callable[[], datetime] = utc_now,
        cost: KdfCost | None = None,
        keyring: SystemKeyring | None = None,
    ) -> tuple[Self, str]:
        """Make the slots of a new office with their first, the recovery code; return it to be printed once.

        `recovery` is a code that was shown to the clerk before, from `new_recovery_code`; without it one is made.
        Raises StorageError where slots exist.
        """
        if store.load() is not None:
            raise StorageError(_SLOTS_EXIST)
        document = SlotDocument(office_id, wrapping.key_check(key, office_id))
        code, slot = recovery_slot(office_id, key, clock(), recovery)
        store.save(replace(document, slots=(slot,)).to_text(), None)
        return cls(store, clock=clock, cost=cost, keyring=keyring), code

    @property
    def office_id(self) -> UUID:
        """The office these slots belong to."""
        return self._document.office_id

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Who has a slot of which kind; holds no secret, so the login screen may show it."""
        return self._document.slots

    def refresh(self) -> None:
        """Read the slots again: another window or computer may have changed a password or mistyped one meanwhile.

        Slots that are gone are written anew with the next change; damaged ones and another office's are refused.
        """
        text = self._store.load()
        if text is not None and text != self._text:
            document = SlotDocument.from_text(text)
            if (document.office_id, document.key_check) != (self.office_id, self._document.key_check):
                raise KeyRefusedError(_NOT_THE_KEY)
            self._document = document
        self._text = text

    def fits(self, key: bytes) -> bool:
        """Tell whether this is the office's data key."""
        return wrapping.key_check(key, self.office_id) == self._document.key_check

    def unlock(
        self,
        *,
        password: str | None = None,
        key_file: Path | None = None,
        recovery: str | None = None,
        county_key: bytes | None = None,
        keyring: bool = False,
        account_id: UUID | None = None,
    ) -> Unlocked:
        """Return the data key and the slot that one secret opens; with an account named, only its slots are tried.

        Wrong passwords and recovery codes make the next try wait, twice as long each time, up to five minutes. Who
        copies the file escapes that; what protects against guessing is the cost of the derivation.

        Raises KeyRefusedError naming what is wrong, InvalidError for a mistyped recovery code.

        Args:
            password: the clerk's password.
            key_file: the file that holds a slot's secret.
            recovery: the printed recovery code as typed.
            county_key: the county's raw X25519 private key.
            keyring: ask the keyring of this computer.
            account_id: the account that wants in.
        """
        self.refresh()
        if password is not None:
            return self._guess(SlotKind.PASSWORD, password_key(password), account_id)
        if recovery is not None:
            secret = parse_recovery_code(recovery)
            return self._guess(SlotKind.RECOVERY, secret_key(secret), account_id)
        if key_file is not None:
            return self._open(SlotKind.KEY_FILE, secret_key(read_key_file(key_file)), account_id)
        if county_key is not None:
            return self._open(SlotKind.ESCROW, county_key_of(county_key), account_id)
        if keyring:
            return self._open(SlotKind.KEYRING, self._keyring_key, account_id)
        raise ValueError("no secret was given")

    def add_password(
        self, key: bytes, password: str, account_id: UUID, label: str, *, replaces: UUID | None = None
    ) -> Slot:
        """Give an account a password, in place of another slot where one is named; raises InvalidError if too short."""
        if len(password) < MIN_PASSWORD:
            figures = {"count": len(password), "least": MIN_PASSWORD}
            raise InvalidError(_SHORT_PASSWORD, {"password": Message(_SHORT_PASSWORD, figures)}, **figures)
        slot = replace(self._new_slot(SlotKind.PASSWORD, account_id, label), cost=self.cost)
        return self._add(key, slot, password_key(password)(slot), replaces)

    def add_key_file(
        self, key: bytes, path: Path, account_id: UUID, label: str, *, replaces: UUID | None = None
    ) -> Slot:
        """Let the secret in a key file open the office for an account; raises KeyRefusedError for an unfit file."""
        slot = self._new_slot(SlotKind.KEY_FILE, account_id, label)
        return self._add(key, slot, secret_key(read_key_file(path))(slot), replaces)

    def add_keyring(self, key: bytes, account_id: UUID, label: str, *, replaces: UUID | None = None) -> Slot:
        """Let this computer's keyring open the office for an account; raises KeyringUnavailableError.

        The secret is in the keyring, read back, before the slot is saved; if saving fails the secret opens nothing.
        """
        slot = self._new_slot(SlotKind.KEYRING, account_id, label)
        secret = new_key()
        slot = replace(slot, backend=self.keyring.write(self._keyring_name(slot), secret))
        return self._add(key, slot, secret_key(secret)(slot), replaces)

    def add_county_key(self, key: bytes, public_key: bytes, label: str, *, replaces: UUID | None = None) -> Slot:
        """Let the county's X25519 key (32 raw bytes) open the office; raises InvalidError where it is none."""
        try:
            one_time, shared = wrapping.agree_with_county(public_key)
        except ValueError as error:
            raise InvalidError(_BAD_COUNTY_KEY) from error
        slot = replace(self._new_slot(SlotKind.ESCROW, None, label), one_time_public=one_time)
        return self._add(key, slot, secret_key(shared)(slot), replaces)

    def replace_recovery(self, key: bytes, code: str | None = None) -> str:
        """Return the new recovery code, `code` if it was shown before; the old one opens nothing from now on."""
        self._require_key(key)
        code, slot = recovery_slot(self.office_id, key, self.clock(), code)
        others = tuple(old for old in self.slots if old.kind is not SlotKind.RECOVERY)
        self._save(replace(self._document, slots=(*others, slot)))
        return code

    def remove(self, slot_id: UUID) -> None:
        """Take a slot away; raises ConflictError for the recovery code and for the last slot beside it.

        A keyring is only a convenience and the recovery code is for emergencies, so another slot has to stay.
        """
        self.refresh()
        slot = self._find(slot_id)
        if slot.kind is SlotKind.RECOVERY:
            raise ConflictError(_LAST_RECOVERY)
        rest = tuple(other for other in self.slots if other.id != slot_id)
        if slot.kind is not SlotKind.KEYRING and not any(_opens_by_itself(other) for other in rest):
            raise ConflictError(_LAST_OPENER)
        self._save(replace(self._document, slots=rest))
        self._forget(slot)

    def _guess(self, kind: SlotKind, secret_key: SlotKey, account_id: UUID | None) -> Unlocked:
        self._candidates(kind, account_id)
        seconds = self._document.seconds_to_wait(self.clock())
        if seconds:
            raise KeyRefusedError(_WAIT, seconds=seconds)
        try:
            unlocked = self._open(kind, secret_key, account_id)
        except KeyRefusedError:
            self._note(self._document.after_failure(self.clock()))
            raise
        if self._document.failures:
            self._note(self._document.after_success())
        return unlocked

    def _open(self, kind: SlotKind, secret_key: SlotKey, account_id: UUID | None) -> Unlocked:
        for slot in self._candidates(kind, account_id):
            key = wrapping.unwrap(secret_key(slot), slot.wrapped, binding(self.office_id, slot))
            if key is not None and self.fits(key):
                return Unlocked(key, slot)
        raise KeyRefusedError(WRONG[kind])

    def _candidates(self, kind: SlotKind, account_id: UUID | None) -> tuple[Slot, ...]:
        candidates = self._document.of_kind(kind, account_id)
        if not candidates:
            raise KeyRefusedError(_NONE_OF_KIND, kind=kind.message)
        return candidates

    def _new_slot(self, kind: SlotKind, account_id: UUID | None, label: str) -> Slot:
        return Slot(new_id(), kind, account_id, label, self.clock(), wrapping.new_salt(), b"")

    def _add(self, key: bytes, slot: Slot, wrapping_key: bytes, replaces: UUID | None) -> Slot:
        self._require_key(key)
        slot = replace(slot, wrapped=wrapping.wrap(wrapping_key, key, binding(self.office_id, slot)))
        old = self._find(replaces) if replaces else None
        if old is not None and old.kind is SlotKind.RECOVERY:
            raise ConflictError(_LAST_RECOVERY)
        others = tuple(other for other in self.slots if other != old)
        self._save(replace(self._document, slots=(*others, slot)))
        if old is not None:
            self._forget(old)
        return slot

    def _find(self, slot_id: UUID) -> Slot:
        for slot in self.slots:
            if slot.id == slot_id:
                return slot
        raise NotFoundError(_NO_SUCH_SLOT)

    def _require_key(self, key: bytes) -> None:
        self.refresh()
        if not self.fits(key):
            raise KeyRefusedError(_NOT_THE_KEY)

    def _save(self, document: SlotDocument) -> None:
        text = document.to_text()
        self._store.save(text, self._text)
        self._text, self._document = text, document

    def _note(self, document: SlotDocument) -> None:
        # Where nothing can be written the answer to the guess still has to be given.
        with suppress(StorageError, ConflictError):
            self._save(document)

    def _keyring_name(self, slot: Slot) -> str:
        return f"{self.office_id}/{slot.id}"

    def _keyring_key(self, slot: Slot) -> bytes:
        return secret_key(self.keyring.read(self._keyring_name(slot), slot.backend or ""))(slot)

    def _forget(self, slot: Slot) -> None:
        if slot.kind is SlotKind.KEYRING:
            with suppress(KeyringUnavailableError):  # what stays in the keyring opens nothing any more
                self.keyring.forget(self._keyring_name(slot), slot.backend or "")


def key_fits(store: SlotStore, key: bytes) -> bool:
    """Tell whether a store holds readable key slots of the office with this data key."""
    try:
        return KeySlots(store).fits(key)
    except StorageError:
        return False


def _opens_by_itself(slot: Slot) -> bool:
    return slot.kind in (SlotKind.PASSWORD, SlotKind.KEY_FILE, SlotKind.ESCROW)
