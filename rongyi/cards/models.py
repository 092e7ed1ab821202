"""A preferential card, what happened to it, the codes its holder shows, and what it is good for."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.cards import enums as e
from rongyi.casework.models import Case
from rongyi.kernel.county import CountyFK, CountyForeignKey
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import Regional
from rongyi.records.models import Fact
from rongyi.registry.models import Credential, Person

S2, S3, S4 = DataClass.S2, DataClass.S3, DataClass.S4


class Card(Regional):
    """One card of one person. Of its number only the last four digits, and the database takes no more."""

    person = CountyForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("姓名"))
    kind = models.CharField(_("种类"), max_length=4, choices=e.CardKind.choices)
    bank = models.CharField(_("合作银行"), max_length=6, choices=e.Bank.choices)
    province = models.CharField(_("发证省份"), max_length=2)
    tail = models.CharField(_("编号后四位"), max_length=4)
    issued_on = models.DateField(_("发放日期"))
    valid_to = models.DateField(_("有效期至"), null=True)
    state = models.CharField(_("状态"), max_length=14, choices=e.State.choices, default=e.State.IN_USE)
    temp_until = models.DateField(_("临时挂失到"), null=True)
    fee = models.CharField(_("费用"), max_length=4, choices=e.Fee.choices, default=e.Fee.FREE)
    case = CountyForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name=_("办件"))
    replaces = CountyForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name=_("旧证"))
    credential = CountyForeignKey(Credential, models.PROTECT, null=True, related_name="+")
    returned_on = models.DateField(_("旧证交回日期"), null=True)
    is_demo = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    data_classes = {
        "kind": S3, "bank": S3, "province": S4, "tail": S3, "issued_on": S3, "valid_to": S3, "state": S3,
        "temp_until": S3, "fee": S4, "returned_on": S4,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("优待证")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="person", name="cards_card_person_fk"),
            CountyFK(field="case", name="cards_card_case_fk"),
            CountyFK(field="replaces", name="cards_card_replaces_fk"),
            CountyFK(field="credential", name="cards_card_credential_fk"),
            models.UniqueConstraint(
                fields=["county", "person"], condition=Q(state__in=e.LIVE), name="cards_card_one_live"
            ),
            models.UniqueConstraint(
                fields=["county", "case"], condition=Q(case__isnull=False), name="cards_card_one_of_a_case"
            ),
            models.UniqueConstraint(
                fields=["county", "replaces"], condition=Q(replaces__isnull=False), name="cards_card_replaced_once"
            ),
            models.CheckConstraint(name="cards_card_state_known", condition=Q(state__in=e.State.values)),
            models.CheckConstraint(name="cards_card_kind_known", condition=Q(kind__in=e.CardKind.values)),
            models.CheckConstraint(name="cards_card_only_the_tail", condition=Q(tail__regex=r"^[0-9]{4}$")),
            models.CheckConstraint(
                name="cards_card_until_only_when_lost", condition=Q(temp_until=None) | Q(state="temp_lost")
            ),
            models.CheckConstraint(
                name="cards_card_ends_after_issue", condition=Q(valid_to=None) | Q(valid_to__gt=F("issued_on"))
            ),
        ]
        indexes = [
            *Regional.Meta.indexes,
            models.Index(fields=["county", "person", "id"], name="cards_card_person"),
            models.Index(fields=["county", "state", "valid_to"], name="cards_card_state"),
        ]


class CardEvent(Sealed, Regional):
    """One thing that happened to a card. Only grows."""

    card = CountyForeignKey(Card, models.PROTECT, related_name="events")
    seq = models.PositiveSmallIntegerField()
    act = models.CharField(_("事情"), max_length=14, choices=e.Act.choices)
    from_state = models.CharField(_("原状态"), max_length=14, choices=e.State.choices, blank=True)
    to_state = models.CharField(_("现状态"), max_length=14, choices=e.State.choices)
    on = models.DateField(_("日期"))
    at = models.DateTimeField(_("登记时间"))
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(_("经办人"), max_length=50, blank=True)
    role = models.CharField(max_length=20, blank=True)
    case = CountyForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name=_("办件"))
    fact = CountyForeignKey(Fact, models.PROTECT, null=True, related_name="+")
    note = SealedTextField(_("说明"), data_class=S2, max_length=300, blank=True)

    data_classes = {
        "seq": S4, "act": S3, "from_state": S3, "to_state": S3, "on": S4, "at": S4, "actor_id": S4, "actor_name": S4, "role": S4,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("优待证记录")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="card", name="cards_event_card_fk"),
            CountyFK(field="case", name="cards_event_case_fk"),
            CountyFK(field="fact", name="cards_event_fact_fk"),
            models.UniqueConstraint(fields=["county", "card", "seq"], name="cards_event_in_order"),
            models.CheckConstraint(name="cards_event_act_known", condition=Q(act__in=e.Act.values)),
        ]
        indexes = [*Regional.Meta.indexes, models.Index(fields=["county", "case"], name="cards_event_case")]


class ShownCode(Regional):
    """A code that a holder showed: good for minutes and for one look; it goes with the next day."""

    card = CountyForeignKey(Card, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    data_classes = {"made_at": S4, "used_at": S4}

    class Meta(Regional.Meta):
        verbose_name = _("优待证码")
        constraints = [*Regional.Meta.constraints, CountyFK(field="card", name="cards_code_card_fk")]
        indexes = [*Regional.Meta.indexes, models.Index(fields=["made_at"], name="cards_code_made")]


class Offer(Regional):
    """Something that a card is good for, at a place and from one day to another. It vanishes by itself."""

    title = models.CharField(_("优待内容"), max_length=80)
    merchant = models.CharField(_("单位或商家"), max_length=60)
    kind = models.CharField(_("类别"), max_length=10, choices=e.OfferKind.choices)
    how = models.CharField(_("怎样享受"), max_length=300, blank=True)
    address = models.CharField(_("地址"), max_length=120, blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    source = models.CharField(_("依据"), max_length=200)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("截止日期"), null=True, blank=True)
    changed_at = models.DateTimeField(editable=False)
    changed_by = models.CharField(_("登记人"), max_length=50, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(Regional.Meta):
        verbose_name = _("优待项目")
        constraints = [
            *Regional.Meta.constraints,
            models.CheckConstraint(
                name="cards_offer_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("截止日期不能早于开始日期。"),
            ),
            models.CheckConstraint(name="cards_offer_kind_known", condition=Q(kind__in=e.OfferKind.values)),
        ]
        indexes = [*Regional.Meta.indexes, models.Index(fields=["county", "kind", "ends_on"], name="cards_offer_kind")]
