"""Templates of bank files: kept and changed as acts, read from a file, shown as the first lines of what they write."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import UUID

from gridadmin.domain.bank_accounts import BankAccountRow, BankRelation
from gridadmin.domain.bank_export import divide, lay_out_all
from gridadmin.domain.bank_layout import Payment, file_bytes
from gridadmin.domain.bank_reading import check_template, read_template
from gridadmin.domain.bank_templates import BankTemplate, Payer, TextEncoding
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.months import Month
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.bank_templates import add_template, change_template, list_templates, remove_template

SAMPLE = (
    ("张三", "9999990000000000018", "工商银行", "聊城东昌府支行", 286432),
    ("李四", "9999990000000000026", "农业银行", "聊城冠县支行", 60000),
    ("欧阳娜娜", "9999990000000000034", "农村商业银行", "侨润支行", 1234505),
)
"""Invented people with numbers that no bank gives out: no issuer's number begins with 999."""
LATIN = {"张三": "ZHANG SAN", "李四": "LI SI", "欧阳娜娜": "OUYANG NANA"}


@dataclass(frozen=True)
class SampleFile:
    """What a template writes for three invented people.

    Attributes:
        lines: of the first file, as text.
        content: its bytes; empty for a workbook.
        faults: what of the sample cannot be written.
    """

    lines: tuple[tuple[str, ...], ...]
    content: bytes
    faults: tuple[Message, ...]


def read_template_file(path: Path) -> BankTemplate:
    """Read a template from a JSON file.

    Raises:
        NotFoundError: there is no such file. InvalidError: it is no template; the message names the place.
    """
    if not path.is_file():
        raise NotFoundError(N_("There is no file {file}."), file=path)
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise InvalidError(N_("{file} is no JSON file: {detail}"), file=path.name, detail=error) from error
    return read_template(content)


def keep_template(office: OpenOffice, template: BankTemplate) -> UUID:
    """Keep a template of the office as one act; one of the same name is changed."""
    known = next((row for row in office.read(list_templates) if row.template.name == template.name), None)
    values = {"name": template.name}
    if known is not None and known.id is not None:
        sentence = Message(N_("Change the bank template “{name}”"), values)
        office.act(sentence, change_template, known.id, template, known.version)
        return known.id
    return office.act(Message(N_("Enter the bank template “{name}”"), values), add_template, template)


def drop_template(office: OpenOffice, template_id: UUID) -> None:
    """Take a template of the office away as one act."""
    office.act(
        lambda name: Message(N_("Remove the bank template “{name}”"), {"name": name}), remove_template, template_id
    )


def sample_file(template: BankTemplate, on: date) -> SampleFile:
    """Return what a template writes for invented people: the live preview.

    Raises:
        InvalidError: the template cannot be written.
    """
    check_template(template)
    latin = template.encoding is TextEncoding.ASCII and not template.file_type.is_sheet
    payments = [
        Payment(name, amount, _sample_account(name, LATIN[name] if latin else name, rest, on))
        for name, *rest, amount in SAMPLE
    ]
    payer = template.payer
    template = replace(
        template,
        payer=Payer(
            payer.name or ("OFFICE" if latin else "某某街道办事处"), payer.account or "9999990000000000042", payer.bank
        ),
    )
    parts = divide(replace(template, split_banks=False, max_rows=0), payments, Month.of(on), on)
    laid, _refusals = lay_out_all(template, parts)
    faults = tuple(dict.fromkeys(fault.reason for each in laid for fault in each.faults))
    content = b"" if faults or template.file_type.is_sheet else file_bytes(template, laid[0])
    return SampleFile(laid[0].lines, content, faults)


def _sample_account(name: str, holder: str, rest: Sequence[str], on: date) -> BankAccountRow:
    number, bank, branch = rest
    key = UUID(int=int(number[-3:]))
    return BankAccountRow(
        key, key, name, "371525199001010009", number, bank, branch, "999999999999", holder, BankRelation.BY_NAME, on,
        None, "", 1,
    )  # fmt: skip
