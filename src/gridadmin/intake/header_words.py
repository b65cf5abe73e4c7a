"""What column headers mean: the words of real rosters and grid lists, and how sure a match is."""

from __future__ import annotations

import re
from functools import lru_cache

from gridadmin.domain.imports import ImportKind
from gridadmin.domain.text import squeeze
from gridadmin.intake.header_words_certificates import CERTIFICATE_OWN, FROM_ROSTERS

SERIAL = "serial"
LONGEST_HEADER = 40
_PUNCTUATION = re.compile(r"[*:;,.、。/\\|\-_—\s“”\"'?？]")
_BRACKETS = re.compile(r"[(\[【<《][^)\]】>》]*[)\]】>》]?")

_COMMON = {
    SERIAL: "序号 序 编号序号 行号 no",
    "community": "所属村 所在村 村社区 村居 村名 村庄 社区 村 行政村 所属社区 所在社区 所属村社区 所在村社区 "
    "所属村居 所在村居 村居名称 "
    "社区村 所属社区村 所在社区村 社区名称 村社区名称 村名称 所属行政村 社区编码 村社区编码 社区代码 "
    "所属村社区名称 村级 community",
}
WORKER_WORDS = _COMMON | {
    "name": "姓名 网格员姓名 网格员 名字 人员姓名 成员姓名 专职网格员姓名 兼职网格员姓名 name",
    "id_number": "身份证号码 身份证号 身份证 公民身份号码 公民身份证号码 证件号码 身份号码 居民身份证号 "
        "居民身份证号码 身份证件号码 证件号 idnumber",
    "sex": "性别 sex",
    "birth_date": "出生年月 出生日期 出生年月日 生日 出生时间 出生 birthdate",
    "ethnicity": "民族 ethnicity",
    "political_status": "政治面貌 党派 政治面目 politicalstatus",
    "education": "文化程度 学历 最高学历 学历层次 文化水平 全日制学历 education",
    "phones": "联系电话 手机 手机号 手机号码 电话 联系方式 电话号码 移动电话 联系手机 固定电话 办公电话 座机 "
        "值班电话 本人电话 "
    "手机电话 联系号码 固话 phones phone mobile",
    "address": "家庭住址 住址 地址 现住址 家庭地址 居住地址 户籍地址 现居住地 通讯地址 住所 address",
    "emergency_contact": "紧急联系人 紧急联系人姓名 emergencycontact",
    "emergency_phone": "紧急联系人电话 紧急联系电话 紧急联系方式 紧急电话 emergencyphone",
    "kind": "专兼职情况 专兼职 专职兼职 人员类别 网格员类型 网格员类别 用工形式 专兼 人员性质 工作性质 kind",
    "source": "来源 人员来源 网格员来源 兼职来源 身份类别 来源渠道 人员身份 source",
    "started_on": "任职时间 上岗时间 入职时间 入职日期 任职日期 聘用时间 到岗时间 上岗日期 聘用日期 "
        "参加网格工作时间 开始任职时间 startedon",
    "ended_on": "离岗时间 离职时间 离任时间 退出时间 离职日期 离岗日期 退出日期 任职截止 endedon",
    "exit_reason": "离岗原因 退出原因 离职原因 exitreason",
    "document": "任职文号 文号 聘用文件 任职文件 聘用文号 document",
    "grids": "所属网格 所在网格 网格名称 负责网格 服务网格 网格编码 网格 网格编号 管理网格 网格代码 "
        "所属网格编码 所属网格名称 包保网格 "
    "责任网格 grids grid",
    "role": "职务 网格职务 角色 岗位 网格角色 网格岗位 担任职务 role",
    "remarks": "备注 说明 备注说明 remarks",
}  # fmt: skip
GRID_WORDS = _COMMON | {
    "code": "网格编码 网格编号 网格代码 编码 网格编码15位 网格统一编码 代码 code",
    "name": "网格名称 网格名 网格 name",
    "kind": "网格类型 网格类别 类型 网格性质 类别 kind",
    "dedicated_kind": "专属网格类型 专属类型 专属网格类别 专属网格种类 专属类别 dedicatedkind",
    "area": "网格范围 管辖范围 四至 网格管辖范围 区域范围 边界 四至范围 覆盖范围 网格四至 范围 四至边界 area",
    "households": "户数 总户数 居民户数 住户数 常住户数 households",
    "residents": "人口数 人口 常住人口 居民人数 总人口 人数 居民数 常住人口数 residents",
    "setting": "城乡属性 城乡类型 城市农村 城乡 城乡分类 城市或农村 网格城乡属性 setting",
    "decision_document": "批准文号 文号 批复文号 设立文件 决定文号 划定文号 批准文件 decisiondocument",
    "valid_from": "设立日期 启用日期 启用时间 设立时间 生效日期 划定日期 划定时间 validfrom",
    "valid_to": "撤销日期 停用日期 撤销时间 失效日期 停用时间 validto",
}  # fmt: skip
CERTIFICATE_WORDS = (
    {SERIAL: _COMMON[SERIAL]} | {field: (WORKER_WORDS | _COMMON)[field] for field in FROM_ROSTERS} | CERTIFICATE_OWN
)
# A column whose cells are ticked, under a header that names the value itself.
TICK_WORDS = {
    "kind=full_time": "专职 是否专职 是否专职网格员 专",
    "kind=part_time": "兼职 是否兼职 是否兼职网格员 兼",
    "sex=1": "男",
    "sex=2": "女",
    "political_status=01": "党员 是否党员 中共党员 是否中共党员",
    "role=leader": "网格长 是否网格长",
}

# Whom a header may mean beside the person of the row: their telephones and numbers are not hers.
_OTHER_PERSON = re.compile(
    "网格长|书记|主任|负责人|联系人|组长|领导|干部|民警|户主|配偶|爱人|丈夫|妻子|家属|父亲|母亲|父母|子女|监护人|推荐人|介绍人|担保人"
)
_OF_THE_WORKER = re.compile("^(?:专职|兼职)?网格员(?=.)")
_COUNTS = frozenset(("households", "residents"))
_OF_THE_GRID = re.compile("网格|辖区|管辖|覆盖|范围|内|现有|实有|实际|约|的|数|户|人")


def _index(words: dict[str, str]) -> dict[str, str]:
    return {word: field for field, listed in words.items() for word in listed.split()}


_WORDS: dict[ImportKind, dict[str, str]] = {
    ImportKind.WORKERS: _index(WORKER_WORDS) | _index(TICK_WORDS),
    ImportKind.GRIDS: _index(GRID_WORDS),
    ImportKind.CERTIFICATES: _index(CERTIFICATE_WORDS),
}

_HEADER_ONLY = frozenset(_index(WORKER_WORDS) | _index(GRID_WORDS) | _index(CERTIFICATE_WORDS)) - frozenset(
    ["村", "社区", "no", "手机", "网格员"]
)


@lru_cache(maxsize=4096)
def header_key(label: str, *, brackets: bool = True) -> str:
    """Return a header as a key: narrow, without blanks, stars and punctuation; without bracketed remarks if asked."""
    text = squeeze(label)
    if not brackets:
        text = _BRACKETS.sub("", text)
    return re.sub(r"[()\[\]【】<>《》]", "", _PUNCTUATION.sub("", text))


def match_header(label: str, kind: ImportKind) -> tuple[str, float] | None:
    """Return the field that a header names and how sure that is (1 exact … 0.6 a part of it), or None."""
    words = _WORDS[kind]
    parts = label.split("/")
    attempts = [(label, True, 1.0), (label, False, 0.95), (parts[-1], True, 0.9), (parts[-1], False, 0.85)]
    attempts += [(part, True, 0.7) for part in parts[:-1]]
    for text, brackets, confidence in attempts:
        if field := words.get(header_key(text, brackets=brackets)):
            return field, confidence
    return _contained(header_key(label, brackets=False), words)


def _contained(key: str, words: dict[str, str]) -> tuple[str, float] | None:
    """Return the field of the longest word inside a header; a second word beside it must not come after it."""
    if "网格员" in words:
        key = _OF_THE_WORKER.sub("", key)
    inside = [word for word, field in words.items() if len(word) >= 2 and word in key and "=" not in field]
    if not inside:
        return None
    longest = max(inside, key=len)
    start, end = key.index(longest), key.index(longest) + len(longest)
    beside = {words[word] for word in inside if key.index(word) >= end or key.index(word) + len(word) <= start}
    # What a Chinese header is about stands last: 网格员联系电话 is a phone, 姓名及联系方式（二） is doubtful.
    if beside - {words[longest]} and end != len(key):
        return None
    # 低保户数 and 党员人数 count some of a grid's households and people, not all of them.
    if words[longest] in _COUNTS and _OF_THE_GRID.sub("", key.replace(longest, "")):
        return None
    return words[longest], 0.6


def other_person(label: str) -> str:
    """Return whom a header means where it is not the person of the row (网格长 in 网格长电话), or ""."""
    found = _OTHER_PERSON.search(label)
    return found[0] if found else ""


def names_a_field(text: str) -> str | None:
    """Return the key of a cell that can only be a header (姓名, 身份证号码…), or None; no words for values."""
    if len(text) > LONGEST_HEADER:
        return None
    for brackets in (True, False):
        key = header_key(text, brackets=brackets)
        if key in _HEADER_ONLY:
            return key
    return None


def is_name_or_code(label: str) -> bool:
    """Tell whether a header names the column without which a row is no record: the name or the code."""
    return any((match := match_header(label, kind)) and match[0] in ("name", "code") for kind in ImportKind)


def serial_label(label: str) -> bool:
    """Tell whether a header names running numbers, which are no fact."""
    match = match_header(label, ImportKind.WORKERS)
    return match is not None and match[0] == SERIAL
