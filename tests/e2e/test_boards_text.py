"""What stands on the boards of the whole practice office, read back out of the PDF and held against the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import text

from gridadmin.domain.notices import BoardTemplate
from gridadmin.jobs.notices import BoardChoice, PrintedBoards, preview_boards
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.grids import list_grids
from tests.e2e.test_monthly_independent import GRIDS, STAFF

pytestmark = pytest.mark.slow
RARE = re.compile("[㐀-䶿\U00020000-\U0003ffff]")
LOOKS = [(BoardTemplate.STANDARD_BLUE, "A3"), (BoardTemplate.LARGE_PRINT, "A4")]


def squeezed(words: str) -> str:
    """Without what a line break may put in or take out."""
    return re.sub(r"[\s\ufffe\u00ad]+", "", words)


@pytest.fixture(scope="module", params=LOOKS, ids=lambda look: f"{look[0].value}-{look[1]}")
def printed(request: pytest.FixtureRequest, practice: OpenOffice) -> tuple[PrintedBoards, list[str]]:
    """All boards in one look, and the text of each grid's pages."""
    template, size = request.param
    boards = preview_boards(practice, BoardChoice(template=template, size=size))
    return boards, list(texts(boards))


def texts(boards: PrintedBoards) -> Iterator[str]:
    document = pypdfium2.PdfDocument(boards.pdf)
    try:
        ends = [*boards.first_pages[1:], boards.pages]
        base = boards.first_pages[0]
        for first, end in zip(boards.first_pages, [*ends[:-1], boards.pages + base], strict=True):
            pages = range(first - base, end - base)
            yield squeezed("".join(document[page].get_textpage().get_text_range() for page in pages))
    finally:
        document.close()


def rows(office: OpenOffice, sql: str) -> list[Any]:
    values = {"day": office.today().isoformat()}
    return list(office.with_connection(lambda connection: connection.execute(text(sql), values).all()))


def test_every_board_says_what_the_tables_say(
    practice: OpenOffice, printed: tuple[PrintedBoards, list[str]], resources: Path
) -> None:
    boards, pages = printed
    grids, staff = rows(practice, GRIDS), rows(practice, STAFF)
    assert len(boards.contents) == len(pages) == len(grids) == 120
    rare = 0
    for content, words, grid in zip(boards.contents, pages, grids, strict=True):
        assert content.code == grid.code
        for fact in (grid.name, grid.area, grid.supervision, grid.village):
            assert squeezed(fact) in words, (grid.code, fact)
        assert grid.code in re.sub(r"\D", " ", words).split() or grid.code in words
        for person in (row for row in staff if row.grid_id == grid.id):
            assert squeezed(person.name) in words, (grid.code, person.name)
            rare += bool(RARE.search(person.name))
            assert person.phone is None or _dialled(person.phone) in _dialled(words), (grid.code, person.phone)
        for duty in content.duties:
            full, short = squeezed(duty.full), squeezed(duty.short)
            assert full in words or short in words, (grid.code, duty.full)
    assert rare >= 3, "the practice office has grids with rare names"


def test_nobody_who_is_not_on_the_grid_stands_on_its_board(
    practice: OpenOffice, printed: tuple[PrintedBoards, list[str]]
) -> None:
    _boards, pages = printed
    staff = rows(practice, STAFF)
    numbers = {row.phone for row in staff if row.phone}
    for words, grid in zip(pages, rows(practice, GRIDS), strict=True):
        theirs = {row.phone for row in staff if row.grid_id == grid.id} | {grid.supervision}
        assert not [number for number in numbers - theirs if _dialled(number) in _dialled(words)], grid.code


def test_the_duties_of_a_large_board_are_the_exact_words_of_article_13(practice: OpenOffice, resources: Path) -> None:
    grid = practice.read(list_grids, practice.today())[0].id
    choice = BoardChoice(grid_ids=(grid,), template=BoardTemplate.RED_CORRIDOR, size="A2")
    (words,) = texts(preview_boards(practice, choice))
    regulation = squeezed((resources / "statute" / "regulation.txt").read_text(encoding="utf-8"))
    article = regulation[regulation.index("第十三条网格员") :] if "第十三条网格员" in regulation else regulation
    duties = re.findall(r"（[一二三四五六七八九十]）(.+?)[；。]", article)[:10]
    assert len(duties) == 10
    assert [duty for duty in duties if duty not in words] == []


def _dialled(words: str) -> str:
    """Only what is dialled, apart from what lies between: spaces and dashes are for the eye."""
    return re.sub(r"[-—–‐\s]", "", words)
