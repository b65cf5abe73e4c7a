"""Schemes that ship with the program as a beginning: real ones of other places, with what was completed named."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache

from gridadmin.config import find_resources
from gridadmin.domain.assessment import SchemeDefinition
from gridadmin.domain.assessment_json import definition_from_json
from gridadmin.domain.errors import NotFoundError
from gridadmin.i18n import N_


@dataclass(frozen=True)
class SchemeTemplate:
    """A scheme to begin with."""

    id: str
    definition: SchemeDefinition


@lru_cache(maxsize=1)
def list_templates() -> tuple[SchemeTemplate, ...]:
    """Return the schemes of `resources/defaults/assessment_schemes.json`."""
    path = find_resources() / "defaults" / "assessment_schemes.json"
    stored = json.loads(path.read_text(encoding="utf-8"))["schemes"]
    return tuple(SchemeTemplate(row["id"], definition_from_json(row["definition"])) for row in stored)


def find_template(template_id: str) -> SchemeTemplate:
    """Return a template by its id; NotFoundError lists those there are."""
    found = next((each for each in list_templates() if each.id.casefold() == template_id.casefold()), None)
    if found is None:
        ids = " ".join(each.id for each in list_templates())
        raise NotFoundError(N_("There is no template {id}. There are: {ids}"), id=template_id, ids=ids)
    return found
