"""The operating system's keyring as the holder of one slot's secret: a convenience, never the only way in.

What goes wrong with keyrings in the field decides the shape of this module (docs/decisions/010-key-slots.md):

* Only three kinds of keyring are trusted. Others accept a secret and keep it in plain text, or forget it.
* The kind that took the secret is recorded. Desktops change the kind behind the user's back; then the reason is said.
* A keyring that waits for somebody to answer its prompt never returns. Every call therefore runs in a daemon thread
  with a time limit: a thread, because a child process would have to start the program again on Windows and could not
  show the prompt in front of our window; a daemon, because nothing can stop a call that hangs in the message bus, and a
  daemon does not keep the program from ending. The calls touch neither the database nor Qt.
* What was written is read back before anybody relies on it.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from gridadmin.domain.errors import KeyRefusedError
from gridadmin.domain.labels import LabelledEnum
from gridadmin.i18n import N_

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "gridadmin"
TIMEOUT_S = 20.0
ALLOWED = (
    "keyring.backends.Windows.WinVaultKeyring",
    "keyring.backends.SecretService.Keyring",
    "keyring.backends.kwallet.DBusKeyring",
)


class KeyringState(LabelledEnum):
    """Why the keyring does not give the secret; each label names the way out."""

    ABSENT = "absent", N_("This computer offers no keyring that can be trusted. Use your password.")
    LOCKED = "locked", N_("The keyring of this computer is locked. Unlock it, or use your password.")
    SILENT = "silent", N_("The keyring of this computer does not answer. Use your password.")
    CHANGED = "changed", N_("The keyring that holds the key is no longer in use on this desktop. Use your password.")
    FORGOTTEN = "forgotten", N_("The keyring of this computer no longer holds the key. Use your password.")
    FAITHLESS = "faithless", N_("The keyring of this computer did not keep what it was given. Use your password.")


class KeyringUnavailableError(KeyRefusedError):
    """The keyring cannot be used; every other slot still can.

    Attributes:
        state: why.
    """

    def __init__(self, state: KeyringState) -> None:
        super().__init__(state.msgid)
        self.state = state


def installed_backends() -> Sequence[KeyringBackend]:
    """Return the trusted keyrings that work here, the most fitting first; asks the message bus, so it can hang."""
    found: list[KeyringBackend] = []
    for name in ALLOWED:
        module, _dot, class_name = name.rpartition(".")
        backend = getattr(importlib.import_module(module), class_name)
        if backend.viable:
            found.append(backend())
    return sorted(found, key=lambda backend: -backend.priority)


@dataclass(frozen=True)
class SystemKeyring:
    """The keyring of this computer.

    Attributes:
        backends: finds the keyrings; another one only in tests.
        allowed: the kinds that are trusted.
        timeout_s: seconds after which a keyring counts as silent.
    """

    backends: Callable[[], Sequence[KeyringBackend]] = installed_backends
    allowed: tuple[str, ...] = ALLOWED
    timeout_s: float = TIMEOUT_S

    def state(self) -> KeyringState | None:
        """Return why no keyring can be offered here; None where one can."""
        try:
            self._call(lambda: self._backend(None))
        except KeyringUnavailableError as error:
            return error.state
        return None

    def write(self, name: str, secret: bytes) -> str:
        """Store a secret under a name and read it back; return the kind of keyring that has it.

        Raises KeyringUnavailableError.
        """

        def write_and_read() -> str:
            backend = self._backend(None)
            if hasattr(backend, "persist"):
                backend.persist = "local machine"  # Windows would copy it to every computer of a roaming user
            backend.set_password(SERVICE, name, secret.hex())
            if backend.get_password(SERVICE, name) != secret.hex():
                raise KeyringUnavailableError(KeyringState.FAITHLESS)
            return backend_id(backend)

        return self._call(write_and_read)

    def read(self, name: str, recorded: str) -> bytes:
        """Return the secret from the kind of keyring that was recorded; raises KeyringUnavailableError."""
        text = self._call(lambda: self._backend(recorded).get_password(SERVICE, name))
        try:
            return bytes.fromhex(text or "-")
        except ValueError as error:
            raise KeyringUnavailableError(KeyringState.FORGOTTEN) from error

    def forget(self, name: str, recorded: str) -> None:
        """Remove the secret; raises KeyringUnavailableError."""
        self._call(lambda: self._backend(recorded).delete_password(SERVICE, name))

    def _backend(self, recorded: str | None) -> KeyringBackend:
        usable = [backend for backend in self.backends() if backend_id(backend) in self.allowed]
        if not usable:
            raise KeyringUnavailableError(KeyringState.ABSENT)
        if recorded is None:
            return usable[0]
        for backend in usable:
            if backend_id(backend) == recorded:
                return backend
        raise KeyringUnavailableError(KeyringState.CHANGED)

    def _call(self, work: Callable[[], T]) -> T:
        outcome: list[Callable[[], T]] = []

        def run() -> None:
            try:
                value = work()
            except Exception as error:  # noqa: BLE001 - carried to the caller's thread and raised or explained there
                caught = _explained(error)
                outcome.append(lambda: _raise(caught))
            else:
                outcome.append(lambda: value)

        thread = threading.Thread(target=run, name="keyring", daemon=True)
        thread.start()
        thread.join(self.timeout_s)
        if not outcome:
            raise KeyringUnavailableError(KeyringState.SILENT)
        return outcome[0]()


def backend_id(backend: KeyringBackend) -> str:
    """Return the name by which a kind of keyring is recorded."""
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _explained(error: Exception) -> Exception:
    """Return our error for what keyrings raise; each kind has errors of its own, so the rest counts as no keyring."""
    from keyring.errors import InitError, KeyringLocked, PasswordDeleteError

    if isinstance(error, KeyringUnavailableError):
        return error
    if isinstance(error, KeyringLocked | InitError):  # InitError: nobody answered the prompt for a new collection
        ours = KeyringUnavailableError(KeyringState.LOCKED)
    elif isinstance(error, PasswordDeleteError):
        ours = KeyringUnavailableError(KeyringState.FORGOTTEN)
    else:
        ours = KeyringUnavailableError(KeyringState.ABSENT)
    ours.__cause__ = error
    return ours


def _raise(error: Exception) -> Any:
    raise error
