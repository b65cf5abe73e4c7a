"""Hostile, damaged and foreign files: a typed error that names the file and the way out, in less than a second."""

from __future__ import annotations

import io
import os
import random
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from openpyxl import Workbook

from gridadmin.domain.errors import GridAdminError, InvalidError, NotFoundError, StorageError
from gridadmin.domain.imports import UNCOMPUTED, ImportKind
from gridadmin.intake.cells import IntakeContext
from gridadmin.intake.reading import read_file
from gridadmin.intake.workbooks import read_workbook
from tests.corpus.cases import HEADER, TODAY, person
from tests.corpus.writers import edited, raw, text, xls, xlsx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROWS = [HEADER, *(person(index) for index in range(1, 40))]


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


WORKBOOK = {
    "[Content_Types].xml": b"<Types/>",
    "xl/workbook.xml": b"<workbook/>",
    "xl/_rels/workbook.xml.rels": b"<Relationships/>",
}
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><workbook>&lol2;</workbook>'
)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("空.xlsx", b"", "is empty"),
        ("网页.xls", b"\xef\xbb\xbf<html><table>", "is a web page"),
        ("xml.xls", b'<?xml version="1.0"?><Workbook/>', "is a web page"),
        ("公文.xlsx", b"%PDF-1.4", "is not a workbook"),
        ("乱码.csv", b"\x81\xff\xfe\x81\x20" * 9, "neither UTF-8 nor GBK"),
        ("二进制.csv", b"abc\0\0\0\0\0", "is not a workbook"),
        ("加密.xlsx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        ("损坏.xls", OLE + b"\x01" * 3000, "is damaged"),
        ("截断.xlsx", b"PK\x03\x04" + b"\0" * 100, "is damaged"),
        ("压缩包.xlsx", zipped({"a.txt": b"x"}), "is not a workbook"),
        ("ods.xlsx", zipped({"content.xml": b"<x/>"}), "another format"),
        ("实体.xlsx", zipped({**WORKBOOK, "xl/workbook.xml": BOMB}), "XML bomb"),
        ("实体16.xlsx", zipped({**WORKBOOK, "xl/workbook.xml": BOMB.decode().encode("utf-16")}), "XML bomb"),
        ("炸弹.xlsx", zipped({**WORKBOOK, "xl/worksheets/sheet1.xml": b" " * (30 * 2**20)}), "zip bomb"),
        ("多部分.xlsx", zipped({**WORKBOOK, **{f"xl/{index}.bin": b"" for index in range(2001)}}), "zip bomb"),
        ("越界.xlsx", zipped({**WORKBOOK, "../../evil.xml": b"<x/>"}), "no workbook has"),
        ("盘符.xlsx", zipped({**WORKBOOK, "C:\\evil.xml": b"<x/>"}), "no workbook has"),
        ("空壳.xlsx", zipped(WORKBOOK), "is damaged"),
    ],
)
def test_bad_files_are_refused_by_name(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    started = time.perf_counter()
    with pytest.raises(InvalidError, match=reason) as refused:
        read_workbook(path)
    assert name in str(refused.value)
    assert time.perf_counter() - started < 1


def test_a_file_of_two_gigabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    with path.open("wb") as file:
        file.truncate(2 * 2**30)
    with pytest.raises(InvalidError, match="2048 MB"):
        read_workbook(path)


def test_missing_folder_and_unreadable(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_workbook(tmp_path / "没有.xlsx")
    with pytest.raises(InvalidError, match="folder"):
        read_workbook(tmp_path)
    if os.geteuid() != 0:
        (tmp_path / "锁.xlsx").write_bytes(b"x")
        (tmp_path / "锁.xlsx").chmod(0)
        with pytest.raises(StorageError):
            read_workbook(tmp_path / "锁.xlsx")


def test_a_stray_cell_does_not_eat_the_memory(tmp_path: Path) -> None:
    def stray(name: str, content: bytes) -> bytes:
        cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        return content.replace(b"</sheetData>", cell) if "sheet1" in name else content

    def formatted(name: str, content: bytes) -> bytes:
        cell = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
        return content.replace(b"</sheetData>", cell) if "sheet1" in name else content

    edited(xlsx(ROWS), stray)(tmp_path / "远.xlsx")
    with pytest.raises(InvalidError, match="stray cell"):
        read_workbook(tmp_path / "远.xlsx")
    edited(xlsx(ROWS), formatted)(tmp_path / "空格式.xlsx")
    assert len(read_workbook(tmp_path / "空格式.xlsx")[0].rows) == len(ROWS)


def test_a_password_of_an_old_workbook_is_named(tmp_path: Path) -> None:
    xls(ROWS)(tmp_path / "旧.xls")
    content = (tmp_path / "旧.xls").read_bytes()
    start = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")  # the BOF record of the globals; FILEPASS follows it
    locked = content[: start + 20] + b"\x2f\x00\x06\x00\x00\x00\x01\x02\x03\x04" + content[start + 30 :]
    (tmp_path / "旧.xls").write_bytes(locked)
    with pytest.raises(InvalidError, match=r"password|damaged"):
        read_workbook(tmp_path / "旧.xls")


@pytest.mark.parametrize("write", [xlsx(ROWS), xls(ROWS), text(ROWS, "gb18030")], ids=["xlsx", "xls", "csv"])
def test_damaged_copies_never_crash(tmp_path: Path, write: Callable[[Path], None]) -> None:
    """Cut off and flipped bytes give an expected error, or rows; never another exception, never a dead process."""
    path = tmp_path / "原.bin"
    write(path)
    content = path.read_bytes()
    chance = random.Random(11643)
    suffix = ".csv" if not content.startswith((b"PK", OLE)) else ".xls"
    for attempt in range(60):
        damaged = bytearray(content[: chance.randrange(200, len(content))] if attempt % 2 else content)
        for _ in range(12):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        copy = tmp_path / f"{attempt}{suffix}"
        raw(bytes(damaged))(copy)
        with suppress(GridAdminError):
            read_workbook(copy)


def test_the_content_decides_not_the_ending(tmp_path: Path) -> None:
    xlsx(ROWS)(tmp_path / "其实是新格式.xls")
    xls(ROWS)(tmp_path / "其实是旧格式.xlsx")
    assert read_workbook(tmp_path / "其实是新格式.xls")[0].rows == read_workbook(tmp_path / "其实是旧格式.xlsx")[0].rows


def test_a_formula_without_a_result_is_not_an_empty_cell(tmp_path: Path) -> None:
    def formulas(workbook: Workbook) -> None:
        workbook.worksheets[0]["B2"] = "=1+1"  # openpyxl writes a formula and no value, as many exports do

    def of_excel(name: str, content: bytes) -> bytes:
        cell = b'<c r="C2" t="str"><f>IF(A2="","x","")</f><v></v></c><c r="D2"><f>1+1</f><v>2</v></c></row></sheetData>'
        return content.replace(b"</row></sheetData>", cell) if "sheet1" in name else content

    edited(xlsx([["姓名", "身份证号码", "备注", "户数"], ["王一"]], more=formulas), of_excel)(tmp_path / "公式.xlsx")
    assert read_workbook(tmp_path / "公式.xlsx")[0].rows[1] == ("王一", UNCOMPUTED, None, 2.0)
    rows = read_file(tmp_path / "公式.xlsx", ImportKind.WORKERS, IntakeContext(TODAY)).rows
    assert [str(problem.reason)[:39] for problem in rows[0].problems] == [
        "The formula was saved without its result"[:39]
    ]


@pytest.mark.parametrize(("encoding", "delimiter"), [("gb18030", "\t"), ("utf-8-sig", ","), ("utf-16", "\t")])
def test_text_that_a_web_system_calls_xls_is_read(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text(ROWS, encoding, delimiter)(tmp_path / "导出.xls")
    assert read_workbook(tmp_path / "导出.xls")[0].rows == tuple(map(tuple, ROWS))
