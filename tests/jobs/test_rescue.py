"""The day the disk broke: a backup on a stick, and a password, the recovery code or a key file, on another computer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gridadmin.config import Config, load_config
from gridadmin.domain.accounts import OfficeSetup
from gridadmin.domain.errors import GridAdminError, KeyRefusedError, StorageError
from gridadmin.i18n import Message
from gridadmin.jobs import accounts
from gridadmin.jobs.backups import (
    RestoreFailedError,
    make_backup,
    plan_restore,
    restore_here,
)
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.opening import create_office, list_accounts, new_recovery_code
from gridadmin.models import office_folder
from gridadmin.services.journal import list_acts
from gridadmin.services.office import list_communities, set_community_urban
from gridadmin.ui.login import opening
from gridadmin.ui.login.opening import RestoreRequest, Way
from tests.real_offices import TOWNSHIP, business_state, opened, real_office

PASSWORD, CODE = "一句很好记的短话", new_recovery_code()


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup on a stick; the computer it was made on is gone."""
    folder = tmp_path_factory.mktemp("old-computer")
    config = load_config(str(folder / "office"))
    office = create_office(config, OfficeSetup(TOWNSHIP, "王芳", password=PASSWORD, recovery_code=CODE))
    accounts.add_key_file(office, folder / "clerk.key")
    file = tmp_path_factory.mktemp("stick") / "office.gabackup"
    make_backup(office, file)
    office.close()
    shutil.move(folder / "clerk.key", file.with_name("clerk.key"))
    shutil.rmtree(folder)
    return file


@pytest.fixture
def computer(tmp_path: Path) -> Config:
    """A new computer, on which there is nothing."""
    return load_config(str(tmp_path / "new" / "office"))


def sentences(office: OpenOffice) -> list[str]:
    return [str(act.sentence) for act in office.read(list_acts, 5)]


@pytest.mark.parametrize(
    ("way", "secret"),
    [(Way.PASSWORD, PASSWORD), (Way.RECOVERY_CODE, CODE), (Way.KEY_FILE, "clerk.key")],
    ids=["password", "recovery_code", "key_file"],
)
def test_an_office_comes_back_on_a_new_computer(stick: Path, computer: Config, way: Way, secret: str) -> None:
    typed = str(stick.with_name(secret)) if way is Way.KEY_FILE else secret
    restored = opening.restore(computer, RestoreRequest(stick, typed, way))
    office = restored.office
    assert (restored.kept, restored.needs_password) == (None, way is Way.RECOVERY_CODE)
    assert office.account_name == "王芳"
    assert office.verify().ok
    assert sentences(office)[0] == "Restored the backup office.gabackup"
    assert len(office.read(list_communities)) == 12
    office.close()
    again = opening.open_office(computer, opening.LoginRequest("王芳", PASSWORD))
    again.close()


def test_a_wrong_secret_leaves_nothing_behind(stick: Path, computer: Config) -> None:
    for way, secret in ((Way.PASSWORD, "not the password"), (Way.RECOVERY_CODE, new_recovery_code())):
        with pytest.raises(KeyRefusedError):
            opening.restore(computer, RestoreRequest(stick, secret, way))
    with pytest.raises(GridAdminError, match=r"mistyped|typed"):
        opening.restore(computer, RestoreRequest(stick, "ABCD", Way.RECOVERY_CODE))
    assert not Path(computer.office).exists()
    assert not opening.is_occupied(computer)
    assert PASSWORD not in repr(RestoreRequest(stick, PASSWORD))


@pytest.mark.parametrize("harm", ["cut", "flip", "other"])
def test_a_damaged_backup_is_named_and_changes_nothing(stick: Path, computer: Config, harm: str) -> None:
    file = stick.with_name("damaged.gabackup")
    content = bytearray(stick.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes({"cut": stick.read_bytes()[:-2000], "flip": bytes(content), "other": b"no backup"}[harm])
    with pytest.raises(StorageError, match=r"damaged\.gabackup"):
        opening.restore(computer, RestoreRequest(file, PASSWORD))
    assert not Path(computer.office).exists()


def test_a_damaged_office_is_replaced_and_kept(stick: Path, computer: Config) -> None:
    opening.restore(computer, RestoreRequest(stick, PASSWORD)).office.close()
    database = Path(computer.office) / office_folder.DATABASE
    database.write_bytes(b"\0" * 4096)
    with pytest.raises(GridAdminError):
        opening.open_office(computer, opening.LoginRequest("王芳", PASSWORD))
    restored = opening.restore(computer, RestoreRequest(stick, PASSWORD))
    assert restored.kept is not None
    assert (restored.kept / office_folder.DATABASE).read_bytes() == b"\0" * 4096
    restored.office.close()


def test_an_interrupted_restore_on_a_new_computer_is_finished_at_the_login(stick: Path, computer: Config) -> None:
    opening.restore(computer, RestoreRequest(stick, PASSWORD)).office.close()
    folder = Path(computer.office)  # put back into the state in which a power cut leaves it: nothing has moved yet
    restoring = folder / office_folder.RESTORING
    restoring.mkdir()
    for name in (office_folder.DATABASE, office_folder.KEY_SLOTS):
        (folder / name).rename(restoring / name)
    (restoring / office_folder.READY).write_bytes(b"before-restore-20261101-080000")
    assert opening.is_occupied(computer)
    assert list_accounts(computer) == ["王芳"]
    office = opening.open_office(computer, opening.LoginRequest("王芳", PASSWORD))
    assert office.verify().ok
    office.close()


def test_the_plan_counts_what_is_lost(tmp_path: Path) -> None:
    with real_office(tmp_path) as office:
        made = make_backup(office)
        assert plan_restore(office, made.path).newer == 0
        village = office.read(list_communities)[0]
        office.act(Message("Turn"), set_community_urban, village.id, urban=not village.urban)
        plan = plan_restore(office, made.path)
        assert (plan.newer, plan.folder, plan.name) == (1, office.location, office.name)
        with pytest.raises(StorageError, match=r"clerk\.key"):
            plan_restore(office, tmp_path / "clerk.key")


def test_a_restore_that_fails_late_says_that_the_office_was_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with real_office(tmp_path) as office:
        before = business_state(office)
        made = make_backup(office)
        monkeypatch.setattr("gridadmin.jobs.backups.restore", _full_disk)
        with pytest.raises(RestoreFailedError, match=r"full.*Log in again"):
            restore_here(office, made.path)
    with opened(str(tmp_path / "office"), tmp_path / "clerk.key") as office:
        assert business_state(office) == before


def _full_disk(*_args: object, **_more: object) -> None:
    raise StorageError("The disk is full.")
