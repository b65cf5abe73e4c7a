"""The eight schemes that ship: each is built by the editor's service, scored, and held against sums made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from gridadmin.domain.assessment_checks import check_scheme
from gridadmin.domain.assessment_json import definition_from_json, definition_to_json
from gridadmin.domain.assessment_rounding import plain_number
from gridadmin.domain.parameters import Certainty
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.assessment_schemes import get_scheme
from gridadmin.services.assessment_templates import list_templates
from tests.assessment_offices import (
    enter,
    hire,
    line_of,
    publish,
    sheet_of,
    template,
    with_period,
    with_scheme,
)
from tests.real_offices import real_office

D = Decimal


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with real_office(tmp_path) as opened:
        yield opened


# Template, round, cells, score, grade, and the derivation line by line, each computed by hand.
SHEETS = [
    (
        "A1",
        "quarter",
        {
            "base_rate": "98.5",
            "dynamic_rate": "96",
            "known_rate": "90",
            "satisfied_rate/leader": "4.5",
            "satisfied_rate/part_timer": "5",
            "satisfied_rate/centre": "9",
        },
        "94.85",
        "四星",
        ["30×98.5% = 29.55", "30×96% = 28.8", "20×90% = 18", "4.5 + 5 + 9 = 18.5"],
    ),
    (
        "A2",
        "year_end",
        {"work/office": "55.5", "work/community": "28", "work/served": "9", "bonus": "XX1*2 XX2 LD"},
        "99",
        "优秀",
        ["55.5 + 28 + 9 = 92.5", "1×2〔XX1〕 + 2〔XX2〕 + 2〔LD〕 = 6"],
    ),
    (
        "A3",
        "quarter",
        {
            "entry": "L1 L2*2",
            "closed": "99.87",
            "visits": "100",
            "discipline": "J1",
            "satisfied/villagers": "18",
            "satisfied/committee": "20",
            "satisfied/station": "16",
        },
        "92.16",
        "四星",
        [
            "5 − 2〔L1〕 − 1×2〔L2〕 = 1",
            "30×99.87% = 29.96",
            "30×100% = 30",
            "15 − 2〔J1〕 = 13",
            "(18×50 + 20×30 + 16×20)÷100 = 18.2",
        ],
    ),
    (
        "A4",
        "month",
        {"mutual": "H1*3", "wechat": "W2 W3", "people": "R1 R3*2", "events": "D1", "files": "9"},
        "99",
        "优秀",
        [
            "20 − 2×3〔H1〕 = 14",
            "20 − 2〔W2〕 − 2〔W3〕 = 16",
            "30 − 5〔R1〕 + 10×2〔R3〕 = 45",
            "20 − 5〔D1〕 = 15",
            "9",
        ],
    ),
    (
        "A5",
        "quarter",
        {
            "discipline/first": "5",
            "discipline/second": "4",
            "discipline/third": "4.5",
            "peers/first": "4",
            "peers/second": "5",
            "peers/third": "5",
            "volunteers/first": "6",
            "volunteers/second": "5",
            "volunteers/third": "5",
            "reports": "6",
            "bulletins": "2",
        },
        "22.5",
        "好",
        ["(5 + 4 + 4.5)÷3 = 4.5", "(4 + 5 + 5)÷3 = 4.67", "(6 + 5 + 5)÷3 = 5.33", "6", "2"],
    ),
    (
        "A6",
        "month",
        {"disputes": "3", "matters": "31", "diary": "8", "visits": "18"},
        "82.5",
        "合格",
        ["3×5 = 15", "31×1 = 31 → 25", "8×2.5 = 20", "18×1.25 = 22.5"],
    ),
    (
        "A7",
        "month",
        {
            "events": "17",
            "housing": "95",
            "population": "88.5",
            "firms": "100",
            "units": "92",
            "places": "70",
            "facilities": "81.25",
        },
        "86.68",
        "良好",
        [
            "17×2 = 34",
            "10×95% = 9.5",
            "10×88.5% = 8.85",
            "10×100% = 10",
            "10×92% = 9.2",
            "10×70% = 7",
            "10×81.25% = 8.13",
        ],
    ),
    (
        "A8",
        "quarter",
        {"check": "18", "visit": "17.5", "ask": "16", "look": "19", "listen": "15"},
        "85.5",
        "良好",
        ["18", "17.5", "16", "19", "15"],
    ),
]
NUMBERS = {"year_end": (2025, 1), "quarter": (2026, 3), "month": (2026, 9)}


@pytest.mark.parametrize("case", SHEETS, ids=[case[0] for case in SHEETS])
def test_each_template_is_built_and_scored(
    office: OpenOffice, case: tuple[str, str, dict[str, str], str, str, list[str]]
) -> None:
    name, round_key, cells, score, grade, lines = case
    scheme = with_scheme(office, template(name))
    people = [hire(office, f"某人{serial}") for serial in "甲乙丙丁戊己庚辛壬癸"]  # ten, so that a quota has places
    period = with_period(office, scheme, round_key, *NUMBERS[round_key])
    enter(office, period, {people[0]: cells})
    line = line_of(office, period, people[0])
    assert line.sheet is not None
    assert [each.formula for section in line.sheet.sections for each in section.indicators] == lines
    assert line.score == D(score)
    assert line.graded is not None
    assert line.graded.band is not None
    assert line.graded.band.name == grade
    assert sheet_of(office, period).definition == get_version_of(office, scheme), (
        "the definition came back as it was kept"
    )


def get_version_of(office: OpenOffice, scheme: object) -> object:
    return office.read(get_scheme, scheme).versions[0].definition  # type: ignore[arg-type]


def test_a2_is_exactly_its_paper(office: OpenOffice) -> None:
    """Half-year 40 %, year-end 60 %; whole points; 60 to 69 are in no grade, and that is said."""
    scheme = with_scheme(office, template("A2"))
    first, second = hire(office, "甲"), hire(office, "乙")
    half = with_period(office, scheme, "half_year", 2025)
    end = with_period(office, scheme, "year_end", 2025)
    year = with_period(office, scheme, "year", 2025)
    enter(
        office,
        half,
        {
            first: {"work/office": "52", "work/community": "26", "work/served": "8"},  # 86
            second: {"work/office": "38", "work/community": "20", "work/served": "6", "bonus": "BZ1"},  # 65
        },
    )
    enter(
        office,
        end,
        {
            first: {
                "work/office": "58",
                "work/community": "29",
                "work/served": "9.5",
                "bonus": "XX2 LD",
            },  # 100.5 → 101
            second: {"work/office": "40", "work/community": "21", "work/served": "7.4"},  # 68.4 → 68
        },
    )
    assert [line.score for line in sheet_of(office, half).ranked] == [D(86), D(65)]
    publish(office, half, date(2026, 1, 6))
    publish(office, end, date(2026, 1, 6))
    whole = sheet_of(office, year, date(2026, 1, 6))
    assert [(line.name, line.score, line.graded.grade if line.graded else "") for line in whole.ranked] == [
        ("甲", D(95), "优秀"),  # 86×40% + 101×60% = 95
        ("乙", D(67), None),  # 65×40% + 68×60% = 66.8 → 67: the hole of the paper
    ]
    composites = [line.composite.formula for line in whole.ranked if line.composite]
    assert composites == ["86×40% + 101×60% = 95", "65×40% + 68×60% = 67"]
    assert whole.period.ungraded == 1
    problems = check_scheme(template("A2"))
    assert [(str(problem.reason), problem.refused) for problem in problems] == [
        ("Scores from 60 to 69 are in no grade.", False)
    ]


@pytest.mark.parametrize("found", list_templates(), ids=lambda found: found.id)
def test_each_template_names_its_source_and_what_was_invented(found) -> None:  # type: ignore[no-untyped-def]
    origin = found.definition.origin
    assert origin.source
    assert origin.invented
    assert origin.certainty is Certainty.ASSUMED
    assert definition_from_json(definition_to_json(found.definition)) == found.definition
    assert not [problem for problem in check_scheme(found.definition) if problem.refused]


def test_full_points_are_those_of_the_papers() -> None:
    points = {
        each.id: plain_number(each.definition.full_points(each.definition.rounds[0].key)) for each in list_templates()
    }
    assert points == {
        "A1": "100",
        "A2": "100",
        "A3": "100",
        "A4": "100",
        "A5": "16",
        "A6": "100",
        "A7": "100",
        "A8": "100",
    }
