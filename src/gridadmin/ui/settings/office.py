"""This office: what stands under papers and on boards, and which of its communities are urban."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from gridadmin.domain.errors import GridAdminError
from gridadmin.domain.office import CommunityRow, OfficeForm, OfficeRow
from gridadmin.i18n import N_, Message, _
from gridadmin.services.office import get_office, list_communities, set_community_urban, update_office
from gridadmin.ui.fields import CodeField, NoteField, TextField
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.layouts import button, column, label, row
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import card
from gridadmin.ui.table_view import RecordTable
from gridadmin.ui.tables import Column, TableModel
from gridadmin.ui.tokens import MEDIUM, SNUG


def parse_hotlines(text: str | None) -> tuple[tuple[str, str], ...]:
    """Return (label, number) of each line `12345 政务服务便民热线`, in either order; ValueError names a bad line."""
    pairs = []
    for line in (text or "").splitlines():
        words = line.split()
        numbers = [word for word in words if re.fullmatch(r"[0-9\-]{3,20}", word)]
        if not words:
            continue
        if len(numbers) != 1 or len(words) < 2:
            raise ValueError(line.strip())
        pairs.append((" ".join(word for word in words if word != numbers[0]), numbers[0]))
    return tuple(pairs)


def _check_hotlines(text: str) -> Message | None:
    try:
        parse_hotlines(text)
    except ValueError as error:
        return Message(N_("“{line}” needs a name and a number, as in: Hotline 12345"), {"line": str(error)})
    return None


def _check_address(text: str) -> Message | None:
    if not re.match(r"https?://\S+$", text):
        return Message(N_("An address begins with https:// and has no blanks."))
    return None


class OfficePane(QWidget):
    """The form of the office."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._row: OfficeRow | None = None
        self.form = Form()
        self.form.add(FieldSpec("organisation", N_("Organisation"), TextField(), required=True,
                                hint=N_("stands under every paper")))  # fmt: skip
        self.form.add(FieldSpec("supervision_phone", N_("Supervision phone"), CodeField(),
                                hint=N_("on boards of grids that have none of their own (Art 15)")))  # fmt: skip
        self.form.add(FieldSpec("hotlines", N_("Hotlines"), NoteField(4), check=_check_hotlines,
                                hint=N_("one to a line, name and number")))  # fmt: skip
        hint = N_("{code} is the grid code, {number} the print's number; empty = the code itself")
        self.form.add(FieldSpec("board_url", N_("Address behind the code on boards"),
                                TextField("https://…/{code}?n={number}"), check=_check_address, hint=hint))  # fmt: skip
        self.save = button(_("Save"), self._save, "primary", "save")
        self.save.setEnabled(False)
        self.form.changed.connect(lambda: self.save.setEnabled(self.form.is_dirty()))
        self._place = label("", "muted")
        self.setLayout(column(card(_("This office"), self._place, self.form, _right(self.save)), 1))

    def reload(self) -> None:
        """Read the office again; what is being typed stays."""
        self._desk.background.read(get_office, done=self._show, caller=self)

    def _show(self, office: OfficeRow) -> None:
        typed = self.form.is_dirty()
        self._row = office
        self._place.setText(f"{office.county} {office.township} · {office.township_code}")
        if not typed:
            self.form.set_values(
                {
                    "organisation": office.organisation,
                    "supervision_phone": office.supervision_phone,
                    "hotlines": "\n".join(f"{name} {number}" for name, number in office.hotlines),
                    "board_url": office.board_url,
                }
            )
        self.save.setEnabled(self.form.is_dirty() and not self._desk.read_only)

    def _save(self) -> None:
        if self._row is None or not self.form.check_all():
            return
        values: dict[str, Any] = self.form.values()
        form = OfficeForm(
            values["organisation"], values["supervision_phone"], parse_hotlines(values["hotlines"]),
            values["board_url"], self._row.version,
        )  # fmt: skip
        sentence = Message(N_("Changed what stands on papers and boards of the office"))
        self._desk.background.act(
            sentence, update_office, form, done=self._on_saved, failed=self._on_failed, caller=self
        )

    def _on_saved(self, _nothing: object) -> None:
        self.form.set_values(self.form.values())
        self.save.setEnabled(False)
        self.reload()

    def _on_failed(self, error: GridAdminError) -> None:
        self._desk.background.on_failed(error)
        self.form.set_values(self.form.values())
        self.reload()


class CommunitiesPane(QWidget):
    """The communities and villages; urban or rural decides what Art 8 and Art 10 ask of their grids."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.model = TableModel[CommunityRow](
            (
                Column("code", N_("Code"), 15, lambda item: item.code),
                Column("name", N_("Community or village"), 34, lambda item: item.name),
                Column("urban", N_("Setting"), 10, lambda item: _("Urban") if item.urban else _("Rural"), badge=True,
                       tone=lambda item: "accent_text" if item.urban else "good"),
            ),
            self,
        )  # fmt: skip
        self.table = RecordTable(self.model)
        self.table.row_chosen.connect(self._on_chosen)
        self.table.row_opened.connect(lambda _item: self._turn())
        self.turn = button("", self._turn)
        note = label(_("The code list alone cannot tell; check it against the county's decision."), "muted", wrap=True)
        body = card(_("Communities and villages"), note, self.table, _right(self.turn))
        self.setLayout(column(body))

    def reload(self) -> None:
        """Read them again."""
        self._desk.background.read(list_communities, done=self._show, caller=self)

    def _show(self, rows: Sequence[CommunityRow]) -> None:
        place = max(self.table.currentIndex().row(), 0)
        self.model.set_rows(rows)
        self.table.choose(min(place, len(rows) - 1))

    def _on_chosen(self, item: CommunityRow | None) -> None:
        self.turn.setEnabled(item is not None and not self._desk.read_only)
        if item is not None:
            self.turn.setText(_("Make it rural") if item.urban else _("Make it urban"))

    def _turn(self) -> None:
        item = self.table.current_row()
        if item is None or self._desk.read_only:
            return
        msgid = N_("{name} is rural") if item.urban else N_("{name} is urban")
        sentence = Message(msgid, {"name": item.name})
        self._desk.background.act(sentence, _set_urban, item.id, not item.urban, caller=self)


def _set_urban(session: Any, community_id: Any, urban: bool) -> None:
    set_community_urban(session, community_id, urban=urban)


def _right(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    holder.setLayout(row(1, *widgets, spacing=SNUG, margins=(0, MEDIUM, 0, 0)))
    return holder
