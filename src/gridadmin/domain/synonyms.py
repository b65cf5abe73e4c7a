"""What sheets write for a code: 党员, 大专, 汉, 专, √ … become codes and enum members.

A value that no table knows is an error that lists what is accepted; it is never dropped and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from gridadmin.domain.codes import EDUCATIONS, ETHNICITIES, POLITICAL_STATUSES
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.grids import DedicatedKind, GridKind, GridSetting
from gridadmin.domain.id_numbers import number_as_shown
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.text import squeeze
from gridadmin.domain.workers import AppointmentRole, EmploymentKind, ExitReason, Sex, WorkerSource
from gridadmin.i18n import N_, Message

Meaning = TypeVar("Meaning")
_NOISE = re.compile(r"[()\[\]【】<>《》·.,:;、。/\\|\-—_'\"“”]")
_AND_ABOVE = re.compile("(?:及)?以[上下](?:学历|文化)?$")


@dataclass(frozen=True)
class Vocabulary(Generic[Meaning]):
    """The words of one coded field: squeezed word -> meaning, and the accepted words as a clerk is told them."""

    field: Message
    words: Mapping[str, Meaning]
    accepted: str

    def read(self, raw: str | float) -> Meaning:
        """Return the meaning of a cell.

        Raises:
            InvalidError: naming the value and the accepted words.
        """
        found = self.find(raw)
        if found is None:
            shown = raw if isinstance(raw, str) else number_as_shown(raw)
            raise InvalidError(
                N_("“{value}” is not known as {field}. Accepted: {accepted}."),
                value=shown,
                field=self.field,
                accepted=self.accepted,
            )
        return found

    def find(self, raw: str | float) -> Meaning | None:
        """Return the meaning of a cell, or None where no word fits."""
        key = squeeze(raw if isinstance(raw, str) else number_as_shown(raw))
        return self.words.get(key) or self.words.get(_NOISE.sub("", key))


def vocabulary(
    field: str, accepted: str, meanings: Mapping[Meaning, str], codes: Mapping[Meaning, str] | None = None
) -> Vocabulary[Meaning]:
    """Return the words of a field: those listed for each meaning, and names and numbers of its codes.

    Args:
        field: msgid of what the field is called in an error.
        accepted: the words that an error names.
    """
    words = {squeeze(word): meaning for meaning, listed in meanings.items() for word in listed.split()}
    for code, name in (codes or {}).items():
        plain = _NOISE.sub("", squeeze(name))
        words |= {squeeze(str(code)): code, str(code).lstrip("0"): code, plain: code}
    for meaning in meanings:
        if isinstance(meaning, LabelledEnum):
            words |= {meaning.value: meaning, squeeze(meaning.msgid): meaning}
    return Vocabulary(Message(field), words, accepted)


SEXES = vocabulary(
    N_("sex"), "男、女", {Sex.MALE: "男 男性 1 m", Sex.FEMALE: "女 女性 2 f", Sex.UNKNOWN: "未知 未说明 9"}
)

ETHNICITY = vocabulary(
    N_("ethnicity"),
    "汉族、回族、满族…（GB/T 3304）",
    {code: f"{name} {name.removesuffix('族')}" for code, name in ETHNICITIES.items()},
    ETHNICITIES,
)

POLITICAL_STATUS = vocabulary(
    N_("political status"),
    "中共党员、中共预备党员、共青团员、群众、民主党派名称、无党派人士",
    {
        "01": "党员 中共党员 中国共产党党员 共产党员 正式党员 中共正式党员 中共 是党员",
        "02": "预备党员 中共预备党员 中国共产党预备党员",
        "03": "团员 共青团员 共青团 中国共产主义青年团团员 青年团员",
        "04": "民革 民革党员 民革会员",
        "05": "民盟 民盟盟员",
        "06": "民建 民建会员",
        "07": "民进 民进会员",
        "08": "农工党 农工党党员 农工民主党",
        "09": "致公党 致公党党员",
        "10": "九三学社 九三学社社员 九三",
        "11": "台盟 台盟盟员",
        "12": "无党派 无党派人士 无党派民主人士",
        "13": "群众 普通群众 一般群众 普通居民",
    },
    POLITICAL_STATUSES,
)

EDUCATION = vocabulary(
    N_("education"),
    "研究生、博士、硕士、本科、大专、中专、职高、技校、高中、初中、小学、其他",
    {
        "10": "研究生 研究生学历",
        "11": "博士 博士研究生 博士毕业",
        "14": "硕士 硕士研究生 硕士毕业",
        "21": "本科 大学本科 大学 全日制本科 本科毕业 学士 函授本科 大本 本科学历",
        "31": "大专 专科 大学专科 大专毕业 高职 函授大专 全日制大专 大专学历 专科毕业",
        "40": "中等职业 中职",
        "41": "中专 中等专科 中专毕业 中师 中专学历",
        "44": "职高 职业高中 职业中专",
        "47": "技校 技工学校 技工",
        "60": "高中中专 中专高中 高中或中专",
        "61": "高中 普通高中 高中毕业 普高 高中学历",
        "71": "初中 初级中学 初中毕业 初中学历",
        "81": "小学 小学毕业 小学学历",
        "90": "其他 其它 文盲 半文盲",
    },
    EDUCATIONS,
)

EMPLOYMENT_KIND = vocabulary(
    N_("full-time or part-time"),
    "专职、兼职",
    {
        EmploymentKind.FULL_TIME: "专职 专 专职网格员 全职 专职人员",
        EmploymentKind.PART_TIME: "兼职 兼 兼职网格员 兼任 兼职人员",
    },
)

SOURCE = vocabulary(
    N_("source"),
    "市招聘计划、村（居）委会成员、人民调解员、警务助理、村民代表、居民代表、物业服务人员、志愿者、其他",
    {
        WorkerSource.CITY_PLAN: "市招聘计划 招聘计划 公开招聘 招聘 统一招聘 社会招聘 公开招聘计划",
        WorkerSource.COMMITTEE_MEMBER: "村(居)委会成员 村居委会成员 村委会成员 居委会成员 村委成员 居委成员 "
        "村两委成员 两委成员 村两委 两委 "
        "村干部 社区干部 村委 村民委员会成员 居民委员会成员 社区两委成员",
        WorkerSource.MEDIATOR: "人民调解员 调解员",
        WorkerSource.POLICE_ASSISTANT: "警务助理 辅警",
        WorkerSource.VILLAGERS_DELEGATE: "村民代表",
        WorkerSource.RESIDENTS_DELEGATE: "居民代表",
        WorkerSource.PROPERTY_STAFF: "物业服务人员 物业人员 物业 物业工作人员 物业公司人员",
        WorkerSource.VOLUNTEER: "志愿者 志愿服务者",
        WorkerSource.OTHER: "其他 其它 其他来源",
    },
)

ROLE = vocabulary(
    N_("role"),
    "网格长、网格员、网格助理员",
    {
        AppointmentRole.LEADER: "网格长 长 组长 网格组长 片长",
        AppointmentRole.WORKER: "网格员 员 网格管理员 成员 专职网格员 兼职网格员",
        AppointmentRole.ASSISTANT: "网格助理员 助理 助理员 网格助理 协管员 网格协管员 网格辅助员",
    },
)

EXIT_REASON = vocabulary(
    N_("exit reason"),
    "辞职、期满、调离、退休、辞退、死亡、转专职/兼职、其他",
    {
        ExitReason.RESIGNED: "辞职 主动辞职 个人辞职 本人辞职 离职",
        ExitReason.TERM_ENDED: "期满 合同期满 任期届满 到期 聘期届满",
        ExitReason.TRANSFERRED: "调离 调动 调出 调走 工作调动",
        ExitReason.RETIRED: "退休",
        ExitReason.DISMISSED: "辞退 解聘 开除 清退",
        ExitReason.DIED: "死亡 去世 病故 亡故",
        ExitReason.CHANGED_KIND: "转专职 转兼职 专兼职转换 专职转兼职 兼职转专职",
        ExitReason.OTHER: "其他 其它 其他原因",
    },
)

GRID_KIND = vocabulary(
    N_("kind of grid"),
    "综合网格、专属网格",
    {GridKind.COMPREHENSIVE: "综合 综合网格 基础 基础网格 普通网格", GridKind.DEDICATED: "专属 专属网格 专业网格"},
)

DEDICATED_KIND = vocabulary(
    N_("kind of dedicated grid"),
    "园区、商圈市场、企业、学校、医院、景区、商务楼宇",
    {
        DedicatedKind.PARK: "园区 工业园区 产业园区 开发区",
        DedicatedKind.MARKET: "商圈市场 商圈 市场 商圈、市场 农贸市场",
        DedicatedKind.ENTERPRISE: "企业 公司 工厂",
        DedicatedKind.SCHOOL: "学校 校园 学校类",
        DedicatedKind.HOSPITAL: "医院 卫生院",
        DedicatedKind.SCENIC_AREA: "景区 旅游景区 风景区",
        DedicatedKind.OFFICE_BUILDING: "商务楼宇 楼宇 较大商务楼宇 写字楼",
    },
)

SETTING = vocabulary(
    N_("urban or rural"),
    "城市社区、农村社区/行政村",
    {
        GridSetting.URBAN: "城市 城市社区 城镇 城区 城市网格 城市社区网格 市区",
        GridSetting.RURAL: "农村 农村社区 行政村 乡村 村 农村网格 农村社区/行政村 农村社区网格",
    },
)

_YES = frozenset(["是", "√", "✓", "✔", "☑", "v", "y", "yes", "true", "对", "有", "1", "●", "○", "〇", "*"])
_NO = frozenset(["否", "×", "✗", "✘", "x", "n", "no", "false", "不是", "无", "0", "非", "☐", "□"])


def read_tick(raw: str | float | bool) -> bool:
    """Read a tick cell: 是, √, 1 are true; 否, ×, 0 are false.

    Raises:
        InvalidError: naming the value and what is accepted.
    """
    if isinstance(raw, bool):
        return raw
    key = squeeze(raw if isinstance(raw, str) else number_as_shown(raw))
    if key in _YES:
        return True
    if key in _NO:
        return False
    raise InvalidError(
        N_("“{value}” is neither yes nor no. Accepted: {accepted}."), value=raw, accepted="是、√、1；否、×、0"
    )


def read_education(raw: str | float) -> tuple[str, Message | None]:
    """Read a level of education; 初中以上 and 高中/中专 are read as the nearest code with a note.

    Raises:
        InvalidError: naming the value and the accepted words.
    """
    if isinstance(raw, str) and _AND_ABOVE.search(squeeze(raw)):
        code = EDUCATION.read(_AND_ABOVE.sub("", squeeze(raw)))
        return code, _read_as(raw, code)
    code = EDUCATION.read(raw)
    return code, _read_as(str(raw), code) if code == "60" and isinstance(raw, str) and not raw.startswith("6") else None


def _read_as(raw: str, code: str) -> Message:
    return Message(N_("“{value}” was read as {code} {name}."), {"value": raw, "code": code, "name": EDUCATIONS[code]})
