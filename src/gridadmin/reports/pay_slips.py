"""Payslips (工资清单, 工资支付暂行规定 art. 6): one strip for each person, several on a page to be cut apart.

A slip shows its own person's figures and nobody else's: what is paid and for what, bases and rates of what is taken
off, the sums of the tax year. Measures in millimetres, letters in points.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from gridadmin import __version__
from gridadmin.domain.capital_amounts import capital_amount
from gridadmin.domain.notices import BoardOverflowError, BoardSize
from gridadmin.domain.pay_papers import PaidMonth, PaidPerson
from gridadmin.domain.pay_person import BACK
from gridadmin.domain.pay_rounding import yuan_text
from gridadmin.domain.pay_runs import PayLineRow
from gridadmin.domain.pay_tables import Scheme
from gridadmin.i18n import N_, Message
from gridadmin.reports.fonts import Face, font_chain
from gridadmin.reports.notices_sheet import POINTS_PER_MM, Ink, Rect, Sheet, rgb
from gridadmin.reports.pay_sheet import days_of, draft_mark
from gridadmin.reports.workbook import PaperOffice, practice_mark

PAPER = BoardSize(210, 297)
SIDE, EDGE, GAP = 10.0, 8.0, 7.0
ROW, HEAD, FOOT = 5.0, 18.5, 13.0
WIDTHS = (66.0, 70.0, 54.0)
INK, QUIET, RULE, SHADE, RED = rgb("1A1A1A"), rgb("5F6670"), rgb("6B6B6B"), rgb("EFEFEF"), rgb("C00000")
Step = Callable[[int], None]


@dataclass(frozen=True)
class Item:
    """A line of a slip: what it is, how it came about, the amount as written."""

    name: str
    how: str
    amount: str


def slips_pdf(
    paid: PaidMonth, office: PaperOffice, people: Sequence[PaidPerson], step: Step = lambda _n: None
) -> bytes:
    """Return the slips of some people as one PDF, as many on a page as fit whole.

    `step(done)` is called after each and may raise CancelledError.
    """
    pages = _SlipPages(paid, office)
    for done, person in enumerate(people, start=1):
        pages.add(person)
        step(done)
    return pages.content()


class _SlipPages:
    """Slips under each other, with lines to cut along between them."""

    def __init__(self, paid: PaidMonth, office: PaperOffice) -> None:
        chain = font_chain(None)
        chain.font(Face.REGULAR.value)
        first: Any = Face.REGULAR.value  # else ReportLab writes Helvetica into every file
        self._out = io.BytesIO()
        size = (PAPER.width_mm * POINTS_PER_MM, PAPER.height_mm * POINTS_PER_MM)
        self._canvas: Any = Canvas(self._out, pagesize=size, pageCompression=1, initialFontName=first, lang="zh-CN")
        title = Message(N_("Payslips {month}"), {"month": paid.month}).text()
        self._canvas.setTitle(title)
        self._canvas.setAuthor("")
        self._canvas.setCreator(f"gridadmin {__version__}")
        self._sheet = Sheet(self._canvas, chain, PAPER, 1)
        self._paid, self._office = paid, office
        self._y, self._open, self._check = EDGE, False, paid.check

    def add(self, person: PaidPerson) -> None:
        """Draw a slip; on the next page where it does not fit whole."""
        columns = (paid_items(person.line), taken_items(person.line), year_items(person.line))
        height = HEAD + ROW * (1 + max(map(len, columns))) + FOOT
        if self._open and self._y + height > PAPER.height_mm - EDGE:
            self._canvas.showPage()
            self._open, self._y = False, EDGE
        if self._open:
            self._cut(self._y - GAP / 2)
        elif draft_mark(self._paid):
            self._sheet.watermark(draft_mark(self._paid), RED)
        self._slip(person, columns, height)
        self._open, self._y = True, self._y + height + GAP

    def content(self) -> bytes:
        """End the file and return it."""
        self._canvas.save()
        return self._out.getvalue()

    def _cut(self, y: float) -> None:
        x = SIDE
        while x < PAPER.width_mm - SIDE:
            self._sheet.polyline([(x, y), (min(x + 2, PAPER.width_mm - SIDE), y)], QUIET, 0.15)
            x += 4

    def _slip(self, person: PaidPerson, columns: Sequence[Sequence[Item]], height: float) -> None:
        top, self._sheet.about = self._y, person.line.name
        self._head(person, top)
        body = top + HEAD
        rows = max(map(len, columns))
        titles = (N_("Payable"), N_("Taken off"), N_("Tax, this year so far"))
        x = SIDE
        for title, width, items in zip(titles, WIDTHS, columns, strict=True):
            head = Rect(x, body, width, ROW)
            self._sheet.fill(head, SHADE)
            self._text(Message(title).text(), (x + width / 2, body + 3.6), _ink(8.5, Face.BOLD), "c", width - 2)
            for at, item in enumerate(items, start=1):
                self._item(item, Rect(x, body + ROW * at, width, ROW))
            self._sheet.stroke(Rect(x, body, width, ROW * (rows + 1)), RULE, 0.16)
            x += width
        self._sheet.polyline([(SIDE, body + ROW), (x, body + ROW)], RULE, 0.16)
        self._foot(person.line, Rect(SIDE, top + height - FOOT, sum(WIDTHS), FOOT))

    def _head(self, person: PaidPerson, top: float) -> None:
        right = SIDE + sum(WIDTHS)
        values = {"office": self._office.name, "year": self._paid.month.year, "month": self._paid.month.number}
        title = N_("{office}: payslip {year}-{month:02d}")
        if person.is_part_time:
            title = N_("{office}: allowance slip {year}-{month:02d}")
        self._text(Message(title, values).text(), (SIDE + sum(WIDTHS) / 2, top + 5), _ink(12.5, Face.BOLD), "c", 150)
        if self._office.practice:
            self._text(practice_mark(), (right, top + 9.6), _ink(6.5, Face.BOLD, RED), "r", 70)
        check = Message(N_("check number {check}"), {"check": self._check}).text()
        self._text(check, (SIDE, top + 9.6), _ink(7, color=QUIET), "l", 60)
        days = {"days": days_of(person)}
        words = (
            Message(N_("Name: {name}"), {"name": person.line.name}),
            Message(N_("ID number: {number}"), {"number": person.id_number or "—"}),
            Message(person.community or "—"),
            Message(N_("Days in service: {days}"), days),
            Message(N_("Paid on {day}"), {"day": self._paid.run.pay_date}),
        )
        x = SIDE
        for message, room in zip(words, (34, 50, 44, 28, 34), strict=True):
            self._text(message.text(), (x, top + 15.5), _ink(9), "l", room - 2)
            x += room

    def _item(self, item: Item, rect: Rect) -> None:
        baseline = rect.y + 3.6
        amount = self._text(item.amount, (rect.right - 1, baseline), _ink(8.5), "r", rect.w * 0.42)
        name = self._text(item.name, (rect.x + 1, baseline), _ink(8.5), "l", (rect.w - amount - 4) * 0.62)
        room = rect.w - amount - name - 5
        if item.how and room > 4:
            self._text(item.how, (rect.x + 2.2 + name, baseline), _ink(6.8, color=QUIET), "l", room)

    def _foot(self, line: PayLineRow, rect: Rect) -> None:
        self._sheet.stroke(rect, RULE, 0.35)
        taken = line.employee + line.tax + line.kept + line.owed_before
        sums = [(N_("Sum payable"), line.gross + line.bonus), (N_("Sum taken off"), taken)]
        sums += [(N_("Carried to the next month"), line.owed)] if line.owed else []
        sums += [(N_("The unit pays besides"), line.employer)] if line.employer else []
        x = rect.x + 2
        for title, fen in sums:
            words = f"{Message(title).text()} {Decimal(fen).scaleb(-2):,.2f}"
            x += self._text(words, (x, rect.y + 5), _ink(8.5), "l", 46) + 6
        net = f"{Message(N_('Paid out')).text()} ￥{Decimal(line.net).scaleb(-2):,.2f}"
        self._text(net, (rect.right - 2, rect.y + 5.2), _ink(10.5, Face.BOLD), "r", 52)
        capital = Message(N_("In capitals: {capital}"), {"capital": capital_amount(line.net)}).text()
        self._text(capital, (rect.x + 2, rect.y + 10.6), _ink(9), "l", 120)
        self._text(Message(N_("Received by:")).text(), (rect.right - 52, rect.y + 10.6), _ink(9), "l", 50)

    def _text(self, words: str, at: tuple[float, float], ink: Ink, align: str, room: float) -> float:
        while words:
            try:
                return self._sheet.text(words, ink, at, room, align)
            except BoardOverflowError:
                words = words[:-2] + "…" if len(words) > 2 else ""
        return 0.0


def paid_items(line: PayLineRow) -> list[Item]:
    """Return what is paid, element by element, back pay with the month it is for, and the bonus."""
    items = []
    for element in line.details["elements"]:
        if element["nature"] != "kept":
            name, how = _element(element)
            items.append(Item(name, how, _yuan(element["amount"])))
    if line.bonus:
        items.append(Item(Message(N_("Annual bonus")).text(), "", _yuan(line.bonus)))
    return items


def _element(element: Any) -> tuple[str, str]:
    if element["formula"] == BACK:
        told = element["numbers"]
        values = {"month": told["month"], "name": element["name"]}
        was = {"was": yuan_text(told["was"]), "now": yuan_text(told["is"])}
        return Message(N_("{name}, late for {month}"), values).text(), Message(N_("paid {was}, due {now}"), was).text()
    if element["whole"] and element["present"] < element["whole"]:
        days = {"present": element["present"], "whole": element["whole"]}
        return element["name"], Message(N_("{present} of {whole} days"), days).text()
    return element["name"], ""


def taken_items(line: PayLineRow) -> list[Item]:
    """Return what is taken off: each scheme with base and rate, tax, what is kept back, what was owed."""
    items = []
    for scheme in Scheme:
        told = line.details["schemes"].get(scheme.value)
        if told is not None and told["paid"][0]:
            rate = f"{(Decimal(told['rates'][0]) * 100).normalize():f}%"
            fixed = f"+{yuan_text(told['fixed'])}" if told["fixed"] else ""
            items.append(Item(scheme.label, f"{yuan_text(told['base'])}×{rate}{fixed}", _yuan(told["paid"][0])))
    items.append(Item(Message(N_("Income tax")).text(), "", _yuan(line.tax)))
    items += [
        Item(element["name"], "", _yuan(element["amount"]))
        for element in line.details["elements"]
        if element["nature"] == "kept"
    ]
    if line.owed_before:
        items.append(Item(Message(N_("Owed from before")).text(), "", _yuan(line.owed_before)))
    return items


_WAGES = (
    ("income", N_("Income so far")), ("exempt", N_("Exempt so far")), ("basic", N_("Basic deduction so far")),
    ("special", N_("Contributions so far")), ("additional", N_("Special additional so far")),
    ("other", N_("Other deductions so far")), ("taxable", N_("Taxable so far")),
)  # fmt: skip
_LABOUR = (("labour", N_("Payment of the month")), ("expenses", N_("Expenses")), ("taxable", N_("Taxable")))


def year_items(line: PayLineRow) -> list[Item]:
    """Return how the tax came about: the sums of the tax year, or of the month for labour remuneration."""
    told = line.details["tax"]
    sums = _WAGES if "income" in told else _LABOUR if "labour" in told else ()
    always = ("income", "basic", "special", "labour")
    items = [Item(Message(title).text(), "", _yuan(told[key])) for key, title in sums if told[key] or key in always]
    if "withheld_before" in told:
        so_far = told["withheld_before"] + told["tax"]
        items.append(Item(Message(N_("Withheld so far")).text(), "", _yuan(so_far)))
    if "bonus_tax" in told:
        items.append(Item(Message(N_("Income tax of the bonus")).text(), "", _yuan(told["bonus_tax"])))
    return items


def _yuan(fen: int) -> str:
    return f"{Decimal(fen).scaleb(-2):,.2f}"


def _ink(points: float, face: Face = Face.REGULAR, color: tuple[float, float, float] = INK) -> Ink:
    return Ink(points / POINTS_PER_MM, face, color)
