"""A name with a character that no face has: every paper says whose name it is, and none stops as a bug."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from gridadmin.domain.errors import InvalidError
from gridadmin.domain.pay_papers_year import PaidYear
from gridadmin.domain.qualifications_cards import CardSize
from gridadmin.domain.qualifications_eligibility import EligibilitySheet
from gridadmin.domain.workers_handover_slip import HandoverSlip
from gridadmin.i18n import Message
from gridadmin.reports.assessment_sheets import notices_pdf, sheets_pdf
from gridadmin.reports.pay_slips import slips_pdf
from gridadmin.reports.pay_year import year_pdf
from gridadmin.reports.qualifications_cards import cards_pdf
from gridadmin.reports.qualifications_eligibility import eligibility_pdf
from gridadmin.reports.workbook import PaperOffice
from gridadmin.reports.workers_handover import handover_pdf
from gridadmin.services.assessment_templates import find_template
from tests.offices import worker
from tests.pay_months import facts_of, paid_month
from tests.reports.test_assessment import A1, paper_of, whole_of
from tests.reports.test_qualifications import face

OFFICE = PaperOffice("桑阿镇")
DAY = date(2026, 10, 31)
NAME = "李\ue863"


def card() -> bytes:
    return cards_pdf([face(1, name=NAME)], CardSize.UPRIGHT)


def eligibility() -> bytes:
    return eligibility_pdf([EligibilitySheet(replace(worker("张三"), name=NAME), DAY, "桑阿镇", ())])


def handover() -> bytes:
    return handover_pdf(HandoverSlip("桑阿镇", NAME, "王五", (), DAY, DAY, Message("x"), "", ()))


def score_sheet() -> int:
    whole = whole_of(find_template("A1").definition, A1)
    return sheets_pdf(paper_of(whole), [replace(whole.participants[0], name=NAME)], io.BytesIO())


def notice() -> int:
    whole = whole_of(find_template("A1").definition, A1)
    return notices_pdf(paper_of(whole), [replace(whole.participants[0], name=NAME)], io.BytesIO())


def slip() -> bytes:
    paid = paid_month(1, facts=[facts_of(1, name=NAME)])
    return slips_pdf(paid, OFFICE, paid.people)


def statement() -> bytes:
    paid = paid_month(1, facts=[facts_of(1, name=NAME)])
    (person,) = paid.people
    return year_pdf(2026, [PaidYear(person, ((paid.run, person),))], OFFICE, DAY)


@pytest.mark.parametrize("paper", [card, eligibility, handover, score_sheet, notice, slip, statement])
def test_a_character_without_a_face_is_named_with_whose_it_is(paper: Callable[[], object]) -> None:
    with pytest.raises(InvalidError, match=f"{NAME}.*U\\+E863"):
        paper()
