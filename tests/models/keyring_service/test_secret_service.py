"""The operating system's keyring as it really is: gnome-keyring on a message bus of its own.

Runs where GRIDADMIN_TEST_SECRET_SERVICE=1 says that the session around the tests is one that may be used for it, its
login keyring unlocked with `PASSWORD`. Each test that needs another state of the keyring starts a session of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gridadmin.models.ids import new_id
from gridadmin.models.keyring_slot import KeyringState, SystemKeyring
from gridadmin.models.keyslots import FileSlotStore, KdfCost, KeySlots, new_key

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.environ.get("GRIDADMIN_TEST_SECRET_SERVICE") != "1",
        reason="needs a Secret Service (./gridadmin test has one)",
    ),
]

PASSWORD = "test-password"
SECRET_SERVICE = "keyring.backends.SecretService.Keyring"
CHEAP = KdfCost(memory_kib=64, iterations=1, lanes=1)

UNLOCK = "printf %s {password} | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null 2>&1; "
LOCKED = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1; "

WRITE = "print(SystemKeyring().write('name', bytes(range(32))))"
READ = f"print(SystemKeyring().read('name', {SECRET_SERVICE!r}) == bytes(range(32)))"
PROGRAM = """
import sys, time
from gridadmin.models.keyring_slot import KeyringUnavailableError, SystemKeyring
begun = time.monotonic()
try:
    {work}
except KeyringUnavailableError as error:
    print(error.state.value)
print(round(time.monotonic() - begun))
"""


def in_session(home: Path, start: str, work: str, *wrapper: str, **environment: str) -> list[str]:
    """Run one call in a session of its own; return what it printed: the outcome, and the seconds it took."""
    command = [*wrapper, "dbus-run-session", "--", "sh", "-c", f'{start}exec "$@"', "sh", sys.executable, "-c"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DBUS_", "DISPLAY", "GNOME_"))}
    own = {"HOME": str(home), "XDG_DATA_HOME": f"{home}/share", "XDG_RUNTIME_DIR": str(home)}
    done = subprocess.run(
        [*command, PROGRAM.format(work=work)],
        env={**kept, **own, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.split()[-2:]  # xvfb-run mixes what the message bus says into it


def unlock(password: str = PASSWORD) -> str:
    return UNLOCK.format(password=password)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "h"
    path.mkdir(mode=0o700)
    return path


def test_an_office_is_opened_by_the_keyring_and_again_by_another_program(tmp_path: Path) -> None:
    store = FileSlotStore(tmp_path / "keyslots.json")
    key, account = new_key(), new_id()
    slots, _code = KeySlots.create(store, key, new_id(), cost=CHEAP)
    slot = slots.add_keyring(key, account, "this computer")
    assert slot.backend == SECRET_SERVICE
    reopened = KeySlots(store)
    assert reopened.keyring.state() is None
    assert reopened.unlock(keyring=True).key == key
    program = (
        "import sys; from pathlib import Path; from gridadmin.models.keyslots import *; "
        "sys.stdout.write(KeySlots(FileSlotStore(Path(sys.argv[1]))).unlock(keyring=True).key.hex())"
    )
    other = subprocess.run(
        [sys.executable, "-c", program, str(store.path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout == key.hex()
    slots.add_password(key, "the password", account, "a")
    slots.remove(slot.id)
    with pytest.raises(Exception, match="no longer holds the key"):
        SystemKeyring().read(f"{slots.office_id}/{slot.id}", SECRET_SERVICE)


def test_a_second_session_with_the_same_password_reads_it(home: Path) -> None:
    assert in_session(home, unlock(), WRITE)[0] == SECRET_SERVICE
    assert in_session(home, unlock(), READ)[0] == "True"


def test_a_wrong_login_password_leaves_it_locked(home: Path) -> None:
    in_session(home, unlock(), WRITE)
    assert in_session(home, unlock("another"), READ)[0] == KeyringState.LOCKED
    assert in_session(home, unlock(), READ)[0] == "True"


def test_a_keyring_nobody_ever_unlocked_is_locked(home: Path) -> None:
    assert in_session(home, LOCKED, WRITE)[0] == KeyringState.LOCKED


def test_no_message_bus_is_no_keyring(home: Path) -> None:
    work = "import os; os.environ['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent'; " + WRITE
    outcome, seconds = in_session(home, unlock(), work)
    assert outcome == KeyringState.ABSENT
    assert int(seconds) < 5


def test_a_keyring_that_changed_is_named(home: Path) -> None:
    in_session(home, unlock(), WRITE)
    work = READ.replace(SECRET_SERVICE, "keyring.backends.kwallet.DBusKeyring")
    assert in_session(home, unlock(), work)[0] == KeyringState.CHANGED


def test_a_keyring_that_keeps_nothing_is_never_chosen(home: Path) -> None:
    environment = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    assert in_session(home, unlock(), WRITE, **environment)[0] == SECRET_SERVICE
    assert in_session(home, unlock(), READ)[0] == "True"


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="needs Xvfb, to have a prompt that nobody answers")
def test_a_prompt_that_nobody_answers_ends_after_its_time(home: Path) -> None:
    begun = time.monotonic()
    work = WRITE.replace("SystemKeyring()", "SystemKeyring(timeout_s=3)")
    outcome, seconds = in_session(home, LOCKED, work, "xvfb-run", "-a")
    assert outcome in (KeyringState.SILENT, KeyringState.LOCKED)  # locked: this machine has no prompter at all
    assert int(seconds) <= 5
    assert time.monotonic() - begun < 30
