"""Grid lists of the county with their dirt, and files that must be refused as a whole."""

from __future__ import annotations

from datetime import date

from tests.corpus.cases import BALI, TIGU, Case, Expected, grid_code
from tests.corpus.writers import raw, text, xls, xlsx

HEADER = ["序号", "网格编码", "网格名称", "网格类型", "所属村（社区）", "网格范围", "户数", "人口数", "城乡属性", "批准文号", "启用日期"]  # fmt: skip


def row(serial: int, **cells: object) -> list[object]:
    """Return a clean row with cells replaced by the letter of their column."""
    values: list[object] = [serial, grid_code(serial), f"第{serial}网格", "综合网格", "直隶村社区居民委员会", "东至东外环，西至冠宜春路", 320 + serial, 980 + serial, "城市社区", "冠网办〔2024〕3号", "2024-01-01"]  # fmt: skip
    for letter, value in cells.items():
        values[ord(letter) - 65] = value
    return values


def _clean() -> Case:
    rows = [["冠县崇文街道网格划分一览表"], HEADER, *(row(serial) for serial in range(1, 9)), ["合计", None, "8个", None, None, None, 2596, 7876]]  # fmt: skip
    return Case("grids_clean.xlsx", xlsx(rows, ["A1:K1"]), kind="grids", rows=8, header=(2,), skipped=(11,), mapping={"网格范围": "area", "城乡属性": "setting"}, values={3: {"code": grid_code(1), "households": "321", "setting": "urban", "valid_from": "2024-01-01", "kind": "comprehensive"}})  # fmt: skip


def _codes() -> Case:
    wide = grid_code(2).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    rows = [HEADER, row(1, B=float(grid_code(1))), row(2, B=wide), row(3, B="37152500203600"), row(4, B="3715250020360041"), row(5, B="3.71525E+14"), row(6, B=3.71525e14), row(7, B="370102011201016"), row(8, B="371523101201001"), row(9, B=None), row(1, C="第九网格"), row(10, B="崇文10")]  # fmt: skip
    problems = (
        Expected(4, "B", "A grid code has 15 digits"), Expected(5, "B", "A grid code has 15 digits"), Expected(6, "B", "{value}: Excel took the code"),
        Expected(7, "B", "{value}: Excel took the code"), Expected(8, "B", "{value} is a code of {other}"), Expected(10, "B", "The grid code is missing"),
        Expected(11, "", "Grid code {value} stands in row"), Expected(12, "B", "“{value}” is not a grid code"),
    )  # fmt: skip
    return Case("grid_codes.xlsx", xlsx(rows), kind="grids", rows=11, rejected=8, problems=problems, notes=(Expected(9, "B", "{code} ({old}) was replaced", "note"),), values={2: {"code": grid_code(1)}, 3: {"code": grid_code(2)}})  # fmt: skip


def _names() -> Case:
    rows = [HEADER, row(1, C="第八网格（基础）", D=None), row(2, C="第十六网格(专属),提固新村,崇文街道", D="专属", E=None), row(3, C="5060802 第二网格"), row(4, C="提固新村第四网格", E=None), row(5, C="提固新村第五网格", E="八里新村村委会"), row(6, C="第六网格（专属）", D="综合"), row(7, C="网格1")]  # fmt: skip
    problems = (Expected(6, "E", "The column says {community}"), Expected(7, "D", "The column says {kind}"))
    return Case("grid_names.xlsx", xlsx(rows), kind="grids", rows=7, rejected=2, problems=problems, values={2: {"name": "第八网格", "kind": "comprehensive"}, 3: {"name": "第十六网格", "kind": "dedicated", "community": "提固新村"}, 4: {"name": "第二网格"}, 5: {"name": "第四网格", "community": "提固新村"}, 8: {"name": "网格1"}})  # fmt: skip


def _counts() -> Case:
    header = ["网格编码", "网格名称", "网格类型", "专属网格类型", "户数", "人口数", "城乡属性", "启用日期"]
    rows = [header, [grid_code(1), "一中网格", "专属网格", "学校", "1,024户", "３５０人", "农村社区/行政村", "2024年1月"], [grid_code(2), "第二网格", "综合", "学校", 300, 900, "农村", 45292], [grid_code(3), "第三网格", "综合", None, "约300", 12.5, "半城半乡", "24.1"], [grid_code(4), "第四网格", "专属", "游乐场", 1, 2, "城区", date(2024, 1, 1)]]  # fmt: skip
    problems = (
        Expected(3, "D", "A comprehensive grid has no dedicated kind"), Expected(4, "E", "“{value}” is not a whole number"), Expected(4, "F", "“{value}” is not a whole number"),
        Expected(4, "G", "“{value}” is not known as"), Expected(5, "D", "“{value}” is not known as"),
    )  # fmt: skip
    return Case("grid_counts.xlsx", xlsx(rows), kind="grids", rows=4, rejected=3, problems=problems, values={2: {"dedicated_kind": "school", "households": "1024", "residents": "350", "setting": "rural", "valid_from": "2024-01-01"}})  # fmt: skip


def _xls() -> Case:
    rows = [["村名", "网格编码", "网格名称", "户数"], *([("提固新村村委会" if serial == 1 else None), grid_code(serial, TIGU), f"第{serial}网格", 300] for serial in range(1, 6))]  # fmt: skip
    return Case("grids_merged.xls", xls(rows, [(1, 5, 0, 0)]), kind="grids", rows=5, values={6: {"community": "提固新村村委会", "households": "300"}})  # fmt: skip


def _csv() -> Case:
    rows = [
        ["网格编码", "网格名称", "网格类型"],
        [grid_code(1, BALI), "第一网格", "基础"],
        ["3.71525E+14", "第二网格", "基础"],
    ]
    return Case("grids_gbk.csv", text(rows, "gbk"), kind="grids", rows=2, rejected=1, problems=(Expected(3, "A", "{value}: Excel took the code"),), values={2: {"kind": "comprehensive"}})  # fmt: skip


GRID_CASES = [
    _clean(), _codes(), _names(), _counts(), _xls(), _csv(),
    Case("web_page.xls", raw("<html><table><tr><td>姓名</td></tr></table></html>".encode()), error="{file} is a web page"),
    Case("foreign.xlsx", raw(b"%PDF-1.7 nothing of a workbook"), error="{file} is not a workbook"),
    Case("truncated.xlsx", raw(b"PK\x03\x04" + b"\x14" * 200), error="{file} is damaged"),
    Case("empty.xlsx", raw(b""), error="{file} is empty"),
    Case("no_table.xlsx", xlsx([["通知"], ["各村："], ["请于本周五前报送。"]]), error="{file}: no table of grid workers"),
]  # fmt: skip
