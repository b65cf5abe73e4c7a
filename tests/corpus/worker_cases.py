"""Rosters of grid workers with the dirt that real ones have, and what an import of each must say."""

from __future__ import annotations

from datetime import date

from openpyxl import Workbook

from tests.corpus.cases import HEADER, TIGU, Case, Expected, grid_code, id_number, person
from tests.corpus.writers import edited, fill, raw, text, xls, xlsx

CLEAN = [person(index) for index in range(1, 6)]
NAMES = [row[1] for row in CLEAN]


def changed(index: int, **cells: object) -> list[object]:
    """Return a clean row with cells replaced by the letter of their column."""
    row: list[object] = list(person(index))
    for letter, value in cells.items():
        row[ord(letter) - 65] = value
    return row


def _titled() -> Case:
    rows = [["崇文街道网格员花名册"], ["填报单位：提固新村村委会", None, None, None, "填报日期：2026年10月8日"], HEADER, *CLEAN, ["合计", "5人"], ["注：身份证号码须为18位。"], ["制表人：", "王某", "审核人："]]  # fmt: skip
    return Case("titles_and_totals.xlsx", xlsx(rows, ["A1:J1", "A10:J10"]), rows=5, header=(3,), skipped=(9, 10, 11), mapping={"所属村（社区）": "community", "专兼职": "kind"}, values={4: {"name": NAMES[0], "kind": "part_time"}})  # fmt: skip


def _two_row_header() -> Case:
    rows = [["网格员登记表"], ["序号", "基本情况", None, None, "联系方式", None, "专兼职", None], [None, "姓名", "身份证号", "民族", "手机", "固话", "专职", "兼职"]]  # fmt: skip
    rows += [[index, NAMES[index - 1], id_number(index), "汉", f"1390000{index:04d}", "0635-8230000" if index == 1 else None, "√" if index % 2 else None, None if index % 2 else "√"] for index in range(1, 4)]  # fmt: skip
    merges = ["A1:H1", "A2:A3", "B2:D2", "E2:F2", "G2:H2"]
    return Case("two_row_header.xlsx", xlsx(rows, merges), rows=3, header=(3,), mapping={"联系方式/手机": "phones", "联系方式/固话": "phones", "专兼职/专职": "kind=full_time"}, values={4: {"kind": "full_time", "phones": "13900000001 06358230000"}, 5: {"kind": "part_time", "ethnicity": "01"}})  # fmt: skip


def _merged_villages() -> Case:
    rows: list[list[object]] = [["村名", "姓名", "身份证号码", "联系电话"]]
    rows += [["提固新村" if index == 1 else "直隶村社区" if index == 4 else None, *person(index)[1:3], f"1390000{index:04d}"] for index in range(1, 7)]  # fmt: skip
    return Case("merged_villages.xlsx", xlsx(rows, ["A2:A4", "A5:A7"]), rows=6, values={3: {"community": "提固新村"}, 4: {"community": "提固新村"}, 7: {"community": "直隶村社区"}})  # fmt: skip


def _merged_villages_xls() -> Case:
    rows = [["村名", "姓名", "身份证号码", "出生年月"], ["提固新村", *person(1)[1:3], date(1965, 2, 7)], [None, *person(2)[1:3], 1965.3], [None, *person(3)[1:3], "1965年4月"]]  # fmt: skip
    return Case("merged_villages.xls", xls(rows, [(1, 3, 0, 0)], [2]), rows=3, values={4: {"community": "提固新村", "birth_date": "1965-04-22"}}, notes=(Expected(1, "", "{count} rows are hidden", "note"),))  # fmt: skip


def _damaged_ids() -> Case:
    # 15 significant digits survive in Excel; the rest are zeros.
    rows = [HEADER, changed(1, C=3.71525196502071e17), changed(2, C="3.71525E+17"), changed(3, C=id_number(3)[:15] + "000"), changed(4, C=id_number(4)[:17]), changed(5, C="371525650101123"), changed(6, C="371525********0006"), person(7)]  # fmt: skip
    problems = (
        Expected(2, "C", "{value} was stored as a number"), Expected(3, "C", "{value} was stored as a number"),
        Expected(4, "C", "{value} ends in 000"), Expected(5, "C", "An ID number has 18 characters"),
        Expected(6, "C", "{value} is an old ID number"), Expected(7, "C", "{value} is masked"),
    )  # fmt: skip
    return Case("damaged_id_numbers.xlsx", xlsx(rows), rows=7, rejected=6, problems=problems)


def _id_forms() -> Case:
    with_x = "37250119700101000X"
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    rows = [HEADER, changed(1, C=with_x.lower(), D="女"), changed(2, C=id_number(2).translate(wide)), changed(3, C=" " + id_number(3)[:6] + " " + id_number(3)[6:14] + " " + id_number(3)[14:] + "\u200b"), changed(4, C="'" + id_number(4)), changed(5, C="371525199902290002"), changed(6, C="371525202712310007"), changed(7, C=id_number(7)[:17] + ("0" if id_number(7)[17] != "0" else "1"))]  # fmt: skip
    problems = (
        Expected(6, "C", "{value} holds an impossible birth date"), Expected(7, "C", "{value} holds a birth date in the future"), Expected(8, "C", "The check digit"),
    )  # fmt: skip
    return Case("id_number_forms.xlsx", xlsx(rows), rows=7, rejected=3, problems=problems, values={2: {"id_number": with_x, "birth_date": "1970-01-01", "sex": "2"}, 3: {"id_number": id_number(2)}, 4: {"id_number": id_number(3)}, 5: {"id_number": id_number(4)}})  # fmt: skip


def _cross_checks() -> Case:
    rows = [["姓名", "身份证号码", "性别", "出生年月"]]
    rows += [[person(1)[1], id_number(1), "女", "1965年2月"], [person(2)[1], id_number(2), "女", "1965.4"], [person(3)[1], id_number(3), "男", "1965-04-22"], [person(4)[1], id_number(4), "女", "65年5月"]]  # fmt: skip
    problems = (Expected(2, "C", "The sheet says {written}"), Expected(3, "D", "The sheet says born"))
    return Case("cross_checks.xlsx", xlsx(rows), rows=4, rejected=2, problems=problems, values={5: {"birth_date": "1965-05-29"}})  # fmt: skip


def _dates() -> Case:
    rows = [["姓名", "身份证号码", "任职时间", "离岗时间"]]
    forms = ["2023.6", "2023-06-30", "2023年6月", "23年8月", 45107, "2023/11/1", "20231101", date(2024, 1, 5), "二〇二三年十一月三日", "2023年13月", "上个月"]  # fmt: skip
    rows += [[person(index)[1], id_number(index), form, "至今" if index % 2 else None] for index, form in enumerate(forms, 1)]  # type: ignore[list-item]  # fmt: skip
    problems = (Expected(11, "C", "“{value}” is an impossible date"), Expected(12, "C", "“{value}” is not a date"))
    values = {2: "2023-06-01", 3: "2023-06-30", 4: "2023-06-01", 5: "2023-08-01", 6: "2023-06-30", 7: "2023-11-01", 8: "2023-11-01", 9: "2024-01-05", 10: "2023-11-03"}  # fmt: skip
    return Case("date_forms.xlsx", xlsx(rows), rows=11, rejected=2, problems=problems, values={row: {"started_on": day, "ended_on": "None"} for row, day in values.items()}, notes=(Expected(2, "C", "Only {value} is written", "note"),))  # fmt: skip


def _ambiguous_dates() -> Case:
    rows = [["姓名", "出生日期", "联系电话"], ["王一", "85年3月", "13900000001"], ["王二", "3/4/85", "13900000002"], ["王三", 1985.1, "13900000003"]]  # fmt: skip
    problems = (Expected(2, "B", "Only {value} is known", "warning"), Expected(3, "B", "“{value}” is not a date"), Expected(4, "B", "{value} may mean January"))  # fmt: skip
    return Case("ambiguous_dates.xlsx", xlsx(rows), rows=3, rejected=2, problems=problems)


def _century_unknown() -> Case:
    rows = [["姓名", "出生年月", "联系电话"], ["王一", "85年3月", "13900000001"], ["王二", "6.3", "13900000002"], ["王三", "90-12", "13900000003"]]  # fmt: skip
    problems = (Expected(2, "B", "{value}: the century"), Expected(3, "B", "“{value}” is not a date"), Expected(4, "B", "{value}: the century"))  # fmt: skip
    return Case("century_unknown.csv", text(rows, "utf-8"), rows=3, rejected=3, problems=problems)


def _names() -> Case:
    odd = [
        "张　三",
        "买买提.艾力",
        "欧阳 娜娜",
        "李𬱖",
        "王\ue81e",
        "\u2f00明",
        "Aierken Maimaiti",
        "张三1",
        "赵 \u200b六",
    ]
    rows = [["姓名", "身份证号码", "联系电话"]] + [[name, id_number(index), f"1390000{index:04d}"] for index, name in enumerate(odd, 1)]  # fmt: skip
    problems = (Expected(7, "A", "“{char}” ({code}) only looks like", "warning"), Expected(9, "A", "“{name}” ends with the digit", "warning"))  # fmt: skip
    read = ["张三", "买买提·艾力", "欧阳娜娜", "李𬱖", "王龴", "\u2f00明", "Aierken Maimaiti", "张三", "赵六"]
    return Case("rare_names.xlsx", xlsx(rows), rows=9, problems=problems, values={index: {"name": name} for index, name in enumerate(read, 2)})  # fmt: skip


def _joined() -> Case:
    rows = [HEADER, changed(1, B="张三/李四"), changed(2, B="张三、李四"), changed(3, B="张三\n李四"), changed(4, B="甲3/乙"), changed(5, B="张三 李四"), changed(6, B="张三2", C=None)]  # fmt: skip
    several = [Expected(row, "B", "Several people in one cell") for row in range(2, 7)]
    return Case("two_people_in_a_cell.xlsx", xlsx(rows), rows=6, rejected=6, problems=(*several, Expected(7, "B", "“{name}” ends with the digit")))  # fmt: skip


def _duplicates() -> Case:
    second_grid = changed(1, J=grid_code(7, TIGU))
    rows = [HEADER, person(1), person(2), second_grid, changed(2, G="博士"), changed(3, E=person(1)[4])]
    problems = (Expected(4, "", "The person stands in row", "warning"), Expected(5, "", "ID number {value} stands in row"), Expected(6, "", "Phone {value} stands in row", "warning"))  # fmt: skip
    return Case("duplicates.xlsx", xlsx(rows), rows=5, rejected=1, new=3, problems=problems)


def _codes() -> Case:
    header = ["姓名", "身份证号码", "民族", "政治面貌", "学历", "专/兼", "人员来源", "网格职务"]
    rows = [header]
    words = [("汉", "党员", "大专", "专", "公开招聘", "网格长"), ("回族", "群众", "高中/中专", "兼", "村两委成员", "网格员"), ("1", "01", "21", "兼职", "人民调解员", "网格助理员"), ("满", "无党派", "初中以上", "专职", "物业", "员"), ("汉族", "少先队员", "高小", "临时", "亲戚", "队长")]  # fmt: skip
    rows += [[person(index)[1], id_number(index), *word] for index, word in enumerate(words, 1)]
    problems = tuple(Expected(6, letter, "“{value}” is not known as") for letter in "DEFGH")
    values = {2: {"ethnicity": "01", "political_status": "01", "education": "31", "kind": "full_time", "source": "city_plan", "role": "leader"}, 3: {"ethnicity": "03", "education": "60", "source": "committee_member"}, 4: {"ethnicity": "01", "education": "21", "role": "assistant"}, 5: {"ethnicity": "11", "political_status": "12", "education": "71", "source": "property_staff"}}  # fmt: skip
    return Case("codes_and_synonyms.xlsx", xlsx(rows), rows=5, rejected=1, problems=problems, values=values, notes=(Expected(5, "E", "“{value}” was read as", "note"),))  # fmt: skip


def _phones() -> Case:
    forms = ["138 0635 0000", "+8613906350001", 13806350002, "0635-8230000", "(0635)8230000转8", "13806350003/0635-8230001", "1380635000", "电话停机", "１３８０６３５０００４"]  # fmt: skip
    rows = [["姓名", "身份证号码", "联系方式"]] + [[person(index)[1], id_number(index), form] for index, form in enumerate(forms, 1)]  # fmt: skip
    read = ["13806350000", "13906350001", "13806350002", "06358230000", "06358230000-8", "13806350003 06358230001", "1380635000", None, "13806350004"]  # fmt: skip
    return Case("phone_forms.xlsx", xlsx(rows), rows=9, rejected=1, problems=(Expected(8, "C", "A mobile number has 11 digits", "warning"), Expected(9, "C", "“{value}” is not a phone number")), values={row: {"phones": phone} for row, phone in enumerate(read, 2) if phone})  # fmt: skip


def _two_sheets() -> Case:
    def more(workbook: Workbook) -> None:
        fill(workbook.create_sheet("兼职"), [["兼职网格员名单"], HEADER, person(11), changed(12, B=None)])
        hidden = workbook.create_sheet("bean")
        fill(hidden, [["姓名", "身份证号码"], ["memeberName", "idCardNo"]])
        hidden.sheet_state = "hidden"
        fill(workbook.create_sheet("说明"), [["填表说明"], ["1、身份证号码须为文本格式。"]])

    return Case("two_sheets.xlsx", xlsx([HEADER, *CLEAN], more=more), rows=7, rejected=1, header=(1, 2), problems=(Expected(4, "B", "The name is missing", sheet="兼职"),), notes=(Expected(1, "", "The sheet is hidden", "note", "bean"), Expected(1, "", "No table of this kind", "note", "说明")))  # fmt: skip


def _repeated_header() -> Case:
    rows = [HEADER, *CLEAN[:2], HEADER, *CLEAN[2:4], ["小计", None, None, "4人"], [None, None], ["二、后备人员"], ["姓名", "联系电话", "性别"], ["钱后备", "13900000099", "男"], ["例：张三", "13800000000", "男"]]  # fmt: skip
    return Case("repeated_headers.xlsx", xlsx(rows), rows=5, header=(1, 10), skipped=(4, 7, 9, 12))


def _formulas() -> Case:
    rows = [HEADER, changed(1, B="=cmd|' /C calc'!A0"), changed(2, B="+张三", J=None), changed(3, D="#N/A")]
    unusual = [Expected(row, "B", "The name “{name}” holds characters", "warning") for row in (2, 3)]

    def error_cell(workbook: Workbook) -> None:
        workbook.worksheets[0]["D4"].data_type = "e"

    return Case("formula_names.xlsx", xlsx(rows, more=error_cell), rows=3, rejected=1, problems=(*unusual, Expected(4, "D", "{value}: the formula of this cell failed")), values={2: {"name": "=cmd|' /C calc'!A0"}})  # fmt: skip


def _wrong_dimension() -> Case:
    def shrink(name: str, content: bytes) -> bytes:
        return content.replace(b'<dimension ref="A1:J6"', b'<dimension ref="A1"') if "sheet1" in name else content

    return Case("wps_dimension.xlsx", edited(xlsx([HEADER, *CLEAN]), shrink), rows=5)


def _macros() -> Case:
    def declare(name: str, content: bytes) -> bytes:
        if name == "[Content_Types].xml":
            return content.replace(b"spreadsheetml.sheet.main+xml", b"x").replace(b"application/vnd.openxmlformats-officedocument.x", b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")  # fmt: skip
        return content

    return Case("macros.xlsm", edited(xlsx([HEADER, *CLEAN]), declare, {"xl/vbaProject.bin": b"not run"}), rows=5, notes=(Expected(1, "", "The macros of {file} are ignored", "note"),))  # fmt: skip


def _empties() -> Case:
    rows = [["姓名", "身份证号码", "政治面貌", "家庭住址", "备注", "特长"], [*person(1)[1:3], None, "清空", "无", "电工"], [*person(2)[1:3], "/", None, None, None], ["清空", id_number(3), None, None, None, None]]  # fmt: skip
    return Case("empty_and_cleared.xlsx", xlsx(rows), rows=3, rejected=1, problems=(Expected(4, "A", "A name cannot be cleared"),), notes=(Expected(2, "E", "“{value}” was read as an empty cell", "note"), Expected(1, "F", "This column is not imported", "note")), values={2: {"cleared": "address", "address": "None", "remarks": "None"}, 3: {"political_status": "None"}})  # fmt: skip


def _several_grids() -> Case:
    rows = [["姓名", "身份证号码", "所属网格", "网格职务"], [*person(1)[1:3], f"{grid_code(1)}、{grid_code(2)}", "网格长"], [*person(2)[1:3], "第三网格", "网格员"], [None, None, "第四网格", None], [*person(3)[1:3], 3.71525e14, None], [*person(4)[1:3], "3.71525E+14", None], [*person(5)[1:3], int(grid_code(5)), None]]  # fmt: skip
    problems = (Expected(5, "C", "{value}: Excel took the code"), Expected(6, "C", "{value}: Excel took the code"))
    return Case("several_grids.xlsx", xlsx(rows, ["A3:A4", "B3:B4"]), rows=5, rejected=2, problems=problems, skipped=(4,), values={2: {"grids": f"{grid_code(1)} {grid_code(2)}"}, 3: {"grids": "第三网格 第四网格"}, 7: {"grids": grid_code(5)}})  # fmt: skip


def _registration_form() -> Case:
    """The layout of 网格员信息登记表: version in A1, rules, value-label pairs, header over two rows, hidden field names."""
    labels = ["姓名*", "所属网格", "身份证号码*", "性别*", "出生年月*", "联系电话", "专兼职情况*", "政治面貌*", "文化程度*", "登记时间*", "备注"]  # fmt: skip
    rows: list[list[object]] = [["1.0", "网格员信息登记表"], [None, "填表说明：\n1.请勿修改A1单元格的版本号；\n2.最多1000行；\n3.日期格式2008-08-08"], ["填报单位：", "山东省", "省*", "聊城市", "市*", "冠县", "市/县/区*", "崇文街道", "乡镇/街道*", "直隶村社区", "社区/村*"], [], [None, *labels], [None] * 12]  # fmt: skip
    for index in range(1, 201):
        number = id_number(index)
        rows.append([None, person(index)[1], f"第{index % 10 + 1}网格", number, person(index)[3], f"{number[6:10]}-{number[10:12]}-{number[12:14]}", f"1390000{index:04d}", person(index)[7], person(index)[5], person(index)[6], "2026-10-08", None])  # fmt: skip
    merges = [(0, 0, 1, 11), (1, 1, 1, 11), *((4, 5, column, column) for column in range(1, 12))]
    return Case("registration_form_200.xls", xls(rows, merges), rows=200, header=(6,), mapping={"姓名*": "name", "专兼职情况*": "kind"}, values={7: {"name": person(1)[1], "grids": "第2网格"}, 206: {"id_number": id_number(200)}}, notes=(Expected(6, "K", "This column is not imported", "note"),))  # fmt: skip


def _csvs() -> list[Case]:
    rare = [["姓名", "身份证号码", "联系电话", "家庭住址"], ["李䶮", id_number(1), "13900000001", "崇文街道,1号"], ["王㛃", f'="{id_number(2)}"', "13900000002", "堠堌新村"], ["张三", "3.71525E+17", "1.39E+10", ""]]  # fmt: skip
    problems = (
        Expected(4, "B", "{value} was stored as a number"),
        Expected(4, "C", "The phone number {value} was damaged"),
    )
    common = {"rows": 3, "rejected": 1, "problems": problems, "values": {2: {"name": "李䶮", "address": "崇文街道,1号"}, 3: {"id_number": id_number(2)}}}  # fmt: skip
    gbk = [["姓名", "身份证号码", "联系电话"], ["三儀堌", id_number(1), "13900000001"]]
    new_edition = "姓名,身份证号码\r\n王".encode("gb18030") + bytes.fromhex("FE59") + f",{id_number(1)}\r\n".encode()
    return [
        Case("utf8_bom.csv", text(rare, "utf-8-sig"), **common),  # type: ignore[arg-type]
        Case("utf8_tabs.csv", text(rare, "utf-8", "\t"), **common),  # type: ignore[arg-type]
        Case("gb18030.csv", text(rare, "gb18030"), **common),  # type: ignore[arg-type]
        Case("utf16_semicolons.csv", text(rare, "utf-16", ";"), **common),  # type: ignore[arg-type]
        Case("gbk.csv", text(gbk, "gbk"), rows=1, values={2: {"name": "三儀堌"}}),
        Case("gb18030_2022.csv", raw(new_edition), rows=1, values={2: {"name": "王龴"}}),
    ]


def _column_numbers() -> Case:
    rows = [HEADER, [str(number) for number in range(1, 11)], *CLEAN, ["6"], ["7"]]
    return Case("column_numbers.xlsx", xlsx(rows), rows=5, skipped=(2, 8, 9))


def _leavers() -> Case:
    rows = [["姓名", "身份证号码", "任职时间", "离岗时间", "离岗原因", "任职文号"], [*person(1)[1:3], "2023-11-01", "2025-06-30", "辞职", "崇办发〔2023〕5号"], [*person(2)[1:3], "2023-11-01", "2025.3", "合同到期了", None]]  # fmt: skip
    return Case("leavers.xlsx", xlsx(rows), rows=2, rejected=1, problems=(Expected(3, "E", "“{value}” is not known as"),), values={2: {"ended_on": "2025-06-30", "exit_reason": "resigned", "document": "崇办发〔2023〕5号"}})  # fmt: skip


def _ticks() -> Case:
    rows = [["姓名", "身份证号码", "男", "女", "是否党员", "专职", "兼职"], [*person(1)[1:3], "√", None, "是", "1", None], [*person(2)[1:3], None, "√", "否", None, "√"], [*person(3)[1:3], None, None, "也许", "√", "√"]]  # fmt: skip
    problems = (Expected(4, "E", "“{value}” is neither yes nor no"), Expected(4, "F", "Both columns are ticked"))
    return Case("tick_columns.xlsx", xlsx(rows), rows=3, rejected=1, problems=problems, values={2: {"sex": "1", "political_status": "01", "kind": "full_time"}, 3: {"sex": "2", "political_status": "None", "kind": "part_time"}})  # fmt: skip


WORKER_CASES = [
    _titled(), _two_row_header(), _merged_villages(), _merged_villages_xls(), _damaged_ids(), _id_forms(), _cross_checks(), _dates(),
    _ambiguous_dates(), _century_unknown(), _names(), _joined(), _duplicates(), _codes(), _phones(), _two_sheets(), _repeated_header(),
    _formulas(), _wrong_dimension(), _macros(), _empties(), _several_grids(), _registration_form(), *_csvs(), _column_numbers(),
    _leavers(), _ticks(),
]  # fmt: skip
