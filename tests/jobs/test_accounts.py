"""Accounts and keys over a real office: each way in opens it, and those that were taken away do not."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gridadmin.config import Config, load_config
from gridadmin.domain.accounts import OfficeSetup
from gridadmin.domain.errors import ConflictError, InvalidError, KeyRefusedError, StorageError
from gridadmin.jobs import accounts
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.opening import (
    create_office,
    list_remembered,
    open_with_key_file,
    open_with_password,
    open_with_recovery_code,
)
from gridadmin.services.journal import list_acts
from tests.real_offices import TOWNSHIP

FIRST, SECOND = "一句很好记的短话", "另一句很好记的话"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return load_config(str(tmp_path / "office"))


@pytest.fixture
def office(config: Config) -> Iterator[OpenOffice]:
    made = create_office(config, OfficeSetup(TOWNSHIP, "王芳", password=FIRST))
    yield made
    made.close()


def test_a_second_clerk_comes_in_and_goes(office: OpenOffice, config: Config) -> None:
    with pytest.raises(InvalidError):
        accounts.add_clerk(office, "李强", "short")
    clerk = accounts.add_clerk(office, "李强", SECOND)
    with pytest.raises(InvalidError):
        accounts.add_clerk(office, "李强", SECOND)
    office.close()
    with_second = open_with_password(config, "李强", SECOND)
    assert with_second.account == clerk
    with pytest.raises(ConflictError):
        accounts.close_account(with_second, clerk.id)
    mine = next(item for item in accounts.accounts_and_keys(with_second) if item.account.name == "王芳")
    accounts.close_account(with_second, mine.account.id)
    with_second.close()
    with pytest.raises(Exception, match="There is no account called"):
        open_with_password(config, "王芳", FIRST)


def test_a_clerk_who_comes_back_has_her_account_again(office: OpenOffice, config: Config) -> None:
    clerk = accounts.add_clerk(office, "李强", SECOND)
    accounts.close_account(office, clerk.id)
    assert accounts.add_clerk(office, " 李强", FIRST) == clerk
    assert [item.account.disabled_on for item in accounts.accounts_and_keys(office)] == [None, None]
    with pytest.raises(InvalidError, match="already"):
        accounts.add_clerk(office, "李强", FIRST)
    office.close()
    with closing(open_with_password(config, "李强", FIRST)) as opened:
        assert opened.account == clerk
    with pytest.raises(KeyRefusedError):
        open_with_password(config, "李强", SECOND)


def test_a_clerk_is_added_with_a_way_in_or_not_at_all(
    office: OpenOffice, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise StorageError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(office.slots._store, "save", full)
        with pytest.raises(StorageError):
            accounts.add_clerk(office, "李强", SECOND)
    assert [item.account.name for item in accounts.accounts_and_keys(office)] == ["王芳"]
    clerk = accounts.add_clerk(office, "李强", SECOND)  # once there is room again
    office.close()
    with closing(open_with_password(config, "李强", SECOND)) as opened:
        assert opened.account == clerk


def test_a_key_file_that_opens_nothing_is_not_left_behind(
    office: OpenOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "钥匙.key"
    for place in ("gridadmin.models.key_file.os.fsync", "gridadmin.models.slot_store.write_durably"):
        with monkeypatch.context() as patch:
            patch.setattr(place, full)
            with pytest.raises(StorageError, match="disk is full"):
                accounts.add_key_file(office, path)
        assert not path.exists()
    accounts.add_key_file(office, path)


def test_a_mistyped_password_in_a_second_window_does_not_stop_the_first(office: OpenOffice, config: Config) -> None:
    with pytest.raises(KeyRefusedError):
        open_with_password(config, "王芳", "not the one")
    accounts.add_clerk(office, "李强", SECOND)
    accounts.change_password(office, FIRST, SECOND + "！")
    assert all(item.has_password for item in accounts.accounts_and_keys(office))


@pytest.mark.parametrize(("left", "told"), [(None, "missing"), (b"", "damaged"), (b"\xff{", "damaged")])
def test_missing_or_damaged_slots_are_told_before_anybody_logs_in(
    office: OpenOffice, config: Config, left: bytes | None, told: str
) -> None:
    office.close()
    slots = Path(config.office) / "keyslots.json"
    slots.unlink() if left is None else slots.write_bytes(left)
    with pytest.raises(StorageError, match=f"{told}.*Restore the newest backup"):
        list_remembered(config)
    with pytest.raises(StorageError, match=told):
        open_with_password(config, "王芳", FIRST)


def test_the_password_is_changed(office: OpenOffice, config: Config) -> None:
    with pytest.raises(KeyRefusedError):
        accounts.change_password(office, "not the one", SECOND)
    office.slots.clock = lambda later=office.slots.clock: later().replace(year=2030)  # type: ignore[misc]
    accounts.change_password(office, FIRST, SECOND)
    assert office.read(list_acts, 1)[0].sentence.msgid == "Changed the password of {name}"
    office.close()
    open_with_password(config, "王芳", SECOND).close()
    with pytest.raises(KeyRefusedError):
        open_with_password(config, "王芳", FIRST)


def test_the_recovery_code_leads_to_a_new_password(office: OpenOffice, config: Config) -> None:
    code = office.recovery_code
    assert code is not None
    accounts.add_clerk(office, "李强", SECOND)
    office.close()
    recovered = open_with_recovery_code(config, code, "李强")
    assert recovered.account_name == "李强"
    accounts.set_password(recovered, "第三句很好记的话")
    recovered.close()
    open_with_password(config, "李强", "第三句很好记的话").close()
    open_with_password(config, "王芳", FIRST).close()


def test_a_new_recovery_code_ends_the_old_one(office: OpenOffice, config: Config) -> None:
    old = office.recovery_code or ""
    new = accounts.propose_recovery_code(office)
    accounts.replace_recovery_code(office, new)
    office.close()
    open_with_recovery_code(config, new).close()
    with pytest.raises(KeyRefusedError):
        open_with_recovery_code(config, old)


def test_a_key_file_opens_as_its_clerk(office: OpenOffice, config: Config, tmp_path: Path) -> None:
    path = accounts.add_key_file(office, tmp_path / "clerk.key")
    office.close()
    opened = open_with_key_file(config.office, path)
    assert opened.account_name == "王芳"
    assert list_remembered(config) == []
    opened.close()
