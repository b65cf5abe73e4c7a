"""The fields of a template and of one value in a line, and what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gridadmin.domain.bank_templates import (
    Align,
    BankField,
    BankTemplate,
    Column,
    FileType,
    LineEnd,
    MoneyUnit,
    Payer,
    TextEncoding,
)
from gridadmin.domain.pay_parameters import PayCertainty
from gridadmin.i18n import N_
from gridadmin.ui.code_options import enum_options
from gridadmin.ui.fields import ChoiceField, CodeField, NoteField, Option, TextField
from gridadmin.ui.forms import FieldSpec, Form

DELIMITERS = (("|", "|"), (",", ","), (";", ";"), ("\t", "Tab"), ("", N_("None: fixed widths")))
TEXTS = ("name", "bank", "file_name", "extension", "sheet", "purpose", "remark", "source", "note")
CHOICES = ("file_type", "encoding", "line_end", "unit", "certainty")
FLAGS = ("ending", "titles", "last_line_end", "split_banks")


def template_form(delimiters: list[Option], yes_no: list[Option]) -> Form:
    """Return the fields of a template."""
    form = Form(columns=2)
    form.add(FieldSpec("name", N_("Template's name"), TextField(), required=True))
    form.add(FieldSpec("bank", N_("Bank"), TextField(), required=True))
    form.add(FieldSpec("file_type", N_("File"), ChoiceField(enum_options(FileType)), required=True))
    form.add(FieldSpec("encoding", N_("Encoding"), ChoiceField(enum_options(TextEncoding)), required=True))
    form.add(FieldSpec("delimiter", N_("Delimiter"), ChoiceField(delimiters), required=True))
    form.add(FieldSpec("line_end", N_("Line end"), ChoiceField(enum_options(LineEnd)), required=True))
    form.add(FieldSpec("ending", N_("Delimiter after the last value"), ChoiceField(yes_no), required=True))
    form.add(FieldSpec("titles", N_("Line of headings"), ChoiceField(yes_no), required=True))
    form.add(FieldSpec("last_line_end", N_("Line end after the last line"), ChoiceField(yes_no), required=True))
    form.add(FieldSpec("unit", N_("Unit"), ChoiceField(enum_options(MoneyUnit)), required=True))
    form.add(FieldSpec("max_rows", N_("Payments in a file at most"), CodeField(), hint=N_("0 for no limit")))
    form.add(FieldSpec("split_banks", N_("Own and other bank apart"), ChoiceField(yes_no), required=True))
    name = TextField()
    hint = N_("{month}, {period}, {date}, {bank}, {relation}, {part}, {count}")
    form.add(FieldSpec("file_name", N_("Name of the file"), name, required=True, hint=hint))
    form.add(FieldSpec("extension", N_("Ending of the name"), TextField(), hint=N_("Empty: that of the file")))
    form.add(FieldSpec("payer_name", N_("Payer's name"), TextField()))
    form.add(FieldSpec("payer_account", N_("Payer's account"), CodeField()))
    form.add(FieldSpec("payer_bank", N_("Payer's bank"), TextField()))
    form.add(FieldSpec("sheet", N_("Sheet"), TextField()))
    form.add(FieldSpec("purpose", N_("Purpose"), TextField()))
    form.add(FieldSpec("remark", N_("Remark"), TextField()))
    form.add(FieldSpec("certainty", N_("Certainty"), ChoiceField(enum_options(PayCertainty)), required=True))
    form.add(FieldSpec("source", N_("Source"), TextField()))
    form.add(FieldSpec("note", N_("Note"), NoteField(2)), whole_row=True)
    unverified = FieldSpec(
        "unverified",
        N_("Not verified"),
        NoteField(3),
        hint=N_("A line each; take one out when the bank has confirmed it"),
    )
    form.add(unverified, whole_row=True)
    return form


def shown_template(template: BankTemplate) -> dict[str, Any]:
    """Return what the fields show of a template."""
    plain: dict[str, Any] = {name: getattr(template, name) or None for name in TEXTS}
    plain |= {name: getattr(template, name) for name in (*CHOICES, *FLAGS)}
    payer = template.payer
    plain |= {
        "payer_name": payer.name or None,
        "payer_account": payer.account or None,
        "payer_bank": payer.bank or None,
    }
    return plain | {
        "delimiter": template.delimiter, "max_rows": str(template.max_rows),
        "unverified": "\n".join(template.unverified) or None,
    }  # fmt: skip


def typed_template(template: BankTemplate, values: Mapping[str, Any]) -> BankTemplate:
    """Return a template with what the fields hold; its columns and lines stay."""
    plain: dict[str, Any] = {name: values.get(name) or "" for name in TEXTS}
    plain |= {name: values[name] for name in (*CHOICES, *FLAGS) if values.get(name) is not None}
    rows = values.get("max_rows") or ""
    marks = tuple(line.strip() for line in (values.get("unverified") or "").splitlines() if line.strip())
    payer = Payer(*(values.get(f"payer_{name}") or "" for name in ("name", "account", "bank")))
    delimiter = values.get("delimiter")
    return replace(
        template, **plain, delimiter=template.delimiter if delimiter is None else delimiter, payer=payer,
        max_rows=int(rows) if rows.isdigit() else 0, unverified=marks,
    )  # fmt: skip


def column_form(yes_no: list[Option]) -> Form:
    """Return the fields of one value in a line."""
    form = Form(columns=2)
    form.add(FieldSpec("field", N_("What it says"), ChoiceField(enum_options(BankField)), required=True))
    form.add(FieldSpec("title", N_("Heading"), TextField()))
    form.add(FieldSpec("text", N_("Fixed text"), TextField(), hint=N_("Of other values: what stands before them")))
    hint = N_("Money: yuan, grouped, fen; days: yyyyMMdd; others: digits")
    form.add(FieldSpec("format", N_("Format"), TextField(), hint=hint))
    form.add(FieldSpec("width", N_("Width in bytes"), CodeField(), hint=N_("0 for no fixed width")))
    form.add(FieldSpec("align", N_("Side"), ChoiceField(enum_options(Align)), required=True))
    form.add(FieldSpec("pad", N_("Filled with"), TextField(), hint=N_("One character; empty for a blank")))
    form.add(FieldSpec("required", N_("Must not be empty"), ChoiceField(yes_no), required=True))
    return form


def shown_column(item: Column) -> dict[str, Any]:
    """Return what the fields show of a value."""
    return {
        "field": item.field, "title": item.title or None, "text": item.text or None, "format": item.format or None,
        "width": str(item.width), "align": item.align, "pad": item.pad.strip() or None, "required": item.required,
    }  # fmt: skip


def typed_column(values: Mapping[str, Any]) -> Column:
    """Return the value that the fields hold."""
    width = values.get("width") or ""
    return Column(
        field=values["field"], title=values.get("title") or "", text=values.get("text") or "",
        format=values.get("format") or "", width=int(width) if width.isdigit() else 0, align=values["align"],
        pad=values.get("pad") or " ", required=bool(values["required"]),
    )  # fmt: skip
