"""What certificates are worth on a day: renewals, gaps, 29 February, and lapses, against day-by-day recounts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.compliance import check_office
from gridadmin.domain.compliance_duties import Result
from gridadmin.domain.compliance_queues import queues
from gridadmin.domain.parameters import Certainty
from gridadmin.domain.qualifications import (
    GOOD,
    CertificateRow,
    CertificateRule,
    CertificateState,
    CertificateType,
    covered_until,
    expiry_of,
    holding,
    months_after,
)
from gridadmin.domain.qualifications_cards import (
    CardEnd,
    CardState,
    WorkCard,
    card_in_hand,
    card_numbers,
    next_batch,
)
from gridadmin.domain.qualifications_lapses import certificate_lapses
from gridadmin.domain.qualifications_list import certificate_lines, doubled_numbers, expiries_by_month
from gridadmin.domain.workers import AppointmentRole, AppointmentRow, EmploymentKind, WorkerRow
from tests import offices

DAY = timedelta(days=1)
FIRST = date(2024, 2, 20)
NEAR = st.integers(0, 45).map(lambda days: FIRST + timedelta(days=days))  # around 29 February of a leap year
LEAD = 10


def rule(**changes: object) -> CertificateRule:
    plain = CertificateRule(
        id=offices.id_of("rule"),
        valid_from=date(2021, 1, 1),
        issuer="阳谷县网格化服务管理中心",
        validity_months=36,
        lead_days=LEAD,
        kinds=frozenset(EmploymentKind),
        roles=frozenset(AppointmentRole),
        source="",
        certainty=Certainty.ASSUMED,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


KIND = CertificateType(offices.id_of("上岗证"), "网格员上岗证", (rule(),))


def row(issued: date, expires: date | None, revoked: date | None = None, **changes: object) -> CertificateRow:
    plain = CertificateRow(
        id=offices.id_of(f"{issued} {expires} {revoked}"),
        worker_id=offices.id_of("张三"),
        type_id=KIND.id,
        number="371525001",
        issued_on=issued,
        expires_on=expires,
        issuer="",
        revoked_on=revoked,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@st.composite
def rows(draw: st.DrawFn) -> list[CertificateRow]:
    """Certificates near each other: touching, overlapping, with gaps, some revoked, some for ever."""
    made = []
    for number in range(draw(st.integers(0, 4))):
        issued = draw(NEAR)
        later = [draw(st.none() | st.integers(0, 20)) for _each in ("expires", "revoked")]
        expires, revoked = (None if days is None else issued + timedelta(days=days) for days in later)
        made.append(row(issued, expires, revoked, id=UUID(int=number)))
    return made


def is_covered(certificates: list[CertificateRow], day: date) -> bool:
    """Whether any certificate holds on a day, from the words of its fields alone."""
    return any(
        c.issued_on <= day and (c.expires_on is None or day <= c.expires_on)
        and not (c.revoked_on is not None and c.revoked_on <= day)
        for c in certificates
    )  # fmt: skip


@given(rows(), NEAR)
def test_a_state_is_good_exactly_when_some_certificate_holds(certificates: list[CertificateRow], day: date) -> None:
    found = holding(certificates, day, LEAD)
    assert (found.state in GOOD) is is_covered(certificates, day)
    assert (found.state is CertificateState.MISSING) is (not [c for c in certificates if c.issued_on <= day])
    if found.state is CertificateState.DUE:
        assert found.certificate is not None
        assert found.certificate.expires_on is not None
        assert not is_covered([c for c in certificates if c.issued_on <= day], day + timedelta(days=LEAD + 1))


@given(rows(), NEAR)
def test_cover_goes_on_through_renewals_that_touch_or_overlap(certificates: list[CertificateRow], day: date) -> None:
    expected, reached = None, day
    while is_covered(certificates, reached) and reached < FIRST + timedelta(days=200):
        expected, reached = reached, reached + DAY
    found = covered_until(certificates, day)
    if found is not None and found >= FIRST + timedelta(days=200):
        assert expected == FIRST + timedelta(days=199)  # one of them never expires
    else:
        assert found == expected


@given(rows(), NEAR, st.randoms())
def test_the_order_in_which_certificates_were_entered_means_nothing(
    certificates: list[CertificateRow], day: date, chance: object
) -> None:
    shuffled = list(certificates)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert holding(shuffled, day, LEAD) == holding(certificates, day, LEAD)
    assert covered_until(shuffled, day) == covered_until(certificates, day)


@given(rows(), NEAR)
def test_what_was_entered_later_changes_nothing_of_an_earlier_day(
    certificates: list[CertificateRow], day: date
) -> None:
    later = row(day + DAY, None, id=UUID(int=99))
    assert holding([*certificates, later], day, LEAD) == holding(certificates, day, LEAD)


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(1, 120))
def test_months_end_on_the_corresponding_day_or_the_months_last(day: date, months: int) -> None:
    found = months_after(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found + DAY).day == 1)


def test_29_february() -> None:
    leap = date(2024, 2, 29)
    assert expiry_of(leap, 12) == date(2025, 2, 28)
    assert expiry_of(leap, 48) == date(2028, 2, 29)
    assert expiry_of(date(2023, 2, 28), 12) == date(2024, 2, 28)
    assert expiry_of(date(2023, 8, 31), 6) == leap
    assert expiry_of(leap, None) is None
    held = row(date(2021, 3, 1), leap)
    states = {day: holding([held], day, LEAD).state for day in (date(2024, 2, 18), leap - DAY, leap, leap + DAY)}
    assert [state.value for state in states.values()] == ["valid", "due", "due", "expired"]


def test_a_renewal_before_the_end_settles_the_old_one() -> None:
    old, new = row(date(2021, 3, 1), date(2024, 3, 1)), row(date(2024, 2, 20), date(2027, 2, 20))
    assert holding([old], date(2024, 2, 25), LEAD).state is CertificateState.DUE
    assert holding([old, new], date(2024, 2, 25), LEAD).certificate == new
    assert holding([old, new], date(2024, 2, 19), 20).state is CertificateState.DUE, "on that day it was not there"
    assert holding([new, old], date(2027, 2, 21), LEAD).certificate == new


def test_a_revoked_one_counts_from_its_day_on() -> None:
    held = row(date(2024, 1, 1), date(2027, 1, 1), revoked=date(2025, 5, 5))
    assert holding([held], date(2025, 5, 4), LEAD).state is CertificateState.VALID
    assert holding([held], date(2025, 5, 5), LEAD).state is CertificateState.REVOKED
    assert holding([held], date(2030, 1, 1), LEAD).state is CertificateState.REVOKED


def test_rules_hold_from_their_day() -> None:
    later = rule(valid_from=date(2025, 1, 1), lead_days=90, kinds=frozenset({EmploymentKind.FULL_TIME}))
    kind = replace(KIND, rules=(rule(), later), ended_on=date(2026, 1, 1))
    assert [kind.rule_on(day).lead_days for day in (date(2020, 1, 1), date(2024, 12, 31), date(2025, 1, 1))] == [
        LEAD, LEAD, 90,
    ]  # fmt: skip
    assert kind.is_used_on(date(2025, 12, 31))
    assert not kind.is_used_on(date(2026, 1, 1))
    assert not later.is_needed(EmploymentKind.PART_TIME, {AppointmentRole.WORKER})
    assert not later.is_needed(EmploymentKind.FULL_TIME, ())


GRIDS = [offices.grid(offices.community("红旗村"), number) for number in (1, 2)]


def serving(name: str, *places: int, ended_on: date | None = None, kind: EmploymentKind = offices.FULL) -> WorkerRow:
    posts = tuple(
        AppointmentRow(
            offices.id_of(f"{name} {place}"), GRIDS[place].id, GRIDS[place].code, GRIDS[place].name,
            AppointmentRole.WORKER, date(2024, 1, 1), ended_on, None,
        )
        for place in places
    )  # fmt: skip
    return offices.worker(name, kind, grids=posts)


TODAY = FIRST


@st.composite
def staffed(draw: st.DrawFn) -> tuple[list[WorkerRow], dict[UUID, list[CertificateRow]]]:
    people = [
        serving(
            name,
            *draw(st.sets(st.integers(0, 1))),
            ended_on=draw(st.none() | NEAR),
            kind=draw(st.sampled_from(EmploymentKind)),
        )
        for name in ("张三", "李四", "王五")
    ]
    return people, {person.id: [replace(r, worker_id=person.id) for r in draw(rows())] for person in people}


@given(staffed(), st.integers(0, 60))
def test_lapses_are_the_first_bare_days_and_name_the_grids_left_bare(
    office: tuple[list[WorkerRow], dict[UUID, list[CertificateRow]]], days: int
) -> None:
    people, certificates = office
    until = TODAY + timedelta(days=days)
    found = {lapse.worker_id: lapse for lapse in certificate_lapses(people, [KIND], certificates, TODAY, until)}

    def serves(person: WorkerRow, day: date) -> set[UUID]:
        return {post.grid_id for post in person.grids if post.ended_on is None or day <= post.ended_on}

    def certified(person: WorkerRow, day: date) -> bool:
        """Without a gap since today: who lapses and is renewed later is a case of its own."""
        steps = range((day - TODAY).days + 1)
        return all(is_covered(certificates[person.id], TODAY + timedelta(days=step)) for step in steps)

    for person in people:
        first = next(
            (TODAY + n * DAY for n in range(1, days + 1) if not is_covered(certificates[person.id], TODAY + n * DAY)),
            None,
        )
        begins_bare = not is_covered(certificates[person.id], TODAY)
        if begins_bare or first is None or not serves(person, first):
            assert person.id not in found
            continue
        lapse = found[person.id]
        assert lapse.day == first
        bare = {
            grid.name for grid in GRIDS
            if grid.id in serves(person, first)
            and not any(grid.id in serves(other, first) and certified(other, first) for other in people)
        }  # fmt: skip
        assert set(lapse.bare) == bare
        assert len(lapse.breaks) == len(lapse.grids)


def test_the_sentence_of_a_lapse_is_what_becomes_unlawful() -> None:
    person = serving("张三", 0)
    held = {person.id: [row(date(2023, 9, 12), date(2026, 9, 11), worker_id=person.id)]}
    (lapse,) = certificate_lapses([person], [KIND], held, date(2026, 8, 1), date(2026, 12, 31))
    assert lapse.day == date(2026, 9, 12)
    assert [str(each) for each in lapse.breaks] == [f"{GRIDS[0].name} will have nobody with a certificate"]
    helped = serving("李四", 0)
    held[helped.id] = [row(date(2024, 1, 1), None, worker_id=helped.id)]
    (lapse,) = certificate_lapses([person, helped], [KIND], held, date(2026, 8, 1), date(2026, 12, 31))
    assert [str(each) for each in lapse.breaks] == [f"张三 may no longer serve on {GRIDS[0].name}"]


def test_article_14_finds_who_serves_without_a_certificate_and_queues_count_them() -> None:
    people = tuple(serving(name, 0) for name in ("张三", "李四", "王五", "赵六"))
    idle = serving("孙七")
    held = {
        people[0].id: [row(date(2024, 1, 1), date(2027, 1, 1))],
        people[1].id: [row(date(2023, 11, 5), date(2026, 11, 5))],
        people[2].id: [row(date(2023, 1, 1), date(2026, 1, 1))],
    }
    snapshot = offices.office(workers=(*people, idle), grids=tuple(GRIDS), certificate_types=(KIND,), certificates=held)
    findings = [found for found in check_office(snapshot) if found.duty == "art14.certificate"]
    assert [found.case for found in findings] == ["certified", "expires_soon", "expired", "no_certificate", "no_post"]
    assert [found.result for found in findings].count(Result.NOT_MET) == 2
    counts = {queue.key: queue.count for queue in queues(findings, snapshot)}
    assert (counts["uncertified"], counts["expiring"]) == (2, 1)


def test_an_office_that_names_no_certificate_is_asked_to() -> None:
    snapshot = offices.office(workers=(serving("张三", 0),))
    (found,) = (each for each in check_office(snapshot) if each.duty == "art14.certificate")
    assert (found.result, found.case) == (Result.NEEDS_PERSON, "no_kind_set")


def test_three_weeks_without_the_program_change_nothing_of_what_is_shown() -> None:
    """No reminder is an event: what is shown depends on the day and on what is on file, never on when one looked."""
    people = [serving(name, 0) for name in ("张三", "李四")]
    held = {people[0].id: [row(FIRST - 400 * DAY, FIRST + 5 * DAY)], people[1].id: [row(FIRST, FIRST + 12 * DAY)]}
    looked_daily = [certificate_lines(people, [KIND], held, FIRST + n * DAY) for n in range(22)]
    looked_once = certificate_lines(people, [KIND], held, FIRST + 21 * DAY)
    assert looked_daily[-1] == looked_once
    assert [line.state.value for line in looked_once] == ["expired", "expired"]


def test_equal_numbers_of_two_persons_are_doubled_and_those_of_one_are_not() -> None:
    first, second = offices.id_of("张三"), offices.id_of("李四")
    held = {
        first: [row(date(2021, 1, 1), date(2024, 1, 1)), row(date(2024, 1, 1), date(2027, 1, 1))],
        second: [row(date(2025, 1, 1), None)],
    }
    assert doubled_numbers(held, date(2024, 6, 1)) == frozenset()
    assert doubled_numbers(held, date(2025, 1, 1)) == {(KIND.id, "371525001")}


def test_expiries_are_counted_by_month() -> None:
    person = serving("张三", 0)
    held = {person.id: [row(date(2024, 1, 31), date(2027, 1, 31), worker_id=person.id)]}
    counts = expiries_by_month(certificate_lines([person], [KIND], held, date(2026, 11, 1)), date(2026, 11, 1), 4)
    assert counts == {"2026-11": 0, "2026-12": 0, "2027-01": 1, "2027-02": 0}


@given(st.integers(0, 60), st.integers(1, 60), st.lists(st.integers(1, 99), max_size=9))
def test_card_numbers_are_never_given_twice(used: int, count: int, others: list[int]) -> None:
    batch = next_batch([f"2026-{other:02d}" for other in others] + ["2025-77", "x"], 2026)
    assert batch not in {f"2026-{other:02d}" for other in others}
    taken = card_numbers(batch, used)
    fresh = card_numbers(batch, count, [*taken, "2025-01-999", f"{batch}-x"])
    assert not set(taken) & set(fresh)
    assert len(set(fresh)) == count
    assert sorted(taken + fresh) == taken + fresh


def test_a_card_is_with_its_person_from_the_day_it_was_handed_out_to_the_day_it_came_back() -> None:
    card = WorkCard(
        UUID(int=1), UUID(int=2), "2026-01", "2026-01-001", date(2026, 1, 5),
        issued_on=date(2026, 1, 8), ended_on=date(2026, 6, 1), ended_by=CardEnd.LOST,
    )  # fmt: skip
    days = {date(2026, 1, 5): "prepared", date(2026, 1, 8): "in_hand", date(2026, 5, 31): "in_hand"}
    assert {day: card.state_on(day).value for day in days} == days
    assert card.state_on(date(2026, 6, 1)) is CardState.LOST
    assert card_in_hand([card], date(2026, 1, 7)) is None
    assert card_in_hand([card], date(2026, 1, 8)) == card
