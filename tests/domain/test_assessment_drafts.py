"""The lines of the scheme editor: what is typed becomes the scheme, and the scheme the same lines again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.assessment import Band, Method, PeriodKind
from gridadmin.domain.assessment_drafts import SchemeDraft, definition_of, draft_of
from gridadmin.domain.assessment_json import definition_from_json, definition_to_json, stored_definition
from gridadmin.domain.errors import InvalidError
from gridadmin.services.assessment_templates import SchemeTemplate, list_templates

D = Decimal
TEMPLATES = {each.id: each.definition for each in list_templates()}
numbers = st.decimals(0, 999, places=2)


@pytest.mark.parametrize("found", list_templates(), ids=lambda found: found.id)
def test_every_template_is_shown_and_read_back(found: SchemeTemplate) -> None:
    assert definition_of(draft_of(found.definition)) == found.definition


@given(st.sampled_from(sorted(TEMPLATES)), st.lists(st.tuples(numbers, numbers, st.booleans()), max_size=5))
def test_bands_of_any_numbers_are_shown_and_read_back(
    name: str, given_bands: list[tuple[Decimal, Decimal, bool]]
) -> None:
    bands = tuple(
        Band(f"等次{at}", least, most, None if poor else D(at), poor)
        for at, (least, most, poor) in enumerate(given_bands)
    )
    scheme = replace(TEMPLATES[name], bands=bands)
    assert definition_of(draft_of(scheme)) == scheme
    stored = definition_to_json(scheme)
    assert definition_from_json(stored) == stored_definition(stored) == scheme


def test_lines_are_typed_as_in_a_spreadsheet() -> None:
    """Sections go on where their name is empty; how an indicator is scored follows from what is there."""
    lines: tuple[dict[str, str], ...] = (
        {"section": "录入", "name": "基础信息录入率", "maximum": "30", "method": "Rate in per cent of the maximum"},
        {"section": "", "name": "动态信息采集率", "maximum": "30%", "method": "rate"},
        {
            "section": "满意率",
            "name": "",
            "maximum": "20",
            "assessors": "网格长 5；兼职网格员 5；村（社区）中心 10",
            "flags": "own shares",
        },
        {
            "section": "纪律",
            "name": "工作纪律",
            "maximum": "20",
            "clauses": "J1 无故缺席 -2；J2 迟报材料 −1 ≤5；H1 受表扬 +2",
        },
        {},
    )
    rounds = (
        {"name": "季度", "kind": "quarter", "numbers": ""},
        {"name": "年度", "kind": "year", "parts": "季度 100%"},
    )
    draft = SchemeDraft(
        TEMPLATES["A1"], rounds, lines, ({"name": "好", "least": "60"}, {"name": "差", "most": "59.99", "poor": "是"})
    )
    found = definition_of(draft)
    assert [section.name for section in found.sections] == ["录入", "满意率", "纪律"]
    assert [indicator.key for indicator in found.sections[0].indicators] == ["i1", "i2"]
    assert found.sections[0].indicators[1].method is Method.RATE
    shared = found.sections[1].indicators[0]
    assert (shared.name, shared.shares, [who.weight for who in shared.assessors]) == (
        "满意率",
        True,
        [D(5), D(5), D(10)],
    )
    clauses = found.sections[2].indicators[0].clauses
    assert [(each.code, each.points, each.most) for each in clauses] == [
        ("J1", D(-2), None),
        ("J2", D(-1), D(5)),
        ("H1", D(2), None),
    ]
    assert found.rounds[1].kind is PeriodKind.YEAR
    assert found.rounds[1].parts[0].round == found.rounds[0].key


def test_keys_stay_when_lines_change_their_names() -> None:
    """Scores are kept by key, so a corrected name must not lose them."""
    draft = draft_of(TEMPLATES["A3"])
    lines = tuple({**line, "name": f"{line['name']}（改）"} for line in draft.indicators)
    found = definition_of(replace(draft, indicators=lines))
    keys = [indicator.key for section in TEMPLATES["A3"].sections for indicator in section.indicators]
    assert [indicator.key for section in found.sections for indicator in section.indicators] == keys


@pytest.mark.parametrize(
    ("place", "line", "said"),
    [
        ("sections", {"section": "甲", "maximum": "很多"}, "“很多” is not a number."),
        (
            "sections",
            {"section": "甲", "clauses": "J1 缺席"},
            "“J1 缺席” needs a code, a text and points, like L1 漏录一条 -2.",
        ),
        ("sections", {"section": "甲", "assessors": "网格长"}, "“网格长” needs a name and a number, like 网格长 5."),
        ("bands", {"name": "好", "least": "x"}, "“x” is not a number."),
        ("rounds", {"name": "年", "kind": "每天"}, "“每天” is none of: Month、Quarter、Half-year、Year."),
        ("rounds", {"name": "年", "parts": "季度 100"}, "“季度” is no round of this scheme."),
    ],
)
def test_what_cannot_be_read_is_said_at_its_place(place: str, line: dict[str, str], said: str) -> None:
    draft = draft_of(TEMPLATES["A1"])
    changed = {
        "sections": replace(draft, indicators=(line,)),
        "bands": replace(draft, bands=(line,)),
        "rounds": replace(draft, rounds=(line,)),
    }
    with pytest.raises(InvalidError) as error:
        definition_of(changed[place])
    assert str(error.value.fields[place]) == said


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ({"format": 2}, "no scheme of assessment that this version can read"),
        ([], "no scheme of assessment that this version can read"),
        ({"format": 1, "name": "x"}, "cannot be read"),
        ({"format": 1, "name": 5, "rounds": [], "sections": [], "bands": []}, "cannot be read"),
        (
            {"format": 1, "name": "x", "rounds": [], "sections": [], "bands": [{"name": "a", "least": 5}]},
            "cannot be read",
        ),
        ({"format": 1, "name": "x", "rounds": [], "sections": [], "bands": [{"nom": "a"}]}, "nom is not known"),
    ],
)
def test_json_that_is_no_scheme_is_refused(stored: object, said: str) -> None:
    with pytest.raises(InvalidError, match=said):
        definition_from_json(stored)
