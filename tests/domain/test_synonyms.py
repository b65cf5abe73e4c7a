"""Words for codes: every official name and every usual short form is known; the rest is refused with a list."""

from __future__ import annotations

import pytest

from gridadmin.domain import synonyms as words
from gridadmin.domain.codes import EDUCATIONS, ETHNICITIES, POLITICAL_STATUSES
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.grids import DedicatedKind, GridKind, GridSetting
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.workers import AppointmentRole, EmploymentKind, ExitReason, Sex, WorkerSource


@pytest.mark.parametrize(
    ("vocabulary", "codes"),
    [(words.ETHNICITY, ETHNICITIES), (words.EDUCATION, EDUCATIONS), (words.POLITICAL_STATUS, POLITICAL_STATUSES)],
)
def test_official_names_and_codes_come_back(vocabulary: words.Vocabulary[str], codes: dict[str, str]) -> None:
    assert {code: vocabulary.read(name) for code, name in codes.items()} == {code: code for code in codes}
    assert all(vocabulary.read(code) == vocabulary.read(float(code)) == code for code in codes)


@pytest.mark.parametrize(
    ("vocabulary", "enum"),
    [
        (words.SEXES, Sex),
        (words.EMPLOYMENT_KIND, EmploymentKind),
        (words.SOURCE, WorkerSource),
        (words.ROLE, AppointmentRole),
        (words.EXIT_REASON, ExitReason),
        (words.GRID_KIND, GridKind),
        (words.DEDICATED_KIND, DedicatedKind),
        (words.SETTING, GridSetting),
    ],
)
def test_every_member_can_be_written(vocabulary: words.Vocabulary[LabelledEnum], enum: type[LabelledEnum]) -> None:
    assert all(vocabulary.read(member.value) is member and vocabulary.read(member.msgid) is member for member in enum)
    accepted = [
        word for word in vocabulary.accepted.replace("/", "、").split("、") if "转" not in word and word != "兼职"
    ]
    assert all(vocabulary.find(word) is not None for word in accepted)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("大专", "31"),
        ("本科", "21"),
        ("高中", "61"),
        ("中专", "41"),
        ("初中", "71"),
        ("初中及以上", "71"),
        ("高中\\中专", "60"),
        (" 大 专 ", "31"),
    ],
)
def test_education(text: str, code: str) -> None:
    assert words.read_education(text)[0] == code


def test_a_reading_that_loses_something_has_a_note() -> None:
    assert words.read_education("大专")[1] is None
    assert words.read_education("初中以上")[1] is not None
    assert words.read_education("高中/中专")[1] is not None


def test_an_unknown_word_is_refused_with_what_is_accepted() -> None:
    with pytest.raises(InvalidError, match=r"“少先队员” is not known as political status\. Accepted: 中共党员"):
        words.POLITICAL_STATUS.read("少先队员")


def test_ticks() -> None:
    assert [words.read_tick(text) for text in ("是", "√", "1", True, 1.0, "否", "×", "0", False)] == [True] * 5 + [
        False
    ] * 4
    with pytest.raises(InvalidError):
        words.read_tick("也许")
