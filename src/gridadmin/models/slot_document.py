"""What stands in the key-slot file: who has a slot of which kind, and the wrapped key. No secret, no key."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from gridadmin.domain.errors import StorageError
from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_
from gridadmin.models.key_wrapping import MAX_COST, KdfCost

VERSION = 1
MAX_DELAY_S = 300
FREE_TRIES = 3  # as many as the login lets pass before its own wait
ALGORITHM = "sqlcipher4-aes256 argon2id hkdf-sha256 aes256-gcm x25519"

_NEWER = N_("The key slots were written by a newer version of this program. Install that version on this computer.")
_BROKEN = N_("The key slots are damaged ({detail}). Restore the newest backup; it holds its own key slots.")


class SlotKind(LabelledEnum):
    """What opens a slot."""

    PASSWORD = "password", N_("Password")
    KEY_FILE = "key_file", N_("Key file")
    RECOVERY = "recovery", N_("Printed recovery code")
    KEYRING = "keyring", N_("Keyring of this computer")
    ESCROW = "escrow", N_("Key of the county")


@dataclass(frozen=True)
class Slot:
    """One wrapped copy of the data key.

    Attributes:
        account_id: the account that acts when this slot opens the office; None for the recovery code and the county.
        label: the name shown at login.
        salt: salt of the key derivation.
        wrapped: nonce and ciphertext of the data key.
        cost: cost of a guess, for passwords.
        backend: which keyring holds the secret, for the keyring.
        one_time_public: the office's side of the agreement, for the county's key.
    """

    id: UUID
    kind: SlotKind
    account_id: UUID | None
    label: str
    created: datetime
    salt: bytes
    wrapped: bytes
    cost: KdfCost | None = None
    backend: str | None = None
    one_time_public: bytes | None = None


@dataclass(frozen=True)
class SlotDocument:
    """The key slots of one office.

    Attributes:
        key_check: recognises the data key, see `key_wrapping.key_check`.
        failures: wrong passwords or codes since the last right one.
        retry_after: before this moment no further one is tried.
    """

    office_id: UUID
    key_check: str
    slots: tuple[Slot, ...] = field(default_factory=tuple)
    failures: int = 0
    retry_after: datetime | None = None

    def of_kind(self, kind: SlotKind, account_id: UUID | None = None) -> tuple[Slot, ...]:
        """Return the slots of a kind, of one account where one is named."""
        return tuple(slot for slot in self.slots if slot.kind is kind and account_id in (None, slot.account_id))

    def seconds_to_wait(self, now: datetime) -> int:
        """Return how long no guess is tried; a clock that was set back locks nobody out."""
        seconds = (self.retry_after - now).total_seconds() if self.retry_after else 0
        return int(seconds) + 1 if 0 < seconds <= MAX_DELAY_S else 0

    def after_failure(self, now: datetime) -> SlotDocument:
        """Return the document after a wrong guess: from the third on each wait is twice as long, up to `MAX_DELAY_S`.

        The first two are mistypings of a clerk, whom the login lets try again at once too.
        """
        failures = self.failures + 1
        if failures < FREE_TRIES:
            return replace(self, failures=failures, retry_after=None)
        pause = timedelta(seconds=min(2 ** min(failures - FREE_TRIES + 1, 10), MAX_DELAY_S))
        return replace(self, failures=failures, retry_after=now + pause)

    def after_success(self) -> SlotDocument:
        """Return the document after the right password or code."""
        return replace(self, failures=0, retry_after=None)

    def to_text(self) -> str:
        """Return the document as the JSON text that is kept."""
        content = {
            "version": VERSION,
            "algorithm": ALGORITHM,
            "office": str(self.office_id),
            "key_check": self.key_check,
            "failures": self.failures,
            "retry_after": self.retry_after.isoformat() if self.retry_after else None,
            "slots": [_slot_to_json(slot) for slot in self.slots],
        }
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_text(cls, text: str) -> SlotDocument:
        """Read the JSON text; raises StorageError where it is damaged or of a newer program."""
        try:
            content = json.loads(text)
            if content["version"] > VERSION:
                raise StorageError(_NEWER)
            return cls(
                office_id=UUID(content["office"]),
                key_check=str(content["key_check"]),
                slots=tuple(_slot_from_json(slot) for slot in content["slots"]),
                failures=int(content["failures"]),
                retry_after=_moment(content["retry_after"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StorageError(_BROKEN, detail=f"{type(error).__name__}: {error}") from error


def _slot_to_json(slot: Slot) -> dict[str, Any]:
    cost = slot.cost
    return {
        "id": str(slot.id),
        "kind": slot.kind.value,
        "account": str(slot.account_id) if slot.account_id else None,
        "label": slot.label,
        "created": slot.created.isoformat(),
        "salt": b64encode(slot.salt).decode(),
        "wrapped": b64encode(slot.wrapped).decode(),
        "cost": {"memory_kib": cost.memory_kib, "iterations": cost.iterations, "lanes": cost.lanes} if cost else None,
        "backend": slot.backend,
        "one_time_public": b64encode(slot.one_time_public).decode() if slot.one_time_public else None,
    }


def _slot_from_json(content: Mapping[str, Any]) -> Slot:
    public = content["one_time_public"]
    return Slot(
        id=UUID(content["id"]),
        kind=SlotKind(content["kind"]),
        account_id=UUID(content["account"]) if content["account"] else None,
        label=str(content["label"]),
        created=datetime.fromisoformat(content["created"]),
        salt=b64decode(content["salt"], validate=True),
        wrapped=b64decode(content["wrapped"], validate=True),
        cost=_cost(content["cost"]),
        backend=content["backend"],
        one_time_public=b64decode(public, validate=True) if public else None,
    )


def _cost(content: Mapping[str, int] | None) -> KdfCost | None:
    if content is None:
        return None
    cost = KdfCost(int(content["memory_kib"]), int(content["iterations"]), int(content["lanes"]))
    fits = (
        cost.memory_kib <= MAX_COST.memory_kib
        and cost.iterations <= MAX_COST.iterations
        and cost.lanes <= MAX_COST.lanes
    )
    if not fits:
        raise ValueError("cost of the key derivation")
    return cost


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
