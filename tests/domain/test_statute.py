import re
from pathlib import Path

import pytest

from gridadmin.config import find_resources
from gridadmin.domain.errors import NotFoundError
from gridadmin.domain.statute import chinese_number, duties, parse_articles

TEXT = (find_resources() / "statute" / "regulation.txt").read_text(encoding="utf-8")
NUMERALS = "一二三四五六七八九十"


def test_every_article_of_the_regulation_is_found() -> None:
    assert list(parse_articles(TEXT)) == list(range(1, 26))


def test_the_ten_duties_are_the_exact_words_of_article_13() -> None:
    words = duties(parse_articles(TEXT))
    assert len(words) == 10
    source = TEXT.split("第十三条　")[1].split("网格员不得实施行政许可")[0]
    assert (
        "网格员应当履行下列职责：\n" + "".join(f"（{NUMERALS[number]}）{duty}\n" for number, duty in enumerate(words))
        == source
    )


def test_nothing_of_an_article_is_lost() -> None:
    """Put together again with their numbers, the articles are the text without headings and page numbers."""
    rebuilt = []
    for article in parse_articles(TEXT).values():
        for paragraph in article.paragraphs:
            rebuilt += [paragraph.text, *paragraph.items]
    body = TEXT[TEXT.index("第一条　") :]
    lines = [line for line in body.splitlines() if line and not re.match(r"第.+章　|－\d+－", line)]
    assert rebuilt == [re.sub(r"^(第.{1,4}条　|（[一二三四五六七八九十]+）)", "", line) for line in lines]


def test_paragraphs_of_article_8_and_the_last_article() -> None:
    articles = parse_articles(TEXT)
    assert [len(articles[8].paragraphs), articles[8].paragraphs[0].text] == [3, "网格包括综合网格和专属网格。"]
    assert articles[25].paragraphs[0].text == "本条例自2023年11月1日起施行。"


@pytest.mark.parametrize(
    ("numeral", "value"), [("一", 1), ("十", 10), ("十三", 13), ("二十", 20), ("二十五", 25), ("一百零二", 102)]
)
def test_chinese_numbers(numeral: str, value: int) -> None:
    assert chinese_number(numeral) == value


@pytest.mark.parametrize("text", ["", "第十三条　没有项。", Path(__file__).name])
def test_a_text_without_duties_is_refused(text: str) -> None:
    with pytest.raises(NotFoundError, match="Article 13"):
        duties(parse_articles(text))
