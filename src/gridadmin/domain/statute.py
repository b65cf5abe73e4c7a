"""The regulation as data: its text cut into articles, paragraphs and items, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gridadmin.domain.errors import NotFoundError
from gridadmin.i18n import N_

ARTICLE_OF_DUTIES = 13

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_ARTICLE = re.compile(r"^第([一二三四五六七八九十百]+)条　")
_CHAPTER = re.compile(r"^第[一二三四五六七八九十]+章　")
_ITEM = re.compile(r"^（([一二三四五六七八九十]+)）")
_PAGE_NUMBER = re.compile(r"^－\d+－\s*$")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph (款) with the items (项) that follow it, each without its number （一）, punctuation kept."""

    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Article:
    """An article (条): its number and its paragraphs, the first without the words 第…条."""

    number: int
    paragraphs: tuple[Paragraph, ...]


def chinese_number(numeral: str) -> int:
    """Return the value of a Chinese numeral from 一 to 九百九十九."""
    total, digit = 0, 0
    for character in numeral:
        if character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def parse_articles(text: str) -> dict[int, Article]:
    """Return the articles of a regulation by number; headings, table of contents and page numbers are left out."""
    articles: dict[int, list[str]] = {}
    lines: list[str] | None = None
    for line in text.splitlines():
        if found := _ARTICLE.match(line):
            lines = articles.setdefault(chinese_number(found.group(1)), [line[found.end() :]])
        elif not line.strip() or _CHAPTER.match(line) or _PAGE_NUMBER.match(line):
            lines = lines if not line.strip() else None
        elif lines is not None:
            lines.append(line)
    return {number: Article(number, _paragraphs(lines)) for number, lines in articles.items()}


def duties(articles: Mapping[int, Article]) -> tuple[str, ...]:
    """Return the duties of grid workers: the ten items of Article 13 in its exact words.

    Raises NotFoundError where the text has no such article or the article no items.
    """
    article = articles.get(ARTICLE_OF_DUTIES)
    found = next((paragraph.items for paragraph in article.paragraphs if paragraph.items), ()) if article else ()
    if not found:
        raise NotFoundError(
            N_("The text of the regulation has no list of duties in Article 13. Install gridadmin again.")
        )
    return found


def _paragraphs(lines: Iterable[str]) -> tuple[Paragraph, ...]:
    paragraphs: list[tuple[str, list[str]]] = []
    for line in lines:
        item = _ITEM.match(line)
        if item and paragraphs:
            paragraphs[-1][1].append(line[item.end() :])
        else:
            paragraphs.append((line, []))
    return tuple(Paragraph(text, tuple(items)) for text, items in paragraphs)
