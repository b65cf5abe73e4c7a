"""The papers of discipline: the exact words of Art 14, everything that a step says, no signature alone on a page."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridadmin.domain.discipline import (
    Answer,
    Breach,
    CaseRow,
    CaseState,
    DeliveryMethod,
    EvidenceKind,
    Gravity,
    Outcome,
    StepKind,
    StepRow,
)
from gridadmin.domain.discipline_papers import CaseFacts, CasePaper, ProblemFacts, ProblemPaper, papers_of
from gridadmin.domain.discipline_problems import (
    ProblemRow,
    ProblemSource,
    ProblemState,
    ProblemStepKind,
    ProblemStepRow,
)
from gridadmin.domain.errors import InvalidError
from gridadmin.reports.discipline import case_pdf, ended, problem_pdf
from gridadmin.reports.pdfium import pdfium
from gridadmin.services.discipline_papers import rule_of
from tests.conftest import ROOT
from tests.offices import id_of

K = StepKind
WORDING = json.loads((ROOT / "resources/defaults/discipline_papers.json").read_text(encoding="utf-8"))
SANCTION = (
    "网格员履行职责违反前款规定的，给予批评教育、责令改正；造成严重后果或者重大影响的，按照规定予以辞退；"
    "构成犯罪的，依法追究刑事责任"
)
DAY = date(2026, 3, 2)


def steps(outcome: Outcome = Outcome.DISMISSAL) -> tuple[StepRow, ...]:
    return (
        StepRow(K.FACT, DAY, "将居民信息提供给他人", "李科员"),
        StepRow(K.EVIDENCE, DAY, "证言五份", evidence=EvidenceKind.WITNESS),
        StepRow(K.EVIDENCE, DAY, "聊天记录", evidence=EvidenceKind.DATA),
        StepRow(K.NOTICE, DAY, "拟予以处理", due_on=date(2026, 3, 9), outcome=outcome, method=DeliveryMethod.DIRECT),
        StepRow(K.STATEMENT, DAY, "请求从轻", answer=Answer.STATED),
        StepRow(
            K.DECISION, date(2026, 3, 12), "收回工作证", document="网处〔2026〕3号", due_on=date(2026, 3, 27),
            outcome=outcome, gravity=Gravity.IMPACT, rule="《管理办法》第十八条",
        ),
        StepRow(K.DELIVERY, date(2026, 3, 13), method=DeliveryMethod.LEFT, person="王科员"),
        StepRow(K.RECTIFICATION, date(2026, 3, 20), "已整改"),
        StepRow(K.CHECK, date(2026, 3, 22), "部分到位", upheld=False, due_on=date(2026, 4, 3)),
        StepRow(K.REEXAMINATION, date(2026, 3, 30), "事实清楚", upheld=True),
    )  # fmt: skip


def facts(*rows: StepRow, breach: Breach = Breach.SECRETS, **changes: Any) -> CaseFacts:
    taken = rows or steps()
    decided = next((row.outcome for row in taken if row.kind is K.DECISION), None)
    case = CaseRow(
        id_of("case"), id_of("张三"), "张三", "2026-003", breach, date(2026, 2, 27), None, taken, CaseState.CLOSED,
        None, False, decided, None, None, True,
    )  # fmt: skip
    plain = CaseFacts(
        "冠县桑阿镇网格化服务管理中心", False, case, "女", "371525********0007", "139****0000", "城关第三网格",
        "城关村", rule_of(breach), SANCTION, 30, WORDING, DAY,
    )  # fmt: skip
    return replace(plain, **changes)


def pages_of(pdf: bytes) -> list[str]:
    """The text of every page, without blanks and line ends."""
    with pdfium() as library:
        document = library.PdfDocument(pdf)
        found = ["".join(page.get_textpage().get_text_range().split()) for page in document]
        document.close()
        return found


@pytest.mark.parametrize("breach", list(Breach))
def test_the_decision_quotes_the_article_word_for_word(breach: Breach) -> None:
    (text,) = pages_of(case_pdf(facts(breach=breach), [CasePaper.DECISION]))
    item = "一二三四五"[breach.place]
    assert f"第十四条第一款第（{item}）项“{rule_of(breach)}”" in text
    assert SANCTION in text
    statute = (ROOT / "resources/statute/regulation.txt").read_text(encoding="utf-8")
    assert rule_of(breach) in statute
    assert SANCTION in statute


def test_every_paper_says_what_its_step_says() -> None:
    whole = facts(*steps(Outcome.CORRECTION))
    papers = papers_of(whole.case)
    assert set(papers) == set(CasePaper) - {CasePaper.ENDED}
    said = {paper: "".join(pages_of(case_pdf(whole, [paper]))) for paper in papers}
    wanted = {
        CasePaper.FACTS: ("2026-003", "371525********0007", "将居民信息提供给他人", "城关第三网格"),
        CasePaper.EVIDENCE: ("证人证言", "证言五份", "电子数据", "聊天记录"),
        CasePaper.NOTICE: ("拟予以处理", "2026年3月9日前", "不因你的陈述、申辩而加重处理"),
        CasePaper.NOTICE_RECEIPT: ("违规处理告知书", "直接送达", "见证人签名"),
        CasePaper.STATEMENT: ("请求从轻", "本人已陈述、申辩"),
        CasePaper.DECISION: ("责令改正决定书", "网处〔2026〕3号", "2026年3月27日", "30日内", "证言五份"),
        CasePaper.DECISION_RECEIPT: ("责令改正决定书网处〔2026〕3号", "留置送达", "2026年3月13日", "王科员"),
        CasePaper.RECTIFICATION: ("整改通知书", "2026年3月27日前"),
        CasePaper.REPORT: ("已整改。",),
        CasePaper.CHECK: ("部分到位。", "责令于2026年4月3日前整改完毕"),
        CasePaper.REEXAMINATION: ("维持原决定。",),
    }
    for paper, words in wanted.items():
        for word in words:
            assert word in said[paper], (paper, word)


def test_the_whole_case_is_one_file_with_an_outline() -> None:
    pdf = case_pdf(facts(), papers_of(facts().case))
    with pdfium() as library:
        document = library.PdfDocument(pdf)
        outline = [mark.get_title() for mark in document.get_toc()]
        document.close()
    assert outline == [paper.label for paper in papers_of(facts().case)]


@given(st.integers(1, 1600), st.integers(1, 400))
@settings(max_examples=25, deadline=None)
def test_a_signature_never_stands_on_a_page_alone(long: int, short: int) -> None:
    first, *rest = steps()
    rows = (replace(first, words="甲" * long), *(replace(row, words="乙" * short) for row in rest))
    pages = pages_of(case_pdf(facts(*rows), [CasePaper.DECISION]))
    assert "".join(pages).count("甲") >= long
    assert "2026年3月12日" in pages[-1]
    assert "复核" in pages[-1], "the last paragraph goes on with the signature"


@pytest.mark.parametrize("count", [11, 12, 13, 14, 26, 28])
def test_the_signature_under_the_evidence_has_a_row_beside_it(count: int) -> None:
    first, *rest = steps()
    pieces = [StepRow(K.EVIDENCE, DAY, f"聊天记录{at}", evidence=EvidenceKind.DATA) for at in range(count)]
    pages = pages_of(case_pdf(facts(first, *pieces, *rest[2:]), [CasePaper.EVIDENCE]))
    assert "聊天记录" in pages[-1]
    assert "冠县桑阿镇网格化服务管理中心" in pages[-1]


def test_a_character_that_no_face_has_is_named() -> None:
    first, *rest = steps()
    with pytest.raises(InvalidError, match="E000"):
        case_pdf(facts(replace(first, words="\ue000"), *rest), [CasePaper.FACTS])


@pytest.mark.parametrize(
    ("words", "whole"), [("属实", "属实。"), ("属实。", "属实。"), (" 属\n实，", "属 实。"), ("", "")]
)
def test_a_sentence_ends(words: str, whole: str) -> None:
    assert ended(words) == whole


def test_a_problem_prints_its_order_and_its_check() -> None:
    done = (
        ProblemStepRow(ProblemStepKind.REPORT, DAY, "已更正电话"),
        ProblemStepRow(ProblemStepKind.CHECK, DAY, "已接通", None, True),
    )
    row = ProblemRow(
        id_of("p"), id_of("张三"), "张三", None, "", DAY, ProblemSource.PATROL, "李科员", "电话无人接听", "三日内更正",
        None, date(2026, 3, 17), done, ProblemState.CLOSED, None, False, DAY,
    )  # fmt: skip
    problem = ProblemFacts("冠县桑阿镇网格化服务管理中心", True, row, WORDING, DAY)
    order, check = ("".join(pages_of(problem_pdf(problem, paper))) for paper in ProblemPaper)
    assert "电话无人接听。" in order
    assert "发现问题督促其及时整改" in order
    assert "2026年3月17日前" in order
    assert "已更正电话。" in check
    assert "予以销号" in check
