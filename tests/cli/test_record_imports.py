"""`import rewards|problems|contracts` without a window: the dry run is the import, one undo takes all of it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.cli.conftest import Run
from tests.cli.test_documents import EXAMPLES, known, shape

pytestmark = pytest.mark.slow
AT = ("--office", "practice", "--json")
NUMBERS = ("rows", "new", "updated", "unchanged", "rejected", "problems", "skipped")
SHEETS = {
    "rewards": (("姓名", "荣誉名称", "级别", "授予单位", "表彰时间"),
                ("季度网格之星", "镇级", "侨镇", "2026-10-20"), ("季度网格之星", "地球级", "侨镇", "2026-10-20")),
    "problems": (("姓名", "发现日期", "存在问题", "检查方式"),
                 ("2026-10-20", "日志缺记", "专项检查"), ("2026-10-20", "日志缺记", "望闻问切")),
    "contracts": (("姓名", "合同起始日期", "合同终止日期", "合同类型"),
                  ("2031-01-01", "2031-12-31", "劳务协议"), ("2031-01-01", "2031-12-31", "口头约定")),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHEETS)
def test_the_dry_run_is_the_import(run: Run, practice: Path, tmp_path: Path, kind: str) -> None:
    assert practice.exists()
    names = [row["name"] for row in run("list", "workers", "--status", "active", *AT).document]
    alone = [name for name in names if names.count(name) == 1][:2]
    head, good, bad = SHEETS[kind]
    book = Workbook()
    for line in (head, (alone[0], *good), (alone[1], *bad)):
        book.worksheets[0].append(list(line))
    path = tmp_path / f"{kind}.xlsx"
    book.save(path)
    words = ("import", kind, path, *AT)
    before = len(run("list", kind, *AT).document)
    preview = run(*words, "--dry-run").document
    known(shape(EXAMPLES["import rewards"]), shape(preview))
    assert (preview["rows"], preview["new"], preview["rejected"], preview["kind"]) == (2, 1, 1, kind)
    assert [problem["value"] for problem in preview["problems"]] == [bad[head.index(_wrong(kind)) - 1]]
    assert len(run("list", kind, *AT).document) == before
    done = run(*words).document
    assert {key: done[key] for key in NUMBERS} == {key: preview[key] for key in NUMBERS}
    assert len(run("list", kind, *AT).document) == before + 1
    assert run(*words).document["unchanged"] == 1
    assert run("undo", *AT).code == 0
    assert len(run("list", kind, *AT).document) == before


def _wrong(kind: str) -> str:
    return {"rewards": "级别", "problems": "检查方式", "contracts": "合同类型"}[kind]
