"""How somebody lives: household, livelihood, work, what is paid, which papers and plaques were issued."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyFK
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedTextField
from rongyi.registry.models import choices as c
from rongyi.registry.models.parts import DatedPart

S2, S3, S4 = DataClass.S2, DataClass.S3, DataClass.S4


class Household(DatedPart):
    """The family as an economy; its members are relatives."""

    members = models.PositiveSmallIntegerField(_("家庭人口"), null=True, blank=True)
    income_class = SealedTextField(_("家庭收入"), data_class=S2, max_length=12, blank=True)
    income_source = models.CharField(_("主要收入来源"), max_length=12, choices=c.IncomeSource.choices, blank=True)

    data_classes = {**DatedPart.part_classes, "members": S3, "income_source": S3}

    class Meta(DatedPart.Meta):
        verbose_name = _("家庭情况")
        constraints = [
            *DatedPart.Meta.constraints,
            CountyFK(field="person", name="registry_household_person_fk"),
            models.UniqueConstraint(
                fields=["county", "person"], condition=Q(ends_on=None), name="registry_household_one_at_a_time"
            ),
        ]


class Livelihood(DatedPart):
    """Housing, relief, insurance, health and need; all of it is sealed."""

    housing = SealedTextField(_("住房"), data_class=S2, max_length=12, blank=True)
    relief = SealedTextField(_("救助"), data_class=S2, max_length=12, blank=True)
    insurance = SealedTextField(_("医疗保险"), data_class=S2, max_length=12, blank=True)
    pension = SealedTextField(_("养老保险"), data_class=S2, max_length=12, blank=True)
    illness = SealedTextField(_("慢性病或重病"), data_class=S2, max_length=100, blank=True)
    care_need = SealedTextField(_("生活自理"), data_class=S2, max_length=12, blank=True)
    difficulty = SealedTextField(_("困难程度"), data_class=S2, max_length=12, blank=True)

    data_classes = {**DatedPart.part_classes}

    class Meta(DatedPart.Meta):
        verbose_name = _("生活状况")
        constraints = [
            *DatedPart.Meta.constraints,
            CountyFK(field="person", name="registry_livelihood_person_fk"),
            models.UniqueConstraint(
                fields=["county", "person"], condition=Q(ends_on=None), name="registry_livelihood_one_at_a_time"
            ),
        ]


class Work(DatedPart):
    """What somebody does for a living and what they wish for."""

    status = models.CharField(_("就业状态"), max_length=14, choices=c.WorkStatus.choices)
    employer = SealedTextField(_("工作单位"), data_class=S3, max_length=60, blank=True)
    post = models.CharField(_("岗位"), max_length=40, blank=True)
    skills = models.CharField(_("技能与证书"), max_length=100, blank=True)
    intention = models.CharField(_("就业意向"), max_length=100, blank=True)
    training_wish = models.CharField(_("培训意愿"), max_length=100, blank=True)

    data_classes = {
        **DatedPart.part_classes, "status": S3, "post": S3, "skills": S3, "intention": S3, "training_wish": S3,
    }  # fmt: skip

    class Meta(DatedPart.Meta):
        verbose_name = _("就业情况")
        constraints = [
            *DatedPart.Meta.constraints,
            CountyFK(field="person", name="registry_work_person_fk"),
            models.UniqueConstraint(
                fields=["county", "person"], condition=Q(ends_on=None), name="registry_work_one_at_a_time"
            ),
        ]


class Entitlement(DatedPart):
    """Something that is paid regularly. The account is sealed and never shown whole."""

    kind = models.CharField(_("待遇项目"), max_length=16, choices=c.PaymentKind.choices)
    standard_fen = models.PositiveBigIntegerField(_("标准"), null=True, blank=True)
    per = models.CharField(_("发放周期"), max_length=6, choices=c.Per.choices, blank=True)
    bank = models.CharField(_("开户银行"), max_length=30, blank=True)
    bank_account = SealedTextField(_("银行账号"), data_class=S2, max_length=30, blank=True)

    data_classes = {**DatedPart.part_classes, "kind": S3, "standard_fen": S2, "per": S3, "bank": S2}

    class Meta(DatedPart.Meta):
        verbose_name = _("待遇")
        constraints = [
            *DatedPart.Meta.constraints,
            CountyFK(field="person", name="registry_entitlement_person_fk"),
            models.UniqueConstraint(
                fields=["county", "person", "kind"], condition=Q(ends_on=None), name="registry_entitlement_once"
            ),
        ]


class Credential(DatedPart):
    """A card, a plaque or a merit report that was issued. The number is found by its keyed digest only."""

    kind = models.CharField(_("证牌"), max_length=14, choices=c.CredentialKind.choices)
    number = SealedTextField(_("编号"), data_class=S2, max_length=40, blank=True)
    number_index = models.BinaryField(max_length=16, null=True, editable=False)
    issued_on = models.DateField(_("发放日期"), null=True, blank=True)
    issued_by = models.CharField(_("发放单位"), max_length=60, blank=True)
    received_by = models.CharField(_("签收人"), max_length=50, blank=True)

    data_classes = {
        **DatedPart.part_classes, "kind": S3, "number_index": S2, "issued_on": S3, "issued_by": S4, "received_by": S3,
    }  # fmt: skip

    class Meta(DatedPart.Meta):
        verbose_name = _("优待证、光荣牌与喜报")
        constraints = [
            *DatedPart.Meta.constraints,
            CountyFK(field="person", name="registry_credential_person_fk"),
            models.UniqueConstraint(
                fields=["county", "kind", "number_index"],
                condition=Q(ends_on=None, number_index__isnull=False),
                name="registry_credential_number_once",
                violation_error_message=_("这个编号已经登记给别人。"),
            ),
        ]
