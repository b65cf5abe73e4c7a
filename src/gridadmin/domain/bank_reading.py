"""Templates of bank files as JSON: reading them strictly, writing them, and refusing what cannot be written."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, replace
from enum import StrEnum
from typing import Any, TypeVar

from gridadmin.domain.bank_templates import (
    DAY_FIELDS,
    DIGITS_ONLY,
    MONEY_FIELDS,
    MONEY_FORMATS,
    OF_A_PERSON,
    Align,
    BankField,
    BankNote,
    BankTemplate,
    Column,
    FileType,
    Line,
    LineEnd,
    MoneyUnit,
    Payer,
    TextEncoding,
)
from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay_parameters import PayCertainty
from gridadmin.i18n import N_, Message

NAME_WORDS = ("month", "period", "date", "bank", "relation", "part", "count")
_WIDEST = 400
_FORBIDDEN = frozenset('<>:"/\\|?*\r\n\t')
_ENUMS: dict[str, type[StrEnum]] = {
    "file_type": FileType, "encoding": TextEncoding, "line_end": LineEnd, "unit": MoneyUnit, "certainty": PayCertainty,
    "field": BankField, "align": Align,
}  # fmt: skip
_KINDS = {"str": str, "int": int, "bool": bool, "str | None": str | None, "bool | None": bool | None}
T = TypeVar("T")


def template_json(template: BankTemplate) -> dict[str, Any]:
    """Return a template as JSON; what has its usual value is left out, so that a definition stays readable."""
    content = _plain(template)
    if template.payer != Payer():
        content["payer"] = _plain(template.payer)
    content["columns"] = [_plain(column) for column in template.columns]
    for name in ("headers", "trailers"):
        lines = getattr(template, name)
        if lines:
            content[name] = [_line_json(line) for line in lines]
    if template.unverified:
        content["unverified"] = list(template.unverified)
    return content


def _line_json(line: Line) -> dict[str, Any]:
    return _plain(line) | {"columns": [_plain(column) for column in line.columns]}


def _plain(item: Any) -> dict[str, Any]:
    """The simple fields of a dataclass that differ from their defaults."""
    found = {}
    for each in fields(item):
        value = getattr(item, each.name)
        if isinstance(value, tuple | Payer) or (each.default is not MISSING and value == each.default):
            continue
        found[each.name] = value.value if isinstance(value, StrEnum) else value
    return found


def read_template(content: object) -> BankTemplate:
    """Read a template and check it.

    Raises:
        InvalidError: it is no template, says something unknown, or cannot be written; the message names the place.
    """
    top = _mapping(content, "template")
    simple = _simple(BankTemplate, top, "template", {"columns", "headers", "trailers", "payer", "unverified"})
    template = BankTemplate(
        **simple,
        columns=_columns(top.get("columns"), "columns"),
        headers=_lines(top.get("headers", []), "headers"),
        trailers=_lines(top.get("trailers", []), "trailers"),
        payer=Payer(**_simple(Payer, _mapping(top.get("payer", {}), "payer"), "payer", set())),
        unverified=_list(top.get("unverified", []), "unverified", _text),
    )
    check_template(template)
    return template


def read_notes(content: object) -> tuple[BankNote, ...]:
    """Read the notes about ways of paying that no template can write."""
    return _list(content, "notes", lambda item, at: BankNote(**_simple(BankNote, _mapping(item, at), at, set())))


def _columns(content: object, at: str) -> tuple[Column, ...]:
    return _list(content, at, lambda item, place: Column(**_simple(Column, _mapping(item, place), place, set())))


def _lines(content: object, at: str) -> tuple[Line, ...]:
    def read(item: object, place: str) -> Line:
        line = _mapping(item, place)
        simple = _simple(Line, line, place, {"columns"})
        return Line(columns=_columns(line.get("columns"), f"{place}.columns"), **simple)

    return _list(content, at, read)


def _list(content: object, at: str, read: Callable[[object, str], T]) -> tuple[T, ...]:
    if not isinstance(content, Sequence) or isinstance(content, str):
        raise InvalidError(N_("{place}: a list is expected here."), place=at)
    return tuple(read(item, f"{at}[{number}]") for number, item in enumerate(content, start=1))


def _mapping(content: object, at: str) -> Mapping[str, Any]:
    if not isinstance(content, Mapping):
        raise InvalidError(N_("{place}: an object with names and values is expected here."), place=at)
    return content


def _text(content: object, at: str) -> str:
    if not isinstance(content, str):
        raise InvalidError(N_("{place}: “{value}” is not what is expected here."), place=at, value=content)
    return content


def _simple(cls: type, content: Mapping[str, Any], at: str, elsewhere: set[str]) -> dict[str, Any]:
    known = {each.name: each for each in fields(cls) if each.name not in elsewhere}
    for name in content:
        if name not in known and name not in elsewhere:
            raise InvalidError(N_("{place}: there is nothing called “{name}”."), place=at, name=name)
    for name, each in known.items():
        if name not in content and each.default is MISSING:
            raise InvalidError(N_("{place}: “{name}” is missing."), place=at, name=name)
    return {name: _value(each, content[name], f"{at}.{name}") for name, each in known.items() if name in content}


def _value(each: Any, value: object, at: str) -> object:
    if each.name in _ENUMS:
        members = _ENUMS[each.name]
        if value not in {member.value for member in members}:
            names = "、".join(member.value for member in members)
            raise InvalidError(
                N_("{place}: “{value}” is not one of: {names}"), place=at, value=value, names=names
            )  # fmt: skip
        return members(str(value))
    expected: Any = _KINDS[each.type]
    if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
        raise InvalidError(N_("{place}: “{value}” is not what is expected here."), place=at, value=value)
    return value


def check_template(template: BankTemplate) -> None:
    """Refuse a template that cannot be written.

    Raises:
        InvalidError: no name, no column of amounts or accounts, a person's field outside of the payments, a width that
            is missing or too large, a format that the field has not, or a file name that no disk takes.
    """
    for fault in (*_whole_faults(template), *_line_faults(template), *_name_faults(template)):
        raise InvalidError(fault.msgid, None, **fault.values)


def _whole_faults(template: BankTemplate) -> list[Message]:
    said = {column.field for column in template.columns}
    faults = [
        (not template.name.strip(), Message(N_("A template needs a name."))),
        (BankField.AMOUNT not in said, Message(N_("A template needs a column with the amount."))),
        (BankField.ACCOUNT not in said, Message(N_("A template needs a column with the account number."))),
        (template.max_rows < 0, Message(N_("The number of payments in a file cannot be below zero."))),
        (
            len(template.delimiter) > 1 and not template.delimiter.isprintable(),
            Message(N_("The delimiter is one character or a short text.")),
        ),
        (
            template.file_type is FileType.CSV and len(template.delimiter) != 1,
            Message(N_("The delimiter of a CSV file is one character.")),
        ),
    ]
    return [message for wrong, message in faults if wrong]


def _line_faults(template: BankTemplate) -> list[Message]:
    found = []
    for at, line in enumerate(template.lines()):
        of_payments = at == len(template.headers)
        fixed = not template.file_type.is_sheet and not _delimiter(template, line) and of_payments
        for number, column in enumerate(line.columns, start=1):
            place = Message(N_("line {line}, value {number}"), {"line": at + 1, "number": number})
            found += [_at(place, fault) for fault in _column_faults(column, of_payments, fixed)]
    return found


def _delimiter(template: BankTemplate, line: Line) -> str:
    return template.delimiter if line.delimiter is None else line.delimiter


def _at(place: Message, fault: Message) -> Message:
    return Message(N_("{place}: {fault}"), {"place": place, "fault": fault})


def _column_faults(column: Column, of_payments: bool, fixed: bool) -> list[Message]:
    name = column.field.message
    faults = [
        (
            column.field in OF_A_PERSON and not of_payments,
            Message(N_("“{field}” belongs to one payment; it cannot stand before or after them."), {"field": name}),
        ),
        (not 0 <= column.width <= _WIDEST, Message(N_("The width is at most {most} bytes."), {"most": _WIDEST})),
        (
            fixed and column.width == 0,
            Message(N_("“{field}” needs a width, as there is no delimiter."), {"field": name}),
        ),
        (len(column.pad) != 1 or not column.pad.isascii(), Message(N_("A width is filled with one ASCII character."))),
        (
            column.pad in "123456789" or (column.pad == "0" and column.align is Align.LEFT),
            Message(N_("A width is filled with no digit but 0, and with that on the left only.")),
        ),
        (
            not _format_fits(column),
            Message(N_("“{field}” cannot be written as “{format}”."), {"field": name, "format": column.format}),
        ),
    ]
    return [message for wrong, message in faults if wrong]


def _format_fits(column: Column) -> bool:
    if not column.format:
        return True
    if column.field in MONEY_FIELDS:
        return column.format in MONEY_FORMATS
    if column.field in DAY_FIELDS:
        return "yyyy" in column.format or "yy" in column.format
    return column.format == DIGITS_ONLY


def _name_faults(template: BankTemplate) -> list[Message]:
    values = {"pattern": template.file_name}
    try:
        words = {name for _text, name, _spec, _conversion in string.Formatter().parse(template.file_name) if name}
        plain = template.file_name.format(**dict.fromkeys(NAME_WORDS, "1"))
    except (ValueError, KeyError, IndexError, AttributeError):
        words, plain = {"?"}, "?"
    if not words <= set(NAME_WORDS):
        values["words"] = "、".join(f"{{{word}}}" for word in NAME_WORDS)
        return [Message(N_("The file name “{pattern}” may only hold {words}."), values)]
    if not plain.strip() or _FORBIDDEN & set(plain + template.extension):
        return [Message(N_("“{pattern}” is no name of a file."), values)]
    return []


def copy_template(template: BankTemplate, name: str) -> BankTemplate:
    """Return a template under another name, as one of the office; its marks stay until somebody verifies them."""
    return replace(template, name=name, key="")
