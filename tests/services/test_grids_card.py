"""One grid with what is around it, and how a picker finds it."""

from __future__ import annotations

import pytest

from gridadmin.domain.grids import GridProposalForm
from gridadmin.domain.snapshot import BoardStatus
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.grids_card import get_grid_card
from gridadmin.services.grids_choice import grid_choices, typed_as
from gridadmin.services.notices import add_place
from gridadmin.services.proposals import file_proposal
from gridadmin.services.workers_conditions import worker_conditions
from gridadmin.services.workers_forms import person_with_number, worker_form
from tests.peopled_offices import TODAY, People, filled


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


def test_a_card_holds_versions_places_boards_and_proposals(office: OpenOffice, people: People) -> None:
    grid = people.grids["one"]
    office.act(Message("Hang"), add_place, grid, "村委会门口", TODAY)
    office.act(Message("Propose"), file_proposal, GridProposalForm(grid, "residents", "1100", "新增一栋楼"), TODAY)
    card = office.read(get_grid_card, grid, TODAY)
    assert [version.decision_document for version in card.versions] == ["冠网办发〔2023〕5号"]
    assert [place for _id, place in card.places] == ["村委会门口"]
    assert [board.status for board in card.boards] == [BoardStatus.MISSING]
    assert [proposal.proposed for proposal in card.proposals] == ["1100"]


def test_a_grid_is_found_by_its_initials_without_zeros() -> None:
    assert typed_as("城关03网格", "cgc", "371525100201003").split() == [
        "cg03wg", "cg3wg", "cgccg03wg", "cgccg3wg", "371525100201003", "3",
    ]  # fmt: skip


def test_every_grid_can_be_chosen(office: OpenOffice, people: People) -> None:
    assert {choice.id for choice in office.read(grid_choices, TODAY)} == set(people.grids.values())


def test_a_known_id_number_leads_to_the_person(office: OpenOffice, people: People) -> None:
    zhao = office.read(worker_form, people.workers["赵六"], TODAY)
    known = office.read(person_with_number, zhao.id_number or "", TODAY)
    assert known is not None
    assert (known.name, known.in_service, str(known.left_on)) == ("赵六", False, "2026-03-31")
    assert office.read(person_with_number, "371525198506300999", TODAY) is None


def test_the_seven_conditions_of_somebody_in_service(office: OpenOffice, people: People) -> None:
    found = office.read(worker_conditions, people.workers["张三"], TODAY)
    assert len(found) == 7
    assert {str(finding.result) for finding in found} == {"met", "needs_person"}
    assert office.read(worker_conditions, people.workers["赵六"], TODAY) == ()
