"""The editor of a scheme: rounds, indicators and grades as spreadsheets, the picture of the grades live beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from gridadmin.domain.assessment import Eligibility, ReviewRule, Rounding, SchemeDefinition, TieRule
from gridadmin.domain.assessment_bands import reachable
from gridadmin.domain.assessment_checks import SchemeProblem, check_scheme
from gridadmin.domain.assessment_drafts import SchemeDraft, definition_of, draft_of
from gridadmin.domain.assessment_rows import SchemeForm, SchemeVersionRow
from gridadmin.domain.errors import GridAdminError, InvalidError
from gridadmin.domain.workers import EmploymentKind
from gridadmin.i18n import N_, Message, _
from gridadmin.jobs.assessment import ADDED_VERSION, CORRECTED_VERSION, MADE_SCHEME
from gridadmin.services.assessment_schemes import add_version, correct_version, create_scheme
from gridadmin.ui.assessment.pictures import BandPicture
from gridadmin.ui.assessment.scheme_lines import BANDS, INDICATORS, ROUNDS, LineGrid
from gridadmin.ui.fields import ChoiceField, DateField, Option
from gridadmin.ui.forms import FieldSpec, Form
from gridadmin.ui.layouts import button, column, label, resize_to, row
from gridadmin.ui.listing import joined
from gridadmin.ui.pages import Desk
from gridadmin.ui.panes import ViewTabs
from gridadmin.ui.shortcuts import Key, on_key
from gridadmin.ui.text_field import TextField
from gridadmin.ui.tokens import MEDIUM, SNUG, WIDE

SCHEME, ROUND_TAB, LINES, GRADES = "scheme", "rounds", "sections", "bands"
TABS = {SCHEME: N_("Whole"), ROUND_TAB: N_("Periods"), LINES: N_("Indicators"), GRADES: N_("Grades and quotas")}
KINDS = {
    "both": (N_("Full-timers and part-timers"), tuple(EmploymentKind)),
    "full": (N_("Full-timers only"), (EmploymentKind.FULL_TIME,)),
    "part": (N_("Part-timers only"), (EmploymentKind.PART_TIME,)),
}


@dataclass(frozen=True)
class SchemeTask:
    """What the editor is opened for: a new scheme, a version (`scheme_id`), or a correction (`version`)."""

    definition: SchemeDefinition
    valid_from: date
    valid_to: date | None = None
    document: str | None = None
    version: SchemeVersionRow | None = None
    scheme_id: UUID | None = None


class SchemeDialog(QDialog):
    """Edits one version.

    Signals:
        kept: it was saved.
    """

    kept = Signal()

    def __init__(self, parent: QWidget | None, desk: Desk, task: SchemeTask) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Scheme of assessment"))
        self._desk, self._task = desk, task
        draft = draft_of(task.definition)
        self.form = self._make_form()
        self.rounds = LineGrid(ROUNDS, draft.rounds)
        self.lines = LineGrid(INDICATORS, draft.indicators)
        self.bands = LineGrid(BANDS, draft.bands)
        self.picture = BandPicture()
        self.problems: tuple[SchemeProblem, ...] = ()
        self._said = label("", wrap=True)
        self._build()
        self.form.set_values(self._values())
        for grid in (self.rounds, self.lines, self.bands):
            grid.changed.connect(self.check)
        self.form.changed.connect(self.check)
        self.check()

    def definition(self) -> SchemeDefinition:
        """Return what stands in the editor; InvalidError says what of it cannot be read."""
        draft = SchemeDraft(self._whole(), self.rounds.lines(), self.lines.lines(), self.bands.lines())
        return definition_of(draft)

    def check(self) -> None:
        """Read everything, show the grades as they are, and say what is wrong."""
        try:
            found = self.definition()
        except InvalidError as error:
            self.problems = tuple(SchemeProblem(place, reason) for place, reason in error.fields.items())
        else:
            self.problems = check_scheme(found)
            self.picture.show_bands(found.bands, found.arithmetic.decimals, *reachable(found))
        refused = [each for each in self.problems if each.refused]
        self.save.setEnabled(not refused and not self._locked())
        words = [f"{_(TABS.get(each.place, TABS[SCHEME]))}: {each.reason}" for each in self.problems[:4]]
        if self._locked():
            words.insert(0, _("Results were published with this version; a change needs a new version."))
        self._said.setText("\n".join(words) or _("Everything fits together."))
        self._said.setProperty("tone", "danger" if refused else "warning" if words else "good")
        self._said.style().polish(self._said)

    def keep(self) -> None:
        """Save as one act."""
        if not self.save.isEnabled() or not self.form.check_all():
            return
        values, definition = self.form.values(), self.definition()
        task = self._task
        version = task.version.version if task.version else 0
        form = SchemeForm(definition, values["valid_from"], values["valid_to"], values["document"], version)
        name = {"name": definition.name, "day": values["valid_from"]}
        act = self._desk.background.act
        if task.version is not None:
            sentence = Message(CORRECTED_VERSION, name)
            act(sentence, correct_version, task.version.id, form, done=self._saved, failed=self._refused, caller=self)
        elif task.scheme_id is not None:
            sentence = Message(ADDED_VERSION, name)
            act(sentence, add_version, task.scheme_id, form, done=self._saved, failed=self._refused, caller=self)
        else:
            sentence = Message(MADE_SCHEME, name)
            act(sentence, create_scheme, form, done=self._saved, failed=self._refused, caller=self)

    def _locked(self) -> bool:
        return self._task.version is not None and self._task.version.published

    def _make_form(self) -> Form:
        form, today = Form(columns=2), lambda: self._desk.as_of
        kinds = [Option(key, _(title)) for key, (title, _kinds) in KINDS.items()]
        form.add(FieldSpec("name", N_("Name"), TextField(), required=True), whole_row=True)
        form.add(FieldSpec("valid_from", N_("In force from"), DateField(today), required=True))
        form.add(FieldSpec("valid_to", N_("In force until"), DateField(today)))
        form.add(FieldSpec("document", N_("Document"), TextField()))
        form.add(FieldSpec("kinds", N_("Who is assessed"), ChoiceField(kinds), required=True))
        form.add(FieldSpec("months", N_("Months in post at least"), TextField(), check=_whole_number))
        form.add(FieldSpec("days", N_("Days for objections"), TextField(), check=_whole_number))
        form.add(
            FieldSpec("row", N_("Poor results in a row that open a review (0: none)"), TextField(), check=_whole_number)
        )
        form.add(FieldSpec("decimals", N_("Decimals of the score"), TextField(), check=_whole_number))
        form.add(
            FieldSpec("rounding", N_("Rounding"), ChoiceField([Option(e, e.label) for e in Rounding]), required=True)
        )
        form.add(
            FieldSpec(
                "ties",
                N_("Equals at the edge of a quota"),
                ChoiceField([Option(e, e.label) for e in TieRule]),
                required=True,
            )
        )
        return form

    def _values(self) -> dict[str, Any]:
        found, task = self._task.definition, self._task
        kinds = next(
            (key for key, (_t, members) in KINDS.items() if set(members) == set(found.eligibility.kinds)), "both"
        )
        return {
            "name": found.name, "valid_from": task.valid_from, "valid_to": task.valid_to, "document": task.document,
            "kinds": kinds, "months": str(found.eligibility.months), "days": str(found.objection_days),
            "row": str(found.review.in_a_row), "decimals": str(found.arithmetic.decimals),
            "rounding": found.arithmetic.rounding, "ties": found.arithmetic.ties,
        }  # fmt: skip

    def _whole(self) -> SchemeDefinition:
        values, found = self.form.values(), self._task.definition
        decimals = _number(values["decimals"])
        arithmetic = replace(
            found.arithmetic,
            decimals=decimals,
            line_decimals=max(found.arithmetic.line_decimals, decimals),
            rounding=values["rounding"] or found.arithmetic.rounding,
            ties=values["ties"] or found.arithmetic.ties,
        )
        return replace(
            found,
            name=values["name"] or "",
            eligibility=Eligibility(KINDS[values["kinds"] or "both"][1], _number(values["months"])),
            arithmetic=arithmetic,
            review=ReviewRule(_number(values["row"])),
            objection_days=_number(values["days"]),
        )

    def _build(self) -> None:
        self.tabs = ViewTabs([(key, _(title)) for key, title in TABS.items()])
        stack = QStackedWidget()
        for widget in (self._page(self.form, None), self.rounds, self.lines, self._page(self.bands, self.picture)):
            stack.addWidget(widget)
        self.tabs.chosen.connect(lambda key: stack.setCurrentIndex(list(TABS).index(key)))
        self.save = button(_("Save"), self.keep, "primary", "save")
        self.save.setToolTip(Key.SAVE.shown())
        foot = row(self._said, button(_("Leave"), self.reject), self.save, spacing=SNUG)
        foot.setStretch(0, 1)
        origin = self._task.definition.origin
        about = "    ".join(filter(None, (origin.source, joined(origin.invented))))
        note = (
            label(_("Source and what was completed: {text}").format(text=about), "caption", wrap=True)
            if about
            else None
        )
        whole = column(
            label(_("Scheme of assessment"), "title"), note, self.tabs, stack, foot, spacing=MEDIUM, margins=(WIDE,) * 4
        )
        whole.setStretch(3 if note else 2, 1)
        self.setLayout(whole)
        on_key(Key.SAVE, self, self.keep)
        resize_to(self, 1180, 680)

    @staticmethod
    def _page(main: QWidget, below: QWidget | None) -> QWidget:
        page = QWidget()
        lines = column(main, below, 1 if below is None else None, spacing=MEDIUM)
        page.setLayout(lines)
        return page

    def _saved(self, _result: Any) -> None:
        self.kept.emit()
        self.accept()

    def _refused(self, error: GridAdminError) -> None:
        fields: Mapping[str, Message] = getattr(error, "fields", {})
        self.form.show_faults({key: str(reason) for key, reason in fields.items() if key in self.form.values()})
        words: Sequence[str] = [str(reason) for reason in fields.values()]
        self._said.setText("\n".join([str(error.message), *words]))
        self._said.setProperty("tone", "danger")
        self._said.style().polish(self._said)


def _number(text: str | None) -> int:
    return int(text) if text and text.strip().isdigit() else 0


def _whole_number(text: str | None) -> Message | None:
    if text is None or text.strip().isdigit():
        return None
    return Message(N_("“{value}” is not a whole number."), {"value": text})
