"""What a change-over brings for certificates and cards: named beforehand, done by the tick, taken back by one undo."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gridadmin.domain.qualifications import CertificateForm
from gridadmin.domain.qualifications_cards import CardState
from gridadmin.domain.workers import ExitReason
from gridadmin.domain.workers_changeover import ChangeoverForm, ChangeoverOutcome, LineTone
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.qualifications import find_certificate_type
from gridadmin.services.qualifications_cards import hand_out_cards, list_cards, make_cards
from gridadmin.services.qualifications_certificates import issue_certificate
from gridadmin.services.workers_changeover import change_over, changeover_sentence
from tests.peopled_offices import TODAY, People, filled
from tests.real_offices import business_state

MONDAY = date(2026, 11, 9)


@pytest.fixture
def people(office: OpenOffice) -> People:
    found = filled(office)
    office.act(Message("Number"), make_cards, [found.workers["李四"]], date(2026, 1, 5))
    (line,) = office.read(list_cards, TODAY)
    office.act(Message("Give"), hand_out_cards, [line.card.id], date(2026, 1, 6))
    return found


def passed(office: OpenOffice, people: People, **changes: object) -> ChangeoverOutcome:
    grids = (people.grids["one"], people.grids["two"])
    values = {"reason": ExitReason.RESIGNED} | changes
    form = ChangeoverForm(people.workers["李四"], grids, people.workers["王五"], MONDAY, **values)  # type: ignore[arg-type]
    return office.act(changeover_sentence, change_over, form, TODAY)


def test_the_card_comes_back_and_a_new_one_is_numbered(office: OpenOffice, people: People) -> None:
    before = business_state(office)
    outcome = passed(office, people)
    tones = {line.key: line.tone for line in outcome.lines}
    assert tones["card_back"] is tones["card_new"] is LineTone.ACT
    assert tones["certificate_gap"] is LineTone.WARNING
    after = office.read(list_cards, MONDAY)
    assert {line.name: line.state for line in after} == {"李四": CardState.RETURNED, "王五": CardState.PREPARED}
    assert office.read(list_cards, MONDAY - timedelta(days=2))[-1].state is CardState.IN_HAND
    office.undo()
    assert business_state(office) == before


def test_what_is_unticked_is_not_done(office: OpenOffice, people: People) -> None:
    passed(office, people, without=frozenset({"card_back", "card_new"}))
    (line,) = office.read(list_cards, MONDAY)
    assert (line.state, line.must_return) == (CardState.IN_HAND, True)


def test_who_stays_in_service_keeps_the_card_and_who_is_certified_has_no_gap(
    office: OpenOffice, people: People
) -> None:
    kind = office.read(find_certificate_type, "网格员上岗证").id
    form = CertificateForm(kind, "证9", date(2025, 1, 1), date(2028, 1, 1))
    office.act(Message("Certify"), issue_certificate, people.workers["王五"], form, TODAY)
    keys = {line.key for line in passed(office, people, reason=None).lines}
    assert "card_new" in keys
    assert not keys & {"card_back", "certificate_gap"}


def test_a_certificate_that_ends_soon_is_named(office: OpenOffice, people: People) -> None:
    kind = office.read(find_certificate_type, "网格员上岗证").id
    form = CertificateForm(kind, "证9", date(2023, 12, 1), date(2026, 12, 1))
    office.act(Message("Certify"), issue_certificate, people.workers["王五"], form, TODAY)
    (gap,) = (line for line in passed(office, people).lines if line.key == "certificate_gap")
    assert "expire soon" in str(gap.text)
