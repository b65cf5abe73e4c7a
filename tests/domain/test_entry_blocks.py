from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.entry_blocks import Person, PlacedBlock, place_by_person, read_block, tile_block, write_block

PEOPLE = [
    Person("张三", "371502199001010018"),
    Person("李四", "371502199002020025"),
    Person("王五"),
    Person("王五", "371502199003030034"),
    Person("赵六"),
]
TITLES = {"出勤": "attendance", "学时": "hours", "成绩": "score"}


def place(text: str) -> PlacedBlock | None:
    return place_by_person(read_block(text), PEOPLE, TITLES)


def test_reads_what_excel_and_wps_copy() -> None:
    assert read_block("a\tb\r\nc\td\r\n") == [["a", "b"], ["c", "d"]]
    assert read_block('"两\n行"\t"说""好"""\nx') == [["两\n行", '说"好"'], ["x", ""]]
    assert read_block("85") == [["85"]]


@given(st.lists(st.lists(st.text(st.sampled_from('ab"\t\n,好 '), min_size=1), min_size=1), min_size=1))
def test_a_block_survives_the_clipboard(rows: list[list[str]]) -> None:
    width = max(map(len, rows))
    even = [row + ["x"] * (width - len(row)) for row in rows]
    assert read_block(write_block(even) + "\n") == even


def test_a_block_repeats_over_a_multiple_of_it_alone() -> None:
    assert tile_block([["1"]], 2, 2) == [["1", "1"], ["1", "1"]]
    assert tile_block([["1", "2"]], 2, 3) == [["1", "2"]]
    assert tile_block([["1"], ["2"]], 4, 1) == [["1"], ["2"], ["1"], ["2"]]


def test_a_block_without_persons_goes_by_place() -> None:
    assert place("85\t4\n90\t4") is None
    assert place("张三\n李四") is None  # names alone carry no value


def test_rows_are_found_by_name_whatever_their_order() -> None:
    placed = place("李四\t90\n张三\t85\n赵六\t60")
    assert placed is not None
    assert placed.rows == ((1, ("90",)), (0, ("85",)), (4, ("60",)))
    assert placed.columns == ("",)


def test_a_name_that_is_padded_to_the_width_of_others_is_the_same() -> None:
    found = place("姓名\t成绩\n张\u3000三\t80\n李 四\t90")
    assert found is not None
    assert (found.rows, found.left) == (((0, ("80",)), (1, ("90",))), ())


def test_the_number_decides_and_a_heading_names_the_columns() -> None:
    placed = place(
        "序号\t姓名\t身份证号\t成绩\t学时\n1\t王五\t371502199003030034\t70\t4\n2\t张三\t37150219900101001８\t88\t4"
    )
    assert placed is not None
    assert placed.columns == ("score", "hours")
    assert placed.rows == ((3, ("70", "4")), (0, ("88", "4")))


def test_who_is_not_meant_beyond_doubt_is_left_and_told() -> None:
    placed = place("王五\t70\n孙七\t71\n张三\t72\n张三\t73\n李四\t74")
    assert placed is not None
    assert [row for row, _texts in placed.rows] == [0, 1]
    assert [left.text for left in placed.left] == ["王五 70", "孙七 71", "张三 73"]


def test_a_number_of_another_name_is_left() -> None:
    placed = place("李四\t371502199001010018\t70\n张三\t371502199001010018\t71\n赵六\t371502199009090097\t60")
    assert placed is not None
    assert [row for row, _texts in placed.rows] == [0, 4]  # 赵六 has no number in the list: the name tells
    assert "张三" in str(placed.left[0].reason)


@given(st.permutations(range(4)), st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_order_never_moves_a_score_to_somebody_else(order: list[int], scores: list[int]) -> None:
    people = [Person(name) for name in ("甲一", "乙二", "丙三", "丁四")]
    block = [[people[place].name, str(scores[place])] for place in order]
    placed = place_by_person(block, people, {})
    assert placed is not None
    assert {row: texts[0] for row, texts in placed.rows} == {n: str(score) for n, score in enumerate(scores)}
