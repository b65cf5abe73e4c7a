"""A village's roster as villages send it, for training and for the headless main job: real dirt, invented people."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from gridadmin.domain.codes import ETHNICITIES
from gridadmin.domain.id_numbers import check_char
from gridadmin.domain.workers import EmploymentKind, WorkerRow, WorkerStatus
from gridadmin.jobs.files import write_file
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.workers import list_workers

VILLAGE = "大迷魂阵村"
HEADINGS = (
    "序号", "村（社区）", "姓 名", "身份证号码", "性别", "出生年月", "民族", "政治面貌", "文化程度", "联系电话",
    "网格员类别", "", "所属网格", "任职时间", "备注",
)  # fmt: skip
KINDS_AT = 11  # the column, from 1, over which 网格员类别 is merged, with 专职 and 兼职 below
SCHOOL, PHONE, GRID = 7, 8, 11  # where they stand in a row, from 0, the running number not counted
WIDTHS = (5, 12, 10, 21, 6, 11, 8, 9, 9, 14, 6, 6, 18, 12, 16)
PARTY = {"01": "党员", "02": "预备党员", "03": "团员", "13": "群众"}
SCHOOLS = {
    "21": "本科",
    "31": "大专",
    "41": "中专",
    "44": "职高",
    "61": "高中",
    "71": "初中",
    "73": "初中肄业",
    "81": "小学",
}
CHANGED_PHONE, FIRST_NEW_PHONE = "１３８０６３５７００１", "13806357011"
Cells = list[object]


def write_practice_roster(office: OpenOffice, path: Path) -> None:
    """Write the roster of one village: known people, two of them changed, three newcomers, three rows to be refused."""
    today = office.today()
    known = [
        row for row in office.read(list_workers, today, WorkerStatus.ACTIVE)
        if VILLAGE in row.community and row.grids and row.id_number
    ]  # fmt: skip
    rows = [_row(row) for row in known[:9]]
    rows[0][PHONE] = CHANGED_PHONE  # a new number, in full-width digits
    rows[1][SCHOOL] = "本科" if rows[1][SCHOOL] != "本科" else "大专"
    rows += [_newcomer(*person) for person in _newcomers()]
    rows += _refused(rows)
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "花名册"
    _fill(sheet, rows)
    content = io.BytesIO()
    workbook.save(content)
    write_file(path, content.getvalue())


def _row(row: WorkerRow) -> Cells:
    full = row.kind is EmploymentKind.FULL_TIME
    assert row.birth_date is not None
    return [
        VILLAGE,
        f"{row.name[0]}　{row.name[1:]}" if len(row.name) == 2 else row.name,
        row.id_number,
        row.sex.value.replace("1", "男").replace("2", "女"),
        f"{row.birth_date:%Y}.{row.birth_date.month}",
        ETHNICITIES.get(row.ethnicity or "", "").removesuffix("族"),
        PARTY.get(row.political_status or "", ""),
        SCHOOLS.get(row.education or "", ""),
        row.phones[0] if row.phones else "",
        "√" if full else "",
        "" if full else "√",
        "、".join(grid.grid_name.removeprefix(VILLAGE) for grid in row.grids),
        f"{row.started_on:%Y年%-m月%-d日}" if row.started_on else "",
        "",
    ]


def _newcomers() -> Sequence[tuple[str, str, str, str, str, str]]:
    """Name, birth date, sex, schooling, party status, grid of people who come with this sheet."""
    return (
        ("周广𠮷", "19880315", "男", "大专", "党员", "第一网格"),
        ("付　静", "19950822", "女", "本科", "团员", "第二网格"),
        ("唐秀荣", "19791203", "女", "高中", "群众", "第三网格"),
    )


def _newcomer(name: str, born: str, sex: str, school: str, party: str, grid: str) -> Cells:
    number = _id_number(born, sex)
    phone = str(int(FIRST_NEW_PHONE) + int(born[-2:]))
    full = grid == "第一网格"
    month = f"{born[:4]}.{int(born[4:6])}"
    return [
        VILLAGE, name, number, sex, month, "汉", party, school, phone,
        "√" if full else "", "" if full else "√", grid, "2026.10", "新增",
    ]  # fmt: skip


def _id_number(born: str, sex: str) -> str:
    first = f"372522{born}{'001' if sex == '男' else '000'}"
    return first + check_char(first)


def _refused(rows: Sequence[Cells]) -> list[Cells]:
    """A number that Excel has rounded, a mistyped one, and a grid that does not exist."""
    rounded, mistyped, nowhere = (list(rows[-1]) for _ in range(3))
    rounded[1:4] = ["王传喜", float(f"372522{19760518}0016"), "男"]
    right = _id_number("19910704", "男")
    wrong = right[:-1] + ("4" if right[-1] != "4" else "5")
    mistyped[1:4] = ["刘　梅", wrong, "男"]
    nowhere[1:4] = ["孙立国", _id_number("19830911", "男"), "男"]
    rounded[4], mistyped[4], nowhere[4] = "1976.5", "1991.7", "1983.9"
    rounded[PHONE], mistyped[PHONE], nowhere[PHONE] = "13806357041", "13806357042", "13806357043"
    nowhere[GRID] = "第九网格"
    return [rounded, mistyped, nowhere]


def _fill(sheet: Worksheet, rows: Sequence[Cells]) -> None:
    columns = len(HEADINGS)
    sheet.append([f"侨润街道{VILLAGE}网格员花名册"])
    sheet.append([f"填报单位：{VILLAGE}村民委员会", *[""] * 10, "填报时间：2026年11月"])
    sheet.append(HEADINGS)
    sheet.append(
        [
            "" if at not in (KINDS_AT, KINDS_AT + 1) else "专职兼职"[(at - KINDS_AT) * 2 :][:2]
            for at in range(1, columns + 1)
        ]
    )
    for number, row in enumerate(rows, start=1):
        sheet.append([number, *row])
    sheet.append(["", "合计", f"{len(rows)}人"])
    sheet.append(["注：专职、兼职请在相应栏内划“√”；身份证号码请核对无误后填报。"])
    _merge(sheet, len(rows))
    _dress(sheet, len(rows))


def _merge(sheet: Worksheet, count: int) -> None:
    """Merge as villages do: the title, two-row headings, and the village's name down the whole column."""
    columns = len(HEADINGS)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=columns)
    for column in range(1, columns + 1):
        if column == KINDS_AT:
            sheet.merge_cells(start_row=3, start_column=column, end_row=3, end_column=column + 1)
        elif column != KINDS_AT + 1:
            sheet.merge_cells(start_row=3, start_column=column, end_row=4, end_column=column)
    for row in range(6, 5 + count):
        sheet.cell(row, 2).value = None
    sheet.merge_cells(start_row=5, start_column=2, end_row=4 + count, end_column=2)
    sheet.merge_cells(start_row=6 + count, start_column=1, end_row=6 + count, end_column=columns)


def _dress(sheet: Worksheet, count: int) -> None:
    line = Side(style="thin")
    border = Border(left=line, right=line, top=line, bottom=line)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet["A1"].font = Font(name="宋体", size=18, bold=True)
    for number, row in enumerate(sheet.iter_rows(max_row=5 + count), start=1):
        for cell in row:
            cell.alignment = middle
            if number >= 3:
                cell.border = border
                cell.font = Font(name="宋体", size=11, bold=number <= 4)
    sheet["A2"].alignment = Alignment(horizontal="left")
    sheet.row_dimensions[1].height = 32
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
