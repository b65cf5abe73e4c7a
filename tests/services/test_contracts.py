"""Contracts on file: entered, corrected, ended, kept; and what of them wants attention."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from gridadmin.domain.contracts import ContractEnd, ContractForm, ContractKind, ContractTerm
from gridadmin.domain.contracts_lapses import LapseKind
from gridadmin.domain.errors import ConflictError, InvalidError, NotPermittedError
from gridadmin.domain.scans import NewScan
from gridadmin.domain.workers import ExitReason
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.contracts import (
    contracts_of,
    create_contract,
    end_contract,
    end_contracts_of,
    lapses_of,
    list_contracts,
    list_lapses,
    remove_contract,
    update_contract,
    warnings_of,
)
from gridadmin.services.scans import add_scans
from tests.peopled_offices import TODAY, People, filled

FORM = ContractForm(
    ContractKind.LABOUR, ContractTerm.FIXED, " 街道办 ", date(2024, 1, 1), date(2026, 12, 31), date(2024, 1, 1)
)
DO = Message("Do")


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


@pytest.fixture
def contract(office: OpenOffice, people: People) -> UUID:
    return office.act(DO, create_contract, people.workers["张三"], FORM)


def test_a_contract_is_entered_corrected_and_ended(office: OpenOffice, people: People, contract: UUID) -> None:
    (row,) = office.read(contracts_of, people.workers["张三"])
    assert (row.worker_name, row.employer, row.holds_on(TODAY)) == ("张三", "街道办", True)
    office.act(DO, update_contract, contract, replace(FORM, number="2024-1"), row.version)
    with pytest.raises(ConflictError):
        office.act(DO, update_contract, contract, FORM, row.version)
    with pytest.raises(InvalidError):
        office.act(DO, end_contract, contract, date(2027, 1, 1), ContractEnd.AGREED)
    office.act(DO, end_contract, contract, date(2026, 10, 31), ContractEnd.RESIGNED)
    (row,) = office.read(list_contracts)
    assert (row.number, row.ended_on, row.holds_on(TODAY)) == ("2024-1", date(2026, 10, 31), False)


def test_a_second_one_at_the_same_time_is_refused(office: OpenOffice, people: People, contract: UUID) -> None:
    with pytest.raises(InvalidError) as error:
        office.act(DO, create_contract, people.workers["张三"], replace(FORM, started_on=date(2026, 12, 31)))
    assert "started_on" in error.value.fields
    assert contract
    third = replace(FORM, started_on=date(2027, 1, 1), ends_on=date(2027, 12, 31), signed_on=date(2027, 3, 1))
    assert set(office.read(warnings_of, people.workers["张三"], third, None)) == {"signed_on"}


def test_a_signed_contract_is_kept(office: OpenOffice, people: People, contract: UUID) -> None:
    office.act(DO, add_scans, "contract_scan", contract, [NewScan("a" * 64, "首页")], TODAY)
    (row,) = office.read(contracts_of, people.workers["张三"])
    assert row.scans == 1
    for day in (TODAY, date(2028, 12, 31)):
        with pytest.raises(NotPermittedError, match="two years"):
            office.act(DO, remove_contract, contract, row.version, day)
    office.act(DO, remove_contract, contract, row.version, date(2029, 1, 1))
    assert office.read(list_contracts) == []


def test_an_unsigned_one_can_be_taken_away(office: OpenOffice, people: People) -> None:
    made = office.act(DO, create_contract, people.workers["王五"], replace(FORM, signed_on=None))
    office.act(DO, remove_contract, made, 1, TODAY)
    assert office.read(list_contracts) == []


def test_contracts_end_with_the_service(office: OpenOffice, people: People, contract: UUID) -> None:
    zhang = people.workers["张三"]
    assert office.act(DO, end_contracts_of, zhang, TODAY, ExitReason.RETIRED) == 1
    assert office.act(DO, end_contracts_of, zhang, TODAY, ExitReason.RETIRED) == 0
    (row,) = office.read(contracts_of, zhang)
    assert (row.id, row.end_reason) == (contract, ContractEnd.RETIRED)


def test_what_wants_attention_is_computed_from_the_day(office: OpenOffice, people: People, contract: UUID) -> None:
    zhang, wang = people.workers["张三"], people.workers["王五"]
    assert contract
    assert office.read(lapses_of, zhang, TODAY, TODAY) == []
    assert [each.kind for each in office.read(lapses_of, zhang, TODAY, date(2026, 12, 31))] == [LapseKind.ENDS]
    everybody = office.read(list_lapses, TODAY, TODAY)
    assert {each.name for each in everybody} == {"王五", "欧阳娜娜"}, "part-timers and leavers owe no contract"
    assert [each.kind for each in office.read(lapses_of, wang, TODAY, TODAY)] == [LapseKind.NO_CONTRACT]
    assert office.read(lapses_of, people.workers["赵六"], TODAY, TODAY) == []
