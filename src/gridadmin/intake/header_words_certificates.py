"""What column headers of sheets of certificates mean."""

from __future__ import annotations

CERTIFICATE_OWN = {
    "type_name": "证件类型 证件种类 证书名称 证件名称 证书类型 证书种类 证书类别 证件类别 资格证书 资格证书名称 "
    "持证类型 typename",
    "number": "证书编号 证书号 证书号码 证件编号 上岗证号 上岗证编号 资格证号 资格证书编号 证号 合格证号 "
    "上岗证号码 工作证号 certificatenumber",
    "issued_on": "发证日期 发证时间 颁发日期 取证时间 取证日期 领证日期 领证时间 核发日期 有效期起 有效期开始 办证日期 "
    "获证日期 签发日期 issuedon",
    "expires_on": "有效期至 到期日期 有效期止 到期时间 失效日期 有效截止日期 截止日期 有效日期 证书有效期至 有效期限 "
    "证件有效期 证书有效期 有效期截止 有效期起止 expireson",
    "validity": "有效期 有效年限 有效期年 年限 有效期月 有效期长 validity",
    "issuer": "发证机关 发证单位 颁发机关 颁发单位 核发机关 签发机关 发证部门 issuer",
    "revoked_on": "吊销日期 吊销时间 注销日期 注销时间 revokedon",
    "revoked_reason": "吊销原因 注销原因 revokedreason",
}  # fmt: skip
FROM_ROSTERS = ("name", "id_number", "community", "grids", "remarks")
"""Columns that mean the same as in a roster of grid workers."""
