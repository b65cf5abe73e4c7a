"""What the papers of discipline and supervision are printed from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.config import find_resources
from gridadmin.domain.discipline import Breach
from gridadmin.domain.discipline_papers import ITEMS, CaseFacts, ProblemFacts
from gridadmin.domain.discipline_steps import REEXAMINATION_DAYS
from gridadmin.domain.masking import mask_id_number, mask_phone
from gridadmin.domain.statute import Article, parse_articles
from gridadmin.services.discipline_cases import get_case
from gridadmin.services.discipline_problems import get_problem
from gridadmin.services.office import get_office, get_parameters
from gridadmin.services.workers import get_worker


def case_facts(session: Session, case_id: UUID, as_of: date, *, unmask: bool = False) -> CaseFacts:
    """Return a case with everything that its papers say; the ID number is masked unless it is asked for."""
    case, office = get_case(session, case_id, as_of), get_office(session)
    row = get_worker(session, case.worker_id, case.opened_on).row
    number, phone = row.id_number or "", row.phones[0] if row.phones else ""
    return CaseFacts(
        organisation=office.organisation,
        practice=office.practice,
        case=case,
        sex={"1": "男", "2": "女"}.get(row.sex.value, ""),
        id_number=number if unmask or not number else mask_id_number(number),
        phone=phone if unmask or not phone else mask_phone(phone),
        grids="、".join(post.grid_name for post in row.grids),
        community=row.community,
        rule=rule_of(case.breach),
        sanction=_article_14().paragraphs[1].text.rstrip("。"),
        reexamination_days=get_parameters(session).number(REEXAMINATION_DAYS, as_of),
        wording=_wording(),
        printed_on=as_of,
    )


def problem_facts(session: Session, problem_id: UUID, as_of: date) -> ProblemFacts:
    """Return a problem with everything that its papers say."""
    office = get_office(session)
    return ProblemFacts(
        office.organisation, office.practice, get_problem(session, problem_id, as_of), _wording(), as_of
    )


def rule_of(breach: Breach) -> str:
    """Return the exact words of the item of Art 14 that was broken."""
    return _article_14().paragraphs[0].items[breach.place].rstrip("；。")


def item_of(breach: Breach) -> str:
    """Return the item with its number, as it stands in the article."""
    return f"（{ITEMS[breach.place]}）{rule_of(breach)}"


@lru_cache(maxsize=1)
def _article_14() -> Article:
    path = find_resources() / "statute" / "regulation.txt"
    return parse_articles(path.read_text(encoding="utf-8"))[14]


@lru_cache(maxsize=1)
def _wording() -> Mapping[str, Any]:
    path = find_resources() / "defaults" / "discipline_papers.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
