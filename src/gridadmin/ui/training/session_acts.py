"""What the page does with a session: arranging, lists, entries, re-sits, sisters, calling off; each is one act."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from gridadmin.domain.imports import ImportChange
from gridadmin.domain.training import Audience, CourseRow, SessionDetail, SessionForm, show_tenths
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.progress import Progress
from gridadmin.jobs.qualifications_cards import PrintedCards, record_printed_cards
from gridadmin.jobs.training import cards_for_passed, sign_in_sheet
from gridadmin.jobs.training_imports import ImportPlace, sheet_of_results
from gridadmin.services.training import (
    add_sister,
    create_session,
    delete_session,
    invite,
    put_entries,
    uninvite,
    update_session,
)
from gridadmin.services.training_certificates import certify_passed
from gridadmin.services.training_lists import invite_audience
from gridadmin.ui.act_dialogs import Act, open_act_dialog
from gridadmin.ui.dialogs import ask, tell
from gridadmin.ui.form_dialog import FormDialog
from gridadmin.ui.pages import Desk
from gridadmin.ui.paper_dialog import PaperDialog
from gridadmin.ui.sheet_import import change_words, choose_sheet, field_title, imported_as, value_shown
from gridadmin.ui.training.forms import (
    Lists,
    audience_form,
    audience_of,
    audience_values,
    from_course,
    session_form,
    session_of,
    session_values,
)


class SessionActs:
    """Opens the dialogs of a session and runs their acts; `on_made(id)`, `on_saved()`, `on_printed()` are told."""

    def __init__(self, parent: QWidget, desk: Desk, today: Callable[[], date]) -> None:
        self._parent, self._desk, self._today = parent, desk, today
        self.lists = Lists()
        self.on_made: Callable[[UUID], None] = lambda _id: None
        self.on_saved: Callable[[], None] = lambda: None
        self.on_printed: Callable[[], None] = lambda: None

    def arrange(self, course: CourseRow) -> None:
        """Arrange a session from its course; only the day is still to be entered."""
        number = course.sessions + course.upcoming + 1
        title = _("{course}, session {number}").format(course=course.form.name, number=number)
        base = from_course(course, title)
        self._open(_("New session of {course}").format(course=course.form.name), f"session {course.id}", base, None)

    def edit(self, detail: SessionDetail) -> None:
        """Change a session."""
        row = detail.row
        dialog = FormDialog(self._parent, row.form.title, session_form(self._today), f"session {row.id}")

        def act_of(values: dict[str, Any]) -> Act:
            form = session_of(values, row.form)
            sentence = Message(N_("Change the training session {title}"), {"title": form.title})
            return Act(sentence, update_session, (row.id, form))

        open_act_dialog(self._desk.background, dialog, act_of)
        dialog.start(session_values(row.form))

    def resit(self, detail: SessionDetail) -> None:
        """Arrange a re-sit of those who did not pass; only its day is to be entered."""
        form = detail.row.form
        base = replace(
            form, title=_("{title} (re-sit)").format(title=form.title), held_on=date.min, resit_of_id=detail.row.id,
            series_id=None, remarks=None, cancelled_on=None, ends_at=None, version=1,
            hours=form.hours if form.pass_mark is None else 0,
        )  # fmt: skip
        who = [row.worker_id for row in detail.to_resit]
        self._open(_("Re-sit of {count} persons").format(count=len(who)), f"resit {detail.row.id}", base, who)

    def sister(self, detail: SessionDetail) -> None:
        """Hold the same training at another place or time, too."""
        row = detail.row
        base = replace(row.form, remarks=None, cancelled_on=None, ends_at=None)
        dialog = FormDialog(self._parent, _("Another place or time"), session_form(self._today), f"sister {row.id}")

        def act_of(values: dict[str, Any]) -> Act:
            form = session_of(values, base)
            sentence = Message(N_("Arrange {title} at {place}, too"), _where(form))
            return Act(sentence, add_sister, (row.id, form))

        open_act_dialog(self._desk.background, dialog, act_of, lambda made, _next: self.on_made(made))
        dialog.start(session_values(base) | {"place": None})

    def invite(self, detail: SessionDetail, audience: Audience | None = None) -> None:
        """Put an audience on the list: that of the course, or another one."""
        wanted = audience or detail.audience
        title = detail.row.form.title

        def sentence(count: int) -> Message:
            return Message(N_("Put {count} persons on the list of {title}"), {"count": count, "title": title})

        args = (detail.row.id, wanted, self._today())
        self._desk.background.act(sentence, invite_audience, *args, done=self._say_invited, caller=self._parent)

    def invite_others(self, detail: SessionDetail) -> None:
        """Ask who is put on the list."""
        title = _("Put persons on the list of {title}").format(title=detail.row.form.title)
        dialog = FormDialog(self._parent, title, audience_form(self.lists), f"audience {detail.row.id}")

        def act_of(values: dict[str, Any]) -> Act:
            facts = {"title": detail.row.form.title}
            said: Callable[[int], Message] = lambda count: Message(  # noqa: E731 - the sentence counts
                N_("Put {count} persons on the list of {title}"), facts | {"count": count}
            )
            return Act(said, invite_audience, (detail.row.id, audience_of(values), self._today()))

        open_act_dialog(self._desk.background, dialog, act_of, lambda count, _next: self._say_invited(count))
        dialog.start(audience_values(detail.audience))

    def add_people(self, detail: SessionDetail, worker_ids: Sequence[UUID]) -> None:
        """Put some persons on the list."""
        facts = {"count": len(worker_ids), "title": detail.row.form.title}
        sentence = Message(N_("Put {count} persons on the list of {title}"), facts)
        self._desk.background.act(sentence, invite, detail.row.id, list(worker_ids), caller=self._parent)

    def remove(self, detail: SessionDetail, attendee_ids: Sequence[UUID]) -> None:
        """Take persons off the list."""
        if attendee_ids:
            facts = {"count": len(attendee_ids), "title": detail.row.form.title}
            sentence = Message(N_("Take {count} persons off the list of {title}"), facts)
            self._desk.background.act(sentence, uninvite, list(attendee_ids), caller=self._parent)

    def save(self, detail: SessionDetail, changes: Mapping[UUID, Mapping[str, Any]]) -> None:
        """Enter what stands in the grid, as one act."""
        facts = {"title": detail.row.form.title}

        def sentence(count: int) -> Message:
            return Message(N_("Enter attendance and results of {title}: {count} persons"), facts | {"count": count})

        done = lambda _count: self.on_saved()  # noqa: E731 - the answer is not needed
        self._desk.background.act(sentence, put_entries, detail.row.id, changes, done=done, caller=self._parent)

    def sheet(self, detail: SessionDetail) -> None:
        """Show the sign-in sheet, ready to be printed."""
        title = _("Sign-in sheet {title}").format(title=detail.row.form.title)
        dialog = PaperDialog(self._parent, self._desk, title, sign_in_sheet, detail.row.id)
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(lambda _code: self.on_printed())
        dialog.open()

    def certify(self, detail: SessionDetail) -> None:
        """Issue or renew the certificates of those who passed."""
        facts = {"title": detail.row.form.title, "certificate": detail.certificate}

        def sentence(count: int) -> Message:
            msgid = N_("Certificates “{certificate}” for {count} who passed {title}")
            return Message(msgid, facts | {"count": count})

        self._desk.background.act(sentence, certify_passed, detail.row.id, self._today(), caller=self._parent)

    def cards(self, detail: SessionDetail) -> None:
        """Number work cards for those who passed and have none, and show them, ready to be printed."""
        title = _("Work cards {title}").format(title=detail.row.form.title)
        made: list[PrintedCards] = []

        def job(office: Any, session_id: UUID, progress: Progress) -> PrintedCards:
            made[:] = [cards_for_passed(office, session_id, progress)]
            return made[0]

        record = lambda: self._desk.background.run(record_printed_cards, *made)  # noqa: E731 - runs at the end
        dialog = PaperDialog(self._parent, self._desk, title, job, detail.row.id, printed=record)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def call_off(self, detail: SessionDetail) -> None:
        """Call a session off, or hold it after all."""
        row = detail.row
        off = row.form.cancelled_on is None
        msgid = (
            N_("Call off the training session {title}") if off else N_("Hold the training session {title} after all")
        )
        form = replace(row.form, cancelled_on=self._today() if off else None)
        sentence = Message(msgid, {"title": row.form.title})
        self._desk.background.act(sentence, update_session, row.id, form, caller=self._parent)

    def import_results(self, detail: SessionDetail) -> None:
        """Import attendance and results of a session from a sheet."""
        title = _("Import the results of {title}").format(title=detail.row.form.title)
        place = ImportPlace(detail.row.form.title, detail.row.id)
        sheet = imported_as(sheet_of_results(place), change_words(field_title, _result_shown))
        choose_sheet(self._parent, self._desk, title, sheet)

    def delete(self, detail: SessionDetail) -> None:
        """Delete a session for which nothing was entered."""
        title = _("Delete {title}?").format(title=detail.row.form.title)
        if ask(self._parent, title, _("Its list goes with it; one undo brings both back."), _("Delete"), grave=True):
            sentence = Message(N_("Delete the training session {title}"), {"title": detail.row.form.title})
            self._desk.background.act(sentence, delete_session, detail.row.id, caller=self._parent)

    def _open(self, title: str, name: str, base: SessionForm, who: Sequence[UUID] | None) -> None:
        dialog = FormDialog(self._parent, title, session_form(self._today), name)

        def act_of(values: dict[str, Any]) -> Act:
            form = session_of(values, base)
            sentence = Message(N_("Arrange {title} on {day}"), {"title": form.title, "day": form.held_on})
            return Act(sentence, create_session, (form, list(who or ())))

        open_act_dialog(self._desk.background, dialog, act_of, lambda made, _next: self.on_made(made))
        dialog.start(session_values(base) | {"held_on": None})
        dialog.form.editor("held_on").setFocus()

    def _say_invited(self, count: int) -> None:
        if not count:
            tell(self._parent, _("Nobody new"), _("Everybody meant is on the list already, or on that of a sister."))


def _result_shown(change: ImportChange, value: Any) -> str:
    return show_tenths(value) if isinstance(value, int) else value_shown(change, value)


def _where(form: SessionForm) -> dict[str, object]:
    return {"title": form.title, "place": form.place or form.held_on.isoformat()}
