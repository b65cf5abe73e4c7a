"""Names keep every code point; only noise goes, and what looks wrong is said."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.text import (
    NameFault,
    VillageKind,
    clean_name,
    clean_text,
    joined_names,
    repair_gb18030,
    squeeze,
    village_name,
)

# Assigned ideographs of the basic block and of extensions A, B, F and G.
HAN = st.one_of(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FEF),
    st.characters(min_codepoint=0x3400, max_codepoint=0x4DB5),
    st.characters(min_codepoint=0x20000, max_codepoint=0x2A6D6),
    st.characters(min_codepoint=0x2CEB0, max_codepoint=0x2EBE0),
    st.characters(min_codepoint=0x30000, max_codepoint=0x3134A),
)
NAMES = st.text(HAN, min_size=2, max_size=4)


@given(NAMES)
def test_every_code_point_of_a_name_stays(name: str) -> None:
    assert clean_name(name).value == name
    assert clean_name(name).faults == ()


@given(st.text(HAN, min_size=2, max_size=3), st.sampled_from([" ", "\u3000", "  ", "\u200b", "\xa0", "\t"]))
def test_spaces_inside_a_name_are_noise(name: str, noise: str) -> None:
    assert clean_name(noise.join(name)).value == name
    assert clean_name(noise + name + noise).value == name


@given(NAMES, st.integers(0, 9), st.sampled_from(["{}{}", "{}({})", "{}（{}）", "{} {}"]))
def test_a_digit_behind_a_name_is_told(name: str, digit: int, form: str) -> None:
    read = clean_name(form.format(name, digit))
    if form != "{} {}":
        assert read.value == name
        assert read.has(NameFault.DIGIT_SUFFIX)


@given(NAMES, NAMES, st.sampled_from(["/", "、", "，", "；", "\\", "&", "|"]))
def test_two_people_in_a_cell_are_told(one: str, other: str, joiner: str) -> None:
    assert joined_names(one + joiner + other) == (one, other)
    assert clean_name(one + joiner + other).has(NameFault.JOINED)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("买买提.艾力", "买买提·艾力"),
        ("买买提 • 艾力", "买买提·艾力"),
        ("欧阳 娜娜", "欧阳娜娜"),
        ("Aierken  Maimaiti", "Aierken Maimaiti"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("李\ue81e", "李\u9fb4"),
        ("张\n三", "张三"),
    ],
)
def test_cleaned_names(text: str, value: str) -> None:
    assert clean_name(text).value == value


def test_look_alikes_are_flagged_not_changed() -> None:
    radical = clean_name("\u2f00明")
    assert (radical.value, radical.has(NameFault.LOOK_ALIKE)) == ("\u2f00明", True)
    assert clean_name("\uf9dc明").has(NameFault.LOOK_ALIKE)
    assert not clean_name("﨏明").faults  # one of the twelve compatibility code points that are characters of their own
    assert clean_name("王\ue000").has(NameFault.PRIVATE_USE)
    assert clean_name(" ").has(NameFault.EMPTY)


def test_gb18030_of_2022() -> None:
    codes = (
        "FE51 FE52 FE53 FE6C FE76 FE91 FE59 FE61 FE66 FE67 FE6D FE7E FE90 FEA0 "
        "A6D9 A6DA A6DB A6DC A6DD A6DE A6DF A6EC A6ED A6F3"
    )
    decoded = [repair_gb18030(bytes.fromhex(code).decode("gb18030")) for code in codes.split()]
    assert len(set(decoded)) == 24
    assert not any(0xE000 <= ord(char) <= 0xF8FF for char in decoded)


@pytest.mark.parametrize("ending", ["村", "村委会", "村民委员会", "村委", "村民委员", "村村委会"])
def test_one_village_under_six_names(ending: str) -> None:
    assert (village_name("堠堌新" + ending).stem, village_name("堠堌新" + ending).kind) == (
        "堠堌新",
        VillageKind.VILLAGE,
    )


@pytest.mark.parametrize("ending", ["社区", "社区居委会", "社区居民委员会", "居委会", "居民委员会"])
def test_one_community_under_five_names(ending: str) -> None:
    assert (village_name("四街" + ending).stem, village_name(" 四街" + ending).kind) == ("四街", VillageKind.COMMUNITY)


@given(st.text())
def test_cleaning_is_idempotent(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert not re.search(r"\s", squeeze(text))
    assert clean_name(clean_name(text).value).value == clean_name(text).value or clean_name(text).faults
    assert village_name(text).stem is not None
