"""Names of grids as sheets write them: code or village stuck on, kind in brackets, three numbering styles."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gridadmin.domain.grids import GridKind
from gridadmin.domain.text import clean_text, narrow, village_name

_KIND_SUFFIX = re.compile(r"[(（\[【]\s*(基础|综合|专属)(?:网格)?\s*[)）\]】]")
_CODE_PREFIX = re.compile(r"^[0-9０-９]{4,}(?:\s+|[-_—:：]\s*)")
_PARTS = re.compile(r"\s*[,，]\s*")
_NUMBERED = re.compile(
    r"^(?:第)?([0-9]+|[零〇一二三四五六七八九十百]+)(?:号)?网格|^网格([0-9]+|[零〇一二三四五六七八九十百]+)(?:号)?$"
)
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}


@dataclass(frozen=True)
class GridName:
    """A grid's own name and what else its cell said.

    Attributes:
        value: 第十六网格; kind: from the suffix (基础)/(专属), None where there is none.
        community: from 第十六网格(专属),姚家社区,姚家街道 or 白荡海社区第四网格; None where it is not there.
        code_prefix: digits that stood before the name, as in 5060802 第二网格.
    """

    value: str
    kind: GridKind | None = None
    community: str | None = None
    code_prefix: str | None = None


def parse_grid_name(text: str) -> GridName:
    """Take a grid's name apart; a name without decoration comes back as it is."""
    name, *places = [part for part in _PARTS.split(clean_text(text)) if part] or [""]
    prefix = _CODE_PREFIX.match(name)
    name = name[prefix.end() :] if prefix else name
    suffix = _KIND_SUFFIX.search(name)
    name = _KIND_SUFFIX.sub("", name).strip()
    community = next((place for place in places if village_name(place).kind), None)
    stuck = re.fullmatch(
        r"(.+?(?:社区|居委会|村委会|村民委员会|村))\s*[-—]?\s*((?:第)?[0-9０-９一二三四五六七八九十百]+(?:号)?网格.*)",
        name,
    )
    if stuck:
        community, name = community or stuck[1], stuck[2]
    kind = None
    if suffix:
        kind = GridKind.DEDICATED if suffix[1] == "专属" else GridKind.COMPREHENSIVE
    return GridName(name, kind, community, narrow(prefix[0]).strip(" -_—:") if prefix else None)


def grid_name_key(text: str) -> str:
    """Return a key under which 第八网格, 第8网格, 8网格, 网格8 and 第八网格(基础) are one name."""
    name = narrow(parse_grid_name(text).value).replace(" ", "")
    numbered = _NUMBERED.match(name)
    if not numbered or numbered.end() != len(name):
        return name
    return str(_number(numbered[1] or numbered[2]))


def _number(digits: str) -> int:
    if digits.isdigit() and digits.isascii():
        return int(digits)
    total, current = 0, 0
    for char in digits:
        if char in "十百":
            total += (current or 1) * (10 if char == "十" else 100)
            current = 0
        else:
            current = _DIGITS[char] if not total or len(digits) > 1 else current
    return total + current
