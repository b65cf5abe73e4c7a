"""The credentials of the exchange in a real keyring (see test_secret_service.py)."""

from __future__ import annotations

import os

import pytest

from gridadmin.models.ids import new_id
from gridadmin.models.key_wrapping import new_key
from gridadmin.models.keyring_slot import KeyringUnavailableError, SystemKeyring
from gridadmin.sync.credentials import Credentials, forget_credentials, keep_credentials, read_credentials

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.environ.get("GRIDADMIN_TEST_SECRET_SERVICE") != "1",
        reason="needs a Secret Service (./gridadmin test has one)",
    ),
]


def test_kept_read_and_forgotten() -> None:
    keyring, replica, key = SystemKeyring(), new_id(), new_key()
    longest = Credentials("c" * 200, "s" * 400, "密" * 200)
    kept = keep_credentials(longest, replica, key, keyring)
    assert kept.place == "keyring.backends.SecretService.Keyring"
    assert kept.wrapped is None
    assert read_credentials(kept, replica, key, keyring) == longest
    forget_credentials(kept, replica, keyring)
    with pytest.raises(KeyringUnavailableError):
        read_credentials(kept, replica, key, keyring)
