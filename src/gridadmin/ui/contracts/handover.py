"""The card of an exit: its reason, and the hand-over list, ticked line by line (Art 24)."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtWidgets import QCheckBox, QMenu, QWidget

from gridadmin.domain.workers_handover import ExitRow, HandoverRow, HandoverState
from gridadmin.i18n import _
from gridadmin.ui.contracts.acts import HandoverActs
from gridadmin.ui.layouts import badge, button, column, label, row, tool_button
from gridadmin.ui.panes import card
from gridadmin.ui.tokens import SNUG

TONES = {HandoverState.DONE: "good", HandoverState.OVERDUE: "danger", HandoverState.OPEN: "warning"}


def exit_card(gone: ExitRow, day: date, read_only: bool, acts: HandoverActs) -> QWidget:
    """Return the card of one exit as of a day."""
    reason = gone.reason.label if gone.reason else ""
    title = _("Hand-over: left on {day} {reason}").format(day=gone.left_on.isoformat(), reason=reason)
    waiting = gone.open_items(day)
    act = None
    if not read_only and not gone.items:
        act = button(_("Make the list"), partial(acts.make, gone), "quiet", "plus")
    elif not read_only and waiting:
        act = button(_("Everything is done"), partial(acts.tick_all, gone), "quiet", "check")
    if not gone.items:
        return card(title, label(_("No hand-over list was made."), "muted", wrap=True), act=act)
    late = len(gone.overdue_items(day))
    done = len(gone.items) - len(waiting)
    words = _("{done} of {count} done").format(done=done, count=len(gone.items))
    state = badge(_("{count} past their day").format(count=late), "danger") if late else badge(words, "good")
    head = QWidget()
    head.setLayout(row(label(words, "caption"), 1, state if late or not waiting else None))
    return card(title, head, *(_line(item, day, read_only, acts) for item in gone.items), act=act)


def _line(item: HandoverRow, day: date, read_only: bool, acts: HandoverActs) -> QWidget:
    state = item.state_on(day)
    box = QCheckBox()
    box.setChecked(state is HandoverState.DONE)
    box.setEnabled(not read_only and item.needed)
    box.setAccessibleName(item.title)
    box.clicked.connect(lambda _checked=False: acts.tick(item))
    said = _words(item, state)
    words = column(label(item.title, wrap=True), label(said, "caption", wrap=True) if said else None, spacing=0)
    mark = badge(state.label, TONES.get(state, ""))
    line = row(box, words, mark, None if read_only else _more(item, acts), spacing=SNUG)
    line.setStretch(1, 1)
    holder = QWidget()
    holder.setLayout(line)
    return holder


def _words(item: HandoverRow, state: HandoverState) -> str:
    due = _("by {day}").format(day=item.due_on.isoformat()) if item.due_on else ""
    if item.done_on is not None:
        due = _("{day} by {name}").format(day=item.done_on.isoformat(), name=item.done_by or "")
    parts = ("" if state is HandoverState.NOT_NEEDED else due, item.basis or "", item.remark or "")
    return " · ".join(part for part in parts if part)


def _more(item: HandoverRow, acts: HandoverActs) -> QWidget:
    made = tool_button("ellipsis", _("More about this line"))
    menu = QMenu(made)
    menu.addAction(_("Day, name, remark …"), lambda: acts.edit(item))
    menu.addAction(_("Not needed") if item.needed else _("Needed after all"), lambda: acts.not_needed(item))
    made.setMenu(menu)
    made.setPopupMode(made.ToolButtonPopupMode.InstantPopup)
    return made
