"""Lines of Chinese text: where they may break, how wide they are, and how large a text fits its box.

The rules are those of Chinese composition (GB/T 15834, CLREQ): no line begins with closing punctuation or ends with
an opening bracket, numbers, phones and Latin words stay whole, a quarter em stands between Han and Latin, closing
punctuation gives half its width where another mark or the line's end follows, and a full line is spread to the margin.
Nothing hangs out of the box, and nothing is ever left out: what does not fit raises `NotFittingError`.

All widths here are in em of the letter size, so that a broken text can be drawn at any size with the same ratio.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from itertools import accumulate, pairwise

Measure = Callable[[str], float]
"""Returns the advance width of one character in em."""

CANNOT_START = frozenset("，。、；：！？…—～·•‧％‰℃°’”」』）】〕〗〉》｝］,.;:!?%)]}>〞﹞﹚﹜－-/／｜|")
CANNOT_END = frozenset("‘“「『（【〔〖〈《｛［([{<〝﹝﹙﹛￥¥$＄№#＃")
_HALF_CLOSERS = frozenset("，。、；：！？’”」』）】〕〗〉》｝］")  # blank right half, when as wide as an em
_HALF_OPENERS = frozenset("‘“「『（【〔〖〈《｛［")  # blank left half
_INSEPARABLE = frozenset("…—")

# Phones with their spaces, dashes and area code in brackets; ranges such as 1—12; then Latin words and addresses.
_WHOLE = re.compile(
    r"[(（]\d{3,4}[)）][ -]?\d[\d -]{4,}\d|\+?\d(?:[\d -]*\d)?(?:[-—–~～]\d+)?(?:[%％‰℃])?"
    r"|[A-Za-z0-9À-ɏ_@#&+=~'’./:?-]+|\s+|.",
    re.DOTALL,
)
_PHONE = re.compile(r"[\d\s()（）+—–～~-]+")
_LATIN = re.compile(r"[0-9A-Za-zÀ-ɏ]")
_HAN = re.compile(r"[⺀-⿕々〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")
_GAP = 0.25
_WIDEST_SPREAD = 0.25  # em between two characters; a line that would need more stays ragged
_SLACK = 1e-9


class _Kind(Enum):
    """What a character is where two meet."""

    HAN = auto()
    LATIN = auto()
    OPENER = auto()  # as wide as an em, its left half blank
    CLOSER = auto()  # as wide as an em, its right half blank
    OTHER = auto()


@lru_cache(maxsize=8192)
def _kind(char: str, is_wide: bool) -> _Kind:
    if is_wide and char in _HALF_CLOSERS:
        return _Kind.CLOSER
    if is_wide and char in _HALF_OPENERS:
        return _Kind.OPENER
    if _HAN.match(char):
        return _Kind.HAN
    return _Kind.LATIN if _LATIN.match(char) else _Kind.OTHER


def _gap_between(first: _Kind, second: _Kind) -> float:
    """Return what is added between two characters, in em: a gap between Han and Latin, less a mark's blank half."""
    if {first, second} == {_Kind.HAN, _Kind.LATIN}:
        return _GAP
    closed = first is _Kind.CLOSER and second in {_Kind.CLOSER, _Kind.OPENER}
    return -0.5 if closed or first is second is _Kind.OPENER else 0.0


_GAPS = {(first, second): _gap_between(first, second) for first in _Kind for second in _Kind}


class NotFittingError(ValueError):
    """A text does not fit its box at the smallest size allowed, or an unbreakable piece is wider than the line."""


@dataclass(frozen=True)
class Line:
    """A line ready to be drawn.

    Attributes:
        text: what is drawn; `source`: the same with the spaces at its end that are not.
        gaps: extra advance after each character of `text`, in em (negative: tightened).
        indent: where the first character starts, in em; −0.5 where an opening bracket gives its blank half.
        width: from the margin to the end of the ink, in em.
    """

    text: str
    source: str
    gaps: tuple[float, ...]
    indent: float
    width: float


@dataclass(frozen=True)
class Fitted:
    """Texts that fit a box: the letter size in the unit of the box, the lines of each text, the height they take."""

    size: float
    paragraphs: tuple[tuple[Line, ...], ...]
    height: float


@dataclass(frozen=True)
class Box:
    """Room for text: width and height in one unit; in em the distance of lines, and of paragraphs besides."""

    width: float
    height: float
    leading: float = 1.5
    paragraph_gap: float = 0.0


def set_line(text: str, measure: Measure) -> Line:
    """Return a whole text as one line, unbroken, with its gaps."""
    return MeasuredText(text, measure).line(0, len(text))


def break_lines(text: str, measure: Measure, width: float, justify: bool = True) -> tuple[Line, ...]:
    """Break a text into lines no wider than `width` em.

    The sources of the lines put together are the text. Raises NotFittingError where an unbreakable piece is too wide.
    """
    return MeasuredText(text, measure).break_lines(width, justify)


def fit(texts: Sequence[str], measure: Measure, box: Box, sizes: tuple[float, float], justify: bool = True) -> Fitted:
    """Set paragraphs as large as the box allows, from the first size down to the second.

    Raises NotFittingError where they do not fit even at the second: nothing is ever cut off.
    """
    measured = [MeasuredText(text, measure) for text in texts]
    size, smallest = sizes
    while True:
        try:
            paragraphs = tuple(text.break_lines(box.width / size, justify) for text in measured)
        except NotFittingError:
            paragraphs = ()
        height = text_height([len(lines) for lines in paragraphs], size, box)
        if (paragraphs or not texts) and height <= box.height + _SLACK:
            return Fitted(size, paragraphs, height)
        if size <= smallest:
            raise NotFittingError(texts[0] if texts else "")
        size = max(size * 0.97, smallest)


def text_height(line_counts: Sequence[int], size: float, box: Box) -> float:
    """Return the height of paragraphs of so many lines; the last line counts one em, not the distance of lines."""
    lines = sum(line_counts)
    gaps = max(len(line_counts) - 1, 0)
    return size * (max(lines - 1, 0) * box.leading + (1 if lines else 0) + gaps * box.paragraph_gap)


class MeasuredText:
    """A text measured once, so that it can be broken at many widths."""

    def __init__(self, text: str, measure: Measure) -> None:
        self._text = text
        self._widths = [measure(char) for char in text]
        self._kinds = [_kind(char, width > 0.9) for char, width in zip(text, self._widths, strict=True)]
        self._gaps = [_GAPS[pair] for pair in pairwise(self._kinds)] + [0.0] * bool(text)
        self._advances = list(
            accumulate((width + gap for width, gap in zip(self._widths, self._gaps, strict=True)), initial=0.0)
        )

    def line(self, start: int, end: int) -> Line:
        """Return a part of the text as a line, spaces at its end not drawn."""
        source = self._text[start:end]
        drawn = source.rstrip()
        gaps = self._gaps[start : start + len(drawn)]
        if drawn:
            gaps[-1] = -0.5 if self._kinds[start + len(drawn) - 1] is _Kind.CLOSER else 0.0
        return Line(drawn, source, tuple(gaps), self._indent(start), self._width(start, end))

    def break_lines(self, width: float, justify: bool = True) -> tuple[Line, ...]:
        """Break the text into lines no wider than `width` em; see the function of the same name."""
        spans = [cut for span in self._spans(width) for cut in self._cut_long(*span, width)]
        lines = [self.line(start, end) for start, end in spans]
        return tuple(_spread(line, width) if justify and line is not lines[-1] else line for line in lines)

    def _spans(self, width: float) -> Iterator[tuple[int, int]]:
        """Yield where each line starts and ends, filling line after line with whole pieces."""
        start = end = 0
        for length in map(len, _pieces(self._text)):
            if end > start and self._text[start:end].strip() and self._width(start, end + length) > width + _SLACK:
                yield start, end
                start = end
            end += length
        if end > start:
            yield start, end

    def _width(self, start: int, end: int) -> float:
        while end > start and self._text[end - 1].isspace():
            end -= 1
        if end == start:
            return 0.0
        tail = -0.5 if self._kinds[end - 1] is _Kind.CLOSER else 0.0
        advance = self._advances[end - 1] - self._advances[start]
        return self._indent(start) + advance + self._widths[end - 1] + tail

    def _indent(self, start: int) -> float:
        return -0.5 if start < len(self._text) and self._kinds[start] is _Kind.OPENER else 0.0

    def _cut_long(self, start: int, end: int, width: float) -> Iterator[tuple[int, int]]:
        """Yield a line as it is or, where one piece is wider than the line, cut where the rules and phones allow."""
        while self._width(start, end) > width + _SLACK:
            cuts = [cut for cut in range(start + 1, end) if self._may_cut(cut)]
            best = max((cut for cut in cuts if self._width(start, cut) <= width + _SLACK), default=None)
            if best is None or _PHONE.fullmatch(self._text[start:end].strip()):
                raise NotFittingError(self._text[start:end])
            yield start, best
            start = best
        yield start, end

    def _may_cut(self, cut: int) -> bool:
        before, after = self._text[cut - 1], self._text[cut]
        if after.isspace() or after in CANNOT_START or before in CANNOT_END:
            return False
        return not (before.isdigit() and after.isdigit()) and not (before in _INSEPARABLE and after == before)


def _pieces(text: str) -> Iterator[str]:
    """Yield the pieces between which a line may break; spaces stay at the end of the piece before them."""
    piece = ""
    for found in _WHOLE.finditer(text):
        atom = found.group()
        if piece and _may_break(piece, atom):
            yield piece
            piece = atom
        else:
            piece += atom
    if piece:
        yield piece


def _may_break(before: str, atom: str) -> bool:
    if atom.isspace() or atom[0] in CANNOT_START:
        return False
    last = before.rstrip()[-1:]
    return bool(last) and last not in CANNOT_END and not (last in _INSEPARABLE and atom[0] == last)


def _spread(line: Line, width: float) -> Line:
    """Return the line spread to the margin, between Han characters and beside them, not inside words and phones.

    A line with a character above U+FFFF stays ragged (lettering.py says why).
    """
    if max(line.text, default="") > "\uffff":
        return line
    places = [
        index
        for index in range(len(line.text) - 1)
        if not (_is_whole(line.text[index]) and _is_whole(line.text[index + 1]))
    ]
    missing = width - line.width
    if not places or missing <= 0 or missing / len(places) > _WIDEST_SPREAD:
        return line
    gaps = list(line.gaps)
    for index in places:
        gaps[index] += missing / len(places)
    return Line(line.text, line.source, tuple(gaps), line.indent, width)


def _is_whole(char: str) -> bool:
    """Return whether two such characters in a row belong together: words, numbers, ranges, dashes and dots."""
    return char.isascii() or char in "—–～~…" or bool(_LATIN.match(char))
