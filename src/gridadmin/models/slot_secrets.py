"""How the secret of each kind of slot becomes the key that unwraps it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from gridadmin.domain.errors import KeyRefusedError
from gridadmin.i18n import N_
from gridadmin.models import key_wrapping as wrapping
from gridadmin.models.ids import new_id
from gridadmin.models.key_wrapping import KdfCost
from gridadmin.models.recovery_code import new_recovery_code, parse_recovery_code
from gridadmin.models.slot_document import Slot, SlotKind

SlotKey = Callable[[Slot], bytes]

WRONG = {
    SlotKind.PASSWORD: N_("The password is wrong."),
    SlotKind.KEY_FILE: N_("The key file opens no slot of this office."),
    SlotKind.RECOVERY: N_("The recovery code belongs to another office or was replaced by a newer one."),
    SlotKind.KEYRING: N_("The key in the keyring of this computer no longer opens this office. Use your password."),
    SlotKind.ESCROW: N_("The county's key opens no slot of this office."),
}


def password_key(password: str) -> SlotKey:
    """Return what opens password slots; NFC first, since an input method may deliver characters composed or not."""
    text = unicodedata.normalize("NFC", password)
    return lambda slot: wrapping.key_from_password(text, slot.salt, slot.cost or KdfCost())


def secret_key(secret: bytes) -> SlotKey:
    """Return what opens the slots of a secret that is random already."""
    return lambda slot: wrapping.key_from_secret(secret, slot.salt, slot.kind.value)


def county_key_of(private_key: bytes) -> SlotKey:
    """Return what opens the county's slots; it raises KeyRefusedError where the bytes are no private key."""

    def agreed(slot: Slot) -> bytes:
        try:
            shared = wrapping.agree_as_county(private_key, slot.one_time_public or b"")
        except ValueError as error:
            raise KeyRefusedError(WRONG[SlotKind.ESCROW]) from error
        return secret_key(shared)(slot)

    return agreed


def recovery_slot(office_id: UUID, key: bytes, now: datetime, code: str | None = None) -> tuple[str, Slot]:
    """Return a recovery code, the given one or a new one, and its slot."""
    code = code or new_recovery_code()
    slot = Slot(new_id(), SlotKind.RECOVERY, None, "", now, wrapping.new_salt(), b"")
    wrapping_key = secret_key(parse_recovery_code(code))(slot)
    return code, replace(slot, wrapped=wrapping.wrap(wrapping_key, key, binding(office_id, slot)))


def binding(office_id: UUID, slot: Slot) -> bytes:
    """Return what a wrapped key is bound to: no editor can move it to another office, kind or account."""
    account = slot.account_id.bytes if slot.account_id else b""
    return office_id.bytes + slot.id.bytes + slot.kind.value.encode() + account
