"""Everything that can be wrong with what the office is given: a clear message, and nothing is lost."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import Workbook, load_workbook
from PIL import Image
from sqlalchemy import text

from gridadmin.config import load_config
from gridadmin.domain.accounts import OfficeSetup
from gridadmin.domain.errors import GridAdminError, InvalidError, KeyRefusedError, StorageError
from gridadmin.domain.imports import ImportKind
from gridadmin.domain.tables import ColumnKind, Heading
from gridadmin.domain.workers import AppointmentForm, AppointmentRole, EmploymentForm, EmploymentKind, WorkerSource
from gridadmin.i18n import Message
from gridadmin.jobs.backups import back_up
from gridadmin.jobs.files import write_file
from gridadmin.jobs.imports import preview_import, read_import, run_import, write_returned
from gridadmin.jobs.notices import BoardChoice, preview_boards, print_boards
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.opening import create_office
from gridadmin.jobs.rosters import write_list, write_roster
from gridadmin.jobs.statistics import write_monthly
from gridadmin.models.key_file import create_key_file
from gridadmin.reports.rosters import ListView
from gridadmin.services.employment import appoint_worker, start_employment
from gridadmin.services.grids import list_grids
from gridadmin.services.import_tally import ImportOptions
from gridadmin.services.worker_records import create_worker
from gridadmin.services.workers import list_workers
from tests.intake.test_guards import BOMB, OLE, WORKBOOK, zipped
from tests.models.conftest import ordinary_user
from tests.models.test_storage import small_disk
from tests.real_offices import (
    TODAY,
    TOWNSHIP,
    business_state,
    id_number,
    opened,
    real_office,
    with_grids,
    with_worker,
    worker_form,
)

DO = Message("Do")
OPTIONS = ImportOptions(TODAY, EmploymentKind.FULL_TIME)
FORMULA = '=cmd|"/C calc"!A0'


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as found:
        with_grids(found, 1)
        with_worker(found)
        yield found


def roster(path: Path, *names: str) -> Path:
    book = Workbook()
    book.active.append(["姓名", "身份证号", "联系电话", "专职/兼职"])  # type: ignore[union-attr]
    for serial, name in enumerate(names):
        born = date(1980 + serial // 10, 1, 1 + serial % 10)
        book.active.append([name, id_number("371525", born), f"139000{serial:05}", "专职"])  # type: ignore[union-attr]
    for row in book.active.iter_rows():  # type: ignore[union-attr]
        for cell in row:
            cell.data_type = "s"  # a formula stays what was typed
    book.save(path)
    return path


def closed(tmp_path: Path) -> tuple[Path, Path]:
    """An office with a person in it, closed: its folder and its key file."""
    with real_office(tmp_path) as found:
        with_worker(found)
    return tmp_path / "office", tmp_path / "clerk.key"


def fingerprints(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


def refuses_to_open(folder: Path, key: Path, error: type[GridAdminError], words: str) -> None:
    """Opening says what is wrong, and leaves every file as it was (but the lock, which says who tried)."""
    before = fingerprints(folder)
    with pytest.raises(error, match=words), opened(str(folder), key):
        pass
    after = fingerprints(folder)
    kept = {name for name in before if not name.startswith("office.lock") and not name.endswith(("-wal", "-shm"))}
    assert {name: after.get(name) for name in kept} == {name: before[name] for name in kept}


# --- the office file ---


def test_a_key_that_is_not_this_offices(tmp_path: Path) -> None:
    folder, _key = closed(tmp_path)
    create_key_file(tmp_path / "other.key")
    refuses_to_open(folder, tmp_path / "other.key", KeyRefusedError, "key")


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_a_key_file_that_others_may_read(tmp_path: Path) -> None:
    folder, key = closed(tmp_path)
    key.chmod(0o644)
    refuses_to_open(folder, key, KeyRefusedError, r"600|read by others|others")


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2 // 4096 * 4096 + 100],
        lambda content: content[:300],
        lambda _content: b"",
        lambda _content: b"\x89PNG\r\n\x1a\n" + bytes(20_000),
        lambda _content: b"SQLite format 3\0" + bytes(20_000),
    ],
    ids=["cut in half", "cut short", "emptied", "a picture", "plain SQLite"],
)
def test_a_truncated_or_foreign_file(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    folder, key = closed(tmp_path)
    file = folder / "office.db"
    file.write_bytes(damage(file.read_bytes()))
    refuses_to_open(folder, key, StorageError, "office")


def test_a_file_from_a_newer_version(tmp_path: Path) -> None:
    folder, key = closed(tmp_path)
    with opened(str(folder), key) as found, found.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    refuses_to_open(folder, key, StorageError, "newer version")


def test_a_second_program_on_the_same_file(tmp_path: Path, office: OpenOffice) -> None:
    before = business_state(office)
    script = (
        "import sys; from pathlib import Path\n"
        "from gridadmin.jobs.opening import open_with_key_file\n"
        "from gridadmin.domain.errors import StorageError\n"
        "try: open_with_key_file(sys.argv[1], Path(sys.argv[2]))\n"
        "except StorageError as error: print(error); sys.exit(7)\n"
    )
    command = [sys.executable, "-c", script, office.location, str(tmp_path / "clerk.key")]
    second = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (second.returncode, second.stderr) == (7, "")
    assert "open" in second.stdout or "use" in second.stdout
    assert business_state(office) == before


@contextmanager
def told(error: type[GridAdminError], words: str, office: OpenOffice) -> Iterator[None]:
    """What is refused is said in words, and the office is as it was."""
    before = business_state(office)
    with pytest.raises(error, match=words):
        yield
    assert business_state(office) == before
    assert office.verify().ok


@pytest.mark.slow
def test_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "3m") as disk, real_office(disk) as found:
        with_worker(found)
        (disk / "ballast").write_bytes(bytes(1))
        free = shutil.disk_usage(disk).free
        (disk / "ballast").write_bytes(bytes(max(free - 60_000, 0)))
        many = [worker_form(f"甲{n}", remarks="长" * 2000) for n in range(200)]

        def enter_all(session: Any) -> None:
            for form in many:
                create_worker(session, form, TODAY)

        with told(StorageError, "disk is full.*Free some space", found):
            found.act(DO, enter_all)
        with told(StorageError, "full", found):
            back_up(found)
        (disk / "ballast").unlink()
        with_worker(found, "李四")
        assert found.verify().ok


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_a_folder_that_may_only_be_read() -> None:
    with ordinary_user() as folder:
        create_key_file(folder / "clerk.key")
        setup = OfficeSetup(TOWNSHIP, "测试员", key_file=folder / "clerk.key")
        create_office(load_config(str(folder / "office")), setup).close()
        with opened(str(folder / "office"), folder / "clerk.key") as found:
            with_worker(found)
            (folder / "office").chmod(0o500)
            with pytest.raises(StorageError, match="only be read"):
                write_file(folder / "office" / "月报.xlsx", b"PK")
        before = fingerprints(folder / "office")
        with pytest.raises(StorageError, match="read"), opened(str(folder / "office"), folder / "clerk.key"):
            pass
        (folder / "office").chmod(0o700)
        kept = [name for name in before if name in ("office.db", "files.db", "keyslots.json")]
        assert {name: fingerprints(folder / "office")[name] for name in kept} == {name: before[name] for name in kept}
        with opened(str(folder / "office"), folder / "clerk.key") as found:
            assert [row.name for row in found.read(list_workers, TODAY)] == ["张三"]


def test_a_folder_that_is_not_there(tmp_path: Path, office: OpenOffice) -> None:
    nowhere = tmp_path / "没有" / "月报.xlsx"
    with told(StorageError, "no folder", office):
        write_monthly(office, 2026, 10, nowhere)
    with told(StorageError, "no folder", office):
        print_boards(office, BoardChoice(size="A4"), nowhere)  # and no print is recorded
    assert not nowhere.parent.exists()


# --- the sheets of villages ---


def sparse(path: Path) -> Path:
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(2 * 2**30)
    return path


def written(content: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("两个G.xlsx", sparse, "2048 MB"),
        ("加密.xlsx", written(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")), "password"),
        ("炸弹.xlsx", written(zipped({**WORKBOOK, "xl/workbook.xml": BOMB})), "XML bomb"),
        ("大炸弹.xlsx", written(zipped({**WORKBOOK, "xl/worksheets/sheet1.xml": b" " * (30 * 2**20)})), "zip bomb"),
        ("截断.xlsx", written(b"PK\x03\x04" + b"\0" * 100), "damaged"),
    ],
)
def test_a_workbook_that_is_not_to_be_read(
    tmp_path: Path, office: OpenOffice, name: str, make: Callable[[Path], Path], words: str
) -> None:
    path = make(tmp_path / name)
    with told(InvalidError, words, office):
        read_import(office, ImportKind.WORKERS, path)
    assert path.exists()


def test_the_macros_of_a_workbook_are_never_looked_at(tmp_path: Path, office: OpenOffice) -> None:
    plain = roster(tmp_path / "plain.xlsx", "王一")
    path = tmp_path / "宏.xlsm"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w") as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "[Content_Types].xml":
                content = content.replace(b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml")
            target.writestr(item, content)
        target.writestr("xl/vbaProject.bin", OLE + b"Shell(calc)" * 100)
    report = run_import(office, read_import(office, ImportKind.WORKERS, path), OPTIONS)
    assert (report.new, report.rejected) == (1, 0)


def cells(path: Path) -> list[Any]:
    return [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row if cell.value]


def assert_no_formula(path: Path, expected: str) -> None:
    found = cells(path)
    assert not [cell.coordinate for cell in found if cell.data_type == "f"], path.name
    assert any(expected in str(cell.value) for cell in found), path.name


def test_a_formula_as_a_name_stays_text_wherever_it_goes(tmp_path: Path, office: OpenOffice) -> None:
    evil = ["=cmd|'/C calc'!A0", "@SUM(A1)", "+1+1"]
    source = roster(tmp_path / "公式.xlsx", "王一", *evil, "王二")
    file = read_import(office, ImportKind.WORKERS, source)
    report = preview_import(office, file, OPTIONS)
    assert report.rows == report.new + report.updated + report.unchanged + report.rejected == 5
    run_import(office, file, OPTIONS)
    returned = tmp_path / "退回.xlsx"
    write_returned(file, report, returned)
    assert_no_formula(returned, evil[0])

    person = office.act(DO, create_worker, worker_form(FORMULA, mobile="13900009999", remarks="=1+1"), TODAY)
    serve_on_first_grid(office, person)
    write_roster(office, TODAY, tmp_path / "花名册.xlsx", unmask=True)
    assert_no_formula(tmp_path / "花名册.xlsx", "=cmd|")
    write_monthly(office, 2026, 10, tmp_path / "月报.xlsx")
    assert_no_formula(tmp_path / "月报.xlsx", "=cmd|")
    view = ListView(Message("名单"), (Heading("姓名", kind=ColumnKind.TEXT),), ((FORMULA,),), TODAY)
    write_list(office, view, tmp_path / "列表.xlsx")
    assert_no_formula(tmp_path / "列表.xlsx", "=cmd|")
    assert FORMULA in [p.name for board in preview_boards(office, BoardChoice(size="A4")).contents for p in board.staff]


def serve_on_first_grid(office: OpenOffice, person: UUID) -> None:
    spell = EmploymentForm(EmploymentKind.FULL_TIME, WorkerSource.CITY_PLAN, date(2026, 10, 8))
    office.act(DO, start_employment, person, spell)
    grid = office.read(list_grids, TODAY)[0].id
    office.act(DO, appoint_worker, person, AppointmentForm(grid, AppointmentRole.WORKER, date(2026, 10, 8)))


# --- photos ---


def test_a_photo_of_a_hundred_megapixels(office: OpenOffice) -> None:
    buffer = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(buffer, "PNG")
    with told(InvalidError, "100 megapixels.*smaller", office):
        office.put_photo(buffer.getvalue())
