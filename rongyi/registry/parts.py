"""The table of what a file is made of. One line here gives a part its form, its pages, its services, its history and
its place in the completeness; there is no second list of fields anywhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rongyi.kernel import clock
from rongyi.kernel.errors import NotFound
from rongyi.registry import models as m

DATED = ("starts_on", "ends_on")

GROUPS = {
    "identity": _("身份信息"),
    "category": _("人员类别"),
    "service": _("服役经历"),
    "honour": _("荣誉"),
    "disability": _("残疾情况"),
    "kin": _("家庭成员与亲属"),
    "placement": _("安置情况"),
    "household": _("家庭情况"),
    "livelihood": _("生活状况"),
    "work": _("就业情况"),
    "entitlement": _("待遇与证牌"),
    "contact": _("联系"),
    "consent": _("告知与来源"),
}
"""The thirteen groups of the national collection form, in its order."""


@dataclass(frozen=True)
class PartKind:
    """One sort of entry. `choices` are those of sealed fields, whose column cannot carry them; `told` is what the one
    line about an entry says; `one_at_a_time`: what is added takes the place of what held before."""

    key: str
    group: str
    model: type[m.Part]
    fields: tuple[str, ...]
    told: tuple[str, ...]
    choices: Mapping[str, type[models.TextChoices]] = field(default_factory=dict)
    hints: Mapping[str, str | Promise] = field(default_factory=dict)
    one_at_a_time: bool = False
    once_by: str = ""

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def is_dated(self) -> bool:
        return issubclass(self.model, m.DatedPart)

    def choices_of(self, name: str) -> list[tuple[Any, Any]]:
        """The words of a field that has a list of them; empty for free text, dates and numbers."""
        if name in self.choices:
            return list(self.choices[name].choices)
        return [(code, words) for code, words in self.model._meta.get_field(name).choices or ()]


KINDS = (
    PartKind(
        "category", "category", m.PersonCategory,
        ("code", "sub_kind", "proof_kind", "proof_number", *DATED, "verified_by", "verified_on"),
        ("code", "sub_kind", "proof_kind", "starts_on", "verified_on"),
        hints={
            "sub_kind": _("只有军队转业干部和退役士兵有细类。"),
            "proof_kind": _("例如:退伍证、烈士证明书。没有证件的,写村(社区)证明。"),
        },
        once_by="code",
    ),
    PartKind(
        "tag", "category", m.PersonTag, ("code", "proof_kind", "proof_number", *DATED), ("code", "proof_kind", "starts_on"),
        once_by="code",
    ),
    PartKind(
        "service", "service", m.ServicePeriod,
        ("enlisted_on", "enlist_place", "discharged_on", "discharge_kind", "branch", "rank", "unit_kind", "unit_name",
         "hardship_years", "in_combat", "in_nuclear_test", "discharge_number"),
        ("enlisted_on", "discharged_on", "branch", "rank", "discharge_kind", "hardship_years", "in_combat",
         "in_nuclear_test"),
        choices={"unit_kind": m.UnitKind},
        hints={"unit_kind": _("部队番号可能涉密,只选类型,不要填写番号。")},
    ),
    PartKind(
        "honour", "honour", m.Honour, ("kind", "year", "document_number"), ("kind", "year", "document_number"),
    ),
    PartKind(
        "disability", "disability", m.Disability,
        ("cause", "grade", "certificate_number", "rated_on", "adjusted_on", "care_class", *DATED),
        ("cause", "grade", "care_class", "rated_on", "adjusted_on"),
        choices={"cause": m.Cause, "grade": m.Grade, "care_class": m.CareClass},
        hints={
            "grade": _("因病致残只有一级到六级。"),
            "adjusted_on": _("评定或上次调整满一年后才能再调整。"),
        },
    ),
    PartKind(
        "relative", "kin", m.Relative,
        ("relation", "name", "phone", "in_household", "is_guardian", "soldier", "certificate_number", *DATED),
        ("relation", "name", "phone", "in_household", "is_guardian", "soldier"),
        hints={"soldier": _("烈士、因公牺牲、病故军人的遗属和现役军人家属,请在这位军人一条里选。")},
    ),
    PartKind(
        "placement", "placement", m.Placement, ("mode", "place", "reported_on", "unit", "letter_on"),
        ("mode", "place", "reported_on", "unit"),
    ),
    PartKind(
        "household", "household", m.Household, ("members", "income_class", "income_source", "starts_on"),
        ("members", "income_class", "income_source"),
        choices={"income_class": m.IncomeClass}, one_at_a_time=True,
    ),
    PartKind(
        "livelihood", "livelihood", m.Livelihood,
        ("housing", "relief", "insurance", "pension", "illness", "care_need", "difficulty", "starts_on"),
        ("housing", "relief", "insurance", "pension", "illness", "care_need", "difficulty"),
        choices={
            "housing": m.Housing, "relief": m.Relief, "insurance": m.Insurance, "pension": m.Pension,
            "care_need": m.CareNeed, "difficulty": m.Difficulty,
        },
        one_at_a_time=True,
    ),
    PartKind(
        "work", "work", m.Work,
        ("status", "employer", "post", "skills", "intention", "training_wish", "starts_on"),
        ("status", "employer", "post", "skills", "intention", "training_wish"), one_at_a_time=True,
    ),
    PartKind(
        "entitlement", "entitlement", m.Entitlement,
        ("kind", "standard_fen", "per", *DATED, "bank", "bank_account"),
        ("kind", "standard_fen", "per", "starts_on", "bank_account"),
        hints={"bank_account": _("存下以后只显示最后四位。")}, once_by="kind",
    ),
    PartKind(
        "credential", "entitlement", m.Credential,
        ("kind", "number", "issued_on", "issued_by", "received_by", "ends_on"), ("kind", "number", "issued_on"),
        hints={"number": _("卡面或牌上的编号,以后可以按编号找人。")},
    ),
)  # fmt: skip
PARTS: dict[str, PartKind] = {kind.key: kind for kind in KINDS}
KIND_OF_MODEL: dict[type, PartKind] = {kind.model: kind for kind in KINDS}


def part_kind(key: str) -> PartKind:
    if key not in PARTS:
        raise NotFound()
    return PARTS[key]


def kinds_of_group(group: str) -> list[PartKind]:
    return [kind for kind in KINDS if kind.group == group]


def holds(row: m.Part) -> bool:
    """Whether an entry counts today: neither struck out nor over. What ended today is over."""
    ends_on = getattr(row, "ends_on", None)
    return not row.is_struck and (ends_on is None or ends_on > clock.today())


def holding(rows: Iterable[m.Part]) -> list[m.Part]:
    return [row for row in rows if holds(row)]
