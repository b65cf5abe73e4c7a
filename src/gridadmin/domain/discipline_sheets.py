"""Sheets of rewards and of problems found in supervision: what clerks write over their columns and into their cells."""

from __future__ import annotations

from gridadmin.domain.discipline_problems import ProblemSource
from gridadmin.domain.discipline_rewards import RewardKind, RewardLevel
from gridadmin.domain.synonyms import vocabulary
from gridadmin.i18n import N_

REWARD_HEADINGS: dict[str, tuple[str, ...]] = {
    "awarded_on": (
        "表彰时间",
        "授予时间",
        "表彰日期",
        "获奖时间",
        "获奖日期",
        "奖励时间",
        "日期",
        "时间",
        "awarded on",
    ),
    "title": ("荣誉名称", "荣誉称号", "奖项名称", "奖励名称", "表彰名称", "称号", "奖项", "荣誉", "title"),
    "level": ("级别", "表彰级别", "奖励级别", "荣誉级别", "层级", "level"),
    "kind": ("奖励种类", "奖励类别", "奖励类型", "类别", "种类", "类型", "kind"),
    "awarded_by": ("授予单位", "表彰单位", "颁发单位", "授奖单位", "表彰机关", "发证单位", "awarded by"),
    "document": ("文号", "表彰文号", "文件", "文件依据", "依据", "document"),
    "reason": ("事由", "主要事迹", "事迹", "奖励原因", "原因", "reason"),
    "prize": ("奖品", "奖金", "奖励内容", "奖品或奖金", "prize"),
}
PROBLEM_HEADINGS: dict[str, tuple[str, ...]] = {
    "found_on": ("发现日期", "发现时间", "检查日期", "检查时间", "督查时间", "日期", "时间", "found on"),
    "words": ("存在问题", "发现的问题", "发现问题", "问题描述", "问题内容", "问题", "what was found"),
    "source": ("问题来源", "检查方式", "发现途径", "来源", "source"),
    "found_by": ("检查人", "检查单位", "发现人", "督查人员", "督查单位", "found by"),
    "demand": ("整改要求", "整改措施", "处理意见", "demand"),
    "due_on": ("整改时限", "整改期限", "完成时限", "限期", "due on"),
    "document": ("文号", "通报文号", "文件", "document"),
}
NO_REWARDS = N_("{file}: no table of rewards was found. Its header needs 姓名 and columns such as {names}…")
NO_PROBLEMS = N_("{file}: no table of problems was found. Its header needs 姓名 and columns such as {names}…")

REWARD_LEVEL = vocabulary(
    N_("level of the reward"),
    "国家级、省级、市级、县级、乡镇级、村级",
    {
        RewardLevel.NATION: "国家级 国家 全国 中央",
        RewardLevel.PROVINCE: "省级 省 全省",
        RewardLevel.CITY: "市级 市 全市 地市级 设区市级",
        RewardLevel.COUNTY: "县级 县 区级 区 县区级 区县级 县市区级 全县 全区",
        RewardLevel.TOWNSHIP: "乡镇级 乡镇街道级 乡镇 镇级 镇 街道级 街道 乡级 全镇",
        RewardLevel.VILLAGE: "村级 村 社区级 社区 村社区级",
    },
)
REWARD_KIND = vocabulary(
    N_("kind of reward"),
    "表扬、奖励、荣誉称号",
    {
        RewardKind.PRAISE: "表扬 通报表扬 表彰 通报表彰 口头表扬",
        RewardKind.REWARD: "奖励 物质奖励 奖金 记功 嘉奖",
        RewardKind.TITLE: "荣誉称号 称号 荣誉 荣誉证书",
    },
)
PROBLEM_SOURCE = vocabulary(
    N_("way in which the problem was found"),
    "日常检查、专项检查、群众反映、上级通报、数据核查、其他",
    {
        ProblemSource.PATROL: "日常检查 日常巡查 日常督查 日常",
        ProblemSource.SPECIAL: "专项检查 专项督查 专项",
        ProblemSource.RESIDENTS: "群众反映 居民反映 群众举报 来信来访 信访",
        ProblemSource.SUPERIOR: "上级通报 上级督查 通报 上级",
        ProblemSource.DATA: "数据核查 数据检查 系统核查 平台核查",
        ProblemSource.OTHER: "其他 其它 其他途径",
    },
)
