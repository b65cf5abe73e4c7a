"""Templates of bank files: those that the program brings and those of the office, which lie over none of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gridadmin.domain.bank_reading import check_template, read_template, template_json
from gridadmin.domain.bank_templates import BankTemplate as Template
from gridadmin.domain.errors import InvalidError, NotFoundError
from gridadmin.domain.text import clean_text
from gridadmin.i18n import N_, Message
from gridadmin.models.bank import BankExport, BankTemplate
from gridadmin.models.ids import new_id
from gridadmin.services.assignment import assign, require_version
from gridadmin.services.bank_shipped import shipped_templates


@dataclass(frozen=True)
class TemplateRow:
    """A template as a list shows it; a shipped one has no id and is never changed, only copied."""

    template: Template
    id: UUID | None = None
    version: int = 0

    @property
    def shipped(self) -> bool:
        """Whether the program brings it."""
        return self.id is None


def list_templates(session: Session) -> list[TemplateRow]:
    """Return the office's own templates by name, then those that the program brings."""
    rows = session.scalars(select(BankTemplate).order_by(BankTemplate.name))
    own = [TemplateRow(read_template(row.definition), row.id, row.version) for row in rows]
    return [*own, *(TemplateRow(template) for template in shipped_templates())]


def find_template(session: Session, key: str) -> TemplateRow:
    """Return the template of a name or key; NotFoundError names those that there are."""
    rows = list_templates(session)
    wanted = clean_text(key)
    found = next((row for row in rows if wanted in (row.template.name, row.template.key, str(row.id))), None)
    if found is None:
        names = "、".join(row.template.name for row in rows)
        raise NotFoundError(N_("There is no template {key}. There are: {names}"), key=key, names=names)
    return found


def chosen_template(session: Session, key: str) -> TemplateRow:
    """Return the template of a name or key; where none is named, the one by which was exported last.

    Raises:
        NotFoundError: there is none of that name, or nothing was exported yet; the message names those that there are.
    """
    if key.strip():
        return find_template(session, key)
    last = session.scalar(select(BankExport.template_name).order_by(BankExport.made_at.desc()).limit(1))
    rows = list_templates(session)
    found = next((row for row in rows if row.template.name == last), None)
    if found is None:
        names = "、".join(row.template.name for row in rows)
        raise NotFoundError(N_("Name the template of the bank's file. There are: {names}"), names=names)
    return found


def add_template(session: Session, template: Template) -> UUID:
    """Keep a template of the office and return its id.

    Raises:
        InvalidError: it cannot be written, or another one has its name.
    """
    made = _own(template)
    _refuse_known(session, made.name, None)
    row = BankTemplate(id=new_id(), name=made.name, definition=template_json(made))
    session.add(row)
    session.flush()
    return row.id


def change_template(session: Session, template_id: UUID, template: Template, version: int) -> None:
    """Change a template of the office; errors as `add_template`, ConflictError for a lost race."""
    row = _require(session, template_id)
    require_version(row, version, row.name)
    made = _own(template)
    _refuse_known(session, made.name, template_id)
    assign(row, name=made.name, definition=template_json(made))


def remove_template(session: Session, template_id: UUID) -> str:
    """Take a template of the office away and return its name; what was exported by it stays."""
    row = _require(session, template_id)
    session.delete(row)
    return row.name


def _own(template: Template) -> Template:
    made = replace(template, name=clean_text(template.name), key="")
    check_template(made)
    return made


def _require(session: Session, template_id: UUID) -> BankTemplate:
    row = session.get(BankTemplate, template_id)
    if row is None:
        raise NotFoundError(N_("The template is no longer there."))
    return row


def _refuse_known(session: Session, name: str, own: UUID | None) -> None:
    for row in list_templates(session):
        if row.template.name == name and (row.shipped or row.id != own):
            taken = Message(N_("There is a template called {name} already."), {"name": name})
            raise InvalidError(taken.msgid, {"name": taken}, name=name)
