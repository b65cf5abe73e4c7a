"""Sheets of contracts (合同台账): what clerks write over their columns and into their cells."""

from __future__ import annotations

from gridadmin.domain.contracts import ContractEnd, ContractKind, ContractTerm
from gridadmin.domain.synonyms import vocabulary
from gridadmin.i18n import N_

CONTRACT_HEADINGS: dict[str, tuple[str, ...]] = {
    "started_on": ("合同起始日期", "合同开始日期", "起始日期", "开始日期", "合同期限起", "合同起", "起始时间",
                   "from"),
    "ends_on": ("合同终止日期", "合同截止日期", "合同到期日期", "终止日期", "截止日期", "到期日期", "合同期限止",
                "合同止", "终止时间", "until"),
    "kind": ("合同类型", "合同种类", "合同性质", "用工形式", "kind"),
    "term": ("期限类型", "合同期限类型", "term"),
    "employer": ("用人单位", "甲方", "签订单位", "派遣单位", "employer"),
    "number": ("合同编号", "合同号", "编号", "number"),
    "signed_on": ("签订日期", "签订时间", "签订合同日期", "签字日期", "signed on"),
    "probation_until": ("试用期至", "试用期截止", "试用期止", "试用期截止日期", "probation until"),
    "weekly_hours": ("周工时", "每周工时", "每周工作时间", "weekly hours"),
    "ended_on": ("实际终止日期", "解除日期", "实际解除日期", "解除终止日期", "ended on"),
    "end_reason": ("终止原因", "解除原因", "解除终止原因", "end reason"),
    "remarks": ("备注", "说明", "remarks"),
}  # fmt: skip
NO_CONTRACTS = N_("{file}: no table of contracts was found. Its header needs 姓名 and columns such as {names}…")
OPEN_ENDS = frozenset(("无固定期限", "无固定", "长期", "无", "—", "-", "/"))

CONTRACT_KIND = vocabulary(
    N_("kind of contract"),
    "劳动合同、非全日制、劳务派遣、劳务协议",
    {
        ContractKind.LABOUR: "劳动合同 全日制劳动合同 全日制 劳动",
        ContractKind.HOURLY: "非全日制 非全日制用工 非全日制劳动合同 非全日制用工合同 小时工",
        ContractKind.DISPATCH: "劳务派遣 劳务派遣合同 派遣 派遣合同",
        ContractKind.SERVICE: "劳务协议 劳务合同 聘用协议 服务协议 协议",
    },
)
CONTRACT_TERM = vocabulary(
    N_("term of the contract"),
    "固定期限、无固定期限、以完成一定工作任务为期限",
    {
        ContractTerm.FIXED: "固定期限 固定 有固定期限",
        ContractTerm.OPEN: "无固定期限 无固定 长期",
        ContractTerm.TASK: "以完成一定工作任务为期限 完成一定工作任务 任务期限 以任务为期限",
    },
)
CONTRACT_END = vocabulary(
    N_("reason of the contract's end"),
    "合同期满、协商解除、本人辞职、单位解除、退休、死亡、改签、其他",
    {
        ContractEnd.EXPIRED: "合同期满 期满 到期 合同到期 期满终止",
        ContractEnd.AGREED: "协商解除 协商一致 协商 调离",
        ContractEnd.RESIGNED: "本人辞职 辞职 主动辞职 离职 个人辞职",
        ContractEnd.DISMISSED: "单位解除 辞退 解聘 用人单位解除",
        ContractEnd.RETIRED: "退休",
        ContractEnd.DIED: "死亡 去世 病故",
        ContractEnd.REPLACED: "改签 变更合同 重新签订 续签",
        ContractEnd.OTHER: "其他 其它 其他原因",
    },
)
