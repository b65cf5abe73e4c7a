"""The practice office's past, told act by act from November 2021 to October 2026."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from random import Random

from gridadmin.domain.grids import GridImport
from gridadmin.domain.parameters import Certainty, Parameter
from gridadmin.domain.workers import AttestationForm, Condition, EmploymentForm, ExitReason
from gridadmin.jobs.practice_acts import Acts
from gridadmin.jobs.practice_grids import (
    FIRST_DAY,
    REDRAWN,
    REDRAWN_ON,
    RURAL_COMMUNITY,
    SECOND_DECISION,
    DrawnGrid,
    draw_urban_area,
)
from gridadmin.jobs.practice_lives import ONE_DAY, ROSTERS_ON, Life
from gridadmin.jobs.practice_timeline import ENDS, LISTS, PAPERS, STARTS, Timeline

ORGANISATION, SUPERVISION_PHONE = "阳谷县侨润街道网格化服务管理中心", "0635-0120001"
EDUCATION = Parameter(
    key="art11.required_education",
    value="71",
    unit="GB/T 4658代码",
    valid_from=date(2023, 11, 1),
    source="侨办发〔2023〕21号（练习）",
    certainty=Certainty.LOCAL_RULE,
    note="练习办公室虚构的文件：网格员一般应具备初中以上文化程度。",
)
CHANGED_MOBILE = "1380635"
PHONE_CHANGES, LATEST_PHONE_CHANGES = 30, 9
PROFILE_CHANGES = 12
ATTESTED_ON = (date(2023, 12, 12), date(2025, 6, 16), date(2026, 7, 6))
ATTESTED = (Condition.CHARACTER, Condition.HEALTH, Condition.COMMUNICATION, Condition.ZEAL, Condition.OTHER_LAW)
ATTESTERS = ("网格办 杜主任", "网格办 陈科员")
FORGOTTEN, UNWELL = 7, 2  # how many serve without attestation although long in service; how many are not fit


def plan_office(timeline: Timeline, acts: Acts, grids: Sequence[DrawnGrid], chance: Random) -> None:
    """Plan what the county sends: its list, the yearly counts, the list of the year in which it drew anew."""
    timeline.at(FIRST_DAY, LISTS, lambda _day: acts.describe_office(ORGANISATION, SUPERVISION_PHONE))
    timeline.at(FIRST_DAY, LISTS, lambda _day: acts.make_rural(RURAL_COMMUNITY))
    first = [grid.row() for grid in grids if grid.since == FIRST_DAY]
    timeline.at(FIRST_DAY, LISTS, partial(acts.import_grids, first))
    timeline.at(date(2023, 11, 6), PAPERS, lambda _day: acts.set_parameter(EDUCATION))
    for year in range(2023, 2027):
        day = date(year, 1, 10)
        counted = [_counted(grid, chance) for grid in grids if grid.residents and _exists(grid, day)]
        timeline.at(day, LISTS, partial(acts.import_grids, counted))
    timeline.at(REDRAWN_ON, LISTS, partial(acts.import_grids, _redrawn(grids, chance)))


def _exists(grid: DrawnGrid, day: date) -> bool:
    return grid.since <= day and (grid.until is None or grid.until >= day)


def _counted(grid: DrawnGrid, chance: Random) -> GridImport:
    """A year's count: a village shrinks, the town hardly changes."""
    assert grid.residents is not None
    assert grid.households is not None
    share = chance.randrange(985, 1012) if grid.urban else chance.randrange(965, 1002)
    return GridImport(
        grid.code, households=grid.households + chance.randrange(-4, 5), residents=grid.residents * share // 1000
    )


def _redrawn(grids: Sequence[DrawnGrid], chance: Random) -> list[GridImport]:
    rows: list[GridImport] = []
    for grid in grids:
        if grid.community_code not in REDRAWN or grid.is_dedicated:
            continue
        if grid.since == REDRAWN_ON:
            rows.append(grid.row())
        elif grid.until is not None:
            rows.append(GridImport(grid.code, valid_to=grid.until))
        else:
            area = draw_urban_area(chance)
            rows.append(GridImport(grid.code, area=area, decision_document=SECOND_DECISION))
    return rows


def plan_lives(timeline: Timeline, acts: Acts, lives: Sequence[Life]) -> None:
    """Plan everybody's coming, moving and leaving."""
    rosters: dict[str, list[Life]] = defaultdict(list)
    for life in lives:
        if life.first_day <= ROSTERS_ON:
            rosters[life.village].append(life)
        else:
            timeline.at(life.first_day, STARTS, partial(acts.hire, life))
        _plan_spells(timeline, acts, life)
        _plan_moves(timeline, acts, life)
    for village in sorted(rosters):
        timeline.at(ROSTERS_ON, LISTS, partial(acts.import_roster, rosters[village]))


def _plan_spells(timeline: Timeline, acts: Acts, life: Life) -> None:
    for spell in life.spells:
        if spell.ended_on is not None and spell.exit_reason is not ExitReason.CHANGED_KIND:
            timeline.at(spell.ended_on, ENDS, _ending(acts, life, spell))
    for before, after in pairwise(life.spells):
        if before.exit_reason is ExitReason.CHANGED_KIND:
            timeline.at(after.started_on, STARTS, _changing(acts, life, before, after))
        else:
            timeline.at(after.started_on, STARTS, partial(acts.hire_again, life, after))


def _ending(acts: Acts, life: Life, spell: EmploymentForm) -> partial[None]:
    return partial(acts.end_service, life, spell)


def _changing(acts: Acts, life: Life, before: EmploymentForm, after: EmploymentForm) -> partial[None]:
    return partial(acts.change_kind, life, before, after)


def _plan_moves(timeline: Timeline, acts: Acts, life: Life) -> None:
    begun = {spell.started_on for spell in life.spells}
    ended = {spell.ended_on for spell in life.spells}
    days = {post.start for post in life.posts if post.start > ROSTERS_ON}
    days |= {post.end + ONE_DAY for post in life.posts if post.end and post.end not in ended}
    for day in sorted(days - begun):
        timeline.at(day, STARTS, partial(acts.move, life))


def plan_files(timeline: Timeline, acts: Acts, lives: Sequence[Life], chance: Random) -> None:
    """Plan new numbers, new members of the Party, degrees, and the attestations of Art 11."""
    serving = [life for life in lives if life.serving and len(life.spells) == 1]
    phoned = [life for life in serving if life.person.mobile and life.first_day < date(2026, 1, 1)]
    for at, life in enumerate(chance.sample(phoned, PHONE_CHANGES + LATEST_PHONE_CHANGES)):
        first = max(life.first_day, ROSTERS_ON) + timedelta(days=30)
        if at < LATEST_PHONE_CHANGES:
            first = date(2026, 9, 16)
        last = date(2026, 10, 30) if at < LATEST_PHONE_CHANGES else date(2026, 9, 10)
        day = first + timedelta(days=chance.randrange((last - first).days + 1))
        timeline.at(day, PAPERS, partial(acts.change_phone, life, f"{CHANGED_MOBILE}{at * 97 + 1103:04}"))
    _plan_profiles(timeline, acts, serving, chance)
    _plan_attestations(timeline, acts, lives, chance)


def _plan_profiles(timeline: Timeline, acts: Acts, serving: Sequence[Life], chance: Random) -> None:
    early = [life for life in serving if life.first_day < ROSTERS_ON and life.person.political_status == "13"]
    for life in chance.sample(early, PROFILE_CHANGES):
        day = date(2022, 7, 1) + timedelta(days=chance.randrange(1000))
        if life.person.education == "61":
            timeline.at(day, PAPERS, partial(acts.change_education, life, "31"))
        else:
            timeline.at(day, PAPERS, partial(acts.change_political_status, life, "02"))
            timeline.at(day + timedelta(days=366), PAPERS, partial(acts.change_political_status, life, "01"))


def _plan_attestations(timeline: Timeline, acts: Acts, lives: Sequence[Life], chance: Random) -> None:
    known = [life for life in lives if life.first_day <= ATTESTED_ON[-1] and life.serving]
    forgotten = {id(life) for life in chance.sample(known, FORGOTTEN)}
    attested: set[int] = set(forgotten)
    unwell = {id(life) for life in chance.sample([life for life in known if id(life) not in forgotten], UNWELL)}
    for day in ATTESTED_ON:
        groups: dict[str, list[Life]] = defaultdict(list)
        for life in lives:
            if id(life) not in attested and _serves(life, day):
                groups[life.village].append(life)
                attested.add(id(life))
        for at, village in enumerate(sorted(groups)):
            by = ATTESTERS[at % 2]
            forms = [(life, attestations(life, by, day, unwell=id(life) in unwell)) for life in groups[village]]
            timeline.at(day, PAPERS, _attesting(acts, forms))


def _attesting(acts: Acts, forms: list[tuple[Life, list[AttestationForm]]]) -> partial[None]:
    return partial(acts.attest, forms)


def _serves(life: Life, day: date) -> bool:
    return any(spell.started_on <= day <= (spell.ended_on or date.max) for spell in life.spells)


def attestations(life: Life, attester: str, day: date, *, unwell: bool) -> list[AttestationForm]:
    """Return the word of the office on somebody, one form for each condition that cannot be computed."""
    forms = [
        AttestationForm(condition, not (unwell and condition is Condition.HEALTH), attester, day)
        for condition in ATTESTED
    ]
    if life.person.education in ("81", "73"):
        remark = "熟悉村情，任职多年，能够胜任"
        forms.append(
            AttestationForm(Condition.EDUCATION, met=True, attested_by=attester, attested_on=day, remark=remark)
        )
    return forms
