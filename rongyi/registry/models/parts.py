"""What a file is made of beside the person: dated, proven, as many as there are. Nothing is overwritten or deleted;
what was wrong is struck out and stays to be read."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyFK, CountyForeignKey
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import Regional
from rongyi.registry.models import choices as c
from rongyi.registry.models.person import Person

S2, S3, S4 = DataClass.S2, DataClass.S3, DataClass.S4


class Part(Sealed, Regional):
    """Base of what belongs to a file; it moves with the person. What was entered by mistake is struck out."""

    person = CountyForeignKey(Person, models.PROTECT, related_name="%(class)s_set")
    is_struck = models.BooleanField(_("登记有误"), default=False, editable=False)

    part_classes = {"is_struck": S4}

    class Meta(Regional.Meta):
        abstract = True


class DatedPart(Part):
    """What holds from one day to another; without an end it holds now."""

    starts_on = models.DateField(_("起始日期"), null=True, blank=True)
    ends_on = models.DateField(_("终止日期"), null=True, blank=True)
    ending = models.CharField(_("终止原因"), max_length=10, choices=c.Ending.choices, blank=True, editable=False)

    part_classes = {**Part.part_classes, "starts_on": S3, "ends_on": S3, "ending": S4}

    class Meta(Part.Meta):
        abstract = True
        constraints = [
            *Part.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_start",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("终止日期不能早于起始日期。"),
            ),
        ]


class PersonCategory(DatedPart):
    """As what somebody is served, from one day to another; never overwritten."""

    code = models.CharField(_("类别"), max_length=3, choices=c.Category.choices)
    sub_kind = models.CharField(_("细类"), max_length=20, choices=c.SubKind.choices, blank=True)
    proof_kind = models.CharField(_("证明材料"), max_length=40, blank=True)
    proof_number = SealedTextField(_("证明编号"), data_class=S2, max_length=60, blank=True)
    verified_on = models.DateField(_("核实日期"), null=True, blank=True)
    verified_by = models.CharField(_("核实人"), max_length=50, blank=True)

    data_classes = {
        **DatedPart.part_classes, "code": S3, "sub_kind": S3, "proof_kind": S3, "verified_on": S3, "verified_by": S4,
    }  # fmt: skip

    class Meta(DatedPart.Meta):
        verbose_name = _("人员类别")
        constraints = [
            *DatedPart.Meta.constraints,
            CountyFK(field="person", name="registry_category_person_fk"),
            models.UniqueConstraint(
                fields=["county", "person", "code"], condition=Q(ends_on=None), name="registry_category_once_at_a_time"
            ),
        ]


class PersonTag(DatedPart):
    """A mark with the days it held."""

    code = models.CharField(_("标识"), max_length=20, choices=c.Tag.choices)
    proof_kind = models.CharField(_("证明材料"), max_length=40, blank=True)
    proof_number = SealedTextField(_("证明编号"), data_class=S2, max_length=60, blank=True)

    data_classes = {**DatedPart.part_classes, "code": S2, "proof_kind": S3}

    class Meta(DatedPart.Meta):
        verbose_name = _("标识")
        constraints = [
            *DatedPart.Meta.constraints,
            CountyFK(field="person", name="registry_tag_person_fk"),
            models.UniqueConstraint(
                fields=["county", "person", "code"], condition=Q(ends_on=None), name="registry_tag_once_at_a_time"
            ),
        ]


class ServicePeriod(Part):
    """Years in the forces. Names of units may be secret: they are asked for only where the county's file of rules
    (definitions/file/default.yaml) says so, which it does not by itself."""

    class Branch(models.TextChoices):
        ARMY = "army", _("陆军")
        NAVY = "navy", _("海军")
        AIR = "air", _("空军")
        ROCKET = "rocket", _("火箭军")
        POLICE = "police", _("武警")
        OTHER = "other", _("其他")

    enlisted_on = models.DateField(_("入伍日期"))
    discharged_on = models.DateField(_("退役日期"), null=True, blank=True)
    branch = models.CharField(_("军兵种"), max_length=10, choices=Branch.choices, blank=True)
    rank = models.CharField(_("退役时军衔或职务"), max_length=30, blank=True)
    enlist_place = SealedTextField(_("入伍地"), data_class=S2, max_length=60, blank=True)
    unit_kind = SealedTextField(_("最后所在单位类型"), data_class=S2, max_length=20, blank=True)
    unit_name = SealedTextField(_("部队名称或番号"), data_class=S2, max_length=60, blank=True)
    discharge_kind = models.CharField(_("退役方式"), max_length=12, choices=c.DischargeKind.choices, blank=True)
    hardship_years = models.PositiveSmallIntegerField(_("艰苦边远地区年数"), null=True, blank=True)
    in_combat = models.BooleanField(_("参战"), default=False)
    in_nuclear_test = models.BooleanField(_("参试"), default=False)
    discharge_number = SealedTextField(_("退役证件号"), data_class=S2, max_length=40, blank=True)

    data_classes = {
        **Part.part_classes, "enlisted_on": S3, "discharged_on": S3, "branch": S3, "rank": S3, "discharge_kind": S3,
        "hardship_years": S3, "in_combat": S3, "in_nuclear_test": S3,
    }  # fmt: skip

    class Meta(Part.Meta):
        verbose_name = _("服役经历")
        constraints = [
            *Part.Meta.constraints,
            CountyFK(field="person", name="registry_service_person_fk"),
            models.CheckConstraint(
                name="registry_service_ends_after_start",
                condition=Q(discharged_on=None) | Q(discharged_on__gt=F("enlisted_on")),
                violation_error_message=_("退役日期应晚于入伍日期。"),
            ),
        ]

    @property
    def years(self) -> int | None:
        """Whole years of service; None while it lasts."""
        start, end = self.enlisted_on, self.discharged_on
        if end is None:
            return None
        return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


class Relative(DatedPart):
    """Somebody of the household or a kinsman, perhaps with a file of their own."""

    class Relation(models.TextChoices):
        SPOUSE = "spouse", _("配偶")
        PARENT = "parent", _("父母")
        FOSTER = "foster", _("抚养人")
        CHILD = "child", _("子女")
        SIBLING = "sibling", _("兄弟姐妹")
        OTHER = "other", _("其他")

    relation = models.CharField(_("关系"), max_length=10, choices=Relation.choices)
    name = SealedTextField(_("姓名"), data_class=S3, max_length=50)
    phone = SealedTextField(_("电话"), data_class=S3, max_length=20, blank=True)
    in_household = models.BooleanField(_("同住"), default=True)
    is_guardian = models.BooleanField(_("监护人"), default=False)
    soldier = models.CharField(_("军人身份"), max_length=16, choices=c.Soldier.choices, blank=True)
    certificate_number = SealedTextField(_("证书编号"), data_class=S2, max_length=60, blank=True)
    other_person = CountyForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    data_classes = {
        **DatedPart.part_classes, "relation": S3, "in_household": S3, "is_guardian": S3, "soldier": S3,
    }  # fmt: skip

    class Meta(DatedPart.Meta):
        verbose_name = _("家庭成员与亲属")
        constraints = [
            *DatedPart.Meta.constraints,
            CountyFK(field="person", name="registry_relative_person_fk"),
            CountyFK(field="other_person", name="registry_relative_other_fk"),
        ]
