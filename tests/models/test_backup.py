from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from gridadmin.domain.errors import GridAdminError, KeyRefusedError, StorageError
from gridadmin.models import attachments
from gridadmin.models.backup import BackupReport, backup, list_backups, verify_backup
from gridadmin.models.keyslots import new_key
from gridadmin.models.photo_store import photo_database, stored_digests
from gridadmin.models.storage import for_acts, open_database

from .conftest import ANCHOR, Office
from .test_attachments import picture
from .test_storage import small_disk


def head(connection: Connection) -> str:
    return str(connection.execute(text("SELECT max(id) FROM worker")).scalar())


def save(office: Office, **options: object) -> BackupReport:
    wishes = {"now": ANCHOR, "journal_head": head, **options}
    return backup(office.engine, office.folder, office.key, **wishes)  # type: ignore[arg-type]


def add_photos(office: Office, *sizes: int) -> list[str]:
    with photo_database(office.files.photos, office.key, create=True) as engine, engine.begin() as connection:
        return [attachments.put_photo(connection, picture((size, size))) for size in sizes]


def test_a_backup_is_one_verified_file(office: Office) -> None:
    report = save(office)
    assert report.path == office.files.backups / "gridadmin-20261102-093000.gabackup"
    assert report.size == report.path.stat().st_size
    assert report.manifest.rows == {"community": 1, "worker": 2}
    assert report.manifest.journal_head == "2"
    assert report.manifest.office_id == office.slots.office_id
    assert {path.name for path in office.files.backups.iterdir()} == {report.path.name, "photos.store"}
    assert verify_backup(report.path, office.key, journal_head=head).manifest == report.manifest
    assert verify_backup(report.path, office.key).manifest == report.manifest
    if os.name == "posix":
        assert report.path.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(report.path) as archive:
        assert set(archive.namelist()) == {"manifest.json", "office.db", "keyslots.json", "photos.txt"}
        described = json.loads(archive.read("manifest.json"))
    assert (described["app"], described["schema"], described["journal_head"]) == ("0.1.0", None, "2")
    assert "张三".encode() not in report.path.read_bytes()


def test_the_copy_equals_the_office_row_for_row(office: Office, tmp_path: Path) -> None:
    with zipfile.ZipFile(save(office).path) as archive:
        archive.extract("office.db", tmp_path)
    copy = open_database(tmp_path / "office.db", office.key)
    for table in ("worker", "community"):
        query = text(f"SELECT * FROM {table} ORDER BY id")
        with copy.connect() as ours, office.engine.connect() as theirs:
            assert ours.execute(query).all() == theirs.execute(query).all()
    copy.dispose()


def test_two_backups_in_one_second_are_two_files(office: Office) -> None:
    assert save(office).path != save(office).path
    assert [path.name[-15:-9] for path in list_backups(office.folder)] == ["093001", "093000"]


def test_a_backup_under_a_running_writer_shows_one_moment(office: Office) -> None:
    with office.engine.begin() as connection:
        connection.execute(text("INSERT INTO worker (name, community) VALUES (:n, 1)"), [{"n": "王五" * 500}] * 500)
    running = threading.Event()
    stop = threading.Event()
    other = open_database(office.files.database, office.key)

    def write() -> None:
        while not stop.is_set():
            with for_acts(other).begin() as connection:
                connection.execute(text("INSERT INTO community (name) VALUES ('x')"))
                connection.execute(text("INSERT INTO worker (name, community) SELECT 'y', max(id) FROM community"))
            running.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert running.wait(10)
        reports = [save(office) for _ in range(3)]
    finally:
        stop.set()
        writer.join()
        other.dispose()
    for report in reports:
        rows = report.manifest.rows
        assert rows["worker"] - rows["community"] == 501
        assert verify_backup(report.path, office.key, journal_head=head).manifest == report.manifest
    assert reports[0].manifest.rows["community"] > 1


def test_photos_are_copied_once_for_all_automatic_backups(office: Office) -> None:
    first = add_photos(office, 100, 120)
    assert save(office).manifest.photos == 2
    store = office.files.backups / "photos.store"
    (third,) = add_photos(office, 140)
    report = save(office, now=ANCHOR + timedelta(hours=1))
    assert report.manifest.photos == 3
    assert stored_digests(store, office.key) == {*first, third}
    with zipfile.ZipFile(report.path) as archive:
        assert "files.db" not in archive.namelist()
        assert archive.read("photos.txt").decode().split() == sorted([*first, third])
    for path in list_backups(office.folder):
        verify_backup(path, office.key)
    store.unlink()
    with pytest.raises(StorageError, match=r"3 photos of .* are missing from photos.store"):
        verify_backup(report.path, office.key)


def test_a_backup_asked_for_by_name_is_whole(office: Office, tmp_path: Path) -> None:
    add_photos(office, 100, 120)
    out = tmp_path / "usb" / "township.gabackup"
    out.parent.mkdir()
    out.write_text("the old one")
    report = save(office, out=out)
    assert [path.name for path in out.parent.iterdir()] == ["township.gabackup"]
    with zipfile.ZipFile(out) as archive:
        assert set(archive.namelist()) == {"manifest.json", "office.db", "files.db", "keyslots.json"}
    assert verify_backup(out, office.key).manifest.photos == report.manifest.photos == 2
    assert list_backups(office.folder) == []


def test_nothing_but_a_backup_is_written_over(office: Office, tmp_path: Path) -> None:
    roster, folder = tmp_path / "花名册 (新).xlsx", tmp_path / "U盘"
    roster.write_bytes(b"a sheet")
    folder.mkdir()
    for target, told in ((roster, "no backup"), (office.files.database, "no backup"), (folder, "is a folder")):
        with pytest.raises(StorageError, match=told):
            save(office, out=target)
    assert roster.read_bytes() == b"a sheet"
    assert not list(tmp_path.glob("*.part"))
    unnamed = tmp_path / "备份"
    for _again in range(2):
        assert save(office, out=unnamed).path == unnamed


def test_old_backups_are_thinned_and_photos_go_with_the_last_that_lists_them(office: Office) -> None:
    (old,) = add_photos(office, 100)
    for hour in (8, 12, 17):
        save(office, now=ANCHOR.replace(day=1, hour=hour))
    with photo_database(office.files.photos, office.key) as engine, engine.begin() as connection:
        attachments.forget(connection, [old])
    (new,) = add_photos(office, 120)
    (office.files.backups / "not ours.gabackup.old").touch()
    report = save(office, now=ANCHOR.replace(day=20))
    assert [path.name[10:25] for path in report.removed] == ["20261101-083000", "20261101-123000"]
    assert stored_digests(office.files.backups / "photos.store", office.key) == {old, new}
    for path in list_backups(office.folder)[1:]:  # only the newest is left, and it does not list the old photo
        path.unlink()
    for hour in (8, 9):
        save(office, now=ANCHOR.replace(day=10, hour=hour))
    save(office, now=ANCHOR.replace(day=20, hour=10))
    assert stored_digests(office.files.backups / "photos.store", office.key) == {new}
    assert len(list_backups(office.folder)) == 3
    assert (office.files.backups / "not ours.gabackup.old").exists()


def test_a_damaged_photo_store_does_not_stop_backups(office: Office) -> None:
    add_photos(office, 100)
    save(office)
    store = office.files.backups / "photos.store"
    store.write_bytes(os.urandom(20_000))
    report = save(office)
    verify_backup(report.path, office.key)
    assert (office.files.backups / "photos.store.damaged").exists()


def test_slots_of_another_key_are_not_backed_up(office: Office, make_office: Callable[[str], Office]) -> None:
    other = make_office("other")
    office.files.key_slots.write_bytes(other.files.key_slots.read_bytes())
    with pytest.raises(StorageError, match="do not belong to this key"):
        save(office)
    assert list_backups(office.folder) == []


def test_a_copy_that_differs_is_no_backup(office: Office) -> None:
    answers = iter(["5", "6"])
    with pytest.raises(StorageError, match="5 / 6"):
        save(office, journal_head=lambda _connection: next(answers))
    assert list(office.files.backups.iterdir()) == []


def test_a_damaged_office_gives_no_backup_and_keeps_the_old_ones(office: Office) -> None:
    good = save(office)
    office.engine.dispose()
    with office.files.database.open("rb+") as file:
        file.seek(2 * 4096 + 50)
        file.write(b"damage")
    engine = open_database(office.files.database, office.key)
    with pytest.raises(StorageError, match="damaged"):
        backup(engine, office.folder, office.key, now=ANCHOR)
    engine.dispose()
    assert list_backups(office.folder) == [good.path]
    assert {path.name for path in office.files.backups.iterdir()} == {good.path.name, "photos.store"}


def test_a_shared_office_is_backed_up_on_its_server(postgres_engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="pg_dump"):
        backup(postgres_engine, tmp_path, new_key(), now=ANCHOR)


def test_a_full_disk_keeps_the_old_backups(office: Office) -> None:
    with small_disk(office.files.backups, "600k") as disk:
        good = save(office)
        with office.engine.begin() as connection:
            connection.execute(
                text("INSERT INTO worker (name) VALUES (:name)"), [{"name": os.urandom(500).hex()}] * 800
            )
        with pytest.raises(StorageError, match="disk is full"):
            save(office)
        assert {path.name for path in disk.iterdir()} == {good.path.name, "photos.store"}
        verify_backup(good.path, office.key)


def test_a_file_that_may_not_grow_is_no_backup(office: Office, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    out = tmp_path / "out.gabackup"
    out.write_text("the old one")
    with office.engine.begin() as connection:
        connection.execute(text("INSERT INTO worker (name) VALUES (:n)"), [{"n": "x" * 1000}] * 500)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(StorageError, match="disk"):
            save(office, out=out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert out.read_text() == "the old one"
    assert list(tmp_path.glob("*.part")) == list(office.files.backups.iterdir()) == []


KILLED = """
import sys
from datetime import datetime
from pathlib import Path
from gridadmin.models.backup import backup
from gridadmin.models.storage import open_database
folder, key = Path(sys.argv[1]), bytes.fromhex(sys.stdin.readline())
engine = open_database(folder / "office.db", key)
print("ready", flush=True)
backup(engine, folder, key, now=datetime(2026, 12, 1))
"""


@pytest.mark.slow
def test_a_killed_backup_leaves_nothing_that_looks_like_one(office: Office) -> None:
    with office.engine.begin() as connection:
        connection.execute(text("INSERT INTO worker (name) VALUES (:n)"), [{"n": "x" * 2000}] * 3000)
    good = save(office)
    for delay in (0.01, 0.05):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(office.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(office.key.hex() + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n"
        time.sleep(delay)
        process.kill()
        process.communicate()
        for path in list_backups(office.folder):
            verify_backup(path, office.key)
    assert good.path in list_backups(office.folder)
    save(office)
    assert [path for path in office.files.backups.iterdir() if path.name.endswith(".part")] == []


def rewrite(path: Path, change: Callable[[dict[str, bytes]], object], compression: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def flip(path: Path, place: float) -> None:
    content = bytearray(path.read_bytes())
    content[int(len(content) * place)] ^= 1
    path.write_bytes(content)


def edit_manifest(**changes: object) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members["manifest.json"] = json.dumps({**json.loads(members["manifest.json"]), **changes}).encode()

    return change


DAMAGES: list[tuple[str, Callable[[Path], object]]] = [
    ("empty", lambda path: path.write_bytes(b"")),
    ("text", lambda path: path.write_bytes(b"hello")),
    ("cut", lambda path: path.write_bytes(path.read_bytes()[:-500])),
    ("cut in half", lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])),
    ("flipped early", lambda path: flip(path, 0.2)),
    ("flipped", lambda path: flip(path, 0.5)),
    ("flipped late", lambda path: flip(path, 0.8)),
    ("no database", lambda path: rewrite(path, lambda members: members.pop("office.db"))),
    ("no slots", lambda path: rewrite(path, lambda members: members.pop("keyslots.json"))),
    ("no manifest", lambda path: rewrite(path, lambda members: members.pop("manifest.json"))),
    ("stranger", lambda path: rewrite(path, lambda members: members.update({"../evil": b"x"}))),
    ("other database", lambda path: rewrite(path, lambda members: members.update({"office.db": b"x" * 9000}))),
    ("other slots", lambda path: rewrite(path, lambda members: members.update({"keyslots.json": b"{}"}))),
    ("compressed", lambda path: rewrite(path, lambda _members: None, zipfile.ZIP_DEFLATED)),
    ("other head", lambda path: rewrite(path, edit_manifest(journal_head="7"))),
    ("other rows", lambda path: rewrite(path, edit_manifest(rows={}))),
    ("no format", lambda path: rewrite(path, edit_manifest(format="x"))),
    ("odd members", lambda path: rewrite(path, edit_manifest(members=[]))),
]


@pytest.mark.parametrize(("name", "damage"), DAMAGES, ids=[name for name, _ in DAMAGES])
def test_a_damaged_backup_is_named(office: Office, name: str, damage: Callable[[Path], object]) -> None:
    path = save(office).path
    damage(path)
    with pytest.raises(StorageError, match=r"gridadmin-20261102-093000\.gabackup.*Choose another backup"):
        verify_backup(path, office.key)


def test_a_backup_of_a_newer_program_is_refused(office: Office) -> None:
    path = save(office).path
    rewrite(path, edit_manifest(format=2, app="9.0"))
    with pytest.raises(StorageError, match=r"newer version of this program \(9.0\)"):
        verify_backup(path, office.key)


def test_a_backup_is_not_verified_with_another_key(office: Office) -> None:
    with pytest.raises(GridAdminError, match="belongs to another office"):
        verify_backup(save(office).path, new_key())


def test_a_missing_backup_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"nowhere.gabackup cannot be opened"):
        verify_backup(tmp_path / "nowhere.gabackup", new_key())


def test_a_wrong_key_refuses_the_whole_backup(office: Office) -> None:
    with pytest.raises((StorageError, KeyRefusedError)):
        backup(office.engine, office.folder, new_key(), now=ANCHOR)
    assert list_backups(office.folder) == []
