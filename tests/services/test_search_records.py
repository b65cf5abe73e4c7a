"""The global search finds cases, sessions, certificates, cards and contracts by their own names, and buries nobody."""

from __future__ import annotations

from datetime import date

import pytest

from gridadmin.domain.contracts import ContractForm, ContractKind, ContractTerm
from gridadmin.domain.discipline import Breach, CaseForm
from gridadmin.domain.search import SearchHit
from gridadmin.domain.training import CourseForm, CourseKind, SessionForm
from gridadmin.i18n import Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.services.contracts import create_contract
from gridadmin.services.discipline import open_case
from gridadmin.services.training import create_course, create_session
from gridadmin.ui.search.office_index import build_index
from tests.peopled_offices import TODAY, People, filled

DO = Message("Do")


@pytest.fixture
def people(office: OpenOffice) -> People:
    return filled(office)


def found(office: OpenOffice, text: str, day: date = TODAY) -> list[SearchHit]:
    return office.read(build_index, day).find(text)


def test_records_are_found_by_their_own_names(office: OpenOffice, people: People) -> None:
    zhang = people.workers["张三"]
    case = office.act(
        DO, open_case, CaseForm(zhang, Breach.SECRETS, date(2026, 10, 5), "泄露居民信息", "李科员"), TODAY
    )
    course = office.act(DO, create_course, CourseForm("消防安全培训", CourseKind.SPECIAL, hours=40))
    held = office.act(
        DO, create_session, SessionForm(course_id=course, title="消防安全第1期", held_on=date(2026, 12, 3), hours=40)
    )
    form = ContractForm(ContractKind.SERVICE, ContractTerm.FIXED, "本单位", date(2026, 1, 1), date(2026, 12, 31),
                        number="侨合2026-017")  # fmt: skip
    office.act(DO, create_contract, zhang, form)

    by_name = found(office, "张三")
    assert [(hit.target.feature, hit.kind) for hit in by_name[:2]] == [
        ("workers", "Person"),
        ("discipline", "Discipline case"),
    ], "the person first, then what is open against him"
    assert by_name[1].target.record_id == str(case.id)
    assert found(office, by_name[1].title)[0].target.feature == "discipline"
    assert "Discipline case" not in {hit.kind for hit in found(office, "张三", date(2026, 9, 30))}

    (session,) = found(office, "消防安全第1期")
    assert (session.target.feature, session.target.record_id) == ("training", str(held))
    assert session.subtitle.startswith("2026-12-03")
    (contract,) = found(office, "合2026-017")
    assert (contract.target.view, contract.target.record_id, contract.subtitle) == ("contracts", str(zhang), "张三")
    assert found(office, "侨合2026-017", date(2025, 12, 31)) == []
