"""The style sheet, generated from the tokens: one place where shapes and colours of standard widgets are decided.

Sizes of text are points, distances come from `px`, so that text size and screen resolution reach all of it. Items of
tables have no rules here on purpose: a style sheet on items costs more than their painting (`tables` paints them).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from string import Template

from gridadmin.ui.tokens import RADIUS, RADIUS_LARGE, RADIUS_SMALL, SCALE, Colours

SCROLLER = 48  # the two buttons beside tabs that do not fit

_FRAME = Template("""
QWidget { color: $text; }
QMainWindow, QDialog, QWizard { background: $window; }
QToolTip { background: $surface; color: $text; border: 1px solid $line_strong; padding: ${p4}px; }
QLabel { background: transparent; }
QLabel[look="caption"] { font-size: ${caption}pt; color: $muted; }
QLabel[look="muted"] { color: $muted; }
QLabel[look="strong"] { font-weight: bold; }
QLabel[look="lead"] { font-size: ${lead}pt; font-weight: bold; }
QLabel[look="title"] { font-size: ${title}pt; font-weight: bold; }
QLabel[look="heading"] { font-size: ${heading}pt; font-weight: bold; }
QLabel[look="figure"] { font-size: ${figure}pt; font-weight: bold; }
QLabel[tone="danger"] { color: $danger; }
QLabel[tone="warning"] { color: $warning; }
QLabel[tone="good"] { color: $good; }
QLabel[tone="faint"] { color: $faint; }
QLabel[badge="true"] { font-size: ${caption}pt; padding: 1px ${p8}px; border-radius: ${r6}px; background: $sunken;
  color: $muted; }
QLabel[badge="true"][tone="danger"] { background: $danger_soft; color: $danger; }
QLabel[badge="true"][tone="warning"] { background: $warning_soft; color: $warning; }
QLabel[badge="true"][tone="good"] { background: $good_soft; color: $good; }
QLabel[badge="true"][tone="accent"] { background: $accent_soft; color: $accent_text; }
QFrame[panel="card"] { background: $surface; border: 1px solid $line; border-radius: ${r10}px; }
QFrame[panel="plain"] { background: $surface; border: none; }
QFrame[panel="bar"] { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame[panel="foot"] { background: $surface; border: none; border-top: 1px solid $line; }
QFrame[panel="side"] { background: $surface; border: none; border-right: 1px solid $line; }
QFrame[panel="warning"] { background: $warning_soft; border: none; border-radius: ${r6}px; }
QFrame[panel="danger"] { background: $danger_soft; border: none; border-radius: ${r6}px; }
QFrame[panel="accent"] { background: $accent_soft; border: none; border-radius: ${r6}px; }
QFrame[panel="value"] { background: $sunken; border: none; border-radius: ${r6}px; }
QFrame[panel="quote"] { background: $stripe; border: none; border-left: 3px solid $line_strong; }
QFrame[panel="quote"] QLabel { color: $muted; }
QFrame[panel="past"] { background: $past_soft; border: none; border-bottom: 2px solid $past; }
QFrame[panel="past"] QLabel { color: $past; font-weight: bold; }
QFrame[panel="practice"] { background: $practice; border: none; }
QFrame[panel="practice"] QLabel { color: #FFFFFF; font-weight: bold; }
QFrame[panel="brand"] { background: qlineargradient(x1:0, y1:0, x2:0.6, y2:1, stop:0 #1B4F9C,
  stop:1 #12325F); border: none; }
QFrame[panel="brand"] QLabel { color: #FFFFFF; }
QFrame[panel="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QWidget[past="true"] QFrame[panel="bar"], QWidget[past="true"] QFrame[panel="side"],
QWidget[past="true"] QFrame[panel="foot"], QMainWindow[past="true"] { background: $past_soft; }
QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $accent; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
""")

_CONTROLS = Template("""
QPushButton, QToolButton[look="button"] { background: $surface; border: 1px solid $line_strong;
  border-radius: ${r6}px;
  padding: ${p5}px ${p14}px; min-height: ${p18}px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $sunken; }
QPushButton:focus, QToolButton:focus { border: 1px solid $accent_text; }
QPushButton:disabled { color: $faint; background: $window; border-color: $line; }
QPushButton[look="primary"] { background: $accent; border-color: $accent; color: $on_accent; font-weight: bold; }
QPushButton[look="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[look="primary"]:focus { border: 1px solid $text; }
QPushButton[look="primary"]:disabled { background: $sunken; border-color: $line; color: $faint; }
QPushButton[look="danger"] { color: $danger; border-color: $danger; }
QPushButton[look="quiet"], QToolButton { background: transparent; border: 1px solid transparent;
  border-radius: ${r6}px; padding: ${p5}px ${p8}px; }
QPushButton[look="quiet"]:hover, QToolButton:hover { background: $hover; }
QPushButton[look="quiet"]:focus, QToolButton:focus { border-color: $accent_text; }
QToolButton:checked { background: $accent_soft; color: $accent_text; }
QToolButton::menu-indicator { image: none; }
QToolButton[look="navigation"] { text-align: left; padding: ${p4}px ${p10}px; border-radius: ${r6}px; color: $muted; }
QToolButton[look="navigation"]:checked { color: $accent_text; font-weight: bold; background: $accent_soft; }
QPushButton[look="segment"] { border-radius: 0; border: none; padding: ${p4}px ${p12}px; background: transparent;
  color: $muted; }
QPushButton[look="segment"]:checked { background: $surface; color: $accent_text; border-radius: ${r4}px; }
QPushButton[look="segment"]:focus { color: $accent_text; text-decoration: underline; }
QPushButton[look="step"] { background: transparent; border: none; padding: ${p4}px ${p10}px; color: $muted;
  border-radius: ${r6}px; }
QPushButton[look="step"]:disabled { color: $faint; }
QPushButton[look="step"]:hover { background: $hover; }
QPushButton[look="step"][step="done"] { color: $good; }
QPushButton[look="step"][step="now"], QPushButton[look="step"][step="now"]:disabled { color: $accent_text;
  font-weight: bold; background: $accent_soft; }
QFrame[panel="drop"] { background: $surface; border: 2px dashed $line_strong; border-radius: ${r10}px; }
QFrame[panel="drop"][over="true"] { background: $accent_soft; border-color: $accent_text; }
QFrame[panel="head"] { background: $accent_soft; border: none; border-bottom: 2px solid $accent; }
QFrame[panel="segments"] { background: $sunken; border: 1px solid $line; border-radius: ${r6}px; }
QPushButton[look="chip"] { background: $accent_soft; color: $accent_text; border: 1px solid transparent;
  border-radius: ${p12}px; padding: ${p2}px ${p10}px; }
QPushButton[look="link"] { background: transparent; border: none; border-radius: ${r4}px; padding: ${p2}px ${p4}px;
  text-align: left; min-height: 0; }
QPushButton[look="link"][tone="warning"] { color: $warning; }
QPushButton[look="link"][tone="good"] { color: $good; }
QPushButton[look="link"]:hover { background: $hover; color: $accent_text; }
QPushButton[look="link"]:focus { color: $accent_text; text-decoration: underline; }
QPushButton[look="tile"] { text-align: left; background: $surface; border: 1px solid $line;
  border-radius: ${r10}px; padding: 0; }
QPushButton[look="tile"]:hover { border-color: $accent_text; background: $surface; }
QPushButton[look="tile"]:checked { border: 2px solid $accent_text; background: $accent_soft; }
QPushButton[look="tile"]:focus { border: 2px solid $accent_text; }
QPushButton[look="tile"][calm="true"] { background: $window; }
QPushButton[look="search"] { text-align: left; background: $window; color: $muted; border: 1px solid $line;
  padding: ${p5}px ${p12}px; }
QPushButton[look="search"]:hover { border-color: $line_strong; }
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QDateEdit, QSpinBox { background: $surface;
  border: 1px solid $line_strong; border-radius: ${r6}px;
  padding: ${p5}px ${p8}px; min-height: ${p18}px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {
  border: 1px solid $accent_text; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled, QLineEdit[readOnly="true"] { background: $window;
  color: $muted; border-color: $line; }
QLineEdit[look="cell"] { border: 2px solid $accent_text; border-radius: 0; padding: 0 ${p4}px; min-height: 0; }
*[fault="error"] { border: 1px solid $danger; }
*[fault="warning"] { border: 1px solid $warning; }
QComboBox QLineEdit { border: none; padding: 0; min-height: 0; background: transparent; }
QPushButton::menu-indicator { image: none; width: 0; }
QComboBox::drop-down { border: none; width: ${p24}px; }
QComboBox::down-arrow { image: url($icons/chevrons-up-down.svg); width: ${p12}px; height: ${p12}px; }
QComboBox QAbstractItemView, QAbstractItemView[look="popup"] { background: $surface;
  border: 1px solid $line_strong; outline: none; selection-background-color: $selection; selection-color: $text; }
QCheckBox, QRadioButton { spacing: ${p8}px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator { width: ${p16}px; height: ${p16}px; border: 1px solid $line_strong;
  background: $surface; border-radius: ${r4}px; }
QRadioButton::indicator { border-radius: ${p8}px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($icons/check-light.svg); }
QRadioButton::indicator:checked { border: ${p5}px solid $accent; width: ${p8}px; height: ${p8}px;
  border-radius: ${p9}px; }
QCheckBox:focus, QRadioButton:focus { color: $accent_text; }
""")

_LISTS = Template("""
QTableView, QListView, QTreeView { background: $surface; alternate-background-color: $stripe;
  border: 1px solid $line; border-radius: ${r6}px;
  gridline-color: $line; selection-background-color: $selection; selection-color: $text; outline: none; }
QTableView[look="flat"], QListView[look="flat"] { border: none; border-radius: 0; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $muted; border: none; border-bottom: 1px solid $line_strong;
  border-right: 1px solid $line;
  padding: ${p6}px ${p8}px; font-weight: bold; }
QHeaderView::section:hover { background: $hover; }
QTableCornerButton::section { background: $surface; border: none; }
QTabBar::tab { background: transparent; color: $muted; padding: ${p7}px ${p14}px; border: none;
  border-bottom: 2px solid transparent; }
QTabBar[look="tight"]::tab { padding: ${p7}px ${p8}px; }
QTabBar::tab:selected { color: $accent_text; border-bottom: 2px solid $accent_text; font-weight: bold; }
QTabBar::tab:hover { color: $text; }
QTabBar::scroller { width: ${scroller}px; }
QTabBar QToolButton { background: $surface; border: 1px solid $line_strong; border-radius: ${r4}px; padding: 0;
  margin: ${p4}px 0; }
QTabBar QToolButton:hover { background: $accent_soft; }
QTabBar QToolButton::left-arrow { image: url($icons/chevron-left-quiet.svg); width: ${p12}px; height: ${p12}px; }
QTabBar QToolButton::right-arrow { image: url($icons/chevron-right-quiet.svg); width: ${p12}px; height: ${p12}px; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QMenu { background: $surface; border: 1px solid $line_strong; padding: ${p4}px; }
QMenu::item { padding: ${p6}px ${p24}px ${p6}px ${p12}px; border-radius: ${r4}px; }
QMenu::item:selected { background: $accent_soft; color: $accent_text; }
QMenu::separator { height: 1px; background: $line; margin: ${p4}px; }
QSlider::groove:horizontal { background: $sunken; height: ${p4}px; border-radius: ${p2}px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: ${p2}px; }
QSlider::handle:horizontal { background: $surface; border: 2px solid $accent; width: ${p14}px; margin: -${p6}px 0;
  border-radius: ${p8}px; }
QSlider:focus::handle:horizontal { background: $accent_soft; }
QProgressBar { background: $sunken; border: none; border-radius: ${p4}px; min-height: ${p8}px; max-height: ${p8}px;
  text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: ${p4}px; }
QScrollBar:vertical { background: transparent; width: ${p10}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${p10}px; margin: 0; }
QScrollBar::handle { background: $line_strong; border-radius: ${p4}px; min-height: ${p24}px; min-width: ${p24}px;
  margin: ${p2}px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: transparent;
  width: 0; height: 0; }
""")


def stylesheet(colours: Colours, px: Callable[[float], int], points: float, icons: Path) -> str:
    """Return the style sheet for a theme at a size of text (`points` of the body)."""
    words: dict[str, object] = dict(asdict(colours))
    words |= {f"p{units}": px(units) for units in range(1, 25)} | {"scroller": px(SCROLLER)}
    words |= {f"r{radius}": px(radius) for radius in (RADIUS_SMALL, RADIUS, RADIUS_LARGE)}
    words |= {step: round(points * factor, 2) for step, factor in SCALE.items()}
    words["icons"] = icons.as_posix()
    return "".join(part.substitute(words) for part in (_FRAME, _CONTROLS, _LISTS))
