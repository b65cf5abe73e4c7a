"""The client's secrets: where they are kept, and who can read them."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from gridadmin.domain.errors import KeyRefusedError
from gridadmin.models.key_wrapping import new_key
from gridadmin.models.keyring_slot import ALLOWED, KeyringState, KeyringUnavailableError, SystemKeyring, backend_id
from gridadmin.sync.credentials import (
    DATABASE,
    Credentials,
    KeptCredentials,
    forget_credentials,
    keep_credentials,
    read_credentials,
)

REPLICA, OTHER = UUID(int=1), UUID(int=2)
MINE = Credentials("town-371525002-1", "wJ8r2mB5tYq0ZcK1xNf7aVd4sGh9uLpE", "网关密钥")
KEY = new_key()


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


class Locked(InMemory):
    """A keyring that nobody unlocks."""

    def set_password(self, *_secret: str) -> None:
        raise KeyringLocked


class Forgetful(InMemory):
    """A keyring that takes a secret and does not keep it."""

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password[:10]


@pytest.fixture(autouse=True)
def forget_test_backends() -> Iterator[None]:
    yield
    KeyringBackend._classes -= {InMemory, Locked, Forgetful}


def ring(*backends: KeyringBackend, trusted: bool = True) -> SystemKeyring:
    allowed = tuple(backend_id(backend) for backend in backends) if trusted else ALLOWED
    return SystemKeyring(lambda: backends, allowed, 5)


def test_a_keyring_keeps_them_under_the_replicas_name() -> None:
    memory = InMemory()
    keyring = ring(memory)
    kept = keep_credentials(MINE, REPLICA, KEY, keyring)
    assert kept == KeptCredentials(backend_id(memory))
    assert [name for _service, name in memory.kept] == [f"exchange/{REPLICA}"]
    assert read_credentials(kept, REPLICA, KEY, keyring) == MINE
    with pytest.raises(KeyringUnavailableError) as caught:
        read_credentials(kept, OTHER, KEY, keyring)
    assert caught.value.state is KeyringState.FORGOTTEN
    forget_credentials(kept, REPLICA, keyring)
    forget_credentials(kept, REPLICA, keyring)
    assert memory.kept == {}


@pytest.mark.parametrize(
    "keyring",
    [
        None,
        ring(),
        ring(InMemory(), trusted=False),
        ring(Locked()),
        ring(Forgetful()),
    ],
    ids=["none wanted", "none there", "one that nobody knows", "locked", "forgetful"],
)
def test_without_a_keyring_to_trust_the_database_has_them(keyring: SystemKeyring | None) -> None:
    kept = keep_credentials(MINE, REPLICA, KEY, keyring)
    assert kept.place == DATABASE
    assert read_credentials(kept, REPLICA, KEY, keyring) == MINE
    forget_credentials(kept, REPLICA, keyring)


def test_what_is_in_the_database_says_nothing() -> None:
    kept = keep_credentials(MINE, REPLICA, KEY, None)
    assert kept.wrapped is not None
    for secret in (MINE.client_id, MINE.client_secret, MINE.signing_secret):
        assert secret is not None
        assert secret.encode() not in kept.wrapped
    assert repr(kept) == "KeptCredentials(place='database')"
    assert keep_credentials(MINE, REPLICA, KEY, None) != kept


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_nothing_else_opens_them(place: int, change: int) -> None:
    kept = keep_credentials(MINE, REPLICA, KEY, None)
    assert kept.wrapped is not None
    spoilt = bytearray(kept.wrapped)
    spoilt[place % len(spoilt)] ^= change
    for wrapped, replica, key in (
        (bytes(spoilt), REPLICA, KEY),
        (kept.wrapped, OTHER, KEY),
        (kept.wrapped, REPLICA, new_key()),
        (kept.wrapped[: place % len(spoilt)], REPLICA, KEY),
        (None, REPLICA, KEY),
    ):
        with pytest.raises(KeyRefusedError):
            read_credentials(KeptCredentials(DATABASE, wrapped), replica, key, None)


@given(st.binary(max_size=60) | st.sampled_from([b"{}", b"[]", b'{"client_id":1,"x":2}', b"null"]))
def test_what_a_keyring_mixed_up_is_refused(content: bytes) -> None:
    with pytest.raises(KeyRefusedError):
        Credentials.from_bytes(content)
