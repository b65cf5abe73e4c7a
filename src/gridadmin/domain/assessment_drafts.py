"""A scheme as the editor shows it: lines of texts that are typed and pasted like a spreadsheet, and read back.

One line for each round, each indicator, each grade. What belongs to an indicator stands in one cell: assessors as
`网格长 5；兼职网格员 5`, clauses as `L1 漏录 -2；L2 错录 -1 ≤5`. Keys that entries go by are kept with the lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from gridadmin.domain.assessment import (
    Assessor,
    Band,
    Clause,
    Indicator,
    Method,
    MissingRule,
    Part,
    PeriodKind,
    Round,
    SchemeDefinition,
    Section,
)
from gridadmin.domain.assessment_rounding import plain_number
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.labels import LabelledEnum
from gridadmin.domain.text import narrow
from gridadmin.i18n import N_, Message

Line = Mapping[str, str]
EnumT = TypeVar("EnumT", bound=LabelledEnum)
_BETWEEN = re.compile(r"[;；\n]+")
_CLAUSE = re.compile(r"(\S+)\s+(.+?)\s*([+\-−]?\d+(?:\.\d+)?)(?:\s*(?:≤|<=)\s*(\d+(?:\.\d+)?))?")
_NAMED = re.compile(r"(.+?)\s*(\d+(?:\.\d+)?)\s*%?")


class LineFlag(LabelledEnum):
    """What else can be said of an indicator."""

    SHARES = "shares", N_("own shares")
    FROM_ZERO = "from_zero", N_("from 0")
    UNLIMITED = "unlimited", N_("no upper limit")


YES = Message(N_("yes"))


@dataclass(frozen=True)
class SchemeDraft:
    """The lines of the editor; `whole` holds everything that is no line: name, who is assessed, arithmetic."""

    whole: SchemeDefinition
    rounds: tuple[Line, ...]
    indicators: tuple[Line, ...]
    bands: tuple[Line, ...]


def draft_of(definition: SchemeDefinition) -> SchemeDraft:
    """Return a definition as the lines of the editor."""
    names = {each.key: each.name for each in definition.rounds}
    return SchemeDraft(
        definition,
        tuple(_round_line(each, names) for each in definition.rounds),
        tuple(
            _indicator_line(section, indicator, names)
            for section in definition.sections
            for indicator in section.indicators
        ),
        tuple(_band_line(band) for band in definition.bands),
    )


def _round_line(each: Round, names: Mapping[str, str]) -> Line:
    return {
        "key": each.key,
        "name": each.name,
        "kind": each.kind.label,
        "numbers": "、".join(map(str, each.numbers)),
        "parts": "；".join(f"{names[part.round]} {plain_number(part.percent)}%" for part in each.parts),
        "missing": each.missing.label if each.parts else "",
    }


def _indicator_line(section: Section, indicator: Indicator, names: Mapping[str, str]) -> Line:
    flags = [LineFlag.SHARES] if indicator.shares else []
    flags += [LineFlag.FROM_ZERO] if indicator.method is Method.EVENTS and not indicator.from_full else []
    flags += [LineFlag.UNLIMITED] if indicator.unlimited else []
    return {
        "key": indicator.key,
        "section_key": section.key,
        "section": section.name,
        "section_most": "" if section.most is None else plain_number(section.most),
        "rounds": "、".join(names[key] for key in section.rounds),
        "name": indicator.name,
        "maximum": plain_number(indicator.maximum),
        "method": indicator.method.label,
        "each": plain_number(indicator.each) if indicator.method is Method.COUNT else "",
        "assessors": "；".join(f"{who.name} {plain_number(who.weight)}" for who in indicator.assessors),
        "assessor_keys": " ".join(who.key for who in indicator.assessors),
        "clauses": "；".join(map(_clause_text, indicator.clauses)),
        "least": plain_number(indicator.least) if indicator.least else "",
        "most": "" if indicator.most is None else plain_number(indicator.most),
        "flags": "、".join(flag.label for flag in flags),
    }


def _clause_text(clause: Clause) -> str:
    sign = "+" if clause.points > 0 else ""
    held = f" ≤{plain_number(clause.most)}" if clause.most is not None else ""
    return f"{clause.code} {clause.text} {sign}{plain_number(clause.points)}{held}"


def _band_line(band: Band) -> Line:
    return {
        "name": band.name,
        "least": "" if band.least is None else plain_number(band.least),
        "most": "" if band.most is None else plain_number(band.most),
        "quota": "" if band.quota is None else plain_number(band.quota),
        "poor": str(YES) if band.poor else "",
    }


def definition_of(draft: SchemeDraft) -> SchemeDefinition:
    """Return the definition that lines describe; empty lines are none.

    Raises:
        InvalidError: `fields` says what of rounds, sections or bands cannot be read.
    """
    faults: dict[str, Message] = {}
    rounds = _each("rounds", draft.rounds, _rounds, faults)
    names = {each.name: each.key for each in rounds}
    sections = _each("sections", draft.indicators, lambda lines: _sections(lines, names), faults)
    bands = _each("bands", draft.bands, lambda lines: tuple(map(_band, lines)), faults)
    if faults:
        raise InvalidError(N_("The scheme cannot be kept like this."), faults)
    return replace(draft.whole, rounds=rounds, sections=sections, bands=bands)


ReadT = TypeVar("ReadT")


def _each(
    place: str,
    lines: Sequence[Line],
    read: Callable[[Sequence[Line]], tuple[ReadT, ...]],
    faults: dict[str, Message],
) -> tuple[ReadT, ...]:
    try:
        return read([line for line in lines if any(text for name, text in line.items() if "key" not in name)])
    except InvalidError as error:
        faults[place] = error.message
        return ()


def _rounds(lines: Sequence[Line]) -> tuple[Round, ...]:
    keys = _keys([line.get("key", "") for line in lines], "r")
    names = {line.get("name", ""): key for line, key in zip(lines, keys, strict=True)}
    return tuple(
        Round(
            key=key,
            name=line.get("name", "") or key,
            kind=member(PeriodKind, line.get("kind", "")) or PeriodKind.QUARTER,
            numbers=tuple(int(number(text)) for text in re.split(r"[、,，\s]+", line.get("numbers", "")) if text),
            parts=tuple(Part(_known(names, name), share) for name, share in _pairs(line.get("parts", ""))),
            missing=member(MissingRule, line.get("missing", "")) or MissingRule.REWEIGH,
        )
        for line, key in zip(lines, keys, strict=True)
    )


def _known(names: Mapping[str, str], name: str) -> str:
    if name not in names:
        raise InvalidError(N_("“{name}” is no round of this scheme."), name=name)
    return names[name]


def _sections(lines: Sequence[Line], rounds: Mapping[str, str]) -> tuple[Section, ...]:
    """Lines with one section's name after each other are one section; an empty name goes on with the one above."""
    keys = _keys([line.get("key", "") for line in lines], "i")
    grouped: list[tuple[Line, list[Indicator]]] = []
    for line, key in zip(lines, keys, strict=True):
        name = line.get("section", "")
        if not grouped or (name and name != grouped[-1][0].get("section", "")):
            grouped.append((line, []))
        grouped[-1][1].append(_indicator(line, key))
    section_keys = _keys([line.get("section_key", "") for line, _found in grouped], "s")
    return tuple(
        Section(
            key=key,
            name=line.get("section", "") or found[0].name,
            indicators=tuple(found),
            most=_optional(line.get("section_most", "")),
            rounds=tuple(_known(rounds, name) for name in re.split(r"[、,，;；]+", line.get("rounds", "")) if name),
        )
        for (line, found), key in zip(grouped, section_keys, strict=True)
    )


def _indicator(line: Line, key: str) -> Indicator:
    flags = {member(LineFlag, text) for text in re.split(r"[、,，;；]+", line.get("flags", ""))}
    method = member(Method, line.get("method", "")) or (Method.EVENTS if line.get("clauses") else Method.POINTS)
    return Indicator(
        key=key,
        name=line.get("name", "") or line.get("section", ""),
        maximum=_optional(line.get("maximum", "")) or Decimal(0),
        method=method,
        assessors=_assessors(line),
        shares=LineFlag.SHARES in flags,
        each=_optional(line.get("each", "")) or Decimal(0),
        from_full=LineFlag.FROM_ZERO not in flags,
        least=_optional(line.get("least", "")) or Decimal(0),
        most=_optional(line.get("most", "")),
        unlimited=LineFlag.UNLIMITED in flags,
        clauses=tuple(_clause(text) for text in _BETWEEN.split(line.get("clauses", "")) if text.strip()),
    )


def _assessors(line: Line) -> tuple[Assessor, ...]:
    pairs = _pairs(line.get("assessors", ""))
    known = line.get("assessor_keys", "").split()
    keys = _keys([*known[: len(pairs)], *[""] * (len(pairs) - len(known))], "a")
    return tuple(Assessor(key, name, weight) for key, (name, weight) in zip(keys, pairs, strict=True))


def _pairs(text: str) -> list[tuple[str, Decimal]]:
    found = []
    for piece in filter(None, (part.strip() for part in _BETWEEN.split(text))):
        match = _NAMED.fullmatch(narrow(piece)) if piece else None
        if match is None:
            raise InvalidError(N_("“{text}” needs a name and a number, like 网格长 5."), text=piece)
        found.append((piece[: len(match[1])].strip(), Decimal(match[2])))
    return found


def _clause(text: str) -> Clause:
    match = _CLAUSE.fullmatch(text.strip())
    if match is None:
        raise InvalidError(N_("“{text}” needs a code, a text and points, like L1 漏录一条 -2."), text=text.strip())
    points = Decimal(match[3].replace("−", "-"))
    return Clause(match[1], match[2].strip(), points, Decimal(match[4]) if match[4] else None)


def _band(line: Line) -> Band:
    return Band(
        line.get("name", ""),
        _optional(line.get("least", "")),
        _optional(line.get("most", "")),
        _optional(line.get("quota", "")),
        line.get("poor", "") in (str(YES), "是", "√", "1", "y", "yes"),
    )


def member(kind: type[EnumT], text: str) -> EnumT | None:
    """Return the member that a label or value names; None for nothing; InvalidError lists what there is."""
    if not text.strip():
        return None
    for each in kind:
        if text.strip() in (each.label, each.value, each.msgid):
            return each
    raise InvalidError(
        N_("“{text}” is none of: {known}."), text=text.strip(), known="、".join(each.label for each in kind)
    )


def number(text: str) -> Decimal:
    """Return a number as typed; a sign for per cent is fine. InvalidError for anything else."""
    try:
        found = Decimal(narrow(text).strip().removesuffix("%"))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise InvalidError(N_("“{value}” is not a number."), value=text)
    return found


def _optional(text: str) -> Decimal | None:
    return number(text) if text.strip() else None


def _keys(given: Sequence[str], letter: str) -> list[str]:
    """Keys that are given stay, new lines get the next free one."""
    taken = {key for key in given if key}
    found: list[str] = []
    at = 1
    for key in given:
        while not key and f"{letter}{at}" in taken:
            at += 1
        made = key if key and key not in found else f"{letter}{at}"
        while made in found or (made in taken and made != key):
            at += 1
            made = f"{letter}{at}"
        taken.add(made)
        found.append(made)
    return found
