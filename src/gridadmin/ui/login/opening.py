"""The calls with which the window opens an office; the only place in ui/ that knows `jobs.opening` and `jobs.practice`.

The module is imported by name when it is first needed: it brings SQLAlchemy, and the login must be painted before.
"""

from __future__ import annotations

import gc
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any

from gridadmin.config import Config
from gridadmin.domain.accounts import OfficeSetup
from gridadmin.domain.errors import GridAdminError

_HEAVY = (
    "gridadmin.jobs.opening",
    "gridadmin.jobs.practice",
    "gridadmin.ui.office_work",
    "gridadmin.ui.page_list",
    "gridadmin.ui.home.page",
)


class Way(StrEnum):
    """How the clerk proves who she is."""

    PASSWORD = "password"
    RECOVERY_CODE = "recovery_code"
    KEYRING = "keyring"
    KEY_FILE = "key_file"


@dataclass(frozen=True)
class LoginRequest:
    """What the login hands over. `secret` is the password or the recovery code; empty for the keyring."""

    account: str
    secret: str
    way: Way = Way.PASSWORD
    remember: bool = False

    def __repr__(self) -> str:
        """Keep the secret out of every report."""
        return f"LoginRequest({self.account!r}, way={self.way.value})"


@dataclass(frozen=True)
class RestoreRequest:
    """A backup and what opens it: a password, the recovery code, or the path of a key file."""

    file: Path
    secret: str
    way: Way = Way.PASSWORD

    def __repr__(self) -> str:
        """Keep the secret out of every report."""
        return f"RestoreRequest({self.file.name!r}, way={self.way.value})"


@dataclass(frozen=True)
class Restored:
    """The office that came out of a backup, open.

    Attributes:
        kept: the folder with what stood there before; None where there was nothing.
        missing_photos: photos that lay beside the backup when it was made, and do not now.
        needs_password: its clerk came in without one, so a new one is set before the window opens.
    """

    office: Any
    kept: Path | None
    missing_photos: int
    needs_password: bool


def preload() -> None:
    """Import what an opened office needs, while the clerk types."""
    for name in _HEAVY:
        import_module(name)
    _jobs().get_ready()
    gc.freeze()  # what was imported stays; collections that look through it again would stop the window


def preload_pages(modules: list[str]) -> None:
    """Import the modules of pages that were not visited yet, in the quiet after the home page."""
    for name in modules:
        import_module(name)
    gc.freeze()


def list_accounts(config: Config) -> list[str]:
    """Return the names of the accounts that have a key slot; light, reads the slots beside the office file only."""
    return list(_jobs().list_accounts(config))


def list_ways(config: Config) -> tuple[list[str], list[str]]:
    """Return the accounts, and those that this computer's keyring may open the office for; light."""
    return list_accounts(config), list(_jobs().list_remembered(config))


def open_office(config: Config, request: LoginRequest) -> Any:
    """Open the office; raises KeyRefusedError for a wrong secret, StorageError where the office cannot be opened."""
    jobs = _jobs()
    if request.way is Way.RECOVERY_CODE:
        return jobs.open_with_recovery_code(config, request.secret, request.account)
    if request.way is Way.KEYRING:
        return jobs.open_remembered(config, request.account)
    office = jobs.open_with_password(config, request.account, request.secret)
    if request.remember:
        # A computer without a keyring that can be trusted must not keep anybody out of the office.
        with suppress(GridAdminError):
            import_module("gridadmin.jobs.accounts").remember_here(office)
    return office


def read_backup(file: Path) -> Any:
    """Return what a backup says of itself (`jobs.backups.BackupLine`); raises StorageError where it is none."""
    return import_module("gridadmin.jobs.backups").read_backup(file)


def restore(config: Config, request: RestoreRequest) -> Restored:
    """Put a backup in the place of the office, verified, and open it.

    Raises KeyRefusedError for a wrong secret, StorageError for a backup that is damaged; nothing is changed then.
    """
    words = {Way.PASSWORD: "password", Way.RECOVERY_CODE: "recovery", Way.KEY_FILE: "key_file"}
    secret: Any = Path(request.secret) if request.way is Way.KEY_FILE else request.secret
    report, office = import_module("gridadmin.jobs.backups").restore_and_open(
        request.file, config.office, lambda slots: slots.unlock(**{words[request.way]: secret})
    )
    rows = import_module("gridadmin.jobs.accounts").accounts_and_keys(office)
    own = any(row.has_password for row in rows if row.account.id == office.account.id)
    return Restored(office, report.kept, report.missing_photos, request.way is Way.RECOVERY_CODE or not own)


def is_occupied(config: Config) -> bool:
    """Return whether an office, or what is left of one, stands at the configured place; light."""
    folder = Path(config.office)
    return "://" in config.office or (folder.is_dir() and any(folder.iterdir()))


def set_password(office: Any, password: str) -> Any:
    """Give the clerk who came in with the recovery code a new password, and return the office."""
    import_module("gridadmin.jobs.accounts").set_password(office, password)
    return office


def open_practice(config: Config) -> Any:
    """Open the practice office; it is built where it is not there yet."""
    return import_module("gridadmin.jobs.practice").open_practice(config)


def create_office(config: Config, form: Any) -> Any:
    """Create the office that the first run describes, and open it."""
    setup = OfficeSetup(form.township_code, form.clerk, password=form.password, recovery_code=form.recovery_code)
    return _jobs().create_office(config, setup)


def new_recovery_code() -> str:
    """Return a fresh recovery code in groups divided by hyphens."""
    return str(_jobs().new_recovery_code())


def _jobs() -> Any:
    return import_module("gridadmin.jobs.opening")
