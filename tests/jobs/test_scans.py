"""Scanned papers from files: pictures, PDFs, what is neither, and what becomes of the pictures afterwards."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from gridadmin.domain.errors import CancelledError
from gridadmin.domain.scans import Paper
from gridadmin.i18n import Message
from gridadmin.jobs.backups import make_backup
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.progress import Progress
from gridadmin.jobs.scans import SCAN_EDGE, ScansReport, file_scans, scan_files
from gridadmin.models.backup import verify_backup
from gridadmin.services.scans import list_scans, remove_scan
from gridadmin.sync.attachments import list_waiting, note_photos
from tests.peopled_offices import filled
from tests.real_offices import real_office
from tests.scanned_papers import SCANS, pdf, png, with_contract


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path / "office") as opened:
        yield opened


@pytest.fixture
def contract(office: OpenOffice) -> UUID:
    return with_contract(office, filled(office).workers["张三"])


def put(office: OpenOffice, contract: UUID, *paths: Path, title: str = "") -> ScansReport:
    return file_scans(office, Paper(SCANS, contract, "劳动合同 张三", title), paths)


def opened(office: OpenOffice, digest: str) -> Image.Image:
    content = office.photo(digest)
    assert content is not None
    return Image.open(io.BytesIO(content))


def test_pictures_and_the_pages_of_a_pdf_are_one_act(office: OpenOffice, contract: UUID, tmp_path: Path) -> None:
    (tmp_path / "首页.png").write_bytes(png(1, (2480, 3508)))
    report = put(office, contract, tmp_path / "首页.png", pdf(tmp_path / "合同.pdf", 3))
    assert [page.title for page in report.pages] == ["首页", "合同", "合同", "合同"]
    assert not report.left
    for page in report.pages:
        picture = opened(office, page.digest)
        assert max(picture.size) == SCAN_EDGE
        assert picture.format == "JPEG"
        assert not picture.getexif()
    undone = office.undo()
    assert undone is not None
    assert str(undone.sentence) == "Filed 4 scanned pages with 劳动合同 张三"
    assert office.read(list_scans, SCANS, contract) == ()


def test_a_pdf_under_another_name_is_one_all_the_same(office: OpenOffice, contract: UUID, tmp_path: Path) -> None:
    pdf(tmp_path / "a.pdf", 2).rename(tmp_path / "a.jpg")
    assert len(put(office, contract, tmp_path / "a.jpg", title="劳动合同").pages) == 2


def test_what_cannot_be_read_is_left_with_its_reason(office: OpenOffice, contract: UUID, tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (tmp_path / "words.jpg").write_bytes(b"nothing")
    (tmp_path / "good.png").write_bytes(png())
    files = [tmp_path / name for name in ("broken.pdf", "words.jpg", "missing.png", "good.png")]
    report = put(office, contract, *files)
    assert [left.file.name for left in report.left] == ["broken.pdf", "words.jpg", "missing.png"]
    assert [page.title for page in report.pages] == ["good"]
    assert "PDF" in str(report.left[0].reason)


def test_a_pdf_of_a_huge_sheet_becomes_a_picture_like_any_other(
    office: OpenOffice, contract: UUID, tmp_path: Path
) -> None:
    Image.new("RGB", (50, 200)).save(tmp_path / "plan.pdf", "PDF", resolution=0.3)
    (page,) = put(office, contract, tmp_path / "plan.pdf").pages
    assert max(opened(office, page.digest).size) == SCAN_EDGE


def test_stopping_files_nothing(office: OpenOffice, contract: UUID, tmp_path: Path) -> None:
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(CancelledError):
        file_scans(office, Paper(SCANS, contract, "合同"), [pdf(tmp_path / "a.pdf", 2)], stopped)
    assert office.read(list_scans, SCANS, contract) == ()


def test_the_files_of_a_folder_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("2.jpg", "1.PDF", "note.txt"):
        (tmp_path / name).touch()
    assert [file.name for file in scan_files([tmp_path, tmp_path / "2.jpg"])] == ["1.PDF", "2.jpg", "2.jpg"]


def test_the_exchange_sends_the_pictures_and_forgets_those_of_removed_pages(
    office: OpenOffice, contract: UUID, tmp_path: Path
) -> None:
    pages = put(office, contract, pdf(tmp_path / "a.pdf", 2)).pages
    office.exchange(note_photos, office.photo_digests())
    names = {f"sha256:{page.digest}" for page in pages}
    assert set(office.read(list_waiting, outgoing=True)) == names
    office.act(Message("Remove"), remove_scan, SCANS, pages[0].id, pages[0].version)
    office.exchange(note_photos, office.photo_digests())
    assert office.read(list_waiting, outgoing=True) == [f"sha256:{pages[1].digest}"]


def test_a_backup_holds_the_pages(office: OpenOffice, contract: UUID, tmp_path: Path) -> None:
    pages = put(office, contract, pdf(tmp_path / "a.pdf", 2)).pages
    made = make_backup(office)
    assert verify_backup(made.path, office.key).manifest.photos == len(pages)
