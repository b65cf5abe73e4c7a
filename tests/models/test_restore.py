from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from gridadmin.domain.errors import KeyRefusedError, StorageError
from gridadmin.models import attachments
from gridadmin.models.backup import backup, list_backups, restore
from gridadmin.models.keyslots import FileSlotStore, KeySlots, new_key
from gridadmin.models.office_folder import hold_office
from gridadmin.models.photo_store import photo_database
from gridadmin.models.schema import Schema, migrate, schema_version
from gridadmin.models.storage import open_database

from .conftest import ANCHOR, Office
from .test_backup import add_photos, flip, head, save
from .test_schema import FAILING, FIRST, SECOND, nobody, scripts

LATER = ANCHOR + timedelta(hours=3)


def by_recovery(code: str) -> Callable[[KeySlots], bytes]:
    return lambda slots: slots.unlock(recovery=code).key


def names(folder: Path, key: bytes) -> list[str]:
    engine = open_database(folder / "office.db", key)
    with engine.connect() as connection:
        found = connection.scalars(text("SELECT name FROM worker ORDER BY id")).all()
    engine.dispose()
    return list(found)


def change_and_close(office: Office) -> None:
    with office.engine.begin() as connection:
        connection.execute(text("DELETE FROM worker"))
        connection.execute(text("INSERT INTO worker (name) VALUES ('新来的')"))
    office.engine.dispose()


def test_a_fresh_machine_gets_the_office_by_its_recovery_code(office: Office, tmp_path: Path) -> None:
    photos = add_photos(office, 100, 120)
    out = tmp_path / "township.gabackup"
    save(office, out=out)
    change_and_close(office)
    shutil.rmtree(office.folder)  # the computer is gone, keyring and all
    target = tmp_path / "new computer" / "office"
    report = restore(out, target, by_recovery(office.recovery), now=LATER, journal_head=head)
    assert (report.kept, report.missing_photos, report.manifest.photos) == (None, 0, 2)
    assert {path.name for path in target.iterdir()} == {"office.db", "files.db", "keyslots.json", "office.lock"}
    slots = KeySlots(FileSlotStore(target / "keyslots.json"))
    key = slots.unlock(recovery=office.recovery).key
    assert names(target, key) == ["张三", "李四"]
    with photo_database(target / "files.db", key) as engine, engine.connect() as connection:
        assert attachments.digests(connection) == set(photos)
        attachments.get(connection, photos[0])


def test_the_old_office_is_kept_and_backups_stay(office: Office) -> None:
    photos = add_photos(office, 100)
    file = save(office).path
    add_photos(office, 120)
    change_and_close(office)
    report = restore(file, office.folder, lambda _slots: office.key, now=LATER, journal_head=head)
    assert report.kept == office.folder / "before-restore-20261102-123000"
    assert names(office.folder, office.key) == ["张三", "李四"]
    assert names(report.kept, office.key) == ["新来的"]
    assert (report.kept / "keyslots.json").exists()
    assert list_backups(office.folder) == [file]
    with photo_database(office.files.photos, office.key) as engine, engine.connect() as connection:
        assert attachments.digests(connection) == set(photos)
    again = restore(file, office.folder, lambda _slots: office.key, now=LATER)
    assert again.kept == office.folder / "before-restore-20261102-123001"


def test_photos_that_did_not_travel_are_counted(office: Office, tmp_path: Path) -> None:
    add_photos(office, 100, 120)
    alone = tmp_path / "alone.gabackup"
    shutil.copy(save(office).path, alone)
    report = restore(alone, tmp_path / "target", by_recovery(office.recovery), now=LATER)
    assert report.missing_photos == 2
    assert names(tmp_path / "target", office.key) == ["张三", "李四"]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.is_file() and not path.name.startswith("office.lock")
    }


@pytest.mark.parametrize("place", [0.1, 0.5, 0.95])
def test_a_damaged_backup_leaves_the_office_as_it_is(office: Office, place: float) -> None:
    file = save(office).path
    change_and_close(office)
    flip(file, place)
    before = snapshot(office.folder)
    with pytest.raises(StorageError, match=f"{file.name}.*Choose another backup"):
        restore(file, office.folder, lambda _slots: office.key, now=LATER)
    assert snapshot(office.folder) == before
    assert {path.name for path in office.folder.iterdir() if path.is_dir()} == {"backups"}


def test_a_wrong_key_or_code_leaves_nothing_behind(office: Office, make_office: Callable[[str], Office]) -> None:
    file = save(office).path
    other = make_office("other")
    target = office.folder.parent / "target"
    with pytest.raises(KeyRefusedError, match="another office"):
        restore(file, target, by_recovery(other.recovery), now=LATER)
    with pytest.raises(KeyRefusedError, match="does not open"):
        restore(file, target, lambda _slots: new_key(), now=LATER)
    assert not target.exists()


def test_another_journal_than_noted_is_refused(office: Office) -> None:
    file = save(office).path
    target = office.folder.parent / "target"
    with pytest.raises(StorageError, match="2 / 9"):
        restore(file, target, lambda _slots: office.key, now=LATER, journal_head=lambda _connection: "9")
    assert not target.exists()


def test_an_open_office_is_not_restored_over(office: Office) -> None:
    file = save(office).path
    with hold_office(office.folder, ANCHOR), pytest.raises(StorageError, match="already open"):
        restore(file, office.folder, lambda _slots: office.key, now=LATER)
    assert names(office.folder, office.key) == ["张三", "李四"]


@pytest.fixture
def migrated(tmp_path: Path, make_office: Callable[[str], Office]) -> tuple[Office, Path, Schema]:
    """An office with the first toy revision, and its backup."""
    office = make_office("migrated")
    with office.engine.begin() as connection:
        connection.execute(text("DROP TABLE worker"))
        connection.execute(text("DROP TABLE community"))
    line = scripts(tmp_path, FIRST)
    migrate(office.engine, nobody, line)
    file = backup(office.engine, office.folder, office.key, now=ANCHOR).path
    return office, file, line


def test_an_older_backup_is_brought_up_to_date_before_it_takes_its_place(
    migrated: tuple[Office, Path, Schema], tmp_path: Path
) -> None:
    office, file, _line = migrated
    newer = scripts(tmp_path, FIRST, SECOND)
    report = restore(file, tmp_path / "target", by_recovery(office.recovery), now=LATER, schema=newer)
    assert report.manifest.schema == "0001"
    engine = open_database(tmp_path / "target" / "office.db", office.key)
    assert schema_version(engine) == "0002"
    assert not migrate(engine, nobody, newer)
    engine.dispose()
    assert not list((tmp_path / "target").glob("*-wal"))


def test_an_older_backup_that_cannot_be_brought_up_to_date_leaves_the_office_as_it_is(
    migrated: tuple[Office, Path, Schema], tmp_path: Path
) -> None:
    office, file, _line = migrated
    office.engine.dispose()
    before = snapshot(office.folder)
    with pytest.raises(RuntimeError, match="in the middle"):
        restore(file, office.folder, lambda _slots: office.key, now=LATER, schema=scripts(tmp_path, FIRST, FAILING))
    assert snapshot(office.folder) == before
    assert not (office.folder / "restoring").exists()


def test_a_backup_with_newer_tables_is_refused(
    migrated: tuple[Office, Path, Schema], tmp_path: Path, make_office: Callable[[str], Office]
) -> None:
    office, file, _line = migrated
    other = Schema(scripts(tmp_path, SECOND, SECOND, SECOND).scripts, "0003")
    (other.scripts / "versions" / "0001.py").unlink()
    (other.scripts / "versions" / "0002.py").write_text(
        (other.scripts / "versions" / "0002.py").read_text().replace("'0001'", "None")
    )
    with pytest.raises(StorageError, match="newer version of this program"):
        restore(file, tmp_path / "target", by_recovery(office.recovery), now=LATER, schema=other)
    assert not (tmp_path / "target").exists()
