"""Text as clerks type it: full-width characters, stray spaces, look-alikes, joined names, village names.

Names keep every code point. What only looks wrong (a Kangxi radical, a private-use character) is flagged for a person
to settle; what is noise beyond doubt (spaces inside a Chinese name, invisible marks) is removed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from gridadmin.i18n import N_, Message

# GB 18030-2022 gave these 24 positions real code points; Python's codec still decodes them to the private use area.
_GB18030_2022 = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F, 0xE855: 0x241FE,
    0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE832: 0x9FB8, 0xE843: 0x9FB9, 0xE854: 0x9FBA,
    0xE864: 0x9FBB, 0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14, 0xE792: 0xFE15,
    0xE793: 0xFE16, 0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19,
}  # fmt: skip
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES = re.compile(r"\s+")
_DOTS = re.compile("[•‧∙・⋅･●﹒．.]")
_HAN = "\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\ue000-\uf8ff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_NAME = re.compile(f"[{_HAN}]{{1,4}}[0-9]?")
_PLAIN_NAME = re.compile("[\u4e00-\u9fff]{2,4}")
_HAN_ONLY = re.compile(f"[{_HAN} ]+")
_SUFFIXED = re.compile(f"([{_HAN}·]{{2,}}?)[(]?([0-9])[)]?")
_JOINERS = re.compile(r"[/\\、,，;；|&＆]|\s和\s|\s及\s|(?<=\S\S)\s*\n\s*(?=\S\S)")
_UNUSUAL = re.compile(r"[\x00-\x1f!-&()*-,/-@\[-`{-~（）【】《》〈〉「」、。，：；！？“”…]")
_UNIFIED_COMPATIBILITY = frozenset(
    map(chr, (0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F, 0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29))
)
_COMPOUND_SURNAMES = (
    " 欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 "
    "公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 亓官 司寇 呼延 令狐 百里 东郭 "
    "南门 轩辕 拓跋 淳于 单于 第五 "
)


def repair_gb18030(text: str) -> str:
    """Return text decoded by Python's `gb18030` codec with the 24 code points that GB 18030-2022 moved."""
    return text.translate(_GB18030_2022)


def clean_text(text: str) -> str:
    """Trim a cell's text: control and invisible marks gone, every run of white space one blank."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", _INVISIBLE.sub("", _CONTROL.sub("", text))).strip()


def narrow(text: str) -> str:
    """Return text with full-width forms made half-width (NFKC); for codes, never for names."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


@lru_cache(maxsize=4096)
def squeeze(text: str) -> str:
    """Return the text as a key for look-ups: narrow, no white space, no invisible marks, lower case."""
    if text.isprintable():
        return narrow(text).replace(" ", "").lower()
    return _SPACES.sub("", narrow(_INVISIBLE.sub("", text))).lower()


class NameFault(StrEnum):
    """What may be wrong with a name; only `JOINED` and `EMPTY` make it unusable."""

    EMPTY = "empty"
    JOINED = "joined"
    DIGIT_SUFFIX = "digit_suffix"
    LOOK_ALIKE = "look_alike"
    PRIVATE_USE = "private_use"
    UNUSUAL = "unusual"


@dataclass(frozen=True)
class PersonName:
    """A cleaned name and what a person should look at: (fault, why and what to do)."""

    value: str
    faults: tuple[tuple[NameFault, Message], ...] = ()

    def has(self, fault: NameFault) -> bool:
        """Tell whether a fault was found."""
        return any(found is fault for found, _message in self.faults)


def clean_name(text: str) -> PersonName:
    """Clean a person's name: 张　三 becomes 张三, the dots of minority names become ·, every other code point stays."""
    if _PLAIN_NAME.fullmatch(text):
        return PersonName(text)
    raw = repair_gb18030(text)
    joined = joined_names(raw)
    value = clean_text(raw)
    if not value:
        return PersonName("", ((NameFault.EMPTY, Message(N_("The name is missing. Fill in the name of the person."))),))
    if joined:
        reason = Message(
            N_("Several people in one cell: {names}. Give each person a row of their own."),
            {"names": "、".join(joined)},
        )
        return PersonName(value, ((NameFault.JOINED, reason),))
    if _HAN_ONLY.fullmatch(value):
        value = value.replace(" ", "")
    elif (
        len(_DOTS.sub("·", value)) > 2 and re.search(f"[{_HAN}]", value) and not _UNUSUAL.search(_DOTS.sub("·", value))
    ):
        value = re.sub(r"\s*·\s*", "·", _DOTS.sub("·", value)).strip("·")
    return _without_digit_suffix(value)


def name_key(text: str) -> str:
    """Return a name as people are known again by: 张　三 is 张三, every dot of a minority name is ·; 张三2 stays so."""
    name = clean_name(text)
    return clean_text(text) if name.has(NameFault.DIGIT_SUFFIX) else name.value


def _without_digit_suffix(value: str) -> PersonName:
    narrowed = "".join(narrow(char) if "\uff00" < char < "\uff5f" else char for char in value)
    suffixed = _SUFFIXED.fullmatch(narrowed)
    if not suffixed:
        return PersonName(value, _character_faults(value))
    reason = Message(
        N_(
            "“{name}” ends with the digit {digit}: “{stem}” is read. If two people share the name, "
            "their ID numbers tell them apart."
        ),
        {"name": value, "digit": suffixed[2], "stem": suffixed[1]},
    )
    return PersonName(suffixed[1], ((NameFault.DIGIT_SUFFIX, reason), *_character_faults(suffixed[1])))


def _character_faults(value: str) -> tuple[tuple[NameFault, Message], ...]:
    faults = []
    for char in value:
        if _is_look_alike(char):
            likely = unicodedata.normalize("NFKC", char)
            values = {"char": char, "code": f"U+{ord(char):04X}", "likely": likely}
            faults.append(
                (
                    NameFault.LOOK_ALIKE,
                    Message(
                        N_("“{char}” ({code}) only looks like “{likely}”. Check it and type the right character."),
                        values,
                    ),
                )
            )
        elif unicodedata.category(char) == "Co":
            values = {"char": char, "code": f"U+{ord(char):04X}"}
            faults.append(
                (
                    NameFault.PRIVATE_USE,
                    Message(
                        N_(
                            "“{char}” ({code}) is a private character that other computers cannot "
                            "show. Type the standard character."
                        ),
                        values,
                    ),
                )
            )
    if _UNUSUAL.search(value):
        faults.append(
            (
                NameFault.UNUSUAL,
                Message(
                    N_("The name “{name}” holds characters that names do not have. It is kept as text; check it."),
                    {"name": value},
                ),
            )
        )
    return tuple(faults)


def _is_look_alike(char: str) -> bool:
    code = ord(char)
    listed = 0x2E80 <= code <= 0x2FD5 or 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F
    return listed and char not in _UNIFIED_COMPATIBILITY and unicodedata.normalize("NFKC", char) != char


def joined_names(text: str) -> tuple[str, ...]:
    """Return the names that were written into one cell (甲/乙, 张三、李四), or () where there is only one."""
    if text.lstrip()[:1] in ("=", "+", "-", "@"):
        return ()
    parts = [clean_text(part).replace(" ", "") for part in _JOINERS.split(text) if part.strip()]
    if len(parts) < 2:
        parts = _spaced_names(text)
    names = [part for part in parts if _HAN_NAME.fullmatch(narrow(part))]
    return tuple(names) if len(names) >= 2 and len(names) == len(parts) else ()


def _spaced_names(text: str) -> list[str]:
    parts = clean_text(text).split(" ")
    whole_names = len(parts) >= 2 and min(map(len, parts)) >= 2
    return parts if whole_names and f" {parts[0]} " not in _COMPOUND_SURNAMES else []


class VillageKind(StrEnum):
    """Whether a name says 村 (village) or 社区 / 居委会 (community)."""

    VILLAGE = "village"
    COMMUNITY = "community"


@dataclass(frozen=True)
class VillageName:
    """A village's or community's name without its ending, for comparing; `kind` is None where the text does not say."""

    stem: str
    kind: VillageKind | None


_VILLAGE_ENDINGS = ("村民委员会", "村民委员", "村委会", "村委")
_COMMUNITY_ENDINGS = ("社区居民委员会", "社区居委会", "社区村委会", "居民委员会", "居委会", "社区")


def village_name(text: str) -> VillageName:
    """Split 某某村委会, 某某村民委员会, 某某村委, 某某社区居委会 … into the stem 某某 and its kind.

    A stem alone never identifies: 108 names repeat within one city. The township's own list decides.
    """
    name = _SPACES.sub("", clean_text(text))
    for kind, endings in ((VillageKind.COMMUNITY, _COMMUNITY_ENDINGS), (VillageKind.VILLAGE, _VILLAGE_ENDINGS)):
        for ending in endings:
            if name.endswith(ending) and len(name) > len(ending):
                return VillageName(_without_village(name.removesuffix(ending)), kind)
    return VillageName(_without_village(name), VillageKind.VILLAGE if name.endswith("村") else None)


def _without_village(name: str) -> str:
    return name[:-1] if name.endswith("村") and len(name) > 1 else name
