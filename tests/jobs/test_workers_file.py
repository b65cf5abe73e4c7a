"""A worker's whole file: every section of the practice office's people, masked unless asked for, scans as pages."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image, ImageDraw

from gridadmin.domain.discipline_problems import ProblemForm, ProblemSource
from gridadmin.domain.scans import NewScan
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.opening import open_practice_folder
from gridadmin.jobs.workers_file import FileOptions, print_worker_file, write_worker_file
from gridadmin.reports.pdfium import pdfium
from gridadmin.services.bank_accounts import list_accounts
from gridadmin.services.discipline_cases import list_cases
from gridadmin.services.discipline_problems import record_problem
from gridadmin.services.journal import list_acts
from gridadmin.services.scans import add_scans
from gridadmin.services.workers import get_worker
from gridadmin.services.workers_file import worker_file
from tests.practice_offices import practice_at

DAY = date(2026, 10, 31)
DO = Message("Do")


def scan(words: str) -> bytes:
    picture = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(picture).text((200, 200), words, fill="black")
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def read(pdf: bytes) -> tuple[list[str], list[tuple[int, str, int]]]:
    """The text of every page without blanks, and the outline: level, title, page from 0."""
    with pdfium() as library:
        document = library.PdfDocument(pdf)
        pages = ["".join(page.get_textpage().get_text_range().split()) for page in document]
        marks = [(mark.level, mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
        document.close()
    return pages, marks


@pytest.fixture(scope="module")
def practice_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    """One practice office for the module; what tests add, others do not count."""
    office = open_practice_folder(practice_at(tmp_path_factory.mktemp("practice")))
    yield office
    office.close()


@pytest.fixture
def dismissed(practice_office: OpenOffice) -> UUID:
    return next(row.worker_id for row in practice_office.read(list_cases, DAY) if row.outcome == "dismissal")


def test_the_file_holds_every_section_and_says_where(practice_office: OpenOffice, dismissed: UUID) -> None:
    pages, marks = read(print_worker_file(practice_office, dismissed, DAY))
    sections = practice_office.read(worker_file, dismissed, DAY).sections
    assert [section.key for section in sections][:2] == ["profile", "service"]
    assert "discipline" in [section.key for section in sections]
    tops = [(title, page) for level, title, page in marks if level == 0]
    assert [title.split("　")[1] for title, _page in tops] == [section.title.text() for section in sections]
    for title, page in tops:
        assert "".join(title.split()) in pages[page]
        assert f"{''.join(title.split())}{page + 1}" in pages[0].replace("…", "").replace(".", "").replace("·", "")


def test_numbers_are_masked_unless_asked_for_and_asking_is_journaled(
    practice_office: OpenOffice, dismissed: UUID, tmp_path: Path
) -> None:
    row = practice_office.read(get_worker, dismissed, DAY).row
    assert row.id_number is not None
    before = len(practice_office.read(list_acts, 500))
    masked = "".join(read(print_worker_file(practice_office, dismissed, DAY))[0])
    assert row.id_number not in masked
    assert not any(phone in masked for phone in row.phones)
    assert len(practice_office.read(list_acts, 500)) == before, "a masked file leaves no trace"
    out = tmp_path / "file.pdf"
    file = write_worker_file(practice_office, dismissed, DAY, out, FileOptions(unmask=True))
    assert file.unmasked
    assert row.id_number in "".join(read(out.read_bytes())[0])
    assert "full ID number" in str(practice_office.read(list_acts, 1)[0].sentence)


def test_numbers_typed_into_words_are_masked_too(practice_office: OpenOffice, dismissed: UUID) -> None:
    typed = "冒用371525198506300007的账号，被13512345577举报"
    problem = ProblemForm(DAY, ProblemSource.RESIDENTS, typed, worker_id=dismissed)
    practice_office.act(DO, record_problem, problem, DAY)
    text = "".join(read(print_worker_file(practice_office, dismissed, DAY))[0])
    assert "冒用371525********0007的账号，被135****5577举报" in text
    full = "".join(read(print_worker_file(practice_office, dismissed, DAY, FileOptions(unmask=True)))[0])
    assert typed in full


def test_pay_stands_in_the_file_only_when_it_is_asked_for(practice_office: OpenOffice) -> None:
    account = next(row for row in practice_office.read(list_accounts, DAY))
    who = account.worker_id
    usual = practice_office.read(worker_file, who, DAY)
    assert "pay" not in [section.key for section in usual.sections]
    assert account.number[-4:] not in "".join(read(print_worker_file(practice_office, who, DAY))[0])
    pages, marks = read(print_worker_file(practice_office, who, DAY, FileOptions(with_pay=True)))
    assert "with pay" in str(practice_office.read(list_acts, 1)[0].sentence)
    (_level, title, page) = next(mark for mark in marks if mark[0] == 0 and mark[1].endswith("Pay"))
    text = "".join(pages[page:])
    assert title
    assert "2026-09" in text
    assert account.number not in text
    assert account.number[-4:] in text
    asked = FileOptions(unmask=True, with_pay=True)
    assert account.number in "".join(read(print_worker_file(practice_office, who, DAY, asked))[0])


def test_scanned_papers_are_pages_at_the_end(practice_office: OpenOffice, dismissed: UUID) -> None:
    case = next(row for row in practice_office.read(list_cases, DAY) if row.worker_id == dismissed)
    digests = [practice_office.put_photo(scan(f"page {number}"), 1754) for number in range(3)]
    new = [NewScan(digest, "案卷") for digest in digests]
    before, _marks = read(print_worker_file(practice_office, dismissed, DAY))
    practice_office.act(DO, add_scans, "discipline_scan", case.id, new, DAY)
    pages, marks = read(print_worker_file(practice_office, dismissed, DAY))
    assert len(pages) == len(before) + 3
    assert [level for level, _title, page in marks if page >= len(before)] == [0, 1]
    lost = [NewScan("0" * 64, "丢失")]
    practice_office.act(DO, add_scans, "discipline_scan", case.id, lost, DAY)
    assert "isnothere" in read(print_worker_file(practice_office, dismissed, DAY))[0][-1]


def test_the_file_of_a_past_day_knows_nothing_of_later(practice_office: OpenOffice, dismissed: UUID) -> None:
    early = practice_office.read(worker_file, dismissed, date(2023, 1, 1))
    keys = [section.key for section in early.sections]
    assert "discipline" not in keys
    text = "".join(read(print_worker_file(practice_office, dismissed, date(2023, 1, 1)))[0])
    assert "2024-07" not in text


def test_everybody_s_file_can_be_printed(practice_office: OpenOffice) -> None:
    from gridadmin.services.workers import list_workers

    people = practice_office.read(list_workers, DAY)
    for row in people[::29]:
        pages, _marks = read(print_worker_file(practice_office, row.id, DAY))
        assert len(pages) >= 2
