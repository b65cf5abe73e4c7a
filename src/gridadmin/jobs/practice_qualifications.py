"""The practice office's certificates and work cards: five years of exams, renewals, gaps, batches and losses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from gridadmin.domain.parameters import Certainty, Parameter
from gridadmin.domain.qualifications import (
    GOOD,
    CertificateForm,
    CertificateRuleForm,
    CertificateState,
    CertificateType,
    RenewalForm,
    expiry_of,
)
from gridadmin.domain.qualifications_cards import CardEnd, CardReturn, CardState, WorkCard
from gridadmin.domain.qualifications_evidence import EvidenceForm
from gridadmin.domain.qualifications_list import CertificateLine
from gridadmin.domain.workers import Condition
from gridadmin.i18n import N_, Message
from gridadmin.jobs.office import OpenOffice
from gridadmin.jobs.practice_lives import Life
from gridadmin.jobs.practice_timeline import PAPERS, Timeline
from gridadmin.services.office import set_parameter
from gridadmin.services.qualifications import change_certificate_type, find_certificate_type
from gridadmin.services.qualifications_cards import (
    cards_by_worker,
    end_cards,
    hand_out_cards,
    list_cards,
    make_cards,
    record_card_print,
    replace_card,
    workers_without_card,
)
from gridadmin.services.qualifications_certificates import (
    issue_certificates,
    renew_certificates,
    revoke_certificate,
)
from gridadmin.services.qualifications_evidence import record_evidence
from gridadmin.services.qualifications_list import list_certificates

DUTY, COURSE, FIRST_AID, SOCIAL = "网格员上岗证", "岗前培训合格证", "救护员证", "社会工作者职业资格证书"
ISSUER = "阳谷县网格化服务管理中心"
FIRST_EXAM = date(2021, 12, 13)
EXAMS = (
    FIRST_EXAM, date(2022, 6, 15), date(2022, 12, 14), date(2023, 9, 11), date(2023, 11, 27), date(2024, 6, 19),
    date(2025, 3, 12), date(2025, 9, 17), date(2026, 3, 18), date(2026, 9, 9),
)  # fmt: skip
RENEWALS = (date(2024, 11, 25), date(2025, 1, 14), date(2025, 6, 4), date(2026, 9, 2), date(2026, 10, 14))
LATE, NEVER = 7, 19  # of a hundred: who misses the first renewal, who never comes to any
ABSENT = 6  # of a hundred miss an exam and sit the next one
RULED_ON = date(2023, 11, 20)
PAPER = "阳网办发〔2023〕18号（练习）"
PILOT_ON, PILOT = date(2023, 12, 4), 13
REVOKED = (
    (date(2025, 4, 22), "伪造入户走访记录，县中心吊销上岗证"),
    (date(2026, 8, 11), "泄露居民个人信息，县中心吊销上岗证"),
)
CARDS_ON = (
    date(2022, 3, 15), date(2023, 1, 9), date(2023, 12, 5), date(2024, 6, 12), date(2025, 4, 8), date(2026, 4, 14),
    date(2026, 10, 26),
)  # fmt: skip
LAST_CARDS = CARDS_ON[-1]  # numbered and printed, not handed out yet
RETURNS_ON = (date(2023, 1, 5), date(2024, 1, 8), date(2025, 1, 6), date(2026, 1, 7), date(2026, 10, 9))
NOT_RETURNED = 9  # of a hundred leavers keep their card
LOST = (
    (date(2023, 5, 16), "走访途中遗失"),
    (date(2024, 9, 3), "电动车被盗，随包遗失"),
    (date(2026, 7, 21), "集市遗失"),
)
CARD_REQUIRED = Parameter(
    key="art14.card_required",
    value=1,
    unit="1=是，0=否",
    valid_from=RULED_ON,
    source=PAPER,
    certainty=Certainty.LOCAL_RULE,
    note="练习办公室虚构的文件：网格员上岗应当佩戴统一制发的工作牌。",
)
PAPERS_SEEN = (
    (Condition.EDUCATION, "毕业证书复印件，与原件核对一致"),
    (Condition.HEALTH, "乡镇卫生院体检表，结论合格"),
    (Condition.CHARACTER, "派出所无犯罪记录证明"),
)
SEEN_ON = date(2026, 7, 3)

PersonOf = Callable[[Life], UUID]


def plan_qualifications(timeline: Timeline, office: OpenOffice, person_of: PersonOf, lives: Sequence[Life]) -> None:
    """Plan exams, renewals, revocations, cards and the papers of Art 11."""
    told = _Past(office, person_of, lives)
    timeline.at(RULED_ON, PAPERS, told.rule)
    for number, day in enumerate(EXAMS):
        timeline.at(day, PAPERS, partial(told.hold_exam, number))
    for day in RENEWALS:
        timeline.at(day, PAPERS, partial(told.renew, day == RENEWALS[0]))
    timeline.at(PILOT_ON, PAPERS, told.renew_pilot)
    for day, reason in REVOKED:
        timeline.at(day, PAPERS, partial(told.revoke, reason))
    for day in CARDS_ON:
        timeline.at(day, PAPERS, told.make_cards)
    for day in RETURNS_ON:
        timeline.at(day, PAPERS, told.take_cards_back)
    for day, note in LOST:
        timeline.at(day, PAPERS, partial(told.lose_card, note))
    timeline.at(date(2023, 5, 24), PAPERS, told.issue_others)
    timeline.at(SEEN_ON, PAPERS, told.see_papers)


class _Past:
    """Tells what happened to certificates and cards; people come in the order of their lives, never of their ids."""

    def __init__(self, office: OpenOffice, person_of: PersonOf, lives: Sequence[Life]) -> None:
        self._office, self._person_of = office, person_of
        self._lives = lives
        self._chance = Random(20231120)  # its own, so that nothing else of the past changes with it

    def rule(self, _day: date) -> None:
        """The county's paper says which certificate there is, and the office counts the card as well."""
        kind = self._kind(DUTY)
        first = kind.rules[0]
        form = CertificateRuleForm(
            kind.name, RULED_ON, ISSUER, 36, 60, first.kinds, first.roles, PAPER, Certainty.LOCAL_RULE,
            "练习办公室虚构的文件：上岗证有效期三年，期满前两个月内办理续证。",
        )  # fmt: skip
        sentence = Message(N_("Change the rules of {type} from {day} on"), {"type": DUTY, "day": RULED_ON})
        self._office.act(sentence, change_certificate_type, kind.id, form, kind.version)
        self._office.act(
            Message(N_("Set the parameter {key}"), {"key": CARD_REQUIRED.key}), set_parameter, CARD_REQUIRED
        )

    def hold_exam(self, number: int, day: date) -> None:
        """Whoever serves without a certificate sits the exam; a few are absent."""
        sitting = [
            line for line in self._lines(day)
            if line.needed and line.state is CertificateState.MISSING and self._chance.randrange(100) >= ABSENT
        ]  # fmt: skip
        kinds = [self._kind(DUTY)] + ([self._kind(COURSE)] if number else [])
        forms = [
            (line.worker.id, self._form(kind, f"{day:%Y%m}", place, day))
            for kind in kinds
            for place, line in enumerate(sitting, 1)
        ]
        if forms:
            values = {"count": len(forms), "day": day}
            sentence = Message(N_("Issue {count} certificates after the exam of {day}"), values)
            self._office.act(sentence, issue_certificates, forms, day)

    def _form(self, kind: CertificateType, batch: str, place: int, day: date) -> CertificateForm:
        prefix = "阳网证" if kind.name == DUTY else "阳网培"
        rule = kind.rule_on(day)
        return CertificateForm(
            kind.id, f"{prefix}〔{batch}〕{place:03d}", day, expiry_of(day, rule.validity_months), ISSUER
        )

    def renew(self, is_first: bool, day: date) -> None:
        """Who comes in time, who comes late, and who never comes."""
        due = [line for line in self._lines(day) if line.needed and line.state in
               (CertificateState.DUE, CertificateState.EXPIRED)]  # fmt: skip
        coming = [line for line in due if self._comes(is_first)]
        if not coming:
            return
        kind = coming[0].type
        pairs = [(line.worker.id, kind.id) for line in coming]
        form = RenewalForm(day, first_number=f"阳网续〔{day:%Y%m}〕001", document=PAPER if day >= RULED_ON else None)
        sentence = Message(N_("Renew {type} of {count} persons"), {"type": kind.name, "count": len(pairs)})
        self._office.act(sentence, renew_certificates, pairs, form, day)

    def renew_pilot(self, day: date) -> None:
        """Some villages change to the county's new certificates a year before the old ones end."""
        held = [line for line in self._lines(day) if line.needed and line.state is CertificateState.VALID]
        held.sort(key=lambda line: line.worker.community)
        pairs = [(line.worker.id, line.type.id) for line in held[:PILOT]]
        sentence = Message(N_("Renew {type} of {count} persons"), {"type": DUTY, "count": len(pairs)})
        form = RenewalForm(day, first_number="阳网续〔202312〕001", document=PAPER)
        self._office.act(sentence, renew_certificates, pairs, form, day)

    def _comes(self, is_first: bool) -> bool:
        drawn = self._chance.randrange(100)
        return drawn >= LATE if is_first else drawn >= NEVER

    def revoke(self, reason: str, day: date) -> None:
        """The county revokes somebody's certificate."""
        held = [line for line in self._lines(day) if line.needed and line.state in GOOD]
        line = self._chance.choice(held)
        assert line.certificate is not None
        values = {"type": line.type.name, "name": line.worker.name}
        sentence = Message(N_("Revoke {type} of {name}"), values)
        self._office.act(sentence, revoke_certificate, line.certificate.id, day, reason)

    def issue_others(self, day: date) -> None:
        """Certificates that no post needs: first aid, social work."""
        serving = list(dict.fromkeys(line.worker.id for line in self._lines(day)))
        forms = []
        for name, count, prefix in ((FIRST_AID, 24, "鲁救护"), (SOCIAL, 11, "社工")):
            kind = self._kind(name)
            months = kind.rule_on(day).validity_months
            for place, worker_id in enumerate(self._chance.sample(serving, count), 1):
                form = CertificateForm(kind.id, f"{prefix}{day.year}{place:04d}", day, expiry_of(day, months))
                forms.append((worker_id, form))
        sentence = Message(N_("Enter {count} certificates"), {"count": len(forms)})
        self._office.act(sentence, issue_certificates, forms, day)

    def make_cards(self, day: date) -> None:
        """Number and print cards for whoever serves without one, and hand them out; the last batch still lies here."""
        wanted = {row.id for row in self._office.read(workers_without_card, day)}
        ids = [worker_id for worker_id in self._ids() if worker_id in wanted]
        if not ids:
            return
        values = {"count": len(ids)}
        batch = self._office.act(Message(N_("Number {count} work cards as a batch"), values), make_cards, ids, day)
        cards = [card.id for card in self._cards() if card.batch == batch]
        self._office.act(Message(N_("Print {count} work cards"), values), record_card_print, cards, day)
        if day != LAST_CARDS:
            self._office.act(Message(N_("Hand out {count} work cards"), values), hand_out_cards, cards, day)

    def take_cards_back(self, day: date) -> None:
        """Take the cards of leavers back; a few keep theirs."""
        lines = [line for line in self._office.read(list_cards, day) if line.must_return]
        order = {worker_id: place for place, worker_id in enumerate(self._ids())}
        lines.sort(key=lambda line: (order[line.card.worker_id], line.card.number))
        back = [line.card.id for line in lines if self._chance.randrange(100) >= NOT_RETURNED]
        if back:
            sentence = Message(N_("Take back {count} work cards"), {"count": len(back)})
            self._office.act(sentence, end_cards, back, CardReturn(day, CardEnd.RETURNED))

    def lose_card(self, note: str, day: date) -> None:
        """Somebody loses the card and gets another one."""
        serving = {
            self._person_of(life): life.person.name for life in self._lives if life.serving and life.first_day < day
        }
        held = [card for card in self._cards() if card.worker_id in serving and card.state_on(day) is CardState.IN_HAND]
        card = self._chance.choice(held)
        sentence = Message(N_("Replace the lost work card of {name}"), {"name": serving[card.worker_id]})
        number = self._office.act(sentence, replace_card, card.id, day, CardEnd.LOST, note)
        made = [each.id for each in self._cards() if each.number == number]
        self._office.act(Message(N_("Print {count} work cards"), {"count": 1}), record_card_print, made, day)
        self._office.act(Message(N_("Hand out {count} work cards"), {"count": 1}), hand_out_cards, made, day)

    def see_papers(self, day: date) -> None:
        """Look at the papers behind the attestations, for some of those who came lately."""
        recent = [life for life in self._lives if life.serving and life.first_day >= date(2024, 1, 1)]
        chosen = [life for life in recent if self._chance.randrange(100) < 70]
        forms = [
            (self._person_of(life), EvidenceForm(condition, paper, "网格办 陈科员", day))
            for life in chosen if life.first_day <= day
            for condition, paper in PAPERS_SEEN
        ]  # fmt: skip
        sentence = Message(N_("Record {count} papers seen for Article 11"), {"count": len(forms)})
        self._office.act(sentence, _see, forms, day)

    def _cards(self) -> list[WorkCard]:
        rows = self._office.read(cards_by_worker).values()
        return sorted((card for cards in rows for card in cards), key=lambda card: card.number)

    def _lines(self, day: date) -> list[CertificateLine]:
        """The lines of those in service, in the order of the lives."""
        order = {worker_id: place for place, worker_id in enumerate(self._ids())}
        lines = [line for line in self._office.read(list_certificates, day) if line.in_service]
        return sorted(lines, key=lambda line: (order[line.worker.id], line.type.name))

    def _ids(self) -> Iterable[UUID]:
        return [self._person_of(life) for life in self._lives if self._is_known(life)]

    def _is_known(self, life: Life) -> bool:
        try:
            self._person_of(life)
        except KeyError:  # comes later
            return False
        return True

    def _kind(self, name: str) -> CertificateType:
        return self._office.read(find_certificate_type, name)


def _see(session: Session, forms: Sequence[tuple[UUID, EvidenceForm]], today: date) -> None:
    for worker_id, form in forms:
        record_evidence(session, worker_id, form, today)
