from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import InitError, KeyringLocked, PasswordDeleteError

from gridadmin.domain.errors import ConflictError, KeyRefusedError
from gridadmin.models import keyring_slot
from gridadmin.models.ids import new_id
from gridadmin.models.keyring_slot import KeyringState, KeyringUnavailableError, SystemKeyring, backend_id
from gridadmin.models.keyslots import KeySlots, MemorySlotStore, SlotKind, new_key

from .conftest import CHEAP, Clock

ANNA = new_id()


class InMemory(KeyringBackend):
    """A keyring as it should be."""

    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


class Other(InMemory):
    """Another kind of keyring."""


class Roaming(InMemory):
    """A keyring that knows where its secrets go, as that of Windows."""

    persist = "enterprise"


@pytest.fixture(autouse=True)
def forget_test_backends() -> Iterator[None]:
    """Classes of keyrings register themselves; those of the tests are not for the rest of the run."""
    yield
    KeyringBackend._classes -= {InMemory, Other, Roaming}


def ring(*backends: KeyringBackend, timeout_s: float = 5) -> SystemKeyring:
    allowed = tuple(backend_id(kind()) for kind in (InMemory, Other, Roaming))
    return SystemKeyring(lambda: backends, allowed, timeout_s)


def refusal(work: Callable[[], Any]) -> KeyringState:
    with pytest.raises(KeyringUnavailableError) as caught:
        work()
    return caught.value.state


def test_a_secret_is_kept_read_and_forgotten() -> None:
    memory = InMemory()
    keyring_ = ring(memory)
    assert keyring_.state() is None
    recorded = keyring_.write("name", b"\0secret")
    assert recorded == backend_id(memory)
    assert keyring_.read("name", recorded) == b"\0secret"
    keyring_.forget("name", recorded)
    assert refusal(lambda: keyring_.read("name", recorded)) is KeyringState.FORGOTTEN
    assert refusal(lambda: keyring_.forget("name", recorded)) is KeyringState.FORGOTTEN


@pytest.mark.parametrize("backend", [null.Keyring(), fail.Keyring()])  # type: ignore[no-untyped-call]
def test_keyrings_that_are_not_trusted_count_as_none(backend: KeyringBackend) -> None:
    keyring_ = SystemKeyring(lambda: [backend])
    assert keyring_.state() is KeyringState.ABSENT
    assert refusal(lambda: keyring_.write("name", b"secret")) is KeyringState.ABSENT


def test_a_plain_text_keyring_is_not_trusted() -> None:
    assert not [name for name in keyring_slot.ALLOWED if "alt" in name or "file" in name.lower()]


def test_a_keyring_that_forgets_is_found_out_at_once() -> None:
    faithless = InMemory()
    faithless.kept = type("Hole", (dict,), {"__setitem__": lambda *_: None})()
    assert refusal(lambda: ring(faithless).write("name", b"secret")) is KeyringState.FAITHLESS


def test_a_keyring_that_changed_with_the_desktop_is_named() -> None:
    recorded = ring(InMemory()).write("name", b"secret")
    assert refusal(lambda: ring(Other()).read("name", recorded)) is KeyringState.CHANGED
    assert refusal(lambda: ring().read("name", recorded)) is KeyringState.ABSENT


def test_the_recorded_keyring_is_found_among_several() -> None:
    memory = InMemory()
    recorded = ring(memory).write("name", b"secret")
    assert ring(Other(), memory).read("name", recorded) == b"secret"


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (KeyringLocked(), KeyringState.LOCKED),
        (InitError("Prompt dismissed"), KeyringState.LOCKED),
        (RuntimeError("no bus"), KeyringState.ABSENT),
        (OSError(1, "x"), KeyringState.ABSENT),
    ],
)
def test_what_keyrings_raise_is_explained(error: Exception, state: KeyringState) -> None:
    class Failing(InMemory):
        def get_password(self, *_name: str) -> str | None:
            raise error

    backend = Failing()
    keyring_ = SystemKeyring(lambda: [backend], (backend_id(backend),))
    assert refusal(lambda: keyring_.read("name", backend_id(backend))) is state
    KeyringBackend._classes -= {Failing}


def test_a_keyring_that_hangs_is_left_alone_after_its_time() -> None:
    release = threading.Event()

    class Hanging(InMemory):
        def get_password(self, *_name: str) -> str | None:
            release.wait(30)
            return None

    backend = Hanging()
    keyring_ = SystemKeyring(lambda: [backend], (backend_id(backend),), timeout_s=0.1)
    begun = time.monotonic()
    assert refusal(lambda: keyring_.read("name", backend_id(backend))) is KeyringState.SILENT
    assert time.monotonic() - begun < 5
    release.set()
    KeyringBackend._classes -= {Hanging}


def test_twenty_seconds_are_enough_for_a_person_to_answer() -> None:
    assert SystemKeyring().timeout_s == 20


def test_on_windows_the_secret_stays_on_the_machine() -> None:
    roaming = Roaming()
    ring(roaming).write("name", b"secret")
    assert roaming.persist == "local machine"


def test_garbage_in_the_keyring_is_no_secret() -> None:
    memory = InMemory()
    memory.set_password("gridadmin", "name", "not hex")
    assert refusal(lambda: ring(memory).read("name", backend_id(memory))) is KeyringState.FORGOTTEN


class Made:
    """Slots with a keyring."""

    def __init__(self) -> None:
        self.memory = InMemory()
        self.key = new_key()
        self.store = MemorySlotStore()
        self.slots, self.recovery = KeySlots.create(
            self.store, self.key, new_id(), clock=Clock(), cost=CHEAP, keyring=ring(self.memory)
        )


def test_a_keyring_slot_opens_the_office_without_the_key_being_in_the_keyring() -> None:
    made = Made()
    made.slots.add_keyring(made.key, ANNA, "this computer")
    unlocked = made.slots.unlock(keyring=True)
    assert (unlocked.key, unlocked.slot.account_id, unlocked.slot.kind) == (made.key, ANNA, SlotKind.KEYRING)
    (kept,) = made.memory.kept.values()
    assert kept != made.key.hex()
    assert kept not in (made.store.load() or "")
    assert json.loads(made.store.load() or "")["slots"][-1]["backend"] == backend_id(made.memory)


def test_a_lost_keyring_leaves_every_other_way() -> None:
    made = Made()
    made.slots.add_password(made.key, "the password", ANNA, "a")
    made.slots.add_keyring(made.key, ANNA, "this computer")
    made.memory.kept.clear()
    with pytest.raises(KeyRefusedError, match=r"no longer holds the key\. Use your password"):
        made.slots.unlock(keyring=True)
    assert made.slots.unlock(password="the password").key == made.key
    assert made.slots.unlock(recovery=made.recovery).key == made.key


def test_another_secret_in_the_keyring_opens_nothing() -> None:
    made = Made()
    made.slots.add_keyring(made.key, ANNA, "this computer")
    (place,) = made.memory.kept
    made.memory.kept[place] = new_key().hex()
    with pytest.raises(KeyRefusedError, match="no longer opens this office"):
        made.slots.unlock(keyring=True)


def test_a_removed_slot_leaves_no_secret_and_a_keyring_is_never_the_last_way() -> None:
    made = Made()
    password = made.slots.add_password(made.key, "the password", ANNA, "a")
    slot = made.slots.add_keyring(made.key, ANNA, "this computer")
    with pytest.raises(ConflictError, match="Only the recovery code or a keyring"):
        made.slots.remove(password.id)
    newer = made.slots.add_keyring(made.key, ANNA, "this computer", replaces=slot.id)
    assert [name for _service, name in made.memory.kept] == [f"{made.slots.office_id}/{newer.id}"]
    made.slots.remove(newer.id)
    assert made.memory.kept == {}
    assert made.slots.unlock(password="the password").key == made.key


def test_a_slot_whose_secret_was_not_kept_is_not_made() -> None:
    made = Made()
    made.slots.keyring = SystemKeyring(lambda: [null.Keyring()])  # type: ignore[no-untyped-call]
    before = made.store.load()
    with pytest.raises(KeyringUnavailableError):
        made.slots.add_keyring(made.key, ANNA, "this computer")
    assert made.store.load() == before
