from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gridadmin.domain.search import MOST_HITS, SearchIndex, SearchRow, line_of, searchable

LETTERS = st.text(alphabet="abzs ", max_size=4)
NAMES = st.text(alphabet="张三李四赵𬎆·ab ", max_size=4)
ROWS = st.lists(st.tuples(NAMES, LETTERS, st.lists(st.text(alphabet="013 zs", max_size=5), max_size=2)), max_size=12)


def rows_of(drawn: list[tuple[str, str, list[str]]]) -> list[SearchRow]:
    return [SearchRow(f"k{n}", name, initials, tuple(words)) for n, (name, initials, words) in enumerate(drawn)]


def naive(rows: list[SearchRow], query: str, limit: int) -> list[str]:
    wanted = searchable(query)
    if not wanted:
        return []
    first: list[tuple[str, str]] = []
    if wanted.isascii() and wanted.isalpha():
        first = sorted((searchable(r.initials), r.key) for r in rows if searchable(r.initials))
    hits = [key for initials, key in first if initials.startswith(wanted)][:limit]
    hits += [row.key for row in rows if wanted in line_of(row) and row.key not in hits]
    return hits[:limit]


@given(ROWS, st.text(alphabet="abzs张三·013 ", max_size=3), st.integers(1, 4))
def test_index_answers_as_a_plain_scan_does(drawn: list[tuple[str, str, list[str]]], query: str, limit: int) -> None:
    rows = rows_of(drawn)
    assert SearchIndex(rows).find(query, limit) == naive(rows, query, limit)


@given(
    ROWS, st.lists(st.tuples(st.integers(0, 14), NAMES, LETTERS, st.booleans()), max_size=8), st.sampled_from("az张 1")
)
def test_splicing_equals_loading_anew(
    drawn: list[tuple[str, str, list[str]]], changes: list[tuple[int, str, str, bool]], query: str
) -> None:
    index = SearchIndex(rows_of(drawn))
    kept = {row.key: row for row in rows_of(drawn)}
    for number, name, initials, removed in changes:
        key = f"k{number}"
        if removed:
            index.remove(key)
            if key in kept:
                kept[key] = SearchRow(key, "")
        else:
            index.put(SearchRow(key, name, initials))
            kept[key] = SearchRow(key, name, initials)
    assert index.find(query) == SearchIndex(kept.values()).find(query)


def test_finds_by_name_initials_phone_and_id_fragment() -> None:
    index = SearchIndex(
        [
            SearchRow("a", "曾善美", "zsm", ("zengshanmei", "13900000001", "371502198501010005")),
            SearchRow("b", "张三", "zs", ("zhangsan", "13900000002")),
        ]
    )
    assert index.find("zs") == ["b", "a"]
    assert index.find("张") == ["b"]
    assert index.find("0002") == ["b"]
    assert index.find("19850101") == ["a"]
    assert index.find("zhangs") == ["b"]


def test_answers_are_capped() -> None:
    index = SearchIndex(SearchRow(str(n), "张三") for n in range(200))
    assert len(index.find("张")) == MOST_HITS
