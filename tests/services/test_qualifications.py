"""Certificates and cards in a real office: issuing, renewing, revoking, as of any day, one act and one undo."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from gridadmin.domain.errors import ConflictError, InvalidError, NotFoundError
from gridadmin.domain.qualifications import (
    CertificateForm,
    CertificateRuleForm,
    CertificateState,
    CertificateType,
    RenewalForm,
)
from gridadmin.domain.qualifications_cards import CardEnd, CardReturn, CardState
from gridadmin.domain.qualifications_evidence import EvidenceForm
from gridadmin.domain.qualifications_list import CertificateLine
from gridadmin.domain.workers import AppointmentRole, Condition, EmploymentKind
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.duplicates import merge_workers
from gridadmin.services.journal_histories import worker_history
from gridadmin.services.qualifications import (
    change_certificate_type,
    define_certificate_type,
    end_certificate_type,
    find_certificate_type,
    list_certificate_types,
    seed_certificate_types,
    shipped_certificate_types,
)
from gridadmin.services.qualifications_cards import (
    end_cards,
    hand_out_cards,
    list_cards,
    make_cards,
    record_card_print,
    replace_card,
    workers_without_card,
)
from gridadmin.services.qualifications_certificates import (
    correct_certificate,
    counted_on,
    delete_certificate,
    issue_certificate,
    issue_certificates,
    plan_renewals,
    renew_certificates,
    revoke_certificate,
)
from gridadmin.services.qualifications_evidence import record_evidence
from gridadmin.services.qualifications_list import (
    list_certificate_lapses,
    list_certificates,
    worker_qualifications,
)
from tests.peopled_offices import TODAY, People, add_worker, filled, person
from tests.real_offices import business_state

ACT = Message("Act")
DUTY = "网格员上岗证"


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


@pytest.fixture
def duty(office: OpenOffice) -> CertificateType:
    return office.read(find_certificate_type, DUTY)


def issue(office: OpenOffice, worker_id: UUID, kind: CertificateType, number: str, issued: date, until: date) -> UUID:
    form = CertificateForm(kind.id, number, issued, until)
    return office.act(ACT, issue_certificate, worker_id, form, TODAY)


def of(lines: list[CertificateLine], name: str) -> CertificateLine:
    (line,) = (line for line in lines if line.worker.name == name)
    return line


def test_a_new_office_knows_the_shipped_kinds_and_says_that_they_are_assumed(office: OpenOffice) -> None:
    kinds = office.read(list_certificate_types)
    assert kinds[0].name == DUTY
    assert len(kinds) == len(shipped_certificate_types())
    assert {kind.rules[0].certainty.value for kind in kinds} == {"assumed"}
    assert office.act(ACT, seed_certificate_types) == 0


def test_who_serves_on_a_grid_lacks_a_certificate_until_one_is_issued(
    office: OpenOffice, people: People, duty: CertificateType
) -> None:
    lines = office.read(list_certificates, TODAY)
    assert {line.worker.name for line in lines if line.state is CertificateState.MISSING} == {"张三", "李四"}
    zhang = people.workers["张三"]
    issue(office, zhang, duty, "阳网证001", date(2024, 3, 1), date(2027, 3, 1))
    line = of(office.read(list_certificates, TODAY), "张三")
    assert (line.state, line.days_left) == (CertificateState.VALID, (date(2027, 3, 1) - TODAY).days)
    assert line.certificate is not None
    assert line.certificate.issuer == duty.rules[0].issuer
    assert of(office.read(list_certificates, date(2024, 2, 29)), "张三").state is CertificateState.MISSING
    assert of(office.read(list_certificates, date(2027, 3, 2)), "张三").state is CertificateState.EXPIRED


def test_a_renewal_adds_a_row_and_one_undo_takes_it_all_back(
    office: OpenOffice, people: People, duty: CertificateType
) -> None:
    pairs = [(people.workers[name], duty.id) for name in ("张三", "李四")]
    old = [(worker, CertificateForm(duty.id, f"证-{at:03d}", date(2023, 11, 20), date(2026, 11, 20)))
           for at, (worker, _kind) in enumerate(pairs, 7)]  # fmt: skip
    assert office.act(ACT, issue_certificates, old, TODAY) == 2
    before = business_state(office)
    form = RenewalForm(TODAY, first_number="证-100")
    planned = office.read(plan_renewals, pairs, form)
    assert [(each.name, each.number, each.expires_on) for each in planned] == [
        ("张三", "证-100", date(2029, 11, 2)),
        ("李四", "证-101", date(2029, 11, 2)),
    ]
    assert office.act(ACT, renew_certificates, pairs, form, TODAY) == 2
    found = office.read(worker_qualifications, people.workers["张三"], TODAY)
    assert [row.number for row in found.certificates] == ["证-100", "证-007"]
    assert of(office.read(list_certificates, TODAY - timedelta(days=1)), "张三").state is CertificateState.DUE
    office.undo()
    assert business_state(office) == before


def test_what_cannot_be_is_refused_under_its_field(office: OpenOffice, people: People, duty: CertificateType) -> None:
    zhang, li = people.workers["张三"], people.workers["李四"]
    issue(office, zhang, duty, "证1", date(2024, 3, 1), date(2027, 3, 1))
    cases = [
        (li, CertificateForm(duty.id, "证1", date(2025, 1, 1), None), "number"),
        (zhang, CertificateForm(duty.id, "证2", date(2024, 3, 1), None), "issued_on"),
        (li, CertificateForm(duty.id, "证3", TODAY + timedelta(days=1), None), "issued_on"),
        (li, CertificateForm(duty.id, "证4", date(2025, 1, 2), date(2025, 1, 1)), "expires_on"),
    ]
    for worker, form, field in cases:
        with pytest.raises(InvalidError) as refused:
            office.act(ACT, issue_certificate, worker, form, TODAY)
        assert field in refused.value.fields
    office.act(ACT, issue_certificate, zhang, CertificateForm(duty.id, "证1", date(2025, 3, 1), None), TODAY)
    renewal = RenewalForm(TODAY, first_number="证1")
    with pytest.raises(InvalidError, match="李四"):
        office.act(ACT, renew_certificates, [(li, duty.id)], renewal, TODAY)
    office.act(ACT, end_certificate_type, duty.id, date(2026, 1, 1))
    with pytest.raises(InvalidError):
        office.act(ACT, issue_certificate, li, CertificateForm(duty.id, "证9", date(2026, 1, 1), None), TODAY)
    with pytest.raises(NotFoundError):
        office.act(ACT, issue_certificate, duty.id, CertificateForm(duty.id, "证9", date(2025, 1, 1), None), TODAY)


def test_correcting_revoking_and_taking_away(office: OpenOffice, people: People, duty: CertificateType) -> None:
    zhang = people.workers["张三"]
    made = issue(office, zhang, duty, "证1", date(2024, 3, 1), date(2027, 3, 1))
    form = CertificateForm(duty.id, " 证01 ", date(2024, 3, 2), date(2027, 3, 2), "县中心")
    office.act(ACT, correct_certificate, made, form, 1, TODAY)
    with pytest.raises(ConflictError):
        office.act(ACT, correct_certificate, made, form, 1, TODAY)
    with pytest.raises(InvalidError):
        office.act(ACT, revoke_certificate, made, date(2024, 1, 1), " ")
    office.act(ACT, revoke_certificate, made, date(2025, 5, 5), "违反工作纪律")
    assert of(office.read(list_certificates, date(2025, 5, 4)), "张三").state is CertificateState.VALID
    assert of(office.read(list_certificates, date(2025, 5, 5)), "张三").state is CertificateState.REVOKED
    office.act(ACT, delete_certificate, made)
    assert of(office.read(list_certificates, TODAY), "张三").state is CertificateState.MISSING
    lines = [line for entry in office.read(worker_history, zhang) for line in entry.lines]
    assert {str(line.field) for line in lines} >= {"Revoked on", "Why it was revoked", "Kind of certificate"}


def test_rules_change_from_a_day_and_kinds_are_checked(office: OpenOffice, duty: CertificateType) -> None:
    posts = frozenset({EmploymentKind.FULL_TIME}), frozenset(AppointmentRole)
    form = CertificateRuleForm(DUTY, date(2026, 1, 1), "县中心", 24, 30, *posts, "阳网发〔2025〕9号")
    office.act(ACT, change_certificate_type, duty.id, form, duty.version)
    changed = office.read(find_certificate_type, DUTY)
    assert [rule.validity_months for rule in changed.rules] == [36, 24]
    assert changed.rule_on(date(2025, 12, 31)).validity_months == 36
    for wrong, field in (
        (CertificateRuleForm("", date(2026, 1, 1), "", 12, 30), "name"),
        (CertificateRuleForm("甲", date(2026, 1, 1), "", 0, 30), "validity_months"),
        (CertificateRuleForm("甲", date(2026, 1, 1), "", 12, 999), "lead_days"),
        (CertificateRuleForm("甲", date(2026, 1, 1), "", 12, 30, frozenset({EmploymentKind.FULL_TIME})), "roles"),
        (CertificateRuleForm(DUTY, date(2026, 1, 1), "", 12, 30), "name"),
    ):
        with pytest.raises(InvalidError) as refused:
            office.act(ACT, define_certificate_type, wrong)
        assert field in refused.value.fields


def test_lapses_name_the_grid_that_will_have_nobody(office: OpenOffice, people: People, duty: CertificateType) -> None:
    issue(office, people.workers["张三"], duty, "证1", date(2024, 3, 1), date(2027, 3, 1))
    issue(office, people.workers["李四"], duty, "证2", date(2024, 1, 11), date(2027, 1, 11))
    found = office.read(list_certificate_lapses, TODAY, date(2027, 12, 31))
    assert [(lapse.name, lapse.day, len(lapse.grids), len(lapse.bare)) for lapse in found] == [
        ("李四", date(2027, 1, 12), 2, 1),
        ("张三", date(2027, 3, 2), 1, 1),
    ]
    assert office.read(list_certificate_lapses, TODAY, date(2027, 1, 11)) == ()


def test_cards_go_from_batch_to_hand_and_back(office: OpenOffice, people: People) -> None:
    zhang, li = people.workers["张三"], people.workers["李四"]
    assert {row.name for row in office.read(workers_without_card, TODAY)} == {"张三", "李四"}
    assert office.act(ACT, make_cards, [zhang, li], date(2026, 9, 1)) == "2026-01"
    with pytest.raises(InvalidError, match="2026-01-001"):
        office.act(ACT, make_cards, [zhang], TODAY)
    first, second = office.read(list_cards, TODAY)
    assert (first.card.number, first.state, first.name) == ("2026-01-001", CardState.PREPARED, "张三")
    office.act(ACT, record_card_print, [first.card.id, second.card.id], date(2026, 9, 2))
    office.act(ACT, hand_out_cards, [first.card.id, second.card.id], date(2026, 9, 3))
    with pytest.raises(InvalidError):
        office.act(ACT, end_cards, [first.card.id], CardReturn(date(2026, 9, 2), CardEnd.RETURNED))
    before = business_state(office)
    assert office.act(ACT, replace_card, first.card.id, date(2026, 10, 1), CardEnd.LOST, "集市上遗失") == "2026-02-001"
    states = {line.card.number: line.state for line in office.read(list_cards, TODAY)}
    assert states == {
        "2026-02-001": CardState.PREPARED,
        "2026-01-001": CardState.LOST,
        "2026-01-002": CardState.IN_HAND,
    }
    assert office.read(list_cards, date(2026, 9, 30))[0].state is CardState.IN_HAND
    office.undo()
    assert business_state(office) == before


def test_a_card_that_says_what_is_true_no_more_is_named(office: OpenOffice, people: People) -> None:
    li = people.workers["李四"]
    office.act(ACT, make_cards, [li], date(2026, 9, 1))
    (line,) = office.read(list_cards, TODAY)
    office.act(ACT, record_card_print, [line.card.id], TODAY)
    assert office.read(list_cards, TODAY)[0].differences == ()

    def move(session: Session) -> None:
        from gridadmin.services.employment import end_appointment
        from gridadmin.services.workers import get_worker

        post = get_worker(session, li, TODAY).appointments[0]
        end_appointment(session, post.id, TODAY - timedelta(days=1))

    office.act(ACT, move)
    assert "grid" in office.read(list_cards, TODAY)[0].differences


def test_papers_seen_and_a_merge_keep_everything_of_both(
    office: OpenOffice, people: People, duty: CertificateType
) -> None:
    twin = office.act(ACT, lambda session: add_worker(session, person("张三", id_number=None, mobile=None), None))
    issue(office, twin, duty, "证7", date(2025, 1, 1), date(2028, 1, 1))
    form = EvidenceForm(Condition.EDUCATION, "毕业证书复印件", "杜主任", date(2025, 1, 2))
    office.act(ACT, record_evidence, twin, form, TODAY)
    with pytest.raises(InvalidError):
        office.act(ACT, record_evidence, twin, EvidenceForm(Condition.HEALTH, "", "", TODAY), TODAY)
    office.act(ACT, make_cards, [twin], TODAY)
    office.act(ACT, merge_workers, people.workers["张三"], twin)
    found = office.read(worker_qualifications, people.workers["张三"], TODAY)
    assert [row.number for row in found.certificates] == ["证7"]
    assert [row.paper for row in found.evidence] == ["毕业证书复印件"]
    assert len(found.cards) == 1


def test_numbers_count_on_in_their_last_digits() -> None:
    assert counted_on("阳网证〔2026〕099号", 2) == "阳网证〔2026〕101号"
    assert counted_on("无号", 3) == "无号"
    assert counted_on("A007", 0) == "A007"


def test_three_weeks_without_the_program_change_nothing_on_opening(
    office: OpenOffice, people: People, duty: CertificateType
) -> None:
    """What is shown on a day is the same whether one looked every day before or never, and looking writes nothing."""
    issue(office, people.workers["张三"], duty, "证1", date(2023, 11, 20), date(2026, 11, 20))
    office.act(ACT, make_cards, [people.workers["张三"]], TODAY)
    later = TODAY + timedelta(days=21)
    never_looked = (office.read(list_certificates, later), office.read(list_cards, later), business_state(office))
    for days in range(22):
        office.read(list_certificates, TODAY + timedelta(days=days))
        office.read(list_certificate_lapses, TODAY + timedelta(days=days), later)
    assert (
        office.read(list_certificates, later),
        office.read(list_cards, later),
        business_state(office),
    ) == never_looked
    assert of(never_looked[0], "张三").state is CertificateState.EXPIRED
    assert of(office.read(list_certificates, TODAY), "张三").state is CertificateState.DUE
