from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest

from gridadmin.domain.errors import StorageError
from gridadmin.models.durable import write_durably
from gridadmin.models.office_folder import OfficeFolder, building, finish_restore, hold_office

from .conftest import ANCHOR

HOLD = """
import sys
from datetime import datetime
from pathlib import Path
from gridadmin.models.office_folder import hold_office
with hold_office(Path(sys.argv[1]), datetime(2026, 11, 2, 9, 30)):
    print("held", flush=True)
    sys.stdin.read()
"""


class StoppedError(Exception):
    """The computer stops here."""


def start_holder(folder: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def end(holder: subprocess.Popen[str], *, kill: bool = False) -> None:
    if kill:
        holder.kill()
    holder.communicate()


def test_a_second_program_is_told_who_has_the_office(tmp_path: Path) -> None:
    import platform

    holder = start_holder(tmp_path)
    with pytest.raises(StorageError) as caught, hold_office(tmp_path, ANCHOR):
        pass
    message = str(caught.value)
    assert str(holder.pid) in message
    assert platform.node() in message
    assert "2026-11-02 09:30:00" in message
    end(holder)
    with hold_office(tmp_path, ANCHOR):
        pass


def test_a_killed_program_holds_nothing(tmp_path: Path) -> None:
    end(start_holder(tmp_path), kill=True)
    with hold_office(tmp_path, ANCHOR):
        pass


def test_one_program_holds_an_office_once(tmp_path: Path) -> None:
    with (
        hold_office(tmp_path, ANCHOR),
        pytest.raises(StorageError, match="already open"),
        hold_office(tmp_path, ANCHOR),
    ):
        pass
    (tmp_path / "office.lock.json").write_text("?")
    holder = start_holder(tmp_path)
    (tmp_path / "office.lock.json").write_text("?")
    with pytest.raises(StorageError, match="in another program"), hold_office(tmp_path, ANCHOR):
        pass
    end(holder)


def test_an_office_opened_in_one_thread_is_let_go_in_another(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as elsewhere:
        held = ExitStack()
        elsewhere.submit(held.enter_context, hold_office(tmp_path, ANCHOR)).result()
        held.close()
        with hold_office(tmp_path, ANCHOR):
            pass


def test_a_new_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "office"

    def stop_half_way() -> None:
        with building(target) as folder:
            (folder / "office.db").write_text("half")
            raise StoppedError

    with pytest.raises(StoppedError):
        stop_half_way()
    assert list((tmp_path / "deep").iterdir()) == []
    with building(target) as folder:
        (folder / "office.db").write_text("whole")
        assert not target.exists()
    assert (target / "office.db").read_text() == "whole"
    with pytest.raises(StorageError, match="already holds files"), building(target):
        pass


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    with building(tmp_path / "office") as folder:
        (folder / "x").touch()
    assert (tmp_path / "office" / "x").exists()


def test_a_small_file_is_old_or_new_never_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_durably(path, b"old")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda _descriptor: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space"):
            write_durably(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.glob("file*")] == ["file"]


NAMES = ("office.db", "office.db-wal", "files.db", "keyslots.json")


def prepare(folder: Path, *, ready: bool = True) -> OfficeFolder:
    (folder / "restoring").mkdir()
    for name in NAMES:
        (folder / name).write_text("old")
        if not name.endswith("-wal"):
            (folder / "restoring" / name).write_text("new")
    if ready:
        (folder / "restoring" / "ready").write_text("before-restore-1")
    return OfficeFolder(folder)


@pytest.mark.parametrize("stop_after", range(9))
def test_an_interrupted_restore_is_finished_at_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_after: int
) -> None:
    prepare(tmp_path)
    moves = 0
    rename = Path.rename

    def counted(source: Path, target: Path) -> Path:
        nonlocal moves
        moves += 1
        if moves > stop_after:
            raise StoppedError
        return rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", counted)
        try:
            finish_restore(tmp_path)
        except StoppedError:
            pass
        else:
            assert stop_after >= 7
    with hold_office(tmp_path, datetime(2026, 11, 2)):
        found = {name: (tmp_path / name).read_text() for name in NAMES if (tmp_path / name).exists()}
        assert found == {"office.db": "new", "files.db": "new", "keyslots.json": "new"}
        assert {name: (tmp_path / "before-restore-1" / name).read_text() for name in NAMES} == dict.fromkeys(
            NAMES, "old"
        )
        assert not (tmp_path / "restoring").exists()


def test_a_restore_that_was_not_verified_is_dropped(tmp_path: Path) -> None:
    prepare(tmp_path, ready=False)
    finish_restore(tmp_path)
    assert {(tmp_path / name).read_text() for name in NAMES} == {"old"}
    assert not (tmp_path / "restoring").exists()
