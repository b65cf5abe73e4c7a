"""The cases of `gridadmin pay calc`: every topic, its inputs, and which public function answers it.

A case is `{"id", "topic", "inputs"}`, in the form of the worked examples. Amounts come out as text with two decimals,
months as `2026-10`, ages as whole numbers. What a case leaves out has the default that `docs/cli.md` names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from gridadmin.domain.errors import GridAdminError, InvalidError
from gridadmin.domain.pay_cases_identity import IDENTITY_TOPICS
from gridadmin.domain.pay_cases_insurance import INSURANCE_TOPICS
from gridadmin.domain.pay_cases_reading import Inputs
from gridadmin.domain.pay_cases_tables import CaseTables
from gridadmin.domain.pay_cases_tax import TAX_TOPICS
from gridadmin.domain.pay_cases_whole import WHOLE_TOPICS
from gridadmin.i18n import N_

Topic = Callable[[Inputs, CaseTables], dict[str, Any]]

TOPICS: Mapping[str, Topic] = {**IDENTITY_TOPICS, **INSURANCE_TOPICS, **TAX_TOPICS, **WHOLE_TOPICS}


def answer_cases(cases: object, tables: CaseTables) -> list[dict[str, Any]]:
    """Return one answer for each case, in their order: `{"id", "result"}` or `{"id", "error"}`.

    Raises:
        InvalidError: the cases are not a list.
    """
    if not isinstance(cases, Sequence) or isinstance(cases, str):
        raise InvalidError(N_("There must be a list of cases, each with id, topic and inputs."))
    return [_answer(case, tables) for case in cases]


def answer_case(topic: str, inputs: object, tables: CaseTables) -> dict[str, Any]:
    """Return the result of one case.

    Raises:
        InvalidError: an unknown topic, a missing or wrong input; the message names it.
    """
    answer = TOPICS.get(topic)
    if answer is None:
        raise InvalidError(N_("There is no topic “{topic}”."), topic=topic)
    return answer(Inputs(inputs), tables)


def _answer(case: object, tables: CaseTables) -> dict[str, Any]:
    identity = _identity(case)
    try:
        whole = Inputs(case, "case")
        return {"id": identity, "result": answer_case(whole.text("topic"), whole.raw("inputs"), tables)}
    except GridAdminError as error:
        return {"id": identity, "error": str(error)}


def _identity(case: object) -> str | int | float | None:
    """Return the id as it came; what is neither text nor number becomes text."""
    identity = case.get("id") if isinstance(case, Mapping) else None
    if isinstance(identity, Decimal) and identity.is_finite():
        return float(identity)
    return identity if identity is None or isinstance(identity, str | int) else str(identity)
