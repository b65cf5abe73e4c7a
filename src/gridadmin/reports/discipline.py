"""The papers of discipline and supervision as PDF: notice, decision, receipt, order to rectify, and the whole case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from gridadmin.domain.discipline import CaseRow, StepKind, StepRow
from gridadmin.domain.discipline_papers import ITEMS, CaseFacts, CasePaper, ProblemFacts, ProblemPaper
from gridadmin.domain.discipline_problems import ProblemStepKind
from gridadmin.i18n import Message
from gridadmin.reports.paper_flow import BODY, PaperFlow, chinese_day
from gridadmin.reports.paper_rows import Cell
from gridadmin.reports.workbook import practice_mark

K = StepKind
# On papers that the law wants, so Chinese in every language.
VERDICTS = {True: "已整改到位，予以销号。", False: "尚未整改到位，责令继续整改。"}
REVIEWED = {True: "维持原决定。", False: "撤销原决定。"}
RECEIPT_ROWS = ("送达地点", "受送达人签名或者盖章", "代收人签名及代收理由", "见证人签名", "备　　注")
_BLANK_DAY = "　　　　年　　月　　日"
_TO_SIGN = "\n\n签名：　　　　　　　　　　" + _BLANK_DAY


def case_pdf(facts: CaseFacts, papers: Sequence[CasePaper]) -> bytes:
    """Return some papers of a case as one file, each on a page of its own, with bookmarks."""
    case = facts.case
    flow = PaperFlow(f"{case.worker} {case.number}", practice_mark() if facts.practice else "")
    for paper in papers:
        flow.new_page()
        flow.bookmark(paper.label)
        _PAPERS[paper](flow, facts)
    return flow.bytes()


def problem_pdf(facts: ProblemFacts, paper: ProblemPaper) -> bytes:
    """Return a paper of a problem."""
    problem, wording = facts.problem, facts.wording
    flow = PaperFlow(problem.about, practice_mark() if facts.practice else "")
    flow.new_page()
    check = next((step for step in reversed(problem.steps) if step.kind is ProblemStepKind.CHECK), None)
    report = next((step for step in reversed(problem.steps) if step.kind is ProblemStepKind.REPORT), None)
    values = {
        "law": wording["law"],
        "found": chinese_day(problem.found_on),
        "source": _chinese(problem.source.message),
        "facts": ended(problem.words),
        "demand": ended(problem.demand or "立即整改，举一反三"),
        "due": chinese_day(problem.due_on or problem.ordered_until),
        "report": ended(report.words) if report else "未报告。",
        "words": ended(check.words) if check and check.words else "",
        "verdict": VERDICTS[bool(check and check.passed)],
    }
    ordered = paper is ProblemPaper.ORDER
    signed_on = facts.printed_on if ordered else check.done_on if check else None
    head = (facts.organisation, problem.document or "")
    _letter(flow, head, wording["problem" if ordered else "problem_check"], problem.about, values, signed_on)
    return flow.bytes()


def ended(words: str) -> str:
    """Return a sentence with the full stop that it needs."""
    text = " ".join(words.split())
    return text if text.endswith(("。", "！", "？", "；")) or not text else text.rstrip("，,. ") + "。"


def _letter(
    flow: PaperFlow,
    head: tuple[str, str],
    wording: dict[str, object],
    name: str,
    values: dict[str, str],
    signed_on: date | None,
) -> None:
    """Write a paper that goes to somebody: red head and number, title, addressee, body, who signs it and when."""
    flow.red_head(*head)
    flow.title(str(wording["title"]))
    flow.letter([f"{name}：", *("　　" + text for text in _body(wording, values))], head[0], signed_on, "（印章）")


def _body(wording: dict[str, object], values: dict[str, str]) -> Iterable[str]:
    body = wording["body"]
    assert isinstance(body, list)
    return (text for template in body if (text := str(template).format(**values)).strip())


def _values(facts: CaseFacts) -> dict[str, str]:
    case, wording = facts.case, facts.wording
    notice, answer, decision = case.last(K.NOTICE), case.last(K.STATEMENT), case.last(K.DECISION)
    pieces = [f"{place}．{step.words.rstrip('。；')}" for place, step in enumerate(_evidence(case), 1)]
    days = facts.reexamination_days
    return {
        "number": case.number,
        "name": case.worker,
        "law": wording["law"],
        "item": ITEMS[case.breach.place],
        "rule": facts.rule,
        "sanction": facts.sanction,
        "facts": ended(case.facts),
        "evidence": "；".join(pieces) or "见案卷",
        "told": chinese_day(notice.done_on) if notice else "",
        "heard": wording["heard"][answer.answer.value] if answer and answer.answer else "",
        "outcome": _chinese(decision.outcome.message) if decision and decision.outcome else "",
        "gravity": _chinese(decision.gravity.message) if decision and decision.gravity else "",
        "by": decision.rule or "" if decision else "",
        "decided": chinese_day(decision.done_on) if decision else "",
        "document": decision.document or "无文号" if decision else "",
        "review": wording["review"].format(days=days) if days else "",
        "due": "",
        "words": "",
    }


def _chinese(message: Message) -> str:
    """Return a label in Chinese whatever the language in use is; the papers go to people here."""
    return _LABELS.get(message.msgid, message.text())


_LABELS = {
    "Criticism and education": "给予批评教育",
    "Order to correct": "责令改正",
    "Dismissal": "予以辞退",
    "Serious consequences": "造成严重后果",
    "Major impact": "造成重大影响",
    "Daily check": "日常检查",
    "Special inspection": "专项检查",
    "Word of residents": "受理群众反映",
    "Notified from above": "上级通报",
    "Check of the data": "数据巡查",
    "Other way": "监督检查",
    "Stated and defended": "本人已陈述、申辩",
    "Waived in writing": "本人书面放弃陈述、申辩",
    "Said nothing in time": "本人逾期未提出陈述、申辩",
    "Handed over": "直接送达",
    "Left before witnesses": "留置送达",
    "By post": "邮寄送达",
    "By public notice": "公告送达",
    "Document": "书证",
    "Object": "物证",
    "Recording or picture": "视听资料",
    "Electronic data": "电子数据",
    "Testimony": "证人证言",
    "The person's own words": "当事人陈述",
    "Record made on the spot": "现场记录",
}


def _evidence(case: CaseRow) -> list[StepRow]:
    return [step for step in case.steps if step.kind is K.EVIDENCE]


def _facts(flow: PaperFlow, facts: CaseFacts) -> None:
    case, first = facts.case, facts.case.steps[0]
    flow.title(str(facts.wording["facts"]["title"]))
    rule = f"{facts.wording['law']}第十四条第一款第（{ITEMS[case.breach.place]}）项：{facts.rule}"
    occurred = chinese_day(case.occurred_on) if case.occurred_on else "不详"
    flow.table(
        [
            _row(("案件编号", case.number), ("登记日期", chinese_day(first.done_on))),
            _row(("姓　　名", case.worker), ("性　　别", facts.sex)),
            _row(("公民身份号码", facts.id_number), ("联系电话", facts.phone)),
            _row(("任职网格", facts.grids or facts.community)),
            _row(("发生日期", occurred), ("经　办　人", first.person or "")),
            _row(("违反的规定", rule)),
            _row(("违规事实", case.facts), lines=9),
            _row(("处理意见", _TO_SIGN), lines=5),
            _row(("负责人意见", _TO_SIGN), lines=5),
        ]
    )


def _row(*pairs: tuple[str, str], lines: int = 1) -> list[Cell]:
    """Return a framed row of headings with what stands behind them."""
    share = 4.9 if len(pairs) == 1 else 1.9
    return [cell for head, text in pairs for cell in (Cell(head, 1.1, head=True), Cell(text, share, lines=lines))]


def _evidence_list(flow: PaperFlow, facts: CaseFacts) -> None:
    flow.title(str(facts.wording["evidence"]["title"]))
    for text in _body(facts.wording["evidence"], _values(facts)):
        flow.paragraph(text, 12)
    flow.space(3)
    shares = (0.5, 1, 3.4, 1.2, 1.2)
    titles = ("序号", "证据种类", "证据名称及内容", "取得日期", "经办人")
    pieces = _evidence(facts.case)
    rows = [
        (str(place), _chinese(step.evidence.message) if step.evidence else "", step.words, chinese_day(step.done_on),
         step.person or "")
        for place, step in enumerate(pieces, 1)
    ]  # fmt: skip
    heads = [Cell(title, share, head=True) for title, share in zip(titles, shares, strict=True)]
    cells = [
        [Cell(text, share, align="l" if share > 2 else "c") for text, share in zip(row, shares, strict=True)]
        for row in rows
    ]
    flow.table([heads, *cells], repeat=1, signed=True)
    flow.sign(facts.organisation, pieces[-1].done_on if pieces else None)


def _to_person(key: str, kind: StepKind) -> Callable[[PaperFlow, CaseFacts], None]:
    """Return what writes the paper of a step that goes to the person."""

    def write(flow: PaperFlow, facts: CaseFacts) -> None:
        step = facts.case.last(kind)
        assert step is not None
        wording = facts.wording[
            step.outcome.value if kind is K.DECISION and key == "decision" and step.outcome else key
        ]
        values = _values(facts) | {
            "words": ended(step.words),
            "day": chinese_day(step.done_on),
            "due": chinese_day(step.due_on) if step.due_on else "",
            "verdict": (REVIEWED if kind is K.REEXAMINATION else VERDICTS)[bool(step.upheld)],
        }
        if kind is K.CHECK and step.upheld is False and step.due_on:
            values["verdict"] = f"尚未整改到位，责令于{chinese_day(step.due_on)}前整改完毕。"
        number = step.document or f"案件{facts.case.number}"
        _letter(flow, (facts.organisation, number), wording, facts.case.worker, values, step.done_on)

    return write


def _statement(flow: PaperFlow, facts: CaseFacts) -> None:
    step = facts.case.last(K.STATEMENT)
    assert step is not None
    wording = facts.wording["statement"]
    flow.title(str(wording["title"]))
    answer = _chinese(step.answer.message) if step.answer else ""
    flow.table(
        [
            _row(("时　　间", chinese_day(step.done_on)), ("地　　点", "")),
            _row(("当　事　人", facts.case.worker), ("记　录　人", step.person or "")),
        ]
    )
    flow.space(5)
    for text in _body(wording, _values(facts) | {"answer": answer}):
        flow.paragraph(text)
    flow.paragraph(step.words or "（无）")
    flow.space(14)
    flow.paragraph(str(wording["foot"]), 12)
    flow.space(6)
    flow.text("当事人签名：　　　　　　　　" + _BLANK_DAY, BODY - 1)
    flow.space(3)
    flow.text("记录人签名：　　　　　　　　" + _BLANK_DAY, BODY - 1)


def _report(flow: PaperFlow, facts: CaseFacts) -> None:
    step = facts.case.last(K.RECTIFICATION)
    assert step is not None
    wording = facts.wording["report"]
    flow.title(str(wording["title"]))
    flow.text(f"{facts.organisation}：")
    for text in _body(wording, _values(facts) | {"words": ended(step.words) or "（由本人填写）"}):
        flow.paragraph(text)
    flow.sign(f"报告人：{facts.case.worker}", step.done_on)


def _receipt(kind: StepKind) -> Callable[[PaperFlow, CaseFacts], None]:
    def write(flow: PaperFlow, facts: CaseFacts) -> None:
        case = facts.case
        paper, got = case.last(kind), case.last(K.DELIVERY) if kind is K.DECISION else case.last(kind)
        assert paper is not None
        key = paper.outcome.value if kind is K.DECISION and paper.outcome else "notice"
        flow.red_head(facts.organisation)
        flow.title(str(facts.wording["receipt"]["title"]))
        named = f"{facts.wording[key]['title']}　{paper.document or f'案件{case.number}'}"
        method = _chinese(got.method.message) if got and got.method else ""
        head, wide = 1.4, 4.6
        day = chinese_day(got.done_on) if got else _BLANK_DAY
        flow.table(
            [
                [Cell("受 送 达 人", head, head=True), Cell(case.worker, wide)],
                [Cell("文书名称及文号", head, head=True), Cell(named, wide)],
                [Cell("送达方式", head, head=True), Cell(method, wide)],
                [Cell("送达日期", head, head=True), Cell(day, wide)],
                [Cell("送　达　人", head, head=True), Cell((got.person or "") if got else "", wide)],
                *([Cell(title, head, head=True), Cell("", wide, lines=3)] for title in RECEIPT_ROWS),
            ],
            size=12.5,
        )

    return write


_PAPERS: dict[CasePaper, Callable[[PaperFlow, CaseFacts], None]] = {
    CasePaper.FACTS: _facts,
    CasePaper.EVIDENCE: _evidence_list,
    CasePaper.NOTICE: _to_person("notice", K.NOTICE),
    CasePaper.NOTICE_RECEIPT: _receipt(K.NOTICE),
    CasePaper.STATEMENT: _statement,
    CasePaper.DECISION: _to_person("decision", K.DECISION),
    CasePaper.DECISION_RECEIPT: _receipt(K.DECISION),
    CasePaper.RECTIFICATION: _to_person("rectification", K.DECISION),
    CasePaper.REPORT: _report,
    CasePaper.CHECK: _to_person("check", K.CHECK),
    CasePaper.REEXAMINATION: _to_person("reexamination", K.REEXAMINATION),
    CasePaper.ENDED: _to_person("ended", K.ENDED),
}
