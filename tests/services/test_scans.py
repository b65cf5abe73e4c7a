"""Scanned pages of a record: filed in order, once each, removed, brought back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from gridadmin.domain.errors import ConflictError, InvalidError, NotFoundError
from gridadmin.domain.scans import MOST_PAGES, TITLE_LENGTH, NewScan
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.models.contracts import Contract, ContractScan
from gridadmin.services.duplicates import merge_workers
from gridadmin.services.scans import add_scans, count_scans, list_scans, remove_all_scans, remove_scan
from tests.peopled_offices import TODAY, add_worker, filled, person
from tests.scanned_papers import SCANS, with_contract

FILE = Message("File")


def scan(number: int, title: str = "劳动合同") -> NewScan:
    return NewScan(f"{number:064x}", title)


@pytest.fixture
def contract(office: OpenOffice) -> UUID:
    return with_contract(office, filled(office).workers["张三"])


def test_pages_stand_in_the_order_in_which_they_were_filed_and_once_each(office: OpenOffice, contract: UUID) -> None:
    office.act(FILE, add_scans, SCANS, contract, [scan(3), scan(1), scan(3)], TODAY)
    office.act(FILE, add_scans, SCANS, contract, [scan(2), scan(1)], date(2026, 11, 9))
    rows = office.read(list_scans, SCANS, contract)
    assert [(row.place, int(row.digest, 16)) for row in rows] == [(1, 3), (2, 1), (3, 2)]
    assert rows[2].added_on == date(2026, 11, 9)
    assert office.read(count_scans, SCANS, [contract]) == {contract: 3}
    assert office.read(count_scans, SCANS, []) == {}


def test_a_removed_page_leaves_the_others_and_comes_back(office: OpenOffice, contract: UUID) -> None:
    rows = office.act(FILE, add_scans, SCANS, contract, [scan(1), scan(2)], TODAY)
    office.act(FILE, remove_scan, SCANS, rows[0].id, rows[0].version)
    assert office.read(list_scans, SCANS, contract) == rows[1:]
    with pytest.raises(NotFoundError):
        office.act(FILE, remove_scan, SCANS, rows[0].id, 1)
    with pytest.raises(ConflictError):
        office.act(FILE, remove_scan, SCANS, rows[1].id, rows[1].version + 1)
    office.undo()
    assert {row.id for row in office.read(list_scans, SCANS, contract)} == {row.id for row in rows}
    office.act(FILE, remove_all_scans, SCANS, contract)
    assert office.read(list_scans, SCANS, contract) == ()


def test_a_paper_has_an_end_and_its_title_too(office: OpenOffice, contract: UUID) -> None:
    many = [scan(number, " " + "长" * 200) for number in range(MOST_PAGES)]
    rows = office.act(FILE, add_scans, SCANS, contract, many, TODAY)
    assert rows[0].title == "长" * TITLE_LENGTH
    with pytest.raises(InvalidError, match="201"):
        office.act(FILE, add_scans, SCANS, contract, [scan(MOST_PAGES)], TODAY)


def test_papers_follow_a_person_whose_two_files_become_one(office: OpenOffice) -> None:
    nobody = person("钱七", id_number=None)
    kept, merged = (
        office.act(Message("Enter"), lambda session: add_worker(session, nobody, None)) for _each in range(2)
    )
    contract = with_contract(office, merged)
    office.act(FILE, add_scans, SCANS, contract, [scan(1)], TODAY)
    office.act(Message("Merge"), merge_workers, kept, merged)
    owner = office.read(lambda session: session.get_one(Contract, contract).worker_id)
    assert owner == kept
    assert len(office.read(list_scans, SCANS, contract)) == 1


def test_a_page_knows_whose_it_is(office: OpenOffice, contract: UUID) -> None:
    (row,) = office.act(FILE, add_scans, SCANS, contract, [scan(1)], TODAY)
    assert office.read(lambda session: session.get_one(ContractScan, row.id).owner_id) == contract
